"""What an auditor asks: who looked at a person, and which colleague looks too often."""

import pytest
from django.test import Client
from django.urls import reverse

from citizens.models import AccessEntry, Citizen
from citizens.staff import openings
from citizens.tests.factories import make_citizen, make_officer
from portal.tests.test_staff_people import officer_client, open_it, page_of, request_of

pytestmark = pytest.mark.django_db
PERSON = reverse("admin:citizens_recordopening_person")
OFFICERS = reverse("admin:citizens_recordopening_officers")


def test_who_looked_at_a_person_by_number_and_no_number_in_an_address() -> None:
    person, other = make_citizen(full_name="Vũ Thị Kín", province_code="75"), make_citizen(province_code="75")
    curious = make_officer("75", roles=["records"])
    client = Client()
    client.force_login(curious.user)
    for each in (person, other):
        open_it(client, each)
        client.get(page_of(each))
    auditor = officer_client("auditor", None)
    assert auditor.get(PERSON, {"number": person.bhxh_number}).context.get("looks") is None
    for number in (person.bhxh_number, person.personal_id):
        page = auditor.post(PERSON, {"number": number, "only_staff": "on"})
        text = page.content.decode()
        assert curious.user.username in text and "kiểm tra số liệu đóng, hưởng" in text
        assert "V. T. Kín" in text and person.full_name not in text
        first = page.context["readers"][0]
        assert (first.name, first.looks > 1) == (curious.user.username, True)
    entry = AccessEntry.objects.filter(subject=person).latest("pk")  # looking at the log is a look
    assert entry.data_classes == ["access_log"]
    assert auditor.post(PERSON, {"number": "7599999999"}).status_code == 400
    far = officer_client("auditor", "48")
    assert "trong phạm vi của bạn" in far.post(PERSON, {"number": person.bhxh_number}).content.decode()
    for role in ("records", "support", "content", "places"):
        stranger = officer_client(role)
        assert stranger.post(PERSON, {"number": person.bhxh_number}).status_code == 403
        assert stranger.get(OFFICERS).status_code == 403


def test_after_a_merge_either_number_shows_the_looks_at_both_records() -> None:
    kept, retired = make_citizen(province_code="75"), make_citizen(province_code="75", user=None)
    before, after = make_officer("75", roles=["records"]), make_officer("75", roles=["records"])
    for officer, person in ((before, retired), (after, kept)):
        client = Client()
        client.force_login(officer.user)
        open_it(client, person)
        client.get(page_of(person))
    Citizen.objects.filter(pk=retired.pk).update(merged_into=kept)
    auditor = officer_client("auditor", None)
    for number in (kept.bhxh_number, retired.bhxh_number):
        page = auditor.post(PERSON, {"number": number, "only_staff": "on"})
        assert {reader.name for reader in page.context["readers"]} >= {
            before.user.username,
            after.user.username,
        }
        assert page.context["number"].endswith(kept.bhxh_number[-3:])


@pytest.mark.parametrize("colleagues", [2, 6])
def test_a_colleague_who_looks_too_often_stands_out(colleagues: int, django_assert_num_queries) -> None:
    people = [make_citizen(province_code="75", user=None) for _ in range(3)]
    for _ in range(colleagues):
        client = officer_client()
        open_it(client, people[0])
        open_it(client, people[0], "case", request_of(people[0]).number)
    curious = make_officer("75", roles=["support"])
    client = Client()
    client.force_login(curious.user)
    for turn in range(15):
        assert open_it(client, people[turn % 3]).status_code == 302
    auditor = officer_client("auditor", None)
    auditor.get(OFFICERS)
    with django_assert_num_queries(13):
        lines = auditor.get(OFFICERS).context["lines"]
    assert (lines[0].officer, lines[0].without_case, lines[0].people, lines[0].stands_out) == (
        curious, 15, 3, True,
    )  # fmt: skip
    assert {(line.without_case, line.with_case, line.stands_out) for line in lines[1:]} == {(1, 1, False)}
    assert len(lines) == colleagues + 1 and openings.WITHOUT_CASE.amount >= 15
    assert officer_client("auditor", "48").get(OFFICERS).context["lines"] == []
    page = auditor.get(reverse("admin:citizens_recordopening_changelist"), {"q": curious.user.username})
    assert page.context["cl"].result_count == 15 and PERSON in page.content.decode()
    log = reverse("admin:citizens_accessentry_changelist")
    assert auditor.get(log, {"q": curious.user.username, "tu": "1"}).context["cl"].result_count >= 1
