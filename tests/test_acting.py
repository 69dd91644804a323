"""Acting for another person (threat T11): what has expired, was revoked, is out of scope or hangs on another mandate
is refused on the first request after the change."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from citizens.actors import DataClass
from citizens.asking import MANDATE_KEY
from citizens.models import AccessEntry, Citizen, HouseholdMember, Mandate
from citizens.rules.guardianship import birthday, guardianship_ends_on, is_allowed_term, is_child
from citizens.tests.factories import make_child_mandate, make_citizen, make_consent, make_household
from insurance.tests.factories import make_period

HISTORY = reverse("insurance:participation-history")


# -- The age rule


@pytest.mark.parametrize(
    ("birth", "ends"),
    [
        (date(2010, 11, 24), date(2026, 11, 24)),
        (date(2012, 2, 29), date(2028, 2, 29)),  # a leap year again
        (date(2084, 2, 29), date(2100, 3, 1)),  # 2100 has no 29 February: the 16th year ends with the 28th
        (date(2010, 2, 28), date(2026, 2, 28)),
    ],
)
def test_a_parents_right_ends_on_the_sixteenth_birthday(birth: date, ends: date) -> None:
    assert guardianship_ends_on(birth, date(2026, 11, 23)) == ends
    assert is_child(birth, ends - timedelta(days=1))
    assert not is_child(birth, ends)


def test_born_on_29_february_turns_an_age_on_1_march_of_a_common_year() -> None:
    assert birthday(date(2008, 2, 29), 18) == date(2026, 3, 1)
    assert birthday(date(2008, 2, 29), 20) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("start", "end", "allowed"),
    [
        (date(2026, 11, 23), date(2027, 11, 23), True),
        (date(2026, 11, 23), date(2027, 11, 24), False),
        (date(2028, 2, 29), date(2029, 2, 28), True),
        (date(2028, 2, 29), date(2029, 3, 1), False),
        (date(2026, 11, 23), date(2026, 11, 23), False),
    ],
)
def test_a_consent_runs_a_year_at_most(start: date, end: date, allowed: bool) -> None:
    assert is_allowed_term(start, end) is allowed


# -- On the site


@pytest.fixture
def family(db: None) -> tuple[Citizen, Citizen]:
    parent = make_citizen(full_name="Lê Thị Mẹ")
    child = make_citizen(full_name="Lê Văn Con", birth_date=localdate() - timedelta(days=3000), user=None)
    make_household(parent, child)
    make_period(child, date(2024, 1, 1))
    return parent, child


def act(client: Client, holder: Citizen, mandate: Mandate) -> None:
    client.force_login(holder.user)
    session = client.session
    session[MANDATE_KEY] = str(mandate.public_id)
    session.save()


def test_a_parent_reads_the_childs_record_and_the_child_can_see_that(client: Client, family) -> None:  # type: ignore[no-untyped-def]
    parent, child = family
    act(client, parent, make_child_mandate(parent, child))
    page = client.get(HISTORY)
    assert page.status_code == 200
    assert page.context["record"].periods[0].citizen_id == child.pk
    assert "Bạn đang xem hồ sơ của <strong>Lê Văn Con</strong>" in page.content.decode()
    (entry,) = AccessEntry.objects.all()
    assert (entry.subject, entry.reader_id, entry.role) == (child, parent.user_id, "guardian")
    assert entry.data_classes == ["identity", "participation"]


def test_the_banner_stands_on_public_pages_too_and_reads_no_record(client: Client, family) -> None:  # type: ignore[no-untyped-def]
    parent, child = family
    act(client, parent, make_child_mandate(parent, child))
    assert "acting-strip" in client.get(reverse("portal:home")).content.decode()
    assert AccessEntry.objects.count() == 0


ENDS = {
    "revoked": lambda m: Mandate.objects.filter(pk=m.pk).update(revoked_at=now()),
    "expired": lambda m: Mandate.objects.filter(pk=m.pk).update(ends_on=localdate()),
    "not begun": lambda m: Mandate.objects.filter(pk=m.pk).update(starts_on=localdate() + timedelta(days=1)),
    "left the household": lambda m: HouseholdMember.objects.filter(citizen=m.subject).update(
        left_on=localdate()
    ),
    "parent left": lambda m: HouseholdMember.objects.filter(citizen=m.holder).update(left_on=localdate()),
    "grew up": lambda m: Citizen.objects.filter(pk=m.subject_id).update(
        birth_date=localdate().replace(year=localdate().year - 16)
    ),
}


@pytest.mark.parametrize("change", ENDS)
def test_what_ended_is_refused_on_the_next_request(client: Client, family, change: str) -> None:  # type: ignore[no-untyped-def]
    parent, child = family
    mandate = make_child_mandate(parent, child)
    act(client, parent, mandate)
    assert client.get(HISTORY).status_code == 200
    key = client.session.session_key
    ENDS[change](mandate)
    refused = client.get(HISTORY)
    assert refused.status_code == 403
    assert child.bhxh_number not in refused.content.decode()
    assert MANDATE_KEY not in client.session
    assert client.session.session_key != key
    assert client.get(HISTORY).context["record"].periods == []  # one's own record again


def test_out_of_scope_is_refused(client: Client, db: None) -> None:
    mother, son = make_citizen(), make_citizen()
    make_period(mother, date(2024, 1, 1))
    act(client, son, make_consent(mother, son, scope=[DataClass.IDENTITY, DataClass.CARD]))
    refused = client.get(HISTORY)
    assert refused.status_code == 403
    assert "quá trình tham gia" in refused.content.decode()
    assert AccessEntry.objects.count() == 0


def test_a_consent_counts_once_confirmed(client: Client, db: None) -> None:
    mother, son = make_citizen(), make_citizen()
    act(client, son, make_consent(mother, son, confirmed_at=None))
    assert client.get(HISTORY).status_code == 403


def test_somebody_elses_mandate_is_refused(client: Client, family) -> None:  # type: ignore[no-untyped-def]
    parent, child = family
    act(client, make_citizen(), make_child_mandate(parent, child))
    assert client.get(HISTORY).status_code == 403


def test_a_mandate_does_not_open_the_mandates_of_its_subject(client: Client, family) -> None:  # type: ignore[no-untyped-def]
    """Chained: the mother may act for her child; whom she trusts may not."""
    parent, child = family
    friend = make_citizen()
    childs = make_child_mandate(parent, child)
    act(client, friend, make_consent(parent, friend))
    session = client.session
    session[MANDATE_KEY] = str(childs.public_id)
    session.save()
    assert client.get(HISTORY).status_code == 403


def test_back_to_oneself_with_one_press_and_a_new_session_key(client: Client, family) -> None:  # type: ignore[no-untyped-def]
    parent, child = family
    act(client, parent, make_child_mandate(parent, child))
    key = client.session.session_key
    client.post(reverse("citizens:stop-acting"))
    assert MANDATE_KEY not in client.session
    assert client.session.session_key != key
    assert "acting-strip" not in client.get(HISTORY).content.decode()
