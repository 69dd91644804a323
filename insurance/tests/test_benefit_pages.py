"""Benefits received: what the pages say, to whom, and how many queries they take."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from citizens.actors import Actor
from citizens.models import Citizen, Notification
from citizens.tests.factories import make_citizen
from insurance.exports import record_tables
from insurance.models import BenefitKind, BenefitState, PayoutState
from insurance.tests.factories import (
    make_adjustment,
    make_card,
    make_decision,
    make_line,
    make_paper,
    make_payment,
    make_period,
    make_visit,
)

pytestmark = pytest.mark.django_db
URL = "/ca-nhan/quyen-loi/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def citizen(client: Client) -> Citizen:
    citizen = make_citizen()
    client.force_login(citizen.user)
    return citizen


def detail(client: Client, decision, **headers):
    return client.get(reverse("insurance:benefit-detail", args=[decision.public_id]), headers=headers or {})


@pytest.mark.parametrize("count", [1, 30])
def test_query_count_does_not_grow(
    client: Client, citizen: Citizen, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        decision = make_decision(citizen, event_on=date(2000 + number, 1, 5))
        for month in range(1, 4):
            make_payment(decision, date(2000 + number, month, 5))
    with django_assert_num_queries(
        9
    ):  # session, person, work (2), decisions, changes, sums by year, corrections, account
        client.get(URL)
    with django_assert_num_queries(
        8
    ):  # session, person, unit of work (2), decision, payments, changes, corrections
        detail(client, decision)


def test_own_benefits_and_nobody_elses(client: Client, citizen: Citizen) -> None:
    mine, other = make_decision(citizen), make_decision(make_citizen())
    for headers in ({}, HTMX):
        page = client.get(URL, headers=headers).content.decode()
        assert str(mine.public_id) in page
        assert str(other.public_id) not in page
    assert detail(client, other).status_code == 404
    assert "<html" not in client.get(URL, headers=HTMX).content.decode()


def test_a_monthly_benefit_shows_what_is_paid_now(client: Client, citizen: Citizen) -> None:
    pension = make_decision(
        citizen,
        BenefitKind.PENSION,
        state=BenefitState.RUNNING,
        amount=5_000_000,
        event_on=date(2020, 5, 1),
        period=None,
    )
    make_adjustment(pension, date(2024, 7, 1), 5_000_000, 5_750_000, percent=15)
    make_adjustment(pension, date(2026, 7, 1), 5_750_000, 6_210_000, percent=8)
    make_adjustment(pension, date(2099, 1, 1), 6_210_000, 9_000_000)  # not yet
    page = client.get(URL).content.decode()
    assert "6.210.000 đ" in page
    assert "9.000.000 đ" not in page
    opened = detail(client, pension)
    assert opened.context["current"] == "6.210.000 đ"
    assert [row["amount_after"] for row in opened.context["adjustments"].records] == [
        9_000_000,
        6_210_000,
        5_750_000,
    ]


def test_totals_by_year_count_what_was_paid(client: Client, citizen: Citizen) -> None:
    decision = make_decision(citizen)
    make_payment(decision, date(2025, 3, 5), amount=1_000_000)
    make_payment(decision, date(2026, 3, 5), amount=3_000_000)
    make_payment(decision, date(2026, 4, 5), amount=1_000_000)
    make_payment(decision, date(2026, 5, 5), amount=7_000_000, state=PayoutState.RETURNED)
    years = client.get(URL).context["years"]
    assert [(year.year, year.amount, year.width) for year in years] == [
        (2026, "4.000.000 đ", "100.0%"),
        (2025, "1.000.000 đ", "25.0%"),
    ]


@pytest.mark.parametrize(
    ("kind", "fields", "amount"),
    [
        (BenefitKind.SICKNESS, {}, 1_320_313),
        (
            BenefitKind.MATERNITY,
            {"base_amount": 18_000_000, "event_on": date(2026, 8, 20), "months_granted": 6, "children": 1},
            113_060_000,
        ),
        (
            BenefitKind.PENSION,
            {"base_amount": 10_000_000, "event_on": date(2026, 9, 1), "months_contributed": 300},
            6_500_000,
        ),
        (
            BenefitKind.UNEMPLOYMENT,
            {
                "base_amount": 50_000_000,
                "event_on": date(2026, 2, 1),
                "decided_on": date(2026, 3, 10),
                "months_contributed": 72,
                "wage_region": 1,
            },
            26_550_000,
        ),
        (
            BenefitKind.WITHDRAWAL,
            {
                "base_amount": 12_000_000,
                "event_on": date(2026, 11, 2),
                "months_contributed": 168,
                "months_before_2014": 48,
            },
            312_000_000,
        ),
        (BenefitKind.CONVALESCENCE, {"event_on": date(2026, 8, 1)}, 3_795_000),
        (
            BenefitKind.ACCIDENT_MONTHLY,
            {
                "base_amount": 10_000_000,
                "event_on": date(2026, 8, 1),
                "months_contributed": 10,
                "capacity_loss_percent": 31,
            },
            809_000,
        ),
    ],
)
def test_an_amount_is_explained_and_agrees(
    client: Client, citizen: Citizen, kind: BenefitKind, fields: dict, amount: int
) -> None:
    right = make_decision(citizen, kind, amount=amount, **fields)
    explanation = detail(client, right).context["explanation"]
    assert explanation.agrees
    assert explanation.sources
    wrong = make_decision(citizen, kind, amount=amount + 1, **fields)
    response = detail(client, wrong)
    assert not response.context["explanation"].agrees
    assert "Khác số trên hồ sơ" in response.content.decode()


def test_nothing_is_explained_without_the_inputs(client: Client, citizen: Citizen) -> None:
    decision = make_decision(citizen, base_amount=None)
    assert detail(client, decision).context["explanation"] is None
    before_the_law_on_record = make_decision(citizen, event_on=date(2001, 1, 1))
    assert detail(client, before_the_law_on_record).context["explanation"] is None


def test_a_refusal_says_why(client: Client, citizen: Citizen) -> None:
    make_decision(citizen, state=BenefitState.REFUSED, amount=None, reason="Nộp hồ sơ quá hạn")
    page = client.get(URL).content.decode()
    assert "Không được duyệt" in page
    assert "Nộp hồ sơ quá hạn" in page


def test_an_empty_record_says_what_to_do(client: Client, citizen: Citizen) -> None:
    assert "Chưa có quyền lợi nào trên hồ sơ" in client.get(URL).content.decode()


def test_the_table_holds_the_figures_of_the_page(client: Client, citizen: Citizen) -> None:
    decision = make_decision(citizen)
    make_payment(decision)
    response = detail(client, decision)
    (row,) = response.context["payments"].records
    assert row["amount"] == 1_320_313
    assert row["account_masked"] == "******1234"
    page = response.content.decode()
    for cell in response.context["payments"].lines[0]:
        assert cell.text in page


def test_half_days_are_written_with_a_comma(client: Client, citizen: Citizen) -> None:
    decision = make_decision(citizen, days=Decimal("2.5"), amount=660_156)
    response = detail(client, decision)
    assert response.context["days"] == "2,5"
    assert response.context["explanation"].agrees


def test_the_download_of_everything_holds_the_figures_of_the_pages(citizen: Citizen) -> None:
    decision = make_decision(citizen)
    make_payment(decision)
    make_line(make_visit(citizen))
    make_card(citizen)
    make_paper(citizen)
    make_decision(make_citizen(), decision_number="999/NGUOI-KHAC")
    tables = {table.name: table.rows for table in record_tables(Actor.oneself(citizen))}
    assert {name: len(rows) for name, rows in tables.items()} == {
        "the-bhyt": 1,
        "quyen-loi": 1,
        "chi-tra": 1,
        "dieu-chinh": 0,
        "kham-chua-benh": 1,
        "chi-phi": 1,
        "giay-nghi-viec": 1,
        "dinh-chinh": 0,
        "tai-khoan-nhan-tien": 0,
    }
    assert "1.320.313 đ" in tables["quyen-loi"][0]
    assert "999/NGUOI-KHAC" not in str(tables)


def test_the_overview_of_a_pensioner_begins_with_the_pension(client: Client, citizen: Citizen) -> None:
    make_period(citizen, date(2000, 1, 1), 240)
    pension = make_decision(citizen, kind=BenefitKind.PENSION, state=BenefitState.RUNNING, amount=5_000_000)
    make_adjustment(pension, date(2024, 7, 1), 5_000_000, 5_750_000)
    make_decision(citizen, kind=BenefitKind.SICKNESS, state=BenefitState.ENDED, amount=700_000)
    page = client.get(reverse("insurance:overview")).content.decode()
    assert "5.750.000 đ mỗi tháng" in page
    assert "700.000" not in page
    assert "Không tham gia" not in page
    type(pension).objects.update(state=BenefitState.ENDED)
    page = client.get(reverse("insurance:overview")).content.decode()
    assert "mỗi tháng" not in page
    assert "Không tham gia" in page


def test_the_overview_says_a_repeated_notice_once(client: Client, citizen: Citizen) -> None:
    make_period(citizen, date(2000, 1, 1), 240)
    for _number in range(4):
        Notification.objects.create(
            citizen=citizen, kind="guardian_began", topic="family", values={"name": "A. B."}
        )
    page = client.get(reverse("insurance:overview")).content.decode()
    assert page.count("Cha, mẹ đã mở hồ sơ của bạn") == 1
    assert "(4 lần)" in page
