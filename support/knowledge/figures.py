"""Amounts of the law inside articles: `{reference_level}` becomes "2.530.000 đ" as of the day.

Each name below stands for one figure of insurance.rules. An unknown name, or a figure that is not on record for the
day, is refused where articles are saved and loaded, so no page shows a bare brace.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial

from django.utils.formats import number_format

from insurance import words
from insurance.rules.benefit_parameters import (
    ConvalescenceRate,
    CopaymentCeiling,
    MaternityBenefit,
    SurvivorRate,
)
from insurance.rules.contribution import insured_wage
from insurance.rules.health_insurance import household_premium
from insurance.rules.money import half_up, percent_of
from insurance.rules.parameters import (
    FullCoverThreshold,
    HouseholdRate,
    ReferenceLevel,
    RegionalMinWage,
    RuralPovertyLine,
    VoluntaryRate,
    at,
)
from insurance.rules.participation import Scheme

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
Figure = Callable[[date], int]


class UnknownFigure(LookupError):  # noqa: N818 - a name that reads as what happened
    """A placeholder that stands for no figure."""


def _reference_level(day: date) -> int:
    return at(ReferenceLevel, day).amount


def _min_wage(region: int, day: date) -> int:
    return at(RegionalMinWage, day).amount(region)


def _household(months: int, order: int, day: date) -> int:
    """The premium of the member with this place in the household, for so many months."""
    return household_premium(order, day, months).amount


def _ceiling(scheme: Scheme, region: int | None, day: date) -> int:
    ceiling = insured_wage(scheme, day.replace(day=1), None, region=region).ceiling
    if ceiling is None:
        raise UnknownFigure(f"no ceiling of {scheme} on {day}")
    return ceiling


def _voluntary_month(day: date) -> int:
    """The least a voluntary member pays a month, before the State's help."""
    return half_up(percent_of(at(RuralPovertyLine, day).amount, at(VoluntaryRate, day).percent))


FIGURES: dict[str, Figure] = {
    "reference_level": _reference_level,
    "bhxh_ceiling": partial(_ceiling, Scheme.BHXH, None),
    "bhtn_cap_region_1": partial(_ceiling, Scheme.BHTN, 1),
    "copay_threshold": lambda day: half_up(
        percent_of(_reference_level(day), at(FullCoverThreshold, day).percent)
    ),
    "copay_year_limit": lambda day: _reference_level(day) * at(CopaymentCeiling, day).multiple,
    "funeral_grant": lambda day: _reference_level(day) * at(SurvivorRate, day).funeral_multiple,
    "birth_grant": lambda day: _reference_level(day) * at(MaternityBenefit, day).lump_sum_multiple,
    "convalescence_day": lambda day: half_up(
        percent_of(_reference_level(day), at(ConvalescenceRate, day).percent)
    ),
    "voluntary_min_month": _voluntary_month,
    **{
        f"household_{name}": partial(_household, 1, order)
        for order, name in enumerate(("first", "second", "third", "fourth", "fifth"), 1)
    },
    **{f"household_{order}": partial(_household, 1, order) for order in range(1, 6)},
    **{f"household_year_{order}": partial(_household, 12, order) for order in range(1, 6)},
    **{f"minwage_{region}": partial(_min_wage, region) for region in (1, 2, 3, 4)},
}


PERCENTAGES: dict[str, Callable[[date], Decimal]] = {
    "household_rate": lambda day: at(HouseholdRate, day).percent,
}


def fill(text: str, day: date) -> str:
    """Put the amounts of `day` in the language of the page. Raises UnknownFigure or NoParameterFor."""

    def amount(match: re.Match[str]) -> str:
        name = match[1]
        if name in PERCENTAGES:
            return f"{number_format(PERCENTAGES[name](day))}%"
        if name not in FIGURES:
            raise UnknownFigure(match[0])
        return words.dong(FIGURES[name](day))

    return PLACEHOLDER.sub(amount, text)
