"""C12-TS: month by month, recomputed from the periods on record."""

import io
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.timezone import localdate, now
from openpyxl import load_workbook

from citizens.tests.factories import make_employer
from enterprises import notices
from enterprises.models import Notice, UnitPayment
from enterprises.tests.factories import SCHEMES, desk, last_month, make_worker
from insurance.models import ParticipationPeriod, PaymentState
from insurance.rules.arrears import deadline_of
from insurance.rules.contribution import late_payment_interest, monthly_contribution
from insurance.rules.months import add_months, last_day_of
from insurance.rules.participation import Scheme

pytestmark = pytest.mark.django_db
LIST = "/doanh-nghiep/c12-ts/"


def due(month, *wages: int) -> int:
    """What the rules say for these people, each on their own."""
    found = [
        monthly_contribution(Scheme(scheme.value), month, wage, region=1).total_amount or 0
        for scheme in SCHEMES
        for wage in wages
    ]
    return sum(found)


def pay(employer, day, amount: int) -> None:
    UnitPayment.objects.create(employer=employer, reference=f"UNC {day}", paid_on=day, amount=amount)


def test_a_notice_carries_over_what_was_not_paid_with_interest_by_the_day() -> None:
    employer, month = make_employer(), last_month()
    make_worker(employer, 4, insured_wage=10_000_000)
    make_worker(employer, 4, insured_wage=20_000_000)
    first = add_months(month, -3)
    each = due(first, 10_000_000, 20_000_000)
    paid_on = deadline_of(first) + timedelta(days=10)  # ten days late
    pay(employer, paid_on, each)
    assert notices.issue_missing(employer, localdate(), now()) == 24
    assert notices.issue_missing(employer, localdate(), now()) == 0, "once each"
    found = {notice.month: notice for notice in Notice.objects.of(employer.pk)}
    start, second, late = found[first], found[add_months(first, 1)], found[add_months(first, 2)]
    assert found[add_months(first, -1)].closing == 0
    assert (start.people, start.opening, start.due, start.interest, start.closing) == (2, 0, each, 0, each)
    assert (second.opening, second.paid, second.interest, second.closing) == (each, 0, 0, 2 * each)
    # The day of the payment counts as paid: nine days in that month, and then the next month's own debt.
    assert late.paid == each
    assert late.interest == late_payment_interest(each, 9, late.month)
    assert late.closing == 2 * each + each + late.interest - each


def test_the_page_shows_that_the_notice_agrees_with_the_records_and_says_when_not() -> None:
    employer, month = make_employer(), last_month()
    worker = make_worker(employer, 3, insured_wage=10_000_000)
    client = desk(employer)
    notices.issue(employer, add_months(month, -1), now())
    path = f"{LIST}{add_months(month, -1):%Y-%m}/"
    page = client.get(path)
    assert page.context["sheet"].difference == 0
    assert "Khớp với thông báo" in page.content.decode()
    funds = page.context["sheet"].funds
    assert [row[1] for row in funds.rows] == [
        "Ốm đau và thai sản", "Hưu trí và tử tuất", "Bảo hiểm thất nghiệp", "Tai nạn lao động, bệnh nghề nghiệp",
        "Bảo hiểm y tế",
    ]  # fmt: skip
    assert funds.sum_of("total") == due(add_months(month, -1), 10_000_000)
    ParticipationPeriod.objects.filter(citizen=worker).update(insured_wage=12_000_000)
    change = due(add_months(month, -1), 12_000_000) - due(add_months(month, -1), 10_000_000)
    assert client.get(path).context["sheet"].difference == change > 0
    assert notices.issue(employer, month, now()).adjustment == change, "the next notice settles it"
    assert client.get(path).context["sheet"].difference == 0
    assert client.get(f"{LIST}1999-01/").status_code == client.get(f"{LIST}khong/").status_code == 404
    assert desk(make_employer()).get(path).status_code == 404, "another unit's notice"
    assert f"{month:%m/%Y}" in client.get(LIST).content.decode()
    assert client.get(f"{path}pdf/").content.startswith(b"%PDF-")
    book = load_workbook(io.BytesIO(client.get(f"{path}xlsx/").content)).active
    cells = list(book.values)
    assert cells[2][:2] == ("B. Phải đóng trong kỳ", due(add_months(month, -1), 10_000_000))


def test_who_is_on_maternity_leave_owes_nothing() -> None:
    employer, month = make_employer(), last_month()
    mother = make_worker(employer, 3, insured_wage=10_000_000)
    ParticipationPeriod.objects.filter(citizen=mother, scheme="bhxh").update(
        payment_state=PaymentState.CREDITED
    )
    ParticipationPeriod.objects.filter(citizen=mother, scheme__in=["bhtn", "tnld"]).delete()
    assert notices.dues_of(employer, month).total == 0


def test_an_issued_notice_adds_up_in_the_database_too() -> None:
    employer = make_employer()
    notice = notices.issue(employer, last_month(), now())
    with pytest.raises(IntegrityError, match="notice_adds_up"), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(closing=F("closing") + 1)


def test_the_overview_tells_what_is_late_since_when() -> None:
    employer, month = make_employer(), last_month()
    make_worker(employer, 3, insured_wage=10_000_000)
    client = desk(employer)
    assert notices.issue_due() == 24
    standing = client.get("/doanh-nghiep/tong-quan/").context["summary"].standing
    missed = deadline_of(add_months(month, -2))
    each = due(month, 10_000_000)
    late_months = sum(deadline_of(add_months(month, -ago)) < localdate() for ago in range(3))
    assert standing.overdue == late_months * each
    assert standing.overdue_since == missed + timedelta(days=1)
    assert standing.days_late == (localdate() - missed).days
    assert standing.due == (3 - late_months) * each
    last = last_day_of(month)
    assert (standing.interest > 0) == (localdate() > last)
