"""The shape of the house: what is written down once and must stay true."""

import re
import subprocess
from pathlib import Path

from django.apps import apps
from django.db.models import ForeignKey, IntegerField
from django.urls import URLPattern, URLResolver, get_resolver

from citizens.access import policy_of
from portal import catalogue

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ("portal", "territory", "citizens", "insurance", "facilities", "enterprises", "support", "services")


def tracked(*patterns: str) -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [ROOT / name for name in names.stdout.splitlines() if (ROOT / name).is_file()]


def test_settings_alone_read_the_environment() -> None:
    readers = {
        path.relative_to(ROOT).as_posix()
        for path in tracked("*.py")
        if path.relative_to(ROOT).parts[0] in HOUSE
        and "/tests/" not in path.as_posix()
        and re.search(r"os\.(environ\b|getenv)", path.read_text())
    }
    assert readers == {"portal/settings.py", "portal/wsgi.py"}  # wsgi.py only sets the default mode


def test_env_example_lists_every_variable() -> None:
    settings = (ROOT / "portal/settings.py").read_text()
    used = set(re.findall(r'(?:environ\.get\(|environ\[|_flag\(|_list\()"([A-Z_]+)"', settings))
    listed = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert used == listed


def test_every_requirement_is_pinned_and_says_what_it_is_for() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (ROOT / name).read_text().splitlines():
            if line.strip() and not line.startswith(("#", "-r")):
                assert re.fullmatch(r"[A-Za-z0-9_.-]+(\[[a-z,]+\])?==[0-9][^ ]* +# .{8,}", line), line


def test_every_string_has_english() -> None:
    assert catalogue.untranslated() == []


def test_every_url_declares_a_policy() -> None:
    def walk(patterns: list, prefix: str = "") -> list[str]:
        undeclared = []
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                undeclared += walk(pattern.url_patterns, route)
            elif isinstance(pattern, URLPattern) and policy_of(pattern.callback) is None:
                undeclared.append(route)
        return undeclared

    assert walk(get_resolver().url_patterns) == []


def test_templates_and_styles_keep_to_the_content_security_policy() -> None:
    for path in tracked("templates/*.html", "templates/**/*.html"):
        text = path.read_text()
        for forbidden in (" style=", " onclick=", " hx-on", "javascript:", "|safe", "{% autoescape off"):
            assert forbidden not in text, f"{path.name}: {forbidden}"
        for script in re.findall(r"<script\b[^>]*>", text):
            assert " src=" in script or "application/ld+json" in script, f"{path.name}: {script}"


def test_no_template_prints_the_number_of_a_row() -> None:
    """Numbers are written for people: from 1000 on a key reads "1.234" and names nothing. `unlocalize` keeps it."""
    keys = {"pk"}
    for field in (field for model in apps.get_models() for field in model._meta.concrete_fields):
        target = field
        while isinstance(target, ForeignKey):
            target = target.target_field
        if isinstance(target, IntegerField) and (field.primary_key or target is not field):
            keys.add(field.attname)

    def bare(text: str) -> list[str]:
        handed_on = re.findall(r"{% (?:blocktranslate|include) ([^%]*)%}", text)
        said = re.findall(r"{{ *([^}]+?) *}}", text) + re.findall(r"=(\S+)", " ".join(handed_on))
        safe = ("unlocalize", "stringformat")
        paths = (each for each in said if not each.partition("|")[2].startswith(safe))
        return [each for each in paths if "." in each and each.partition("|")[0].rsplit(".")[-1] in keys]

    wrong = ["{{ a.pk }}{{a.b.id}}", '{{ a.slot_id|default:"" }}', '{% include "x" with id=a.pk only %}']
    right = ["{{ a.pk|unlocalize }}{{ a.public_id }}{{ a.province_id }}{% url 'x' a.pk %}{{ id }}"]
    assert [len(bare(text)) for text in wrong + right] == [2, 1, 1, 0]
    for path in tracked("templates/*", "templates/**/*"):
        if path.suffix in {".html", ".txt", ".xml"}:
            assert bare(path.read_text()) == [], path


def test_nothing_is_fetched_from_elsewhere() -> None:
    for path in tracked("static/**/*.css", "static/*.css", "static/js/*.js"):
        assert not re.search(r"""url\(["']?(https?:)?//|import .*https?:""", path.read_text()), path


def test_models_of_records_keep_history() -> None:
    kept = {"Citizen", "Household", "HouseholdMember", "Employer", "ParticipationPeriod"}
    tracked_models = {
        model.pgh_tracked_model.__name__
        for model in apps.get_models()
        if getattr(model, "pgh_tracked_model", None)
    }
    assert kept <= tracked_models


def test_nothing_ignored_is_tracked() -> None:
    """A tracked link named .venv once replaced the virtual environment of the checkout it was merged into."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--ignored", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert listed.stdout == ""
