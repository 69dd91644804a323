"""What the benefits page says, computed before the template: what runs, what was received, totals by year."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from citizens.actors import Actor, DataClass
from insurance import words
from insurance.models import BenefitAdjustment, BenefitDecision, BenefitKind, BenefitState

MONTHLY = {
    BenefitKind.PENSION,
    BenefitKind.ACCIDENT_MONTHLY,
    BenefitKind.DISEASE_MONTHLY,
    BenefitKind.UNEMPLOYMENT,
    BenefitKind.SURVIVOR_MONTHLY,
    BenefitKind.SOCIAL_PENSION,
}
TONES = {
    BenefitState.RUNNING: "success",
    BenefitState.SUSPENDED: "warning",
    BenefitState.ENDED: "info",
    BenefitState.REFUSED: "danger",
}
YEARS_IN_PICTURE = 12


@dataclass(frozen=True)
class Entry:
    """One decision as the list shows it."""

    decision: BenefitDecision
    name: str
    when: str
    amount: str  # for a monthly benefit what is paid now
    is_monthly: bool
    state: str
    tone: str


@dataclass(frozen=True)
class YearTotal:
    """What was paid in a year: the words, and the length of its bar in percent of the longest."""

    year: int
    amount: str
    width: str
    parts: list[tuple[str, str]]


def entries(
    decisions: Iterable[BenefitDecision], adjustments: Iterable[BenefitAdjustment], today: date
) -> tuple[list[Entry], list[Entry]]:
    """What runs now, and all the rest, each newest first. `adjustments` newest first too."""
    now = amounts_now(adjustments, today)
    found = [_entry(decision, now.get(decision.pk)) for decision in decisions]
    running = [e for e in found if e.decision.state in (BenefitState.RUNNING, BenefitState.SUSPENDED)]
    return running, [e for e in found if e not in running]


def running_monthly(actor: Actor, today: date) -> list[Entry]:
    """What pays this person month by month now; nothing for who may not see benefits."""
    if DataClass.BENEFITS not in actor.scope:
        return []
    decisions = list(BenefitDecision.objects.for_actor(actor).running(MONTHLY).newest_first())
    changes = BenefitAdjustment.objects.for_actor(actor).newest_first() if decisions else []
    return entries(decisions, changes, today)[0]


def _entry(decision: BenefitDecision, current: int | None) -> Entry:
    amount = current if current is not None else decision.amount
    return Entry(
        decision=decision,
        name=decision.get_kind_display(),
        when=words.days(decision.period.lower, decision.period.upper) if decision.period else "",
        amount="" if amount is None else words.dong(amount),
        is_monthly=decision.kind in MONTHLY,
        state=decision.get_state_display(),
        tone=TONES[BenefitState(decision.state)],
    )


def amounts_now(adjustments: Iterable[BenefitAdjustment], today: date) -> dict[int, int]:
    """The monthly amount in force today by decision, where it has changed. `adjustments` newest first."""
    now: dict[int, int] = {}
    for change in adjustments:
        if change.effective_on <= today:
            now.setdefault(change.decision_id, change.amount_after)
    return now


def current_amount(
    decision: BenefitDecision, adjustments: Sequence[BenefitAdjustment], today: date
) -> int | None:
    """The monthly amount in force today: the latest change that has begun, else the first amount."""
    for change in adjustments:
        if change.effective_on <= today:
            return change.amount_after
    return decision.amount


def year_totals(sums: Iterable[tuple[int, str, int, int]]) -> list[YearTotal]:
    """From (year, kind, amount, times) in order of year; newest year first."""
    names = dict(BenefitKind.choices)
    by_year = [
        (year, [(str(names[BenefitKind(kind)]), amount) for _year, kind, amount, _times in group])
        for year, group in groupby(sums, key=lambda row: row[0])
    ]
    most = max((sum(amount for _name, amount in parts) for _year, parts in by_year), default=0)
    return [
        YearTotal(
            year=year,
            amount=words.dong(total := sum(amount for _name, amount in parts)),
            width=f"{max(1.0, 100 * total / most) if most else 0:.1f}%",
            parts=[(name, words.dong(amount)) for name, amount in parts],
        )
        for year, parts in reversed(by_year)
    ][:YEARS_IN_PICTURE]
