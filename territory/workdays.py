"""Vietnamese working days: Saturdays, Sundays, public holidays, and the days the yearly decisions move.

Source: Labour Code 2019, Article 112; the `holidays` package computes the calendar, `data/workdays.toml` overrides it.
"Working day" counts start on the day after receipt.
"""

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import holidays

OVERRIDES = Path(__file__).parent / "data" / "workdays.toml"
SATURDAY = 5


@cache
def _overrides() -> dict[date, bool]:
    """Day -> whether it is worked, for the days a decision moved."""
    days = tomllib.loads(OVERRIDES.read_text(encoding="utf-8"))["day"]
    return {day["date"]: bool(day.get("worked", False)) for day in days}


@cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("VN", years=year))


def is_public_holiday(day: date) -> bool:
    """Whether agencies are closed that day though the week may say they are open: a holiday, or a day moved to rest."""
    moved = _overrides().get(day)
    return not moved if moved is not None else day in _holidays(day.year)


def is_working_day(day: date) -> bool:
    moved = _overrides().get(day)
    if moved is not None:
        return moved
    return day.weekday() < SATURDAY and day not in _holidays(day.year)


def add_working_days(received: date, count: int) -> date:
    """The last day of a term of `count` working days for something received on `received`, which is not counted."""
    if count < 1:
        raise ValueError(f"a term of {count} working days is none")
    day = received
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def working_days_until(today: date, last: date) -> int:
    """Working days left of a term that ends on `last`: 0 on its last day, below zero by the days it is overdue."""
    if last < today:
        return -working_days_until(last, today)
    return sum(is_working_day(today + timedelta(days=number)) for number in range(1, (last - today).days + 1))
