"""BHYT: the premium of a household, and the benefit level a card gives.

Source: the BHYT law as amended by Laws 46/2014/QH13 and 51/2024/QH15; Decree 188/2025/NĐ-CP; Resolution
261/2025/QH15 for the change of 2026-01-01.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from insurance.rules.money import half_up, percent_of
from insurance.rules.parameters import (
    BenefitLevel,
    Certainty,
    HouseholdRate,
    HouseholdShare,
    MemberCode,
    Parameter,
    ReferenceLevel,
    at,
    find,
    history,
    lowest_certainty,
    rows,
)


@dataclass(frozen=True, slots=True)
class HouseholdPremium:
    """Premium of one member: `amount` in đồng for all `months`, `share` in percent of the first member's."""

    order: int
    months: int
    amount: int
    share: Decimal
    parameters: tuple[Parameter, ...]

    @property
    def certainty(self) -> Certainty:
        return lowest_certainty(self.parameters)


def household_premium(order: int, day: date, months: int = 1) -> HouseholdPremium:
    """The premium of the `order`-th member (from 1) of a household, for `months` months, paid on `day`.

    Members insured in another way are not counted in the order. Raises ValueError for an order or a number of
    months below 1, NoParameterFor before 2015.
    """
    if order < 1 or months < 1:
        raise ValueError("a household premium is for member 1 or later and for at least one month")
    level = at(ReferenceLevel, day)
    rate = at(HouseholdRate, day)
    share = at(HouseholdShare, day, min(order, max(row.order for row in rows(HouseholdShare))))
    first_member = percent_of(level.amount, rate.percent)
    return HouseholdPremium(
        order=order,
        months=months,
        amount=half_up(percent_of(first_member, share.percent) * months),
        share=share.percent,
        parameters=(level, rate, share),
    )


def benefit_level_on(day: date, member_code: str, printed_level: int | None = None) -> BenefitLevel | None:
    """The benefit level a card gives on `day`, whatever was true when it was printed.

    A printed level stands, unless the law has since changed the level of this member code: then the new level
    holds without a new card (CN and LH from 2026-01-01). Without a printed level (10-digit cards) it is
    that of the code. None when neither is on record.
    """
    level = printed_level
    current = find(MemberCode, day, member_code)
    if current is not None and current.level is not None:
        earlier = {
            row.level for row in history(MemberCode, member_code) if row.valid_from < current.valid_from
        }
        if printed_level is None or printed_level in earlier:
            level = current.level
    return None if level is None else find(BenefitLevel, day, level)
