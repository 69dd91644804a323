"""One-time withdrawal (BHXH một lần). Law 41/2024/QH15 Article 70, Decree 158/2025 Articles 14 and 16."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from insurance.rules.benefit_parameters import WageCoefficient, WithdrawalRate
from insurance.rules.benefits.results import Computed, whole_dong, years_for_amount
from insurance.rules.dated_rows import Parameter, at, rows
from insurance.rules.months import MONTHS_PER_YEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class WageMonths:
    """Months of one year on one wage."""

    year: int
    months: int
    wage: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal(Computed):
    """`average` × (`rate_before` × `years_before` + `rate_from` × `years_from`)."""

    average: Fraction
    years_before: Fraction
    years_from: Fraction
    rate_before: Fraction
    rate_from: Fraction


def average_wage(months: Iterable[WageMonths], settled_on: date) -> tuple[Fraction, tuple[Parameter, ...]]:
    """The mean of all months, each wage at the coefficient of its year in the table of the year of settlement."""
    total, count, used = Fraction(0), 0, []
    first = min(row.year for row in rows(WageCoefficient))
    for part in months:
        row = at(WageCoefficient, settled_on, max(part.year, first))
        total += Fraction(part.wage) * Fraction(row.factor) * part.months
        count += part.months
        used.append(row)
    if not count:
        raise ValueError("no months to take a mean of")
    return total / count, tuple(dict.fromkeys(used))


def withdrawal(
    average: Fraction | int, months_before_2014: int, months_from_2014: int, settled_on: date
) -> Withdrawal:
    """Odd months before 2014 are carried into the time since; only when all time is before are they rounded there."""
    rate = at(WithdrawalRate, settled_on)
    if months_from_2014:
        carried = months_before_2014 % MONTHS_PER_YEAR
        years_before = Fraction(months_before_2014 // MONTHS_PER_YEAR)
        years_from = years_for_amount(months_from_2014 + carried)
    else:
        years_before, years_from = years_for_amount(months_before_2014), Fraction(0)
    times = Fraction(rate.before_2014) * years_before + Fraction(rate.from_2014) * years_from
    return Withdrawal(
        amount=whole_dong(Fraction(average) * times),
        parameters=(rate,),
        average=Fraction(average),
        years_before=years_before,
        years_from=years_from,
        rate_before=Fraction(rate.before_2014),
        rate_from=Fraction(rate.from_2014),
    )
