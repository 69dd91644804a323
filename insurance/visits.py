"""What the visits page says, computed before the template. Health data: the page shows it after one more tap."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime

from insurance import words
from insurance.icd10 import plain_name
from insurance.models import MedicalVisit, VisitState
from insurance.rules.copayment import CopaymentMeter, small_visit_limit
from insurance.rules.dated_rows import Certainty, NoParameterFor

TONES = {
    VisitState.RECEIVED: "info",
    VisitState.SETTLED: "success",
    VisitState.PARTLY: "warning",
    VisitState.REFUSED: "danger",
}


@dataclass(frozen=True)
class Entry:
    """One visit as lists and its own page show it."""

    visit: MedicalVisit
    when: str
    diagnosis: str
    plain: str
    total: str
    fund_paid: str
    you_paid: str
    state: str
    tone: str
    is_small: bool


def entry(visit: MedicalVisit) -> Entry:
    arrived = localtime(visit.arrived_at).date()
    when = date_format(arrived)
    if visit.left_at and (left := localtime(visit.left_at).date()) != arrived:
        when = f"{when} – {date_format(left)}"
    return Entry(
        visit=visit,
        when=when,
        diagnosis=visit.diagnosis_out or visit.diagnosis_in,
        plain=plain_name(visit.main_icd),
        total=words.dong(visit.total),
        fund_paid=words.dong(visit.fund_paid),
        you_paid=words.dong(visit.copaid + visit.self_paid),
        state=visit.get_state_display(),
        tone=TONES[VisitState(visit.state)],
        is_small=_is_small(visit, arrived),
    )


def by_year(visits: Iterable[MedicalVisit]) -> list[tuple[int, list[Entry]]]:
    """Visits newest first, in years."""
    found = (entry(visit) for visit in visits)
    return [
        (year, list(group))
        for year, group in groupby(found, key=lambda item: localtime(item.visit.arrived_at).year)
    ]


def year_bounds(year: int) -> tuple[datetime, datetime]:
    """The year in Vietnam, half open."""
    return (
        timezone.make_aware(datetime.combine(date(year, 1, 1), time.min)),
        timezone.make_aware(datetime.combine(date(year + 1, 1, 1), time.min)),
    )


@dataclass(frozen=True)
class MeterWords:
    """The co-payment meter as the page says it."""

    meter: CopaymentMeter

    @property
    def paid(self) -> str:
        return words.dong(self.meter.paid)

    @property
    def ceiling(self) -> str:
        return words.dong(self.meter.ceiling)

    @property
    def left(self) -> str:
        return words.dong(self.meter.left)

    @property
    def level(self) -> str:
        return words.dong(self.meter.reference_level)

    @property
    def uncertain(self) -> bool:
        return self.meter.certainty is Certainty.UNCERTAIN


@dataclass(frozen=True)
class Sums:
    """Whether the lines of a visit add up to its head, part by part."""

    lines: dict[str, int]
    head: dict[str, int]

    @property
    def agree(self) -> bool:
        return self.lines == self.head


PARTS = ("total", "fund_paid", "copaid", "self_paid", "other_paid")


def sums(visit: MedicalVisit, lines: Iterable[object]) -> Sums:
    rows = list(lines)
    return Sums(
        lines={part: sum(getattr(line, part) for line in rows) for part in PARTS},
        head={part: getattr(visit, part) for part in PARTS},
    )


def _is_small(visit: MedicalVisit, day: date) -> bool:
    """Paid in full because the visit cost less than the limit of its day."""
    try:
        return visit.copaid == 0 and 0 < visit.in_scope < small_visit_limit(day)
    except NoParameterFor:
        return False
