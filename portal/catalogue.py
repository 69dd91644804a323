"""The catalogues, handled by Babel: no gettext tools are needed on the machine.

Source strings are Vietnamese, in templates and Python files; `locale/en/LC_MESSAGES/django.po` holds the English.
`locale/vi/` holds our Vietnamese for Django's own words: what Django leaves in English, and what it says badly.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

APPS = ("portal", "territory", "citizens", "insurance", "facilities", "enterprises", "support")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
SKIPPED = re.compile(r"/(tests|migrations|admin)/")


def catalogue_path(language: str = "en") -> Path:
    return Path(settings.BASE_DIR) / "locale" / language / "LC_MESSAGES" / "django.po"


def compile_catalogues() -> int:
    """Write the .mo beside each .po that is newer. Returns how many were written."""
    written = 0
    for po in sorted((Path(settings.BASE_DIR) / "locale").glob("*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
            continue
        with po.open("rb") as source:
            catalog = read_po(source, locale=po.parts[-3], domain=po.stem)
        # Another process may read it at this moment: it sees the old file or the new one, never half of one.
        unfinished = mo.with_suffix(".mo.new")
        with unfinished.open("wb") as target:
            write_mo(target, catalog)
        unfinished.rename(mo)
        written += 1
    return written


def source_strings() -> Catalog:
    """Every translatable string of our templates and Python files, with the places it stands in."""
    found = Catalog(
        locale="en",
        domain="django",
        charset="utf-8",
        project="An Sinh",
        version="1",
        fuzzy=False,
        header_comment="# English of An Sinh. The source strings are Vietnamese; `make messages` collects them.",
    )
    root = Path(settings.BASE_DIR)
    for path in _source_files(root):
        text = path.read_text(encoding="utf-8")
        if path.suffix in {".html", ".txt"}:
            text = templatize(text, origin=str(path))
        for line, message, _comments, context in extract(
            "python", io.BytesIO(text.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"}
        ):
            found.add(message, locations=[(str(path.relative_to(root)), line)], context=context)
    return found


def read_catalogue() -> Catalog:
    """The English catalogue as it stands in the repository."""
    with catalogue_path().open("rb") as source:
        return read_po(source, locale="en", domain="django")


def update_catalogue() -> tuple[int, int]:
    """Add new strings to the English catalogue and drop those no page uses. Returns (strings, without English)."""
    path = catalogue_path()
    merged = source_strings()
    if path.exists():
        known = read_catalogue()
        # The header is the same at every run: only strings make a difference between two versions of the file.
        merged.creation_date, merged.revision_date = known.creation_date, known.revision_date
        for message in merged:
            old = known.get(message.id, message.context)
            if message.id and old and old.string:
                message.string = old.string
    with path.open("wb") as target:
        write_po(target, merged, width=110, sort_output=True, omit_header=False, no_location=True)
    return len(merged), sum(bool(message.id) and not _complete(message.string) for message in merged)


def untranslated() -> list[str]:
    """Source strings that have no English, whole or in one of their plural forms."""
    known = read_catalogue()
    missing = []
    for message in source_strings():
        if not message.id:
            continue
        found = known.get(message.id, message.context)
        if found is None or found.fuzzy or not _complete(found.string):
            missing.append(str(message.id))
    return missing


def _complete(string: str | tuple[str, ...] | list[str] | None) -> bool:
    return bool(string) if not string or isinstance(string, str) else all(string)


def _source_files(root: Path) -> Iterator[Path]:
    for folder in ("templates", *APPS):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in {".html", ".txt", ".py"} and not SKIPPED.search(path.as_posix()):
                yield path
