"""Counting working days of Vietnamese agencies: Saturdays, Sundays and public holidays do not count.

The day of receipt is not counted. Holidays are those of the package `holidays` (Labour Code Article 112, with the days
the Prime Minister moves), which must be checked against each year's decision.
"""

from datetime import date, timedelta
from functools import cache

import holidays

WEEKEND = (5, 6)


def is_working_day(day: date) -> bool:
    return day.weekday() not in WEEKEND and day not in _holidays(day.year)


def add_working_days(day: date, count: int) -> date:
    """The `count`-th working day after `day`."""
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


@cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("VN", years=year))
