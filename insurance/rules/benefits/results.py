"""What every computed benefit has."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from insurance.rules.dated_rows import Certainty, Parameter, lowest_certainty
from insurance.rules.money import half_up
from insurance.rules.months import MONTHS_PER_YEAR, years_and_months

HALF_YEAR_MONTHS = MONTHS_PER_YEAR // 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """The rows of the law behind an amount, and how sure they are."""

    amount: int
    parameters: tuple[Parameter, ...]

    @property
    def certainty(self) -> Certainty:
        return lowest_certainty(self.parameters)


def years_for_amount(months: int) -> Fraction:
    """Odd months of contributions: 1 to 6 are half a year, 7 to 11 a year. Law 41/2024/QH15 Article 5(6)."""
    years, rest = years_and_months(months)
    if not rest:
        return Fraction(years)
    return years + (Fraction(1, 2) if rest <= HALF_YEAR_MONTHS else Fraction(1))


def whole_dong(exact: Fraction) -> int:
    """Exact đồng, rounded half up at the very end."""
    return half_up(Decimal(exact.numerator) / Decimal(exact.denominator))
