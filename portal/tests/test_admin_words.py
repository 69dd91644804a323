"""The admin speaks one language: Vietnamese, or English under /en/. Looked for on every page of every role, by lists
that come from Django's own catalogues (portal/tests/english.py)."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.contrib.admin.utils import pretty_name
from django.db import models
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext, npgettext, pgettext

from citizens.models import AccessEntry, StaffAlert
from citizens.staff.roles import StaffRole
from citizens.tests.factories import make_citizen, make_employer, make_officer
from enterprises.tests.factories import make_member
from facilities.models import HoursException, OpeningHours, PlaceReport
from facilities.tests.factories import make_place
from insurance.tests.factories import make_correction, make_proof
from portal.news.tests.factories import make_news, make_video
from portal.tests.english import SAME, django_messages, english_in, english_words, texts, words
from portal.tests.test_staff_matrix import DJANGOS_PAGES, models_and_admins, words_of
from portal.tests.test_staff_people import request_of
from support.models import Scam
from support.tests.factories import make_article
from support.tests.factories_requests import make_booking, make_request, make_slot

pytestmark = pytest.mark.django_db
VI = Path(settings.BASE_DIR) / "locale/vi/LC_MESSAGES"
# Two words that names of firms write as well: "may" is to sew, "none" stands in no Vietnamese text.
IN_NAMES = {"may"}


def test_no_word_of_djangos_is_left_in_english() -> None:
    left = []
    for context, one, many in django_messages():
        if many:
            said = npgettext(context, one, many, 2) if context else translation.ngettext(one, many, 2)
        else:
            said = pgettext(context, one) if context else gettext(one)
        if said in {one, many} and words(one) - SAME:
            left.append(one)
    assert left == []


def test_the_scripts_of_the_admin_are_vietnamese(client: Client) -> None:
    client.force_login(make_officer("75", roles=["records"]).user)
    source = client.get(reverse("admin:jsi18n")).content.decode()
    found = re.search(r"const newcatalog = (\{.*?\});\n", source, re.DOTALL)
    assert found is not None
    catalogue = json.loads(found[1])
    left = [one for context, one, _many in django_messages("djangojs") if words(one) and len(one) > 1
            and catalogue.get(f"{context}\x04{one}" if context else one, one) == one]  # fmt: skip
    assert left == []


def a_row_of_everything() -> dict[type[models.Model], models.Model]:
    """One row of each list an officer of Đồng Nai may open, its English left empty."""
    person, unit, place = make_citizen(province_code="75"), make_employer("75"), make_place()
    OpeningHours.objects.create(place=place, weekday=1, opens="07:30", closes="11:30")
    HoursException.objects.create(place=place, day=now().date(), reason="Nghỉ")
    place.corrected, place.phone = ["phone", "hours"], "0251000000"
    place.save()
    english = {f"{name}_en": "" for name in ("title", "summary", "body")}
    entry = AccessEntry.objects.create(
        work="7b1e0c3a-0000-4000-8000-000000000001", subject=person, reader_label="x", role="officer",
        data_classes=["identity"], purpose="office",
    )  # fmt: skip
    officer = make_officer("75", roles=["records"])
    rows: list[models.Model] = [
        person, unit, place, entry, officer, request_of(person), make_correction(person), make_proof(person),
        make_request(person), make_slot("75"), make_booking(person, slot=make_slot("75", hours=2)),
        make_member(unit, basis="claimed", confirmed_at=None),
        make_news(**english), make_video(title_en="", summary_en=""),
        make_article(question_en="", answer_en=""),
        PlaceReport.objects.create(place=place, subject="phone", note="số đã đổi"),
        Scam.objects.create(slug="x", title="Thử", explanation="Thử", links=["x.example"], seen_on=now().date()),
        StaffAlert.objects.create(kind="oneself", officer=officer.user),
    ]  # fmt: skip
    return {type(row): row for row in rows}


@pytest.mark.parametrize("role", StaffRole.values)
def test_no_page_of_the_admin_shows_an_english_word(role: str) -> None:
    rows = a_row_of_everything()
    client = Client()
    client.force_login(
        make_officer(None if role in {"national", "content", "auditor"} else "75", roles=[role]).user
    )
    read, found = 0, set()
    for path in [reverse("admin:index"), *pages(role, rows)]:
        response = client.get(path)
        if response.status_code != 200 or "html" not in response.headers["Content-Type"]:
            continue
        read += 1
        found |= {f"{path} {word}" for word in english_in(response.content.decode())}
        found |= {f"{path} label {label}" for label in unlabelled(response.context)}
    assert read > 8
    assert {line for line in found if line.split()[1].rstrip(":") not in IN_NAMES} == set()


def pages(role: str, rows: dict[type[models.Model], models.Model]) -> list[str]:
    found = []
    for model, room in models_and_admins():
        if not words_of(room, role):
            continue
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        found += [reverse(f"admin:{name}_changelist"), reverse(f"admin:{name}_add")]
        # A preview shows both languages, on purpose.
        own = [url.name for url in room.get_urls() if url.name and not url.name.endswith("_preview")]
        if model in rows:
            for page in {*own, *(f"{name}_{page}" for page in DJANGOS_PAGES)} - {
                f"{name}_changelist",
                f"{name}_add",
            }:
                try:
                    found.append(reverse(f"admin:{page}", args=[rows[model].pk]))
                except NoReverseMatch:
                    continue
    return found


def unlabelled(context: Any) -> set[str]:
    """Fields called by their Python name."""
    form = context.get("adminform") if context else None
    parts = [*(form or ()), *(fieldset for inline in (context or {}).get("inline_admin_formsets") or ()
                              for row in inline for fieldset in row)]  # fmt: skip
    found = set()
    for fieldset in parts:
        for line in fieldset:
            for field in line:
                told = field.field
                name, label = (
                    (told["name"], told["label"]) if isinstance(told, dict) else (told.name, told.label)
                )
                if (
                    str(label) in {name, pretty_name(str(name)), str(name).replace("_", " ")}
                    and str(name) != "video"
                ):
                    found.add(str(label))
    return found


def test_the_crawl_would_see_english() -> None:
    """The lists are real: what Django shows without our words is found, in a text, a label and a button."""
    assert len(english_words()) > 400
    page = '<p>Toggle navigation</p><nav aria-label="Breadcrumbs"></nav><input type="submit" value="Save">'
    assert {line.split(":")[0] for line in english_in(page)} == {
        "toggle",
        "navigation",
        "breadcrumbs",
        "save",
    }


def test_in_english_the_admin_is_english(client: Client) -> None:
    """No Vietnamese of ours stands over Django's own English."""
    with (VI / "django.po").open("rb") as source:
        vietnamese = {
            str(message.string).strip().lower() for message in read_po(source, locale="vi")
            if message.id and isinstance(message.string, str) and not message.string.isascii()
        }  # fmt: skip
    client.force_login(make_officer(None, roles=["national"]).user)
    for name in (
        "index",
        "facilities_place_changelist",
        "facilities_place_add",
        "portal_newsarticle_changelist",
    ):
        with translation.override("en"):
            path = reverse(f"admin:{name}")
        assert path.startswith("/en/")
        page = client.get(path).content.decode()
        assert {text for text in texts(page) if text.strip().lower() in vietnamese} == set()
        assert "Log out" in page
