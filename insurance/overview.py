"""What a person wants to know first, from one list of periods: insured today, until when, for how long, what to do."""

from dataclasses import dataclass
from datetime import date

from insurance import words
from insurance.history import TABS, Attention, ParticipationRecord
from insurance.models import PaymentState, Scheme
from insurance.rules.months import add_months, month_of

SOCIAL = (Scheme.BHXH, Scheme.BHXH_TN)
COUNTING = {PaymentState.PAID, PaymentState.CREDITED, PaymentState.LATE, PaymentState.CORRECTION}
REPORTING_LAG_MONTHS = (
    1  # an employer reports a month after it has ended: last month's row still speaks for today
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether one kind of insurance runs today, by the months on record."""

    runs: bool
    certain: bool  # the month of today itself is on record
    last_month: date | None  # the last month on record


@dataclass(frozen=True)
class Overview:
    social: Standing
    health: Standing
    health_until: date | None  # the last day covered by the run of BHYT months that holds today
    paid: str  # BHXH time that counts, in words
    late: list[Attention]
    corrections: list[Attention]


def overview(record: ParticipationRecord, today: date) -> Overview:
    return Overview(
        social=_standing(record, SOCIAL, today),
        health=_standing(record, (Scheme.BHYT,), today),
        health_until=_health_until(record, today),
        paid=words.duration(TABS[0].totals(record.totals).counted),
        late=record.late(),
        corrections=record.under_correction(),
    )


def _months(record: ParticipationRecord, schemes: tuple[str, ...]) -> list[tuple[date, date]]:
    return sorted(
        (period.months.lower, period.months.upper)
        for period in record.periods
        if period.scheme in schemes and period.payment_state in COUNTING
    )


def _standing(record: ParticipationRecord, schemes: tuple[str, ...], today: date) -> Standing:
    runs = _months(record, schemes)
    month = month_of(today)
    covered = any(start <= month < end for start, end in runs)
    recent = any(start <= add_months(month, -REPORTING_LAG_MONTHS) < end for start, end in runs)
    last = max((end for _start, end in runs), default=None)
    return Standing(covered or recent, covered, words.last_month(last) if last else None)


def _health_until(record: ParticipationRecord, today: date) -> date | None:
    """The end of the unbroken BHYT months that hold this month, when the record already reaches beyond it."""
    month = month_of(today)
    until: date | None = None
    for start, end in _months(record, (Scheme.BHYT,)):
        if start <= (until or month) and end > month:
            until = max(until or end, end)
    return until
