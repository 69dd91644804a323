"""Gaps, overlaps, BHTN not used, continuity and the yearly view of a participation record."""

from datetime import date

import pytest
from django.test import Client

from citizens.models import Citizen
from citizens.tests.factories import make_citizen, make_employer
from insurance import gaps
from insurance.history import ParticipationRecord
from insurance.models import ParticipationPeriod, PaymentState, Scheme
from insurance.tables.yearly import yearly
from insurance.tests.factories import make_period

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
YEARLY = "/ca-nhan/qua-trinh-tham-gia/theo-nam/"


@pytest.fixture
def citizen(client: Client) -> Citizen:
    citizen = make_citizen()
    client.force_login(citizen.user)
    return citizen


def record_of(citizen: Citizen) -> ParticipationRecord:
    return ParticipationRecord(list(ParticipationPeriod.objects.filter(citizen=citizen).order_by("months")))


def test_a_gap_is_told_in_words_with_what_to_do(client: Client, citizen: Citizen) -> None:
    make_period(citizen, date(2018, 1, 1), 14)
    make_period(citizen, date(2019, 9, 1), 6)
    (remark,) = gaps.remarks(record_of(citizen))
    assert remark.title == "03/2019 – 08/2019: không có đóng BHXH (6 tháng)"
    assert remark.tone == "warning"
    page = client.get("/ca-nhan/qua-trinh-tham-gia/").content.decode()
    assert remark.title in page
    assert "hãy tìm hợp đồng và bảng lương" in page


def test_months_next_to_each_other_are_no_gap(citizen: Citizen) -> None:
    make_period(citizen, date(2018, 1, 1), 12)
    make_period(
        citizen, date(2019, 1, 1), 12, payment_state=PaymentState.LATE
    )  # on record, though not counted
    make_period(citizen, date(2020, 1, 1), 12, scheme=Scheme.BHXH_TN)
    assert gaps.remarks(record_of(citizen)) == []


def test_a_gap_with_unemployment_allowance_is_explained(citizen: Citizen) -> None:
    make_period(citizen, date(2018, 1, 1), 12)
    make_period(citizen, date(2019, 6, 1), 12)
    make_period(citizen, date(2019, 2, 1), 3, scheme=Scheme.BHYT, member_code="TN", insured_wage=None)
    (remark,) = gaps.remarks(record_of(citizen))
    assert "trợ cấp thất nghiệp" in remark.meaning


def test_a_month_paid_twice_is_pointed_out(citizen: Citizen) -> None:
    make_period(citizen, date(2020, 1, 1), 6)
    make_period(citizen, date(2020, 5, 1), 6, scheme=Scheme.BHXH_TN)
    (remark,) = gaps.remarks(record_of(citizen))
    assert remark.title == "05/2020 – 06/2020: vừa đóng bắt buộc vừa đóng tự nguyện"


def test_unemployment_months_count_from_the_last_allowance(citizen: Citizen) -> None:
    make_period(citizen, date(2015, 1, 1), 24, scheme=Scheme.BHTN)
    assert gaps.unclaimed_unemployment(record_of(citizen)) == 24
    make_period(citizen, date(2017, 2, 1), 3, scheme=Scheme.BHYT, member_code="TN", insured_wage=None)
    make_period(citizen, date(2018, 1, 1), 10, scheme=Scheme.BHTN)
    make_period(citizen, date(2018, 11, 1), 2, scheme=Scheme.BHTN, payment_state=PaymentState.LATE)
    assert gaps.unclaimed_unemployment(record_of(citizen)) == 10


def test_five_years_of_health_cover(citizen: Citizen) -> None:
    assert gaps.health_cover(record_of(citizen), TODAY) is None
    make_period(citizen, date(2022, 3, 1), 57, scheme=Scheme.BHYT)
    cover = gaps.health_cover(record_of(citizen), TODAY)
    assert (cover.since, cover.five_years_on, cover.is_full) == ("03/2022", "01/03/2027", False)


def test_the_yearly_view_agrees_with_the_totals(client: Client, citizen: Citizen) -> None:
    employer = make_employer(name="Công ty Sao Mai")
    make_period(citizen, date(2019, 11, 1), 5, employer=employer)
    make_period(citizen, date(2020, 4, 1), 2, employer=employer, payment_state=PaymentState.LATE)
    make_period(citizen, date(2019, 11, 1), 14, scheme=Scheme.BHYT)
    record = record_of(citizen)
    table = yearly(record.periods)
    assert [(row["year"], row["bhxh"], row["late"], row["bhyt"]) for row in table.records] == [
        ("2020", 3, 2, 12),
        ("2019", 2, 0, 2),
    ]
    assert table.sum_of("bhxh") == record.totals.bhxh.counted
    assert table.sum_of("bhyt") == record.totals.bhyt.counted
    page = client.get(YEARLY).content.decode()
    assert "Công ty Sao Mai" in page
    assert "<html" not in client.get(YEARLY, headers={"HX-Request": "true"}).content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_the_yearly_view_takes_the_same_queries(
    client: Client, citizen: Citizen, count: int, django_assert_num_queries
) -> None:
    for number in range(count):
        make_period(citizen, date(1990 + number, 1, 1), 3, employer=make_employer())
    with django_assert_num_queries(5):  # session, person, unit of work (2), periods with employers
        client.get(YEARLY)
