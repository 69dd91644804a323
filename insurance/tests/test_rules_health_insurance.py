"""BHYT: household premiums of the published table, and the benefit level a card gives."""

from datetime import date
from decimal import Decimal

import pytest

from insurance.rules.health_insurance import benefit_level_on, household_premium
from insurance.rules.parameters import Certainty, NoParameterFor

BEFORE, SINCE = date(2026, 6, 30), date(2026, 7, 1)


@pytest.mark.parametrize(
    ("day", "months", "amounts"),
    [
        (BEFORE, 1, [105_300, 73_710, 63_180, 52_650, 42_120, 42_120]),
        (SINCE, 1, [113_850, 79_695, 68_310, 56_925, 45_540, 45_540]),
        (SINCE, 12, [1_366_200, 956_340, 819_720, 683_100, 546_480, 546_480]),
    ],
)
def test_household_premium_of_each_member(day, months, amounts):
    premiums = [household_premium(order, day, months) for order in range(1, 7)]
    assert [premium.amount for premium in premiums] == amounts
    assert [premium.share for premium in premiums] == [100, 70, 60, 50, 40, 40]
    assert {premium.certainty for premium in premiums} == {Certainty.VERIFIED}


def test_household_premium_carries_its_rows():
    premium = household_premium(2, SINCE, 3)
    assert (premium.order, premium.months) == (2, 3)
    assert [row.table for row in premium.parameters] == [
        "reference_level",
        "household_rate",
        "household_share",
    ]
    assert household_premium(1, date(2025, 6, 30)).certainty is Certainty.KNOWN


@pytest.mark.parametrize(("order", "months"), [(0, 1), (-1, 1), (1, 0)])
def test_household_premium_refuses_no_member_and_no_month(order, months):
    with pytest.raises(ValueError, match="household premium"):
        household_premium(order, SINCE, months)


def test_household_premium_before_2015_is_not_on_record():
    assert household_premium(1, date(2015, 1, 1)).amount == 51_750
    with pytest.raises(NoParameterFor):
        household_premium(1, date(2014, 12, 31))


@pytest.mark.parametrize(
    ("day", "code", "printed", "level", "fund_pays"),
    [
        (date(2025, 12, 31), "CN", 3, 3, 95),
        (date(2026, 1, 1), "CN", 3, 2, 100),
        (date(2026, 1, 1), "CN", 2, 2, 100),
        (date(2025, 12, 31), "LH", 4, 4, 80),
        (date(2026, 1, 1), "LH", 4, 2, 100),
        (date(2026, 1, 1), "CN", None, 2, 100),
        (date(2026, 1, 1), "DN", 4, 4, 80),
        (date(2026, 1, 1), "DN", None, 4, 80),
        (date(2026, 1, 1), "DN", 2, 2, 100),  # a higher right of the person, printed so
        (date(2026, 1, 1), "TE", 1, 1, 100),
        (date(2026, 1, 1), "ZZ", 4, 4, 80),  # unknown code: the print stands
        (date(2026, 1, 1), "CT", 4, 4, 80),  # level of the code not on record
    ],
)
def test_benefit_level_a_card_gives(day, code, printed, level, fund_pays):
    row = benefit_level_on(day, code, printed)
    assert (row.level, row.fund_pays) == (level, Decimal(fund_pays))


@pytest.mark.parametrize(("code", "printed"), [("ZZ", None), ("CT", None), ("DN", 6)])
def test_benefit_level_not_on_record_is_none(code, printed):
    assert benefit_level_on(date(2026, 1, 1), code, printed) is None
