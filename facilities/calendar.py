"""Public holidays, as far as opening hours need them."""

from datetime import date
from functools import cache

import holidays


@cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("VN", years=year))


def is_public_holiday(day: date) -> bool:
    """Whether agencies are closed that day though the week may say they are open."""
    return day in _holidays(day.year)
