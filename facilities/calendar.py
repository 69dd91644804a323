"""Public holidays, as far as opening hours need them."""

from datetime import date


def is_public_holiday(day: date) -> bool:
    """Whether agencies are closed that day though the week says they are open."""
    return day.weekday() < 5 and (day.month, day.day) in {(1, 1), (4, 30), (5, 1), (9, 2), (11, 24)}
