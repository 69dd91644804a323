from datetime import date

import pytest

from territory.workdays import add_working_days, is_working_day


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 11, 23), True),  # Monday
        (date(2026, 11, 24), False),  # the Day of Vietnamese Culture, off from 2026
        (date(2025, 11, 24), True),  # not yet
        (date(2026, 11, 28), False),  # Saturday
        (date(2026, 8, 31), False),  # swapped
        (date(2026, 8, 22), True),  # Saturday worked for it
        (date(2026, 4, 27), False),  # Hung Kings' day fell on a Sunday
        (date(2026, 2, 20), False),  # Tết
    ],
)
def test_days_of_the_calendar(day: date, worked: bool) -> None:
    assert is_working_day(day) is worked


@pytest.mark.parametrize(
    ("received", "count", "due"),
    [
        (date(2026, 11, 23), 1, date(2026, 11, 25)),  # over the 24th
        (date(2026, 11, 23), 2, date(2026, 11, 26)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),  # over a weekend
        (date(2026, 12, 31), 1, date(2027, 1, 4)),  # over New Year and a weekend
    ],
)
def test_a_term_starts_on_the_day_after_receipt(received: date, count: int, due: date) -> None:
    assert add_working_days(received, count) == due


def test_a_term_of_no_days_is_refused() -> None:
    with pytest.raises(ValueError, match="0 working days"):
        add_working_days(date(2026, 11, 23), 0)
