"""Sickness, care of a sick child, and convalescence. Law 41/2024/QH15 Articles 43 to 46, before it Law 58/2014."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from insurance.rules.benefit_parameters import (
    ConvalescenceRate,
    DayDivisor,
    DayRate,
    SickDays,
    SicknessRate,
)
from insurance.rules.benefits.results import Computed, whole_dong
from insurance.rules.dated_rows import Parameter, at, rows
from insurance.rules.money import PERCENT
from insurance.rules.months import MONTHS_PER_YEAR
from insurance.rules.parameters import ReferenceLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyBenefit(Computed):
    """`base` × `percent` / `divisor` × `days`. For convalescence the base is the reference level, a divisor of 1."""

    base: int
    percent: Decimal
    divisor: int
    days: Decimal


def sickness_benefit(wage: int, days: Decimal, first_day: date) -> DailyBenefit:
    """`wage` is the insured wage of the month before the leave; `first_day` decides which law holds."""
    rate, divisor = at(SicknessRate, first_day), at(DayDivisor, first_day, DayRate.SICKNESS)
    return _daily(wage, rate.percent, divisor.days, days, (rate, divisor))


def convalescence_benefit(days: Decimal, first_day: date) -> DailyBenefit:
    """A share of the reference level for each day, days of rest included."""
    rate, level = at(ConvalescenceRate, first_day), at(ReferenceLevel, first_day)
    return _daily(level.amount, rate.percent, 1, days, (rate, level))


def sick_days_a_year(months_contributed: int, day: date, *, hazardous: bool = False) -> int:
    """Paid working days of sickness in a calendar year."""
    bounds = sorted({row.under_years for row in rows(SickDays) if row.under_years is not None})
    key = next((years for years in bounds if months_contributed < years * MONTHS_PER_YEAR), None)
    row = at(SickDays, day, key)
    return row.hazardous if hazardous else row.normal


def _daily(
    base: int, percent: Decimal, divisor: int, days: Decimal, parameters: tuple[Parameter, ...]
) -> DailyBenefit:
    exact = Fraction(base) * Fraction(percent) / PERCENT / divisor * Fraction(days)
    return DailyBenefit(
        amount=whole_dong(exact),
        parameters=parameters,
        base=base,
        percent=percent,
        divisor=divisor,
        days=days,
    )
