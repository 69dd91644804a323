"""Staff see employers of their province, and change nothing here."""

import pytest
from django.test import Client
from django.urls import reverse

from citizens.tests.factories import make_citizen, make_employer, make_officer, make_user

pytestmark = pytest.mark.django_db
LIST = "/quan-tri/citizens/employer/"


def test_an_officer_sees_the_province_and_a_foreign_employer_does_not_exist(client: Client) -> None:
    here, there = make_employer("75", name="Xưởng Ở Đây"), make_employer("79", name="Xưởng Nơi Khác")
    client.force_login(make_officer("75").user)
    page = client.get(LIST).content.decode()
    assert here.name in page
    assert there.name not in page
    assert there.name not in client.get(LIST, {"q": "noi khac"}).content.decode()
    assert here.name in client.get(LIST, {"q": "xuong o day"}).content.decode()
    own, foreign = (
        client.get(reverse("admin:citizens_employer_change", args=[employer.pk]))
        for employer in (here, there)
    )
    assert (own.status_code, foreign.status_code) == (200, 302)
    assert there.name not in foreign.content.decode()


def test_nobody_changes_employers_here(client: Client) -> None:
    employer = make_employer("75")
    client.force_login(make_officer(None).user)
    change = reverse("admin:citizens_employer_change", args=[employer.pk])
    assert client.post(change, {"name": "Khác"}).status_code == 403
    assert client.get(reverse("admin:citizens_employer_add")).status_code == 403
    assert client.post(reverse("admin:citizens_employer_delete", args=[employer.pk])).status_code == 403
    employer.refresh_from_db()
    assert employer.name != "Khác"


@pytest.mark.parametrize("who", ["citizen", "staff without an office"])
def test_others_see_nothing(client: Client, who: str) -> None:
    employer = make_employer("75")
    client.force_login(make_citizen().user if who == "citizen" else make_user(is_staff=True))
    response = client.get(LIST, follow=True)
    assert employer.name not in response.content.decode()


@pytest.mark.parametrize("count", [1, 40])
def test_the_list_takes_a_constant_number_of_queries(
    client: Client, count: int, django_assert_max_num_queries
) -> None:
    for _ in range(count):
        make_employer("75")
    client.force_login(make_officer("75").user)
    with django_assert_max_num_queries(10):
        client.get(LIST)
