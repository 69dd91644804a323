"""Social pension. Law 41/2024/QH15 Articles 21 to 24, Decree 176/2025/NĐ-CP."""

from dataclasses import dataclass
from datetime import date

from insurance.rules.benefit_parameters import SocialPension
from insurance.rules.benefits.results import Computed
from insurance.rules.dated_rows import at


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialPensionAmount(Computed):
    full: int
    pension: int  # what the person draws already; the State adds the rest


def social_pension(day: date, *, pension: int = 0) -> SocialPensionAmount:
    """A month on the level of `day`, less a smaller pension the person draws."""
    row = at(SocialPension, day)
    return SocialPensionAmount(
        amount=max(0, row.monthly - pension), parameters=(row,), full=row.monthly, pension=pension
    )
