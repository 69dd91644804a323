"""The list of a unit's people and one person's page."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils.timezone import localdate

from citizens.models import AccessEntry
from citizens.tests.factories import make_employer
from enterprises import coverage
from enterprises.tests.factories import desk, last_month, make_worker
from insurance.models import HiCard, ParticipationPeriod, PaymentState
from insurance.rules.months import add_months
from insurance.tests.factories import make_card, make_period

pytestmark = pytest.mark.django_db
PEOPLE = "/doanh-nghiep/nguoi-lao-dong/"


def names(client, query: str = "") -> list[str]:
    return [person.name for person in client.get(PEOPLE + query).context["people"]]


def test_each_line_says_what_the_unit_declared() -> None:
    employer, elsewhere = make_employer(), make_employer()
    worker = make_worker(employer, 30, full_name="Lê Thị Hạnh", insured_wage=9_200_000)
    make_period(worker, add_months(last_month(), -59), 20, employer=elsewhere)
    page = desk(employer).get(PEOPLE)
    (person,) = page.context["people"]
    assert (person.name, person.masked_number, person.wage) == (
        "Lê Thị Hạnh", f"75******{worker.bhxh_number[-2:]}", "9.200.000 đ",
    )  # fmt: skip
    assert (person.months, person.since) == (30, add_months(last_month(), -29)), "not the months elsewhere"
    assert [state.words for state in person.states] == [
        "BHXH: Đã đóng", "BHTN: Đã đóng", "BHTNLĐ-BNN: Đã đóng", "BHYT: Đã đóng",
    ]  # fmt: skip
    assert (person.card_until, person.facility) == (localdate() + timedelta(days=99), "Bệnh viện Thử")
    assert worker.bhxh_number not in page.content.decode(), "masked until opened"


def test_filters_search_and_order() -> None:
    employer, month = make_employer(), last_month()
    make_worker(employer, full_name="Nguyễn Văn Đạt", insured_wage=7_000_000)
    bich = make_worker(
        employer, full_name="Trần Thị Bích", insured_wage=9_000_000, payment_state=PaymentState.LATE
    )
    make_worker(employer, 2, full_name="Phạm Mới Đến", insured_wage=6_000_000)
    make_worker(employer, full_name="Vũ Đã Nghỉ", until=add_months(month, -1))
    make_worker(employer, full_name="Đỗ Nghỉ Lâu", until=add_months(month, -20))
    HiCard.objects.filter(citizen=bich).update(
        valid=(localdate() - timedelta(days=9), localdate() + timedelta(days=9))
    )
    client = desk(employer)
    assert names(client) == ["Trần Thị Bích", "Nguyễn Văn Đạt", "Phạm Mới Đến"], "by given name"
    assert names(client, "?xep=luong") == ["Trần Thị Bích", "Nguyễn Văn Đạt", "Phạm Mới Đến"]
    assert names(client, "?xep=tu-thang") == ["Phạm Mới Đến", "Trần Thị Bích", "Nguyễn Văn Đạt"]
    assert names(client, "?loc=cham-dong") == ["Trần Thị Bích"]
    assert names(client, "?loc=the-sap-het") == ["Trần Thị Bích"]
    assert names(client, "?loc=moi") == ["Phạm Mới Đến"]
    assert names(client, "?loc=da-nghi") == ["Vũ Đã Nghỉ"]
    assert names(client, "?q=thi+bich") == ["Trần Thị Bích"]
    assert names(client, f"?q={bich.bhxh_number}") == ["Trần Thị Bích"]
    assert names(client, f"?q={bich.bhxh_number[:6]}") == []
    assert names(client, "?loc=linh-tinh") == names(client), "what makes no sense is the whole list"
    ending = [client.get(f"{PEOPLE}?loc=the-sap-het&page={page}") for page in ("1", "9", "x", "0")]
    assert {answer.context["count"] for answer in ending} == {"1"}
    assert all(len(answer.context["people"]) == 1 for answer in ending)
    make_card(bich, localdate() + timedelta(days=9), localdate() + timedelta(days=400))
    assert names(client, "?loc=the-sap-het") == [], "the next card is there"
    overview = client.get("/doanh-nghiep/tong-quan/").context["summary"]
    assert (overview.ending_cards, overview.late, overview.joined, overview.left) == (0, 1, 1, 1)
    assert dict(overview.insured) == {"BHXH bắt buộc": "3", "BHTN": "3", "BHTNLĐ-BNN": "3", "BHYT": "3"}


def test_the_card_of_somebody_who_left_is_not_shown() -> None:
    employer = make_employer()
    gone = make_worker(employer, full_name="Vũ Đã Nghỉ", until=add_months(last_month(), -2))
    (person,) = desk(employer).get(PEOPLE + "?loc=da-nghi").context["people"]
    assert HiCard.objects.filter(citizen=gone).exists()
    assert person.card is None


def test_a_wage_change_of_a_month_to_come_shows_the_person_once() -> None:
    employer, month = make_employer(), last_month()
    worker = make_worker(employer, insured_wage=7_000_000)
    make_period(worker, add_months(month, 1), 1, employer=employer, insured_wage=8_000_000)
    (person,) = desk(employer).get(PEOPLE).context["people"]
    assert person.wage == "8.000.000 đ"
    assert coverage.month_shown(employer, localdate()) == month


@pytest.mark.parametrize("count", [1, 12])
def test_queries_are_constant_and_fifty_stand_on_a_page(
    count: int, django_assert_num_queries, monkeypatch
) -> None:
    monkeypatch.setattr(coverage, "PAGE_SIZE", 10)
    employer = make_employer()
    for _number in range(count):
        make_worker(employer)
    client = desk(employer)
    client.get(PEOPLE)
    # session, account, membership; unit of work (2); month, keys with their count, page, rows, cards, log
    with django_assert_num_queries(11):
        page = client.get(PEOPLE)
    assert len(page.context["people"]) == min(count, 10)
    row = page.context["people"][0].row
    # session, account, membership; unit of work (2); row, last row, rows, cards, log
    with django_assert_num_queries(10):
        client.get(f"{PEOPLE}{row.public_id}/")
    # session, account, membership; unit of work (2); month, schemes, notices, payments, four counts, what waits (2),
    # disputes
    with django_assert_num_queries(16):
        client.get("/doanh-nghiep/tong-quan/")


def test_htmx_gets_the_list_of_the_very_page() -> None:
    employer = make_employer()
    make_worker(employer, full_name="Lê Thị Hạnh")
    client = desk(employer)

    def text(**headers: str) -> str:
        answer = client.get(PEOPLE, headers=headers).content.decode()
        return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "CSRF", answer)

    fragment = text(**{"HX-Request": "true"})
    assert fragment.lstrip().startswith('<section id="people"')
    assert "Lê Thị Hạnh" in fragment
    assert fragment.strip() in text()


def test_every_read_stands_in_the_persons_own_log_once() -> None:
    employer = make_employer(name="Xưởng Minh Bạch")
    worker = make_worker(employer)
    client = desk(employer)
    row = client.get(PEOPLE).context["people"][0].row
    client.get(f"{PEOPLE}{row.public_id}/")
    entries = AccessEntry.objects.filter(subject=worker)
    assert {(e.role, e.unit, e.purpose, tuple(e.data_classes)) for e in entries} == {
        ("clerk", "Xưởng Minh Bạch", "employer", ("card", "identity", "participation"))
    }
    assert entries.count() == 2


def test_a_person_of_another_unit_is_as_absent_as_a_made_up_one() -> None:
    employer, elsewhere = make_employer(), make_employer()
    foreign = make_worker(elsewhere)
    both = make_worker(employer)
    theirs = make_period(both, add_months(last_month(), -40), 5, employer=elsewhere)
    client = desk(employer)
    rows = [*ParticipationPeriod.objects.filter(citizen=foreign), theirs]
    answers = {client.get(f"{PEOPLE}{row.public_id}/").status_code for row in rows}
    assert answers == {client.get(f"{PEOPLE}{uuid4()}/").status_code} == {404}


def test_an_empty_unit_says_so() -> None:
    assert "Chưa có người lao động nào trên hồ sơ" in desk(make_employer()).get(PEOPLE).content.decode()
