"""Benefits as the law computes them: each worked example of the sources, to the đồng."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from insurance.rules.benefits.maternity import birth_benefit, days_benefit, leave_months
from insurance.rules.benefits.pension import TooFewYearsError, increased, increases_between, monthly_pension
from insurance.rules.benefits.results import years_for_amount
from insurance.rules.benefits.sickness import convalescence_benefit, sick_days_a_year, sickness_benefit
from insurance.rules.benefits.unemployment import months_granted, unemployment_allowance
from insurance.rules.benefits.withdrawal import WageMonths, average_wage, withdrawal
from insurance.rules.benefits.work_accident import accident_benefit
from insurance.rules.dated_rows import Certainty
from insurance.rules.parameters import Sex

AUGUST = date(2026, 8, 20)


@pytest.mark.parametrize(
    ("months", "years"),
    [(0, 0), (1, Fraction(1, 2)), (6, Fraction(1, 2)), (7, 1), (11, 1), (12, 1), (304, Fraction(51, 2))],
)
def test_odd_months_round_to_half_or_whole_years(months: int, years: Fraction) -> None:
    assert years_for_amount(months) == years


@pytest.mark.parametrize(
    ("months", "children", "amount"), [(6, 1, 113_060_000), (7, 1, 131_060_000), (7, 2, 136_120_000)]
)
def test_births_of_august_2026_on_eighteen_million(months: int, children: int, amount: int) -> None:
    assert birth_benefit(18_000_000, AUGUST, months=months, children=children).amount == amount


def test_leave_for_a_second_child_is_longer_since_july_2026() -> None:
    assert leave_months(date(2026, 6, 30), second_child=True) == 6
    assert leave_months(date(2026, 7, 1), second_child=True) == 7
    assert leave_months(AUGUST) == 6
    assert leave_months(AUGUST, children=2) == 7


def test_the_lump_sum_takes_the_reference_level_of_the_birth_month() -> None:
    before, after = (
        birth_benefit(10_000_000, day, months=6) for day in (date(2026, 6, 30), date(2026, 7, 1))
    )
    assert (before.lump_sum, after.lump_sum) == (4_680_000, 5_060_000)


def test_a_fathers_days_are_a_twenty_fourth_each() -> None:
    assert days_benefit(12_000_000, Decimal(5), AUGUST).amount == 2_500_000


def test_sickness_is_rounded_once_at_the_end() -> None:
    result = sickness_benefit(8_450_000, Decimal(5), date(2026, 10, 6))
    assert (result.percent, result.divisor) == (Decimal(75), 24)
    assert result.amount == 1_320_313  # 1,320,312.5
    assert sickness_benefit(8_450_000, Decimal("0.5"), date(2026, 10, 6)).amount == 132_031


def test_convalescence_is_a_share_of_the_reference_level() -> None:
    assert convalescence_benefit(Decimal(5), date(2026, 6, 30)).amount == 3_510_000
    assert convalescence_benefit(Decimal(5), date(2026, 7, 1)).amount == 3_795_000


@pytest.mark.parametrize(
    ("months", "hazardous", "days"),
    [
        (179, False, 30),
        (180, False, 40),
        (359, False, 40),
        (360, False, 60),
        (179, True, 40),
        (360, True, 70),
    ],
)
def test_paid_sick_days_a_year(months: int, hazardous: bool, days: int) -> None:
    assert sick_days_a_year(months, AUGUST, hazardous=hazardous) == days


@pytest.mark.parametrize(
    ("sex", "months", "rate", "amount"),
    [
        (Sex.FEMALE, 25 * 12, "65", 6_500_000),
        (Sex.MALE, 17 * 12, "42", 4_200_000),
        (Sex.MALE, 20 * 12, "45", 4_500_000),
        (Sex.MALE, 239, "45", 4_500_000),
        (Sex.FEMALE, 15 * 12, "45", 4_500_000),
        (Sex.FEMALE, 15 * 12 + 1, "46", 4_600_000),
        (Sex.FEMALE, 40 * 12, "75", 7_500_000),
    ],
)
def test_pension_rates_since_july_2025(sex: Sex, months: int, rate: str, amount: int) -> None:
    pension = monthly_pension(sex, 10_000_000, months, date(2026, 9, 1))
    assert (pension.rate_percent, pension.amount) == (Decimal(rate), amount)


def test_before_july_2025_men_needed_more_years() -> None:
    assert monthly_pension(Sex.MALE, 10_000_000, 304, date(2020, 5, 1)).rate_percent == Decimal(60)
    with pytest.raises(TooFewYearsError):
        monthly_pension(Sex.MALE, 10_000_000, 17 * 12, date(2025, 6, 30))


@pytest.mark.parametrize(("months", "less"), [(5, 0), (6, 1), (12, 2), (17, 2), (18, 3), (60, 10)])
def test_early_retirement_lowers_the_rate(months: int, less: int) -> None:
    pension = monthly_pension(Sex.FEMALE, 10_000_000, 300, date(2026, 9, 1), early_months=months)
    assert pension.rate_percent == Decimal(65 - less)


def test_the_increase_of_july_2026() -> None:
    (row,) = increases_between(date(2026, 1, 1), date(2026, 7, 1))
    assert increased(5_400_000, row) == 5_832_000
    assert increases_between(date(2026, 7, 1), date(2026, 11, 1)) == []


def test_published_withdrawal_of_2017() -> None:
    parts = [
        WageMonths(year=year, months=months, wage=wage)
        for year, months, wage in [
            (2013, 12, 1_200_000),
            (2014, 9, 1_445_000),
            (2014, 3, 2_140_000),
            (2015, 6, 2_140_000),
            (2016, 2, 2_140_000),
            (2016, 5, 2_515_000),
        ]
    ]
    average, rows = average_wage(parts, date(2017, 6, 1))
    assert average * 37 == 65_639_950
    result = withdrawal(average, 12, 25, date(2017, 6, 1))
    assert (result.years_before, result.years_from) == (1, Fraction(5, 2))
    assert result.amount == 11_531_343
    assert {row.certainty for row in rows} == {Certainty.UNCERTAIN}


def test_withdrawal_by_the_table_of_2026() -> None:
    parts = [
        WageMonths(year=2012, months=12, wage=3_000_000),
        WageMonths(year=2013, months=12, wage=3_500_000),
        WageMonths(year=2014, months=12, wage=4_000_000),
        WageMonths(year=2015, months=8, wage=4_500_000),
    ]
    average, _rows = average_wage(parts, date(2026, 11, 23))
    assert round(float(average), 2) == 5_187_272.73
    result = withdrawal(average, 24, 20, date(2026, 11, 23))
    assert (result.years_from, result.amount) == (2, 36_310_909)


def test_withdrawal_of_four_years_before_and_ten_since_2014() -> None:
    assert withdrawal(12_000_000, 48, 120, date(2026, 11, 23)).amount == 312_000_000


def test_odd_months_before_2014_are_carried_over() -> None:
    carried = withdrawal(10_000_000, 15, 21, date(2026, 11, 23))
    assert (carried.years_before, carried.years_from, carried.amount) == (1, 2, 55_000_000)
    alone = withdrawal(10_000_000, 15, 0, date(2026, 11, 23))
    assert (alone.years_before, alone.amount) == (Fraction(3, 2), 22_500_000)


@pytest.mark.parametrize(
    ("contributed", "months"), [(11, 0), (12, 3), (36, 3), (47, 3), (48, 4), (72, 6), (144, 12), (200, 12)]
)
def test_months_of_unemployment_allowance(contributed: int, months: int) -> None:
    assert months_granted(contributed, date(2026, 3, 1)) == months


def test_unemployment_allowance_and_its_cap() -> None:
    plain = unemployment_allowance(15_000_000, 72, 1, date(2026, 2, 1), date(2026, 3, 10))
    assert (plain.amount, plain.months, plain.in_all, plain.is_capped) == (9_000_000, 6, 54_000_000, False)
    capped = unemployment_allowance(50_000_000, 72, 1, date(2026, 2, 1), date(2026, 3, 10))
    assert (capped.amount, capped.is_capped) == (26_550_000, True)
    # The minimum wage of the last paid month, not of the decision.
    older = unemployment_allowance(50_000_000, 72, 1, date(2025, 12, 1), date(2026, 3, 10))
    assert older.amount == 5 * 4_960_000


def test_work_accident_monthly_and_once() -> None:
    assert accident_benefit(10_000_000, 31, 1, AUGUST).amount == 809_000
    once = accident_benefit(10_000_000, 15, 3, AUGUST)
    assert once.by_loss == 25_300_000  # 5 + 10 x 0.5 reference levels
    assert once.by_years == 11_000_000  # 0.5 + 2 x 0.3 months of wage
    with pytest.raises(ValueError, match="no benefit"):
        accident_benefit(10_000_000, 4, 1, AUGUST)
