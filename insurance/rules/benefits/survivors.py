"""Funeral grant and survivors' allowances. Law 41/2024/QH15 Articles 85 to 89; before: Law 58/2014/QH13, 66 to 70."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from insurance.rules.benefit_parameters import SurvivorRate
from insurance.rules.benefits.results import Computed, whole_dong, years_for_amount
from insurance.rules.dated_rows import at
from insurance.rules.money import PERCENT
from insurance.rules.months import MONTHS_PER_YEAR
from insurance.rules.parameters import ReferenceLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class FuneralGrant(Computed):
    reference_level: int
    multiple: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SurvivorMonthly(Computed):
    """For one survivor: half the reference level, or more for one whom nobody else supports."""

    reference_level: int
    percent: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class SurvivorOnce(Computed):
    """By the years the deceased had paid; `at_least` when the least the law gives is more."""

    average_wage: int
    years_before: Fraction
    years_from: Fraction
    rate_before: Fraction
    rate_from: Fraction
    least: int  # months of the average wage
    at_least: bool


def funeral_grant(day: date) -> FuneralGrant:
    """`day` is that of the death."""
    row, level = at(SurvivorRate, day), at(ReferenceLevel, day)
    return FuneralGrant(
        amount=row.funeral_multiple * level.amount,
        parameters=(row, level),
        reference_level=level.amount,
        multiple=row.funeral_multiple,
    )


def survivor_monthly(day: date, *, alone: bool = False) -> SurvivorMonthly:
    """For one survivor, on the level of `day`. `alone`: nobody else supports them."""
    row, level = at(SurvivorRate, day), at(ReferenceLevel, day)
    percent = row.monthly_percent_alone if alone else row.monthly_percent
    return SurvivorMonthly(
        amount=whole_dong(Fraction(percent) / PERCENT * level.amount),
        parameters=(row, level),
        reference_level=level.amount,
        percent=percent,
    )


def survivor_once(average_wage: int, months_before: int, months_from: int, day: date) -> SurvivorOnce:
    """For who died paying or with time reserved. Months before 2014 and from 2014 on; odd months before go over."""
    row = at(SurvivorRate, day)
    whole_years = months_before // MONTHS_PER_YEAR
    carried = months_before % MONTHS_PER_YEAR if months_from else 0
    before = Fraction(whole_years) if months_from else years_for_amount(months_before)
    after = years_for_amount(months_from + carried)
    times = before * Fraction(row.once_before) + after * Fraction(row.once_from)
    return SurvivorOnce(
        amount=whole_dong(max(times, Fraction(row.once_least)) * average_wage),
        parameters=(row,),
        average_wage=average_wage,
        years_before=before,
        years_from=after,
        rate_before=Fraction(row.once_before),
        rate_from=Fraction(row.once_from),
        least=row.once_least,
        at_least=times < row.once_least,
    )
