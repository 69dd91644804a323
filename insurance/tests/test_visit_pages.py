"""Medical visits and leave papers: closed until asked for, sums that add up, disputes, queries."""

import uuid
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from pytest_django.fixtures import DjangoAssertNumQueries

from citizens.models import Citizen
from citizens.tests.factories import make_citizen
from insurance.icd10 import plain_name
from insurance.models import PaperState, VisitState
from insurance.tests.factories import make_card, make_correction, make_line, make_paper, make_visit
from territory.workdays import add_working_days, is_working_day

pytestmark = pytest.mark.django_db
URL, OPEN = "/ca-nhan/kham-chua-benh/", "/ca-nhan/kham-chua-benh/?xem=1"
PAPERS = "/ca-nhan/giay-nghi-viec/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def citizen(client: Client) -> Citizen:
    citizen = make_citizen()
    client.force_login(citizen.user)
    return citizen


def page_of(visit, name: str = "visit-detail") -> str:
    return reverse(f"insurance:{name}", args=[visit.public_id])


@pytest.mark.parametrize("count", [1, 25])
def test_query_count_does_not_grow(
    client: Client, citizen: Citizen, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_card(citizen)
    for number in range(count):
        visit = make_visit(citizen, datetime(2020, 1, 1 + number, tzinfo=UTC))
        make_paper(citizen)
    for position in range(count):
        make_line(visit, position)
    with django_assert_num_queries(4):  # session, person, unit of work (2): nothing of the record
        client.get(URL)
    with django_assert_num_queries(8):  # …, cards, co-payments of the year, visits, disputes
        client.get(OPEN)
    with django_assert_num_queries(7):  # …, visit, disputes, lines
        client.get(page_of(visit))
    with django_assert_num_queries(6):
        client.get(f"{PAPERS}?xem=1")


def test_nothing_of_health_shows_before_one_more_tap(client: Client, citizen: Citizen) -> None:
    make_visit(citizen)
    make_paper(citizen)
    for path in (URL, PAPERS):
        closed = client.get(path).content.decode()
        assert "Viêm phế quản" not in closed
        assert "Bệnh viện Thử" not in closed
        assert 'href="?xem=1"' in closed  # works without a script
        assert "Viêm phế quản cấp" in client.get(f"{path}?xem=1").content.decode()
        fragment = client.get(f"{path}?xem=1", headers=HTMX).content.decode()
        assert "<html" not in fragment


def test_own_visits_and_nobody_elses(client: Client, citizen: Citizen) -> None:
    mine, other = make_visit(citizen), make_visit(make_citizen())
    page = client.get(OPEN).content.decode()
    assert str(mine.public_id) in page
    assert str(other.public_id) not in page
    assert client.get(page_of(other)).status_code == 404


def test_the_meter_counts_settled_co_payments_of_this_year(client: Client, citizen: Citizen) -> None:
    make_card(citizen, date(localdate().year, 1, 1), date(localdate().year + 1, 1, 1))
    now = timezone.now()
    make_visit(citizen, now)
    make_visit(citizen, now, state=VisitState.RECEIVED)  # not settled yet
    make_visit(citizen, now.replace(year=now.year - 1))  # last year
    make_visit(make_citizen(), now)
    meter = client.get(OPEN).context["meter"].meter
    assert meter.paid == 100_000
    assert meter.has_five_years


def test_a_visit_shows_that_it_adds_up_or_not(client: Client, citizen: Citizen) -> None:
    visit = make_visit(citizen)
    make_line(visit)
    response = client.get(page_of(visit))
    assert response.context["sums"].agree
    assert "cộng lại đúng bằng số này" in response.content.decode()
    make_line(visit, 2, total=1_000, fund_paid=1_000, copaid=0, self_paid=0)
    assert "cộng lại không bằng số này" in client.get(page_of(visit)).content.decode()


def test_a_reported_visit_carries_the_note_everywhere(client: Client, citizen: Citizen) -> None:
    visit = make_visit(citizen)
    correction = make_correction(citizen, "visit", visit)
    for path in (OPEN, page_of(visit)):
        assert correction.number in client.get(path).content.decode(), path
    assert correction.number in client.get("/ca-nhan/tai-ve/kham-chua-benh.csv?xem=1").content.decode()


def test_a_made_up_visit_is_absent(client: Client, citizen: Citizen) -> None:
    assert client.get(reverse("insurance:visit-detail", args=[uuid.uuid4()])).status_code == 404


def test_leave_papers_say_what_became_of_them(client: Client, citizen: Citizen) -> None:
    make_paper(citizen, state=PaperState.CANCELLED)
    make_paper(make_citizen(), doctor_name="Bác sĩ Người Khác")
    page = client.get(f"{PAPERS}?xem=1").content.decode()
    assert "Giấy này đã bị nơi khám hủy" in page
    assert "Bác sĩ Người Khác" not in page


@pytest.mark.parametrize(
    ("code", "name"), [("J20.9", "Viêm phế quản cấp"), ("I10", "Cao huyết áp"), ("Q99", "")]
)
def test_plain_names_of_diseases(code: str, name: str) -> None:
    assert plain_name(code) == name


def test_working_days_skip_weekends_and_holidays() -> None:
    assert not is_working_day(date(2026, 11, 24))  # Vietnam's culture day
    assert add_working_days(date(2026, 11, 23), 1) == date(2026, 11, 25)
    assert add_working_days(date(2026, 11, 27), 1) == date(2026, 11, 30)
    assert add_working_days(date(2026, 11, 23), 15) == date(2026, 12, 15)
