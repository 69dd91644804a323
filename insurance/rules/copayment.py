"""How far is this person from the year's ceiling of co-payments? BHYT law Article 22; Decree 188/2025 Article 18."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from insurance.rules.benefit_parameters import CopaymentCeiling
from insurance.rules.dated_rows import Certainty, Parameter, at, history, lowest_certainty
from insurance.rules.money import PERCENT, half_up, percent_of
from insurance.rules.months import MONTHS_PER_YEAR, add_months, month_of
from insurance.rules.parameters import FullCoverThreshold, ReferenceLevel


@dataclass(frozen=True, slots=True)
class CopaymentMeter:
    """`paid` so far in the calendar year of `day` against `ceiling`, both in đồng."""

    year: int
    paid: int
    ceiling: int
    multiple: int
    reference_level: int
    level_changed_on: date | None  # within this year: how earlier co-payments are converted is not settled
    five_years_on: date | None
    has_five_years: bool
    parameters: tuple[Parameter, ...]

    @property
    def left(self) -> int:
        return max(0, self.ceiling - self.paid)

    @property
    def is_reached(self) -> bool:
        """Beyond the ceiling, which counts only with five years without gap."""
        return self.paid > self.ceiling

    @property
    def is_exempt(self) -> bool:
        return self.is_reached and self.has_five_years

    @property
    def percent(self) -> int:
        return min(PERCENT, self.paid * PERCENT // self.ceiling)

    @property
    def certainty(self) -> Certainty:
        return Certainty.UNCERTAIN if self.level_changed_on else lowest_certainty(self.parameters)


def copayment_meter(paid: int, day: date, five_years_on: date | None) -> CopaymentMeter:
    """`paid`: co-payments of settled visits from 1 January of the year of `day`."""
    rule, level = at(CopaymentCeiling, day), at(ReferenceLevel, day)
    changed = [
        row.valid_from
        for row in history(ReferenceLevel)
        if row.valid_from.year == day.year and date(day.year, 1, 1) < row.valid_from <= day
    ]
    return CopaymentMeter(
        year=day.year,
        paid=paid,
        ceiling=rule.multiple * level.amount,
        multiple=rule.multiple,
        reference_level=level.amount,
        level_changed_on=changed[-1] if changed else None,
        five_years_on=five_years_on,
        has_five_years=five_years_on is not None and five_years_on <= day,
        parameters=(rule, level),
    )


def small_visit_limit(day: date) -> int:
    """A visit that costs less than this is paid in full by the fund."""
    return half_up(percent_of(at(ReferenceLevel, day).amount, at(FullCoverThreshold, day).percent))


@dataclass(frozen=True, slots=True)
class Continuity:
    """BHYT without a gap longer than the law allows: since when, and when five years are full."""

    since: date
    five_years_on: date
    gaps: tuple[tuple[date, date], ...]  # short gaps that did not break it, half open
    rule: CopaymentCeiling

    def years_are_full_on(self, day: date) -> bool:
        return self.five_years_on <= day


def continuity(months: list[tuple[date, date]], day: date) -> Continuity | None:
    """From ranges of BHYT months (half open, firsts of months). None without cover, or when it has lapsed too long."""
    rule = at(CopaymentCeiling, day)
    merged: list[tuple[date, date]] = []
    for start, end in sorted(months):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    if not merged or add_months(merged[-1][1], rule.gap_months) < month_of(day):
        return None
    since = merged[0][0]
    gaps: list[tuple[date, date]] = []
    for (_first, ended), (began, _last) in pairwise(merged):
        if add_months(ended, rule.gap_months) < began:
            since, gaps = began, []
        else:
            gaps.append((ended, began))
    return Continuity(
        since=since,
        five_years_on=add_months(since, rule.years * MONTHS_PER_YEAR),
        gaps=tuple(gaps),
        rule=rule,
    )
