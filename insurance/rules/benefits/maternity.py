"""Maternity: months of leave, days of check-ups and of the father, and the one-time amount. Law 41/2024 Art. 51-59."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from insurance.rules.benefit_parameters import DayDivisor, DayRate, MaternityBenefit, MaternityLeave
from insurance.rules.benefits.results import Computed, whole_dong
from insurance.rules.benefits.sickness import DailyBenefit
from insurance.rules.dated_rows import at
from insurance.rules.money import PERCENT
from insurance.rules.parameters import ReferenceLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class BirthBenefit(Computed):
    """`months` × `mean_wage` + `children` × `lump_sum_multiple` × `reference_level`."""

    mean_wage: int
    months: int
    leave_amount: int
    children: int
    lump_sum_multiple: int
    reference_level: int
    lump_sum: int


def leave_months(born_on: date, *, children: int = 1, second_child: bool = False) -> int:
    """Months of leave for a birth; `second_child`: one living biological child at the time of the birth."""
    leave = at(MaternityLeave, born_on)
    months = leave.second_child_months if second_child else leave.months
    return months + (children - 1) * leave.more_a_twin


def birth_benefit(mean_wage: int, born_on: date, *, months: int, children: int = 1) -> BirthBenefit:
    """The law and the reference level are those of the month of birth, not of the payment."""
    benefit, level = at(MaternityBenefit, born_on), at(ReferenceLevel, born_on)
    leave_amount = whole_dong(Fraction(mean_wage) * Fraction(benefit.percent) / PERCENT * months)
    lump_sum = children * benefit.lump_sum_multiple * level.amount
    return BirthBenefit(
        amount=leave_amount + lump_sum,
        parameters=(benefit, level),
        mean_wage=mean_wage,
        months=months,
        leave_amount=leave_amount,
        children=children,
        lump_sum_multiple=benefit.lump_sum_multiple,
        reference_level=level.amount,
        lump_sum=lump_sum,
    )


def days_benefit(mean_wage: int, days: Decimal, first_day: date) -> DailyBenefit:
    """Check-ups before birth, and the father's days."""
    benefit, divisor = at(MaternityBenefit, first_day), at(DayDivisor, first_day, DayRate.MATERNITY_DAYS)
    exact = Fraction(mean_wage) * Fraction(benefit.percent) / PERCENT / divisor.days * Fraction(days)
    return DailyBenefit(
        amount=whole_dong(exact),
        parameters=(benefit, divisor),
        base=mean_wage,
        percent=benefit.percent,
        divisor=divisor.days,
        days=days,
    )
