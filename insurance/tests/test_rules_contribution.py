"""Contributions: the rate table row by row, both edges of floors and ceilings, and the published examples."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insurance.rules.contribution import (
    Contribution,
    Reason,
    contribution_lines,
    insured_wage,
    late_payment_interest,
    monthly_contribution,
    payment_deadline,
)
from insurance.rules.money import half_up, percent_of
from insurance.rules.months import add_months, month_at, month_index
from insurance.rules.parameters import Certainty, FloorSupplementKind, NoParameterFor, SupportGroup
from insurance.rules.participation import Scheme

WAGE_SCHEMES = (Scheme.BHXH, Scheme.TNLD, Scheme.BHTN, Scheme.BHYT)
WAGE = 10_000_000


def rates(scheme, month, **terms):
    contribution = monthly_contribution(scheme, month, WAGE, region=1, **terms)
    return contribution.employer_rate, contribution.employee_rate


def total_rates(month, **terms):
    employer, employee = zip(*(rates(scheme, month, **terms) for scheme in WAGE_SCHEMES), strict=True)
    return sum(employer), sum(employee)


# --- Rates ---


@pytest.mark.parametrize(
    ("month", "employer", "state_budget_employer"),
    [
        (date(2014, 1, 1), "22", "22"),
        (date(2017, 5, 1), "22", "22"),
        (date(2017, 6, 1), "21.5", "21.5"),
        (date(2021, 6, 1), "21.5", "21.5"),
        (date(2021, 7, 1), "21", "21.5"),
        (date(2021, 9, 1), "21", "21.5"),
        (date(2021, 10, 1), "20", "21.5"),
        (date(2022, 6, 1), "20", "21.5"),
        (date(2022, 7, 1), "20.5", "21.5"),
        (date(2022, 9, 1), "20.5", "21.5"),
        (date(2022, 10, 1), "21.5", "21.5"),
        (date(2025, 7, 1), "21.5", "21.5"),
        (date(2026, 1, 1), "21.5", "21.5"),
        (date(2026, 11, 1), "21.5", "21.5"),
    ],
)
def test_total_rates_of_the_wage_regime(month, employer, state_budget_employer):
    assert total_rates(month) == (Decimal(employer), Decimal("10.5"))
    assert total_rates(month, state_budget=True) == (Decimal(state_budget_employer), Decimal("10.5"))


def test_rates_by_scheme_in_force_now():
    month = date(2026, 11, 1)
    assert rates(Scheme.BHXH, month) == (17, 8)
    assert rates(Scheme.TNLD, month) == (Decimal("0.5"), 0)
    assert rates(Scheme.BHTN, month) == (1, 1)
    assert rates(Scheme.BHYT, month) == (3, Decimal("1.5"))


def test_rates_by_scheme_in_the_double_relief():
    month = date(2022, 1, 1)
    assert rates(Scheme.BHXH, month) == (17, 8)
    assert rates(Scheme.TNLD, month) == (0, 0)
    assert rates(Scheme.BHTN, month) == (0, 1)
    assert rates(Scheme.BHYT, month) == (3, Decimal("1.5"))


@pytest.mark.parametrize(
    ("month", "employer", "employee"),
    [
        (date(1995, 1, 1), 15, 5),
        (date(2006, 12, 1), 15, 5),
        (date(2007, 1, 1), 14, 5),
        (date(2009, 12, 1), 14, 5),
        (date(2010, 1, 1), 15, 6),
        (date(2012, 1, 1), 16, 7),
        (date(2013, 12, 1), 16, 7),
    ],
)
def test_rates_before_2014_are_given_as_uncertain(month, employer, employee):
    contribution = monthly_contribution(Scheme.BHXH, month, 2_000_000, region=1)
    assert (contribution.employer_rate, contribution.employee_rate) == (employer, employee)
    assert contribution.certainty is Certainty.UNCERTAIN


def test_certainty_of_a_result_is_that_of_its_least_sure_row():
    assert monthly_contribution(Scheme.BHXH, date(2014, 1, 1), WAGE, region=1).certainty is Certainty.KNOWN
    assert monthly_contribution(Scheme.BHXH, date(2025, 6, 1), WAGE, region=1).certainty is Certainty.KNOWN
    assert monthly_contribution(Scheme.BHXH, date(2025, 7, 1), WAGE).certainty is Certainty.VERIFIED


def test_result_names_the_rows_it_used():
    contribution = monthly_contribution(Scheme.BHTN, date(2022, 1, 1), WAGE, region=2)
    tables = [row.table for row in contribution.parameters]
    assert tables == [
        "wage_bound",
        "regional_min_wage",
        "wage_bound",
        "regional_min_wage",
        "fund_rate",
        "fund_relief",
    ]
    assert all(row.holds_on(date(2022, 1, 1)) and row.source for row in contribution.parameters)


# --- Amounts ---


def test_amounts_of_ten_million():
    month = date(2026, 11, 1)
    amounts = {}
    for scheme in WAGE_SCHEMES:
        contribution = monthly_contribution(scheme, month, WAGE, region=1)
        amounts[scheme] = (contribution.employer_amount, contribution.employee_amount)
        assert contribution.total_amount == sum(amounts[scheme])
        assert contribution.state_support == 0
        assert contribution.reason is None
    assert amounts == {
        Scheme.BHXH: (1_700_000, 800_000),
        Scheme.TNLD: (50_000, 0),
        Scheme.BHTN: (100_000, 100_000),
        Scheme.BHYT: (300_000, 150_000),
    }


def test_amounts_are_rounded_once_and_half_up():
    # 1.5 % of 5,310,033 is 79,650.495; of 5,310,100 it is 79,651.5.
    assert monthly_contribution(Scheme.BHYT, date(2026, 7, 1), 5_310_033).employee_amount == 79_650
    assert monthly_contribution(Scheme.BHYT, date(2026, 7, 1), 5_310_100).employee_amount == 79_652
    assert (half_up(Decimal("0.5")), half_up(Decimal("1.5")), half_up(Decimal("1.49"))) == (1, 2, 1)


@given(st.integers(0, 10**12), st.integers(0, 10_000))
def test_shares_equal_exact_fractions_rounded_half_up(amount, hundredths):
    percent = Decimal(hundredths) / 100
    exact = Fraction(amount) * hundredths / 10_000
    assert half_up(percent_of(amount, percent)) == floor(exact + Fraction(1, 2))


# --- Floors and ceilings ---


@pytest.mark.parametrize(
    ("month", "floor_amount", "ceiling"),
    [
        (date(2019, 6, 1), 4_180_000, 27_800_000),
        (date(2019, 7, 1), 4_180_000, 29_800_000),
        (date(2023, 6, 1), 4_680_000, 29_800_000),
        (date(2023, 7, 1), 4_680_000, 36_000_000),
        (date(2024, 6, 1), 4_680_000, 36_000_000),
        (date(2024, 7, 1), 4_960_000, 46_800_000),
        (date(2025, 6, 1), 4_960_000, 46_800_000),
        (date(2025, 7, 1), 2_340_000, 46_800_000),
        (date(2026, 6, 1), 2_340_000, 46_800_000),
        (date(2026, 7, 1), 2_530_000, 50_600_000),
    ],
)
@pytest.mark.parametrize("scheme", [Scheme.BHXH, Scheme.TNLD, Scheme.BHYT])
def test_floor_and_ceiling_of_social_and_health_insurance(scheme, month, floor_amount, ceiling):
    for stated, base in [
        (floor_amount - 1, floor_amount),
        (floor_amount, floor_amount),
        (floor_amount + 1, floor_amount + 1),
        (ceiling - 1, ceiling - 1),
        (ceiling, ceiling),
        (ceiling + 1, ceiling),
    ]:
        result = insured_wage(scheme, month, stated, region=1)
        assert (result.stated, result.base, result.floor, result.ceiling) == (
            stated,
            base,
            floor_amount,
            ceiling,
        )


@pytest.mark.parametrize(
    ("month", "region", "state_budget", "ceiling"),
    [
        (date(2024, 6, 1), 1, False, 93_600_000),
        (date(2024, 7, 1), 1, False, 99_200_000),
        (date(2025, 12, 1), 1, False, 99_200_000),
        (date(2026, 1, 1), 1, False, 106_200_000),
        (date(2026, 1, 1), 4, False, 74_000_000),
        (date(2025, 12, 1), 1, True, 46_800_000),
        (date(2026, 1, 1), 1, True, 106_200_000),
    ],
)
def test_ceiling_of_unemployment_insurance_follows_the_region(month, region, state_budget, ceiling):
    def base(wage):
        return insured_wage(Scheme.BHTN, month, wage, region=region, state_budget=state_budget).base

    assert [base(ceiling - 1), base(ceiling), base(ceiling + 1)] == [ceiling - 1, ceiling, ceiling]


def test_high_wage_meets_two_ceilings():
    month = date(2026, 7, 1)
    social = monthly_contribution(Scheme.BHXH, month, 120_000_000, region=1)
    unemployment = monthly_contribution(Scheme.BHTN, month, 120_000_000, region=1)
    assert (social.base, social.employee_amount) == (50_600_000, 4_048_000)
    assert (unemployment.base, unemployment.employee_amount) == (106_200_000, 1_062_000)


@pytest.mark.parametrize(
    ("month", "work", "floor_amount"),
    [
        (date(2022, 6, 1), {FloorSupplementKind.TRAINED}, 4_729_400),
        (date(2022, 7, 1), {FloorSupplementKind.TRAINED}, 4_680_000),
        (date(2022, 7, 1), {FloorSupplementKind.HAZARDOUS}, 4_914_000),
        (date(2022, 6, 1), {FloorSupplementKind.TRAINED, FloorSupplementKind.HAZARDOUS}, 4_965_870),
        (date(2025, 6, 1), {FloorSupplementKind.SPECIALLY_HAZARDOUS}, 5_307_200),
        (date(2025, 7, 1), {FloorSupplementKind.SPECIALLY_HAZARDOUS}, 2_340_000),
    ],
)
def test_kinds_of_work_raise_the_regional_floor(month, work, floor_amount):
    assert insured_wage(Scheme.BHXH, month, 1, region=1, work=work).base == floor_amount


def test_state_scale_has_no_regional_floor():
    result = insured_wage(Scheme.BHXH, date(2020, 1, 1), 2_000_000, region=1, state_budget=True)
    assert (result.base, result.floor, result.ceiling) == (2_000_000, None, 29_800_000)


def test_unknown_region_is_no_matter_for_a_wage_above_all_floors():
    contribution = monthly_contribution(Scheme.BHXH, date(2020, 1, 1), WAGE)
    assert (contribution.base, contribution.floor, contribution.reason) == (WAGE, None, None)
    assert contribution.employee_amount == 800_000


def test_unknown_region_is_asked_for_where_it_changes_the_wage():
    below_a_floor = monthly_contribution(Scheme.BHXH, date(2020, 1, 1), 4_000_000)
    above_a_ceiling = monthly_contribution(Scheme.BHTN, date(2026, 1, 1), 80_000_000)
    for contribution in (below_a_floor, above_a_ceiling):
        assert contribution.reason is Reason.REGION_NEEDED
        assert contribution.base is contribution.employer_amount is contribution.total_amount is None
        assert contribution.total_rate is not None


@pytest.mark.parametrize(
    ("arguments", "terms"),
    [
        ((Scheme.BHXH, date(2026, 1, 2), WAGE), {}),
        ((Scheme.BHXH, date(2026, 1, 1), -1), {}),
        ((Scheme.BHTN, date(2026, 1, 1), WAGE), {"region": 5}),
        ((Scheme.BHTN, date(2026, 1, 1), WAGE), {"region": 0}),
    ],
)
def test_impossible_input_is_refused(arguments, terms):
    with pytest.raises(ValueError, match=r"first day|negative|no wage region"):
        monthly_contribution(*arguments, **terms)


# --- Months the law on record does not answer ---


@pytest.mark.parametrize(
    ("scheme", "first_month"),
    [
        (Scheme.BHXH, date(1995, 1, 1)),
        (Scheme.TNLD, date(2007, 1, 1)),
        (Scheme.BHTN, date(2009, 1, 1)),
        (Scheme.BHYT, date(1993, 1, 1)),
        (Scheme.BHXH_TN, date(2008, 1, 1)),
    ],
)
def test_month_before_the_scheme_has_a_reason_and_no_amounts(scheme, first_month):
    before = monthly_contribution(scheme, add_months(first_month, -1), WAGE, region=1)
    assert before == Contribution(scheme=scheme, stated_wage=WAGE, reason=Reason.BEFORE_SCHEME)
    assert before.total_amount is before.total_rate is None
    assert before.certainty is Certainty.UNCERTAIN
    assert monthly_contribution(scheme, first_month, WAGE, region=1).reason is None


@pytest.mark.parametrize("wage", [None, 0])
def test_no_wage_gives_rates_without_amounts(wage):
    contribution = monthly_contribution(Scheme.BHYT, date(2026, 7, 1), wage)
    assert contribution.reason is Reason.NO_WAGE
    assert (contribution.employer_rate, contribution.employee_rate) == (3, Decimal("1.5"))
    assert contribution.employer_amount is contribution.employee_amount is contribution.base is None


terms = st.fixed_dictionaries(
    {},
    optional={
        "region": st.none() | st.integers(1, 4),
        "state_budget": st.booleans(),
        "work": st.sets(st.sampled_from(list(FloorSupplementKind))),
        "support_group": st.none() | st.sampled_from(list(SupportGroup)),
    },
)
months = st.integers(month_index(date(1960, 1, 1)), month_index(date(2060, 12, 1))).map(month_at)
wages = st.none() | st.integers(0, 500_000_000)


@given(st.sampled_from(list(Scheme)), months, wages, terms)
def test_any_month_and_wage_gives_a_whole_answer_or_a_reason(scheme, month, wage, given_terms):
    contribution = monthly_contribution(scheme, month, wage, **given_terms)
    amounts = (contribution.employer_amount, contribution.employee_amount, contribution.state_support)
    if contribution.reason is None:
        assert contribution.base is not None
        assert all(amount >= 0 for amount in amounts)
        assert contribution.total_amount == sum(amounts)
        exact = Fraction(contribution.base) * Fraction(contribution.total_rate) / 100
        assert abs(contribution.total_amount - exact) <= 1  # two amounts, each rounded by at most a half
        if contribution.floor is not None and contribution.ceiling is not None:
            assert contribution.floor <= contribution.base <= contribution.ceiling
    else:
        assert amounts == (None, None, None)
        assert contribution.total_amount is None


@given(st.sampled_from(list(Scheme)), months, st.integers(1, 500_000_000), st.integers(0, 10_000_000), terms)
def test_a_higher_wage_never_costs_less(scheme, month, wage, more, given_terms):
    lower = monthly_contribution(scheme, month, wage, **given_terms)
    higher = monthly_contribution(scheme, month, wage + more, **given_terms)
    if lower.reason is None and higher.reason is None:
        assert lower.total_amount <= higher.total_amount


# --- Voluntary BHXH ---


@pytest.mark.parametrize(
    ("group", "support"),
    [
        (SupportGroup.POOR, 165_000),
        (SupportGroup.NEAR_POOR, 132_000),
        (SupportGroup.ETHNIC_MINORITY, 99_000),
        (SupportGroup.OTHER, 66_000),
    ],
)
def test_voluntary_support_since_july_2025(group, support):
    contribution = monthly_contribution(Scheme.BHXH_TN, date(2025, 7, 1), 1_500_000, support_group=group)
    assert contribution.state_support == support
    assert contribution.employee_amount == 330_000 - support
    assert contribution.total_amount == 330_000
    assert contribution.employer_amount == 0


def test_voluntary_example_pays_264_000():
    contribution = monthly_contribution(
        Scheme.BHXH_TN, date(2026, 11, 1), 1_500_000, support_group=SupportGroup.OTHER
    )
    assert contribution.employee_amount == 264_000
    assert contribution.certainty is Certainty.UNCERTAIN  # the poverty line of 2026 may still change


@pytest.mark.parametrize(
    ("month", "group", "support"),
    [
        (date(2017, 12, 1), SupportGroup.POOR, 0),
        (date(2018, 1, 1), SupportGroup.POOR, 46_200),
        (date(2021, 12, 1), SupportGroup.OTHER, 15_400),
        (date(2022, 1, 1), SupportGroup.OTHER, 33_000),
        (date(2025, 6, 1), SupportGroup.OTHER, 33_000),
        (date(2025, 7, 1), SupportGroup.OTHER, 66_000),
        (date(2025, 6, 1), SupportGroup.NEAR_POOR, 82_500),
        (date(2025, 7, 1), None, 0),
    ],
)
def test_voluntary_support_at_both_edges(month, group, support):
    contribution = monthly_contribution(Scheme.BHXH_TN, month, 3_000_000, support_group=group)
    assert contribution.state_support == support
    assert contribution.employee_amount == 660_000 - support


@pytest.mark.parametrize(
    ("month", "lowest", "highest"),
    [
        (date(2021, 12, 1), 700_000, 29_800_000),
        (date(2022, 1, 1), 1_500_000, 29_800_000),
        (date(2026, 6, 1), 1_500_000, 46_800_000),
        (date(2026, 7, 1), 1_500_000, 50_600_000),
    ],
)
def test_voluntary_income_lies_between_poverty_line_and_ceiling(month, lowest, highest):
    assert insured_wage(Scheme.BHXH_TN, month, lowest - 1).base == lowest
    assert insured_wage(Scheme.BHXH_TN, month, lowest + 1).base == lowest + 1
    assert insured_wage(Scheme.BHXH_TN, month, highest + 1).base == highest


def test_support_group_is_for_voluntary_members_only():
    contribution = monthly_contribution(
        Scheme.BHXH, date(2026, 7, 1), WAGE, region=1, support_group=SupportGroup.POOR
    )
    assert (contribution.state_support, contribution.employee_amount) == (0, 800_000)


# --- Lines ---


def test_lines_of_work_accident_insurance_around_the_relief():
    lines = contribution_lines(Scheme.TNLD, date(2017, 1, 1), date(2023, 1, 1), WAGE, region=1)
    assert [(line.start, line.end, line.contribution.employer_amount) for line in lines] == [
        (date(2017, 1, 1), date(2017, 6, 1), 100_000),
        (date(2017, 6, 1), date(2021, 7, 1), 50_000),
        (date(2021, 7, 1), date(2022, 7, 1), 0),
        (date(2022, 7, 1), date(2023, 1, 1), 50_000),
    ]
    assert [line.months for line in lines] == [5, 49, 12, 6]
    assert lines[0].last_month == date(2017, 5, 1)
    assert lines[1].contribution.floor is None  # the floor rose four times in this line
    assert lines[2].contribution.certainty is Certainty.KNOWN


def test_lines_follow_a_ceiling_the_wage_reaches():
    lines = contribution_lines(Scheme.BHXH, date(2025, 7, 1), date(2026, 12, 1), 60_000_000, region=1)
    assert [(line.start, line.contribution.base) for line in lines] == [
        (date(2025, 7, 1), 46_800_000),
        (date(2026, 7, 1), 50_600_000),
    ]


def test_lines_of_no_month_are_none():
    assert contribution_lines(Scheme.BHXH, date(2026, 1, 1), date(2026, 1, 1), WAGE) == []
    assert contribution_lines(Scheme.BHXH, date(2026, 2, 1), date(2026, 1, 1), WAGE) == []
    with pytest.raises(ValueError, match="first day"):
        contribution_lines(Scheme.BHXH, date(2026, 1, 1), date(2026, 1, 15), WAGE)


def test_lines_reach_back_before_the_scheme():
    lines = contribution_lines(Scheme.BHTN, date(2008, 6, 1), date(2009, 3, 1), 3_000_000, region=1)
    assert [(line.start, line.contribution.reason) for line in lines] == [
        (date(2008, 6, 1), Reason.BEFORE_SCHEME),
        (date(2009, 1, 1), None),
    ]


@given(
    st.sampled_from(list(Scheme)),
    st.integers(month_index(date(1990, 1, 1)), month_index(date(2028, 1, 1))),
    st.integers(1, 120),
    wages,
    terms,
)
def test_lines_say_the_same_as_each_month(scheme, start, length, wage, given_terms):
    lines = contribution_lines(scheme, month_at(start), month_at(start + length), wage, **given_terms)
    assert lines[0].start == month_at(start)
    assert lines[-1].end == month_at(start + length)
    assert all(older.end == newer.start for older, newer in pairwise(lines))
    by_month = [line.contribution for line in lines for _ in range(line.months)]
    for index, of_line in enumerate(by_month):
        of_month = monthly_contribution(scheme, month_at(start + index), wage, **given_terms)
        for name in ("base", "employer_rate", "employee_rate", "reason", "certainty"):
            assert getattr(of_line, name) == getattr(of_month, name)
        assert of_line.total_amount == of_month.total_amount
        assert of_line.state_support == of_month.state_support
        assert set(of_month.parameters) <= set(of_line.parameters)


# --- Late payment ---


@pytest.mark.parametrize(
    ("month", "deadline"),
    [
        (date(2025, 7, 1), date(2025, 8, 31)),
        (date(2026, 1, 1), date(2026, 2, 28)),
        (date(2028, 1, 1), date(2028, 2, 29)),
        (date(2026, 12, 1), date(2027, 1, 31)),
    ],
)
def test_deadline_is_the_last_day_of_the_following_month(month, deadline):
    assert payment_deadline(month) == deadline


def test_late_payment_costs_three_hundredths_of_a_percent_a_day():
    assert late_payment_interest(100_000_000, 30, date(2026, 3, 31)) == 900_000
    assert late_payment_interest(1_234_567, 1, date(2026, 3, 31)) == 370
    assert late_payment_interest(100_000_000, 0, date(2026, 3, 31)) == 0


def test_late_payment_before_july_2025_is_not_on_record():
    with pytest.raises(NoParameterFor):
        late_payment_interest(100_000_000, 30, date(2025, 6, 30))
    with pytest.raises(NoParameterFor):
        payment_deadline(date(2025, 6, 1))


@pytest.mark.parametrize(("amount", "days"), [(-1, 1), (1, -1)])
def test_late_payment_refuses_negative_input(amount, days):
    with pytest.raises(ValueError, match="negative"):
        late_payment_interest(amount, days, date(2026, 1, 1))
