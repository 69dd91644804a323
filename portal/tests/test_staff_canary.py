"""What each role of the staff may learn of a person (T03): a canary in every field of a record, and a crawl over every
page of the admin the role may open, before the record is opened and after."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from citizens.models import Citizen
from citizens.staff.roles import AT_THE_COUNTER, StaffRole
from citizens.tests.factories import make_employer, make_officer
from enterprises.tests.factories import make_worker
from enterprises.tests.test_canary import plant
from insurance.tests.factories import make_correction, make_proof
from portal.tests.test_admin_words import a_row_of_everything, pages
from portal.tests.test_staff_people import open_it, page_of, request_of
from support.tests.factories_requests import make_booking, make_request

pytestmark = pytest.mark.django_db


def addresses(role: str, person: Citizen) -> list[str]:
    """Every page of the role's lists, with rows about this person where a list has such."""
    rows = a_row_of_everything()
    about = (
        person, request_of(person), make_correction(person), make_proof(person), make_request(person),
        make_booking(person),
    )  # fmt: skip
    rows |= {type(row): row for row in about}
    parts = ("nguoi", "qua-trinh", "the", "quyen-loi", "kham", "nghi-viec")
    return [
        reverse("admin:index"),
        *pages(role, rows),
        f"{page_of(person)}?ngay={localdate():%Y-%m-%d}",
        *(f"{page_of(person, 'download')}?phan={part}" for part in parts),
    ]


def texts(client: Client, paths: list[str]) -> Iterator[str]:
    for path in paths:
        response = client.get(path)
        if response.status_code == 200 and not response.streaming:
            yield response.content.decode(errors="replace")


# What a desk's own work names before a record is opened: who asked.
ASKED = {"full_name", "bhxh_number"}
IDENTITY = {"full_name", "bhxh_number", "personal_id", "birth_date", "phone", "email", "address"}
PARTICIPATION = {"job_title", "insured_wage", "work_place", "other_job", "other_wage"}
# `other_facility` stands on a past card too. The card's page of changes shows every field of the table.
CARD = {
    "card_number",
    "facility_name",
    "other_facility",
    "issued_by",
    "guardian",
    "state_reason",
}
BENEFITS = {"decision", "benefit", "doctor"}  # who signed a leave paper, not what it says of the illness
AT_REST = dict.fromkeys((*AT_THE_COUNTER, StaffRole.AUDITOR), ASKED)
OPENED = {
    StaffRole.SUPPORT: IDENTITY | PARTICIPATION | CARD,
    StaffRole.RECORDS: IDENTITY | PARTICIPATION | CARD | BENEFITS,
    StaffRole.NATIONAL: IDENTITY | PARTICIPATION | CARD | BENEFITS,
}


@pytest.mark.parametrize("role", StaffRole)
def test_each_role_learns_what_it_declares_and_no_more(role: StaffRole) -> None:
    employer = make_employer("75")
    person = make_worker(employer)
    canaries = plant(person, employer)
    del canaries["other_employer"]  # the name of a firm
    Citizen.objects.filter(pk=person.pk).update(province="75")
    person.refresh_from_db()
    client = Client()
    nation = role in {StaffRole.NATIONAL, StaffRole.CONTENT, StaffRole.AUDITOR}
    client.force_login(make_officer(None if nation else "75", roles=[role]).user)

    paths = addresses(role, person)

    def learned() -> set[str]:
        return {name for text in texts(client, paths) for name in canaries if canaries[name] in text}

    assert learned() <= AT_REST.get(role, set())
    may_open = open_it(client, person).status_code == 302
    assert may_open == (role in OPENED)
    if may_open:
        assert learned() == OPENED[role]
