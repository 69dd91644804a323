"""The rate of a pension and its first amount, and what general increases made of it. Law 41/2024/QH15 Article 66."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from insurance.rules.benefit_parameters import PensionIncrease, PensionRate
from insurance.rules.benefits.results import Computed, whole_dong, years_for_amount
from insurance.rules.dated_rows import at, rows
from insurance.rules.money import PERCENT, half_up, percent_of
from insurance.rules.months import MONTHS_PER_YEAR, years_and_months
from insurance.rules.parameters import Sex


class TooFewYearsError(ValueError):
    """Fewer years of contributions than the law in force on that day asks for any pension."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pension(Computed):
    """`average_wage` × `rate_percent`. The rate: `base_percent` at `base_years`, more for each further year."""

    average_wage: int
    years: Fraction
    base_years: int
    base_percent: Decimal
    percent_a_year: Decimal
    early_percent: Decimal
    rate_percent: Decimal
    at_most: bool


def monthly_pension(
    sex: Sex, average_wage: int, months_contributed: int, starts_on: date, *, early_months: int = 0
) -> Pension:
    """Raises TooFewYearsError below the least years, NoParameterFor before 2018."""
    row = at(PensionRate, starts_on)
    years = years_for_amount(months_contributed)
    base_years, base, a_year = row.men_years, row.percent, row.percent_a_year
    if sex is Sex.FEMALE:
        base_years = row.women_years
    elif months_contributed < row.men_years * MONTHS_PER_YEAR and row.short_years is not None:
        assert row.short_percent is not None and row.short_percent_a_year is not None  # noqa: S101 - one row, all three
        base_years, base, a_year = row.short_years, row.short_percent, row.short_percent_a_year
    if months_contributed < base_years * MONTHS_PER_YEAR:
        raise TooFewYearsError(f"{months_contributed} months are fewer than {base_years} years")
    early = _early_percent(early_months, row)
    raised = Fraction(base) + Fraction(a_year) * (years - base_years)
    reached = min(raised, Fraction(row.most))
    rate = Decimal(str(float(reached))) - early
    return Pension(
        amount=whole_dong(Fraction(average_wage) * Fraction(rate) / PERCENT),
        parameters=(row,),
        average_wage=average_wage,
        years=years,
        base_years=base_years,
        base_percent=base,
        percent_a_year=a_year,
        early_percent=early,
        rate_percent=rate,
        at_most=raised > row.most,
    )


def _early_percent(months: int, row: PensionRate) -> Decimal:
    """Two points a full early year; a rest of six months or more takes half of that, a shorter one nothing."""
    years, rest = years_and_months(months)
    half = row.early_percent_a_year / 2 if rest * 2 >= MONTHS_PER_YEAR else Decimal(0)
    return years * row.early_percent_a_year + half


def increased(amount: int, row: PensionIncrease) -> int:
    """The monthly amount after a general increase."""
    return half_up(amount + percent_of(amount, row.percent))


def increases_between(start: date, until: date) -> list[PensionIncrease]:
    """General increases after the pension began on `start`, up to `until` included, oldest first."""
    return sorted(
        (row for row in rows(PensionIncrease) if start < row.valid_from <= until),
        key=lambda row: row.valid_from,
    )
