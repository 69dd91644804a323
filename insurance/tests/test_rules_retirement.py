"""Retirement age: the yearly table, the annex by month of birth, and the examples, against each other."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insurance.rules.months import add_months, month_at, month_index
from insurance.rules.parameters import (
    Certainty,
    RetirementAgeRow,
    RetirementCohort,
    Sex,
    WorkCondition,
    history,
    rows,
)
from insurance.rules.retirement import retirement_age, retirement_cohort

MALE, FEMALE = Sex.MALE, Sex.FEMALE
OLD_AGE = {MALE: (60, 0), FEMALE: (55, 0)}
FIRST_COHORT = {MALE: date(1961, 1, 1), FEMALE: date(1966, 1, 1)}


def age(sex, born, condition=WorkCondition.NORMAL):
    result = retirement_age(sex, born, condition)
    return result.years, result.months


@pytest.mark.parametrize("sex", Sex)
def test_age_equals_the_annex_for_every_month_of_birth(sex):
    for index in range(month_index(date(1930, 1, 1)), month_index(date(2030, 1, 1))):
        born = month_at(index)
        cohort = retirement_cohort(sex, born)
        assert (cohort is None) == (born < FIRST_COHORT[sex])
        assert age(sex, born) == ((cohort.years, cohort.months) if cohort else OLD_AGE[sex])


@pytest.mark.parametrize("sex", Sex)
def test_annex_has_no_gap_and_no_overlap(sex):
    cohorts = [row for row in rows(RetirementCohort) if row.sex == sex]
    assert cohorts[0].born_from == FIRST_COHORT[sex]
    for older, younger in pairwise(cohorts):
        assert add_months(older.born_to, 1) == younger.born_from
    assert cohorts[-1].born_to is None


@pytest.mark.parametrize(
    ("year", "men", "women"),
    [
        (2020, (60, 0), (55, 0)),
        (2021, (60, 3), (55, 4)),
        (2022, (60, 6), (55, 8)),
        (2023, (60, 9), (56, 0)),
        (2024, (61, 0), (56, 4)),
        (2025, (61, 3), (56, 8)),
        (2026, (61, 6), (57, 0)),
        (2027, (61, 9), (57, 4)),
        (2028, (62, 0), (57, 8)),
        (2029, (62, 0), (58, 0)),
        (2030, (62, 0), (58, 4)),
        (2031, (62, 0), (58, 8)),
        (2032, (62, 0), (59, 0)),
        (2033, (62, 0), (59, 4)),
        (2034, (62, 0), (59, 8)),
        (2035, (62, 0), (60, 0)),
        (2060, (62, 0), (60, 0)),
    ],
)
def test_age_of_each_year(year, men, women):
    for sex, expected in ((MALE, men), (FEMALE, women)):
        (row,) = [row for row in history(RetirementAgeRow, sex) if row.holds_on(date(year, 6, 30))]
        assert (row.years, row.months) == expected


@pytest.mark.parametrize(
    ("sex", "born", "expected", "reached_in", "first_pension_month"),
    [
        (MALE, date(1964, 1, 20), (61, 3), date(2025, 4, 1), date(2025, 5, 1)),
        (MALE, date(1966, 4, 1), (62, 0), date(2028, 4, 1), date(2028, 5, 1)),
        (FEMALE, date(1969, 5, 31), (57, 0), date(2026, 5, 1), date(2026, 6, 1)),
        (MALE, date(1960, 12, 31), (60, 0), date(2020, 12, 1), date(2021, 1, 1)),
        (MALE, date(1961, 1, 1), (60, 3), date(2021, 4, 1), date(2021, 5, 1)),
        (FEMALE, date(1965, 12, 31), (55, 0), date(2020, 12, 1), date(2021, 1, 1)),
        (FEMALE, date(1966, 1, 1), (55, 4), date(2021, 5, 1), date(2021, 6, 1)),
        (MALE, date(1966, 3, 31), (61, 9), date(2027, 12, 1), date(2028, 1, 1)),
        (FEMALE, date(1975, 4, 30), (59, 8), date(2034, 12, 1), date(2035, 1, 1)),
        (FEMALE, date(1975, 5, 1), (60, 0), date(2035, 5, 1), date(2035, 6, 1)),
        (MALE, date(2000, 2, 29), (62, 0), date(2062, 2, 1), date(2062, 3, 1)),
    ],
)
def test_first_pension_month_follows_the_month_of_the_age(
    sex, born, expected, reached_in, first_pension_month
):
    result = retirement_age(sex, born)
    assert (result.years, result.months) == expected
    assert result.reached_in == reached_in
    assert result.first_pension_month == first_pension_month
    assert result.certainty is Certainty.VERIFIED


@pytest.mark.parametrize(
    ("condition", "years"), [(WorkCondition.HAZARDOUS, 5), (WorkCondition.UNDERGROUND_COAL, 10)]
)
@pytest.mark.parametrize("sex", Sex)
def test_hard_work_takes_the_age_of_the_year_of_retiring(sex, condition, years):
    # The annex shifted by the years of the reduction, not the age of the own cohort less those years.
    for index in range(month_index(date(1950, 1, 1)), month_index(date(1995, 1, 1))):
        born = month_at(index)
        normal_years, normal_months = age(sex, add_months(born, -12 * years))
        assert age(sex, born, condition) == (normal_years - years, normal_months)


def test_hard_work_is_less_sure_than_the_table():
    assert retirement_age(MALE, date(1970, 1, 1), WorkCondition.HAZARDOUS).certainty is Certainty.KNOWN


@given(st.sampled_from(list(Sex)), st.dates(date(1930, 1, 1), date(2020, 12, 31)))
def test_the_day_of_birth_does_not_matter(sex, born):
    assert retirement_age(sex, born) == retirement_age(sex, born.replace(day=1))


@given(st.sampled_from(list(Sex)), st.dates(date(1930, 1, 1), date(2020, 12, 31)), st.integers(1, 400))
def test_the_younger_never_retires_first(sex, born, months):
    younger = add_months(born, months)
    assert retirement_age(sex, born).reached_in < retirement_age(sex, younger).reached_in


def test_one_letter_as_on_record_is_understood():
    assert age("M", date(1964, 1, 1)) == (61, 3)
    assert age("F", date(1969, 5, 1)) == (57, 0)
