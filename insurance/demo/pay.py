"""What a fictional job pays in a month, before the floors and ceilings of the schemes.

Amounts hang on figures of the law at the time (`insurance.rules`): a contract on the regional minimum wage, a
place on the State pay scale on the base salary. The coefficients of the pay scales are written here, because no
rule reads them: they are fiction that looks right, after Decree 25/CP of 1993 and Decree 204/2004/NĐ-CP.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Protocol

from insurance.rules import contribution
from insurance.rules.money import half_up, percent_of
from insurance.rules.months import MONTHS_PER_YEAR, month_at, month_index
from insurance.rules.parameters import (
    FloorSupplement,
    FloorSupplementKind,
    ReferenceLevel,
    RegionalMinWage,
    RuralPovertyLine,
    WageBound,
    at,
    change_days,
    find,
    rows,
)
from insurance.rules.participation import Scheme


@dataclass(frozen=True)
class Wage:
    """The monthly wage of a job, allowances included, and the parts a State pay scale has."""

    stated: int
    coefficient: Decimal | None = None
    position_allowance: int | None = None
    seniority_excess_allowance: int | None = None
    seniority_allowance: int | None = None


class Pay(Protocol):
    def changes(self, start: int, end: int) -> Iterable[int]:
        """Months (as indexes) between `start` and `end` in which the pay may change by itself."""
        ...

    def on(self, month: int, region: int) -> Wage: ...


@dataclass(frozen=True)
class Contract:
    """A share of the regional minimum wage, with a raise every so many months."""

    percent: int
    since: int
    raise_percent: int = 4  # points on top of `percent`
    raise_months: int = 24

    def changes(self, start: int, end: int) -> Iterable[int]:
        return range(self.since + self.raise_months, end, self.raise_months)

    def on(self, month: int, region: int) -> Wage:
        raises = max(0, month - self.since) // self.raise_months
        exact = Fraction(
            minimum_of_the_time(month, region) * (self.percent + raises * self.raise_percent), 100
        )
        unit = 1_000 if exact < 1_500_000 else 10_000
        return Wage(round(exact / unit) * unit)


@dataclass(frozen=True)
class PayScale:
    """Coefficients by step, in the scale of 1993 and that of October 2004."""

    months_per_step: int
    first: Decimal
    step: Decimal
    steps: int
    first_1993: Decimal
    step_1993: Decimal

    def coefficient(self, month: int, step: int) -> Decimal:
        first, rise = (self.first, self.step) if month >= NEW_SCALES else (self.first_1993, self.step_1993)
        return first + rise * min(step, self.steps - 1)


NEW_SCALES = month_index(date(2004, 10, 1))
TEACHERS_SENIORITY = month_index(date(2011, 5, 1))
UNIVERSITY = PayScale(36, Decimal("2.34"), Decimal("0.33"), 9, Decimal("1.86"), Decimal("0.24"))  # A1
COLLEGE = PayScale(36, Decimal("2.10"), Decimal("0.31"), 10, Decimal("1.57"), Decimal("0.23"))  # A0
VOCATIONAL = PayScale(24, Decimal("1.86"), Decimal("0.20"), 12, Decimal("1.46"), Decimal("0.12"))  # B


@dataclass(frozen=True)
class StateScale:
    """A place on a pay scale since a month, with the allowances that count for insurance."""

    scale: PayScale
    since: int
    position: Decimal = Decimal(0)  # coefficient of the position allowance
    teacher: bool = False  # a teacher's seniority allowance grows each year

    def changes(self, start: int, end: int) -> Iterable[int]:
        return (NEW_SCALES, TEACHERS_SENIORITY, *range(self.since, end, MONTHS_PER_YEAR))

    def on(self, month: int, region: int) -> Wage:
        level = at(ReferenceLevel, month_at(month)).amount
        years = (month - self.since) // MONTHS_PER_YEAR
        step = (month - self.since) // self.scale.months_per_step
        coefficient = self.scale.coefficient(month, step)
        excess = percent_of(half_up(coefficient * level), Decimal(self._excess_percent(month, step)))
        basic = coefficient * level
        position = self.position * level
        seniority = Decimal(0)
        if self.teacher and month >= TEACHERS_SENIORITY and years >= 5:
            seniority = percent_of(half_up(basic + position + excess), Decimal(years))
        return Wage(
            stated=half_up(basic) + half_up(position) + half_up(excess) + half_up(seniority),
            coefficient=coefficient,
            position_allowance=half_up(position) or None,
            seniority_excess_allowance=half_up(excess) or None,
            seniority_allowance=half_up(seniority) or None,
        )

    def _excess_percent(self, month: int, step: int) -> int:
        """Beyond the last step: 5 percent after one more term, then one more each year."""
        reached = self.since + self.scale.steps * self.scale.months_per_step
        if month < max(reached, NEW_SCALES):
            return 0
        return 5 + (month - reached) // MONTHS_PER_YEAR


@cache
def minimum_of_the_time(month: int, region: int) -> int:
    """The regional minimum wage; before it is on record, the base salary scaled to meet it."""
    day = month_at(month)
    regional = find(RegionalMinWage, day)
    if regional is not None:
        return regional.amount(region)
    first = min(rows(RegionalMinWage), key=lambda row: row.valid_from)
    level = at(ReferenceLevel, day).amount
    return level * first.amount(region) // at(ReferenceLevel, first.valid_from).amount


@cache
def law_changes() -> tuple[int, ...]:
    """Months from which a wage or its bounds may differ because the law changed."""
    kinds = (ReferenceLevel, RegionalMinWage, RuralPovertyLine, WageBound, FloorSupplement)
    return tuple(sorted({month_index(day) for day in change_days(*kinds)}))


@cache
def bounds(
    scheme: Scheme, month: int, region: int, state_budget: bool, trained: bool
) -> tuple[int, int | None]:
    """Floor and ceiling of the insured wage; 0 and None where the law on record sets none."""
    bounded = contribution.insured_wage(
        scheme,
        month_at(month),
        None,
        region=region,
        state_budget=state_budget,
        work=(FloorSupplementKind.TRAINED,) if trained else (),
    )
    return bounded.floor or 0, bounded.ceiling


def within_bounds(
    wage: int, scheme: Scheme, month: int, region: int, *, state_budget: bool = False, trained: bool = False
) -> int:
    floor, ceiling = bounds(scheme, month, region, state_budget, trained)
    wage = max(wage, floor)
    return wage if ceiling is None else min(wage, ceiling)
