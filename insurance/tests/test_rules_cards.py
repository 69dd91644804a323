"""Co-payment ceiling, continuity and the end of children's cards."""

from datetime import date

import pytest

from insurance.rules.card_validity import child_card_ends_on, days_left, last_year_pupil_card_ends_on
from insurance.rules.copayment import continuity, copayment_meter, small_visit_limit
from insurance.rules.dated_rows import Certainty

LONG_AGO = date(2020, 1, 1)


@pytest.mark.parametrize(
    ("day", "ceiling"), [(date(2026, 6, 30), 14_040_000), (date(2026, 7, 1), 15_180_000)]
)
def test_the_ceiling_is_six_reference_levels(day: date, ceiling: int) -> None:
    assert copayment_meter(0, day, LONG_AGO).ceiling == ceiling


def test_a_year_in_which_the_level_changed_is_uncertain() -> None:
    before, after = (
        copayment_meter(5_000_000, day, LONG_AGO) for day in (date(2026, 6, 30), date(2026, 7, 1))
    )
    assert (before.level_changed_on, before.certainty) == (None, Certainty.VERIFIED)
    assert (after.level_changed_on, after.certainty) == (date(2026, 7, 1), Certainty.UNCERTAIN)
    assert copayment_meter(0, date(2027, 1, 1), LONG_AGO).level_changed_on is None


@pytest.mark.parametrize(
    ("paid", "five_years_on", "exempt"),
    [
        (15_180_000, LONG_AGO, False),  # "above" the ceiling, not at it
        (15_180_001, LONG_AGO, True),
        (15_180_001, date(2026, 11, 24), False),
        (15_180_001, date(2026, 11, 23), True),
        (15_180_001, None, False),
    ],
)
def test_exempt_needs_both(paid: int, five_years_on: date | None, exempt: bool) -> None:
    assert copayment_meter(paid, date(2026, 11, 23), five_years_on).is_exempt is exempt


@pytest.mark.parametrize(("day", "limit"), [(date(2026, 6, 30), 351_000), (date(2026, 7, 1), 379_500)])
def test_small_visits_are_free(day: date, limit: int) -> None:
    assert small_visit_limit(day) == limit


def m(year: int, month: int) -> date:
    return date(year, month, 1)


def test_a_gap_of_three_months_keeps_continuity_and_four_break_it() -> None:
    kept = continuity([(m(2018, 1), m(2020, 1)), (m(2020, 4), m(2026, 12))], date(2026, 11, 23))
    assert kept is not None
    assert (kept.since, kept.five_years_on, kept.gaps) == (
        m(2018, 1),
        m(2023, 1),
        ((m(2020, 1), m(2020, 4)),),
    )
    broken = continuity([(m(2018, 1), m(2020, 1)), (m(2020, 5), m(2026, 12))], date(2026, 11, 23))
    assert broken is not None
    assert (broken.since, broken.five_years_on) == (m(2020, 5), m(2025, 5))


def test_no_continuity_without_cover_or_long_after_it() -> None:
    assert continuity([], date(2026, 11, 23)) is None
    assert continuity([(m(2018, 1), m(2026, 7))], date(2026, 11, 23)) is None
    assert continuity([(m(2018, 1), m(2026, 8))], date(2026, 11, 23)) is not None


@pytest.mark.parametrize(
    ("born", "ends"),
    [
        (date(2021, 5, 20), date(2027, 9, 30)),
        (date(2020, 9, 30), date(2026, 9, 30)),
        (date(2020, 10, 1), date(2026, 10, 31)),
        (date(2020, 12, 31), date(2026, 12, 31)),
    ],
)
def test_a_childs_card_ends_in_september_or_with_the_month(born: date, ends: date) -> None:
    assert child_card_ends_on(born, date(2026, 11, 23)) == ends


def test_a_last_year_pupils_card_ends_in_september() -> None:
    assert last_year_pupil_card_ends_on(2027) == date(2027, 9, 30)


def test_days_left_counts_today() -> None:
    assert days_left(date(2026, 11, 23), date(2026, 11, 23)) == 1
    assert days_left(date(2026, 11, 22), date(2026, 11, 23)) == 0
