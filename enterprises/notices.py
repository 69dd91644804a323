"""C12-TS: recomputed from the periods on record, issued month by month, and compared with what was issued."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Exists, OuterRef
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from citizens.models import Employer, EmployerMember
from enterprises.coverage import SCHEMES, month_shown
from enterprises.models import Notice, UnitPayment
from insurance.models import ParticipationPeriod, PaymentState, Scheme
from insurance.rules import arrears
from insurance.rules.arrears import Debt, Payment
from insurance.rules.benefit_parameters import ReportWindow
from insurance.rules.dated_rows import at
from insurance.rules.dues import SchemeDue, scheme_due
from insurance.rules.months import add_months, last_day_of, month_of
from insurance.rules.parameters import Certainty, Fund, LatePaymentRate, find, lowest_certainty
from insurance.rules.participation import Scheme as RuleScheme

MONTHS_KEPT = 24
FUND_NAMES: dict[Fund, str | Promise] = {
    Fund.SICKNESS_MATERNITY: _("Ốm đau và thai sản"),
    Fund.PENSION: _("Hưu trí và tử tuất"),
    Fund.WORK_ACCIDENT: _("Tai nạn lao động, bệnh nghề nghiệp"),
    Fund.UNEMPLOYMENT: _("Bảo hiểm thất nghiệp"),
    Fund.HEALTH: _("Bảo hiểm y tế"),
}


@dataclass(frozen=True)
class Dues:
    """What the periods on record make due for a month."""

    month: date
    people: int  # in compulsory BHXH
    by_scheme: dict[Scheme, SchemeDue]

    @property
    def total(self) -> int:
        return sum(due.total for due in self.by_scheme.values())

    @property
    def certainty(self) -> Certainty:
        return lowest_certainty([row for due in self.by_scheme.values() for row in due.parameters])

    @property
    def sources(self) -> list[str]:
        found = (row.source for due in self.by_scheme.values() for row in due.parameters)
        return list(dict.fromkeys(found))

    @property
    def lines(self) -> list[dict[str, object]]:
        """As a notice keeps them: names of funds, amounts in đồng, rates as text."""
        return [
            {
                "scheme": scheme.value,
                "fund": fund.fund.value,
                "people": fund.people,
                "wages": fund.wages,
                "employer_rate": str(fund.employer_rate),
                "employee_rate": str(fund.employee_rate),
                "employer": fund.employer,
                "employee": fund.employee,
            }
            for scheme, due in self.by_scheme.items()
            for fund in due.funds
        ]


def dues_of(employer: Employer, month: date) -> Dues:
    """Add up the rows that the unit declared for the month, at the rates of its date. One query."""
    rows = ParticipationPeriod.objects.filter(
        employer=employer, scheme__in=SCHEMES, months__endswith__gt=month, months__startswith__lte=month
    ).exclude(payment_state__in=[PaymentState.CREDITED, PaymentState.WITHDRAWN])
    # On maternity leave the fund pays the person's BHYT, not the unit.
    on_leave = ParticipationPeriod.objects.filter(
        employer=employer,
        scheme=Scheme.BHXH,
        citizen=OuterRef("citizen"),
        payment_state=PaymentState.CREDITED,
        months__endswith__gt=month,  # by the unit's index: a range would be looked up in the whole country's
        months__startswith__lte=month,
    )
    rows = rows.exclude(Exists(on_leave), scheme=Scheme.BHYT)
    wages: dict[str, list[tuple[int | None, int]]] = defaultdict(list)
    for scheme, wage, people in rows.values_list("scheme", "insured_wage").annotate(people=Count("pk")):
        wages[scheme].append((wage, people))
    return Dues(
        month=month,
        people=sum(people for _wage, people in wages[Scheme.BHXH]),
        by_scheme={
            scheme: scheme_due(
                RuleScheme(scheme.value),
                month,
                wages[scheme],
                region=employer.wage_region,
                state_budget=employer.kind == Employer.Kind.PUBLIC,
            )
            for scheme in SCHEMES
        },
    )


# -- What was issued


def debts_of(notices: Sequence[Notice]) -> list[Debt]:
    """What each notice made due, by its deadline; an adjustment is due with the month that brings it.

    An official notice may begin with another balance than ours ended with: the difference counts with the month before.
    """
    found, carried = [], 0
    for notice in notices:
        if notice.is_official and notice.opening != carried:
            found.append(arrears.debt_of(add_months(notice.month, -1), notice.opening - carried))
        found.append(arrears.debt_of(notice.month, notice.due + notice.adjustment))
        carried = notice.closing
    return found


def payments_of(employer: Employer, notices: Sequence[Notice]) -> list[Payment]:
    """Money received, in the order of its days. For a month with an official notice the sum is the notice's: what no
    voucher on record shows counts from the last day of the month."""
    rows = UnitPayment.objects.of(employer.pk).order_by("paid_on", "pk").values_list("paid_on", "amount")
    found = [Payment(on, amount) for on, amount in rows]
    for notice in notices:
        if notice.is_official:
            unseen = notice.paid - sum(
                payment.amount for payment in found if month_of(payment.on) == notice.month
            )
            if unseen:
                found.append(Payment(last_day_of(notice.month), unseen))
    return sorted(found, key=lambda payment: payment.on)


def _since_official(notices: Sequence[Notice]) -> list[Notice]:
    """Our own notices after the last official one, which has counted all that was before it."""
    found: list[Notice] = []
    for notice in notices:
        found = [] if notice.is_official else [*found, notice]
    return found


def booked_late(employer: Employer, month: date, earlier: Sequence[Notice]) -> list[UnitPayment]:
    """Money of months that our own notices had closed before it was booked: it belongs in the next notice. `earlier`:
    the notices before `month`, oldest first."""
    ours = _since_official(earlier)
    if not ours:
        return []
    rows = UnitPayment.objects.of(employer.pk).filter(
        paid_on__gte=ours[0].month, paid_on__lt=month, imported_at__gt=ours[-1].issued_at
    )
    return list(rows.order_by("paid_on", "pk"))


def adjusted(notices: Sequence[Notice]) -> dict[date, int]:
    """How much later notices have already added to each month."""
    found: dict[date, int] = defaultdict(int)
    for notice in notices:
        for entry in notice.adjustments:
            found[date.fromisoformat(entry["month"])] += entry["amount"]
    return found


def money_of(notice: Notice, earlier: Sequence[Notice]) -> tuple[list[UnitPayment], list[UnitPayment]]:
    """What the notice has counted as paid, and what came in its month and was booked too late for it."""
    employer = notice.employer
    of_month = UnitPayment.objects.of(employer.pk).filter(
        paid_on__gte=notice.month, paid_on__lt=add_months(notice.month, 1)
    )
    rows = list(of_month.order_by("paid_on", "pk"))
    if notice.is_official:
        return rows, []

    def known(payment: UnitPayment) -> bool:
        return payment.imported_at is None or payment.imported_at <= notice.issued_at

    late = [payment for payment in booked_late(employer, notice.month, earlier) if known(payment)]
    return [*late, *filter(known, rows)], [payment for payment in rows if not known(payment)]


@transaction.atomic
def issue(employer: Employer, month: date, now: datetime) -> Notice:
    """The notice of a month, after those before it. Safe to repeat: an issued notice stays as it is."""
    Employer.objects.select_for_update().only("pk").get(pk=employer.pk)
    earlier: list[Notice] = list(Notice.objects.of(employer.pk).filter(month__lt=month).oldest_first())
    existing: Notice | None = Notice.objects.of(employer.pk).filter(month=month).first()
    if existing is not None:
        return existing
    dues, known = dues_of(employer, month), adjusted(earlier)
    adjustments = []
    # Those of this very run are as the records are; an official one is adjusted by the office itself.
    back = at(ReportWindow, month).months_back
    for notice in [n for n in earlier[-back:] if n.issued_at < now and not n.is_official]:
        change = dues_of(employer, notice.month).total - notice.due - known[notice.month]
        if change:
            adjustments.append({"month": notice.month.isoformat(), "amount": change})
    payments, last = payments_of(employer, earlier), last_day_of(month)
    late = booked_late(employer, month, earlier)
    interest = arrears.interest(debts_of(earlier), payments, month, last)
    if late:  # interest was counted as if this money had not come
        interest += sum(
            _interest_of(earlier, payments, notice.month) - notice.interest
            for notice in _since_official(earlier)
        )
    paid = sum(payment.amount for payment in payments if month <= payment.on <= last)
    paid += sum(payment.amount for payment in late)
    opening = earlier[-1].closing if earlier else 0
    adjustment = sum(int(str(entry["amount"])) for entry in adjustments)
    return Notice.objects.create(
        employer=employer,
        month=month,
        people=dues.people,
        opening=opening,
        due=dues.total,
        adjustment=adjustment,
        interest=interest,
        paid=paid,
        closing=opening + dues.total + adjustment + interest - paid,
        lines=dues.lines,
        adjustments=adjustments,
        issued_at=now,
    )


def _interest_of(notices: Sequence[Notice], payments: Sequence[Payment], month: date) -> int:
    """Of one month, from what was notified before it."""
    return arrears.interest(
        debts_of([notice for notice in notices if notice.month < month]), payments, month, last_day_of(month)
    )


@transaction.atomic
def forget_overtaken(employer: Employer) -> None:
    """Take back our own notices that no longer carry on from the official one before them: they are issued again.
    The history keeps them."""
    before: Notice | None = None
    for notice in Notice.objects.of(employer.pk).defer("lines").oldest_first():
        if before is not None and not notice.is_official and notice.opening != before.closing:
            Notice.objects.of(employer.pk).filter(
                month__gte=notice.month, origin=Notice.Origin.COMPUTED
            ).delete()
            return
        before = notice


def issue_missing(employer: Employer, today: date, now: datetime) -> int:
    """Every notice that the records allow and nobody has issued yet, oldest first."""
    forget_overtaken(employer)
    last = min(month_shown(employer, today), add_months(month_of(today), -1))
    there = set(Notice.objects.of(employer.pk).values_list("month", flat=True))
    earliest = add_months(last, 1 - MONTHS_KEPT)
    month = max(earliest, min(there)) if there else earliest
    count = 0
    while month <= last:
        if month not in there:
            issue(employer, month, now)
            count += 1
        month = add_months(month, 1)
    return count


def issue_due() -> int:
    """The worker's chore: notices of the units that somebody works for here."""
    now = timezone.now()
    today = timezone.localdate(now)
    units = Employer.objects.filter(pk__in=EmployerMember.objects.confirmed().values("employer"))
    return sum(issue_missing(employer, today, now) for employer in units.order_by("pk").iterator())


# -- Where the unit stands today


@dataclass(frozen=True)
class Standing:
    """Of the months notified so far, on one day."""

    month: date | None  # of the latest notice
    of_month: int  # what that notice made due
    due: int  # of that, not yet past its deadline and not yet paid
    deadline: date | None
    overdue: int
    overdue_since: date | None  # the day after the deadline that was missed
    days_late: int
    interest: int  # for the months since the last notice was issued, up to the day
    rate: LatePaymentRate | None

    @property
    def paid(self) -> int:
        """Of the latest month. Money settles the oldest debt first."""
        return max(0, self.of_month - self.due) if self.deadline and not self.overdue else 0


def standing_of(notices: Sequence[Notice], payments: Sequence[Payment], today: date) -> Standing:
    """`notices` in any order: all of the unit's."""
    in_order = sorted(notices, key=lambda notice: notice.month)
    debts = debts_of(in_order)
    missed = arrears.overdue_since(debts, payments, today)
    latest = in_order[-1] if in_order else None
    deadline = arrears.deadline_of(latest.month) if latest else None
    owed = sum(debt.amount for debt in debts) - sum(
        payment.amount for payment in payments if payment.on <= today
    )
    overdue = arrears.overdue(debts, payments, today)
    since = last_day_of(latest.month) + timedelta(days=1) if latest else today
    return Standing(
        month=latest.month if latest else None,
        of_month=latest.due + latest.adjustment if latest else 0,
        due=max(0, owed - overdue),
        deadline=deadline,
        overdue=overdue,
        overdue_since=missed + timedelta(days=1) if missed else None,
        days_late=(today - missed).days if missed else 0,
        interest=arrears.interest(debts, payments, since, today) if since <= today else 0,
        rate=find(LatePaymentRate, today),
    )
