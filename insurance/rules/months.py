"""Months as plain numbers, so that a period of years is one subtraction.

A month is written as its first day; a period of months is half open: the end is the month after the last.
"""

from calendar import monthrange
from datetime import date

MONTHS_PER_YEAR = 12


def month_index(day: date) -> int:
    """Months from year 0 to the month of `day`: two months apart differ by two, across years too."""
    return day.year * MONTHS_PER_YEAR + day.month - 1


def month_at(index: int) -> date:
    """The first day of the month with this index; the inverse of `month_index`."""
    year, month = divmod(index, MONTHS_PER_YEAR)
    return date(year, month + 1, 1)


def month_of(day: date) -> date:
    """The first day of the month of `day`."""
    return day.replace(day=1)


def add_months(day: date, months: int) -> date:
    """The first day of the month that lies `months` after the month of `day` (before it, when negative)."""
    return month_at(month_index(day) + months)


def last_day_of(day: date) -> date:
    """The last day of the month of `day`."""
    _, days = monthrange(day.year, day.month)
    return day.replace(day=days)


def require_month(day: date) -> date:
    """`day` itself, when it is the first of a month. Raises ValueError otherwise."""
    if day.day != 1:
        raise ValueError(f"{day} is not the first day of a month")
    return day


def years_and_months(months: int) -> tuple[int, int]:
    """`(years, months)` for a total of months: 151 is 12 years and 7 months."""
    if months < 0:
        raise ValueError(f"a total of {months} months is negative")
    return divmod(months, MONTHS_PER_YEAR)
