"""Work accident and occupational disease. Law 84/2015/QH13 Articles 48 and 49."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from insurance.rules.benefit_parameters import AccidentMonthly, AccidentOnce
from insurance.rules.benefits.results import Computed, whole_dong
from insurance.rules.dated_rows import at
from insurance.rules.money import PERCENT
from insurance.rules.parameters import ReferenceLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class AccidentBenefit(Computed):
    """A part by the loss of capacity, on the reference level, and a part by the years paid, on the wage."""

    capacity_loss: int
    by_loss: int
    by_years: int
    reference_level: int
    wage: int
    years_paid: int


def accident_benefit(wage: int, capacity_loss: int, years_paid: int, day: date) -> AccidentBenefit:
    """Monthly from the share the law names, once below it. `years_paid`: started years count, at least one.

    Raises ValueError below the least loss that gives any benefit.
    """
    level, monthly, once = at(ReferenceLevel, day), at(AccidentMonthly, day), at(AccidentOnce, day)
    further = max(0, years_paid - 1)
    if capacity_loss >= monthly.from_percent:
        points = Fraction(monthly.reference_percent) + Fraction(monthly.reference_percent_more) * (
            capacity_loss - monthly.from_percent
        )
        by_loss = points / PERCENT * level.amount
        by_years = (
            (Fraction(monthly.wage_percent) + Fraction(monthly.wage_percent_more) * further) / PERCENT * wage
        )
        row: AccidentMonthly | AccidentOnce = monthly
    elif capacity_loss >= once.from_percent:
        by_loss = (
            Fraction(once.reference_multiple)
            + Fraction(once.reference_multiple_more) * (capacity_loss - once.from_percent)
        ) * level.amount
        by_years = (Fraction(once.wage_multiple) + Fraction(once.wage_multiple_more) * further) * wage
        row = once
    else:
        raise ValueError(f"a loss of {capacity_loss} percent gives no benefit")
    return AccidentBenefit(
        amount=whole_dong(by_loss + by_years),
        parameters=(row, level),
        capacity_loss=capacity_loss,
        by_loss=whole_dong(by_loss),
        by_years=whole_dong(by_years),
        reference_level=level.amount,
        wage=wage,
        years_paid=years_paid,
    )
