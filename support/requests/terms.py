"""The clock of a request, in working days."""

from datetime import date, timedelta

from insurance import words
from support import parameters
from territory.workdays import add_working_days


def due_on(category: str, received: date) -> date:
    """By when something of this category is answered when it came in on `received`."""
    return add_working_days(received, parameters.in_force(f"{category}_working_days", received))


def kept(day: date, *, is_strangers: bool) -> timedelta:
    """How long a request stays here after its last letter."""
    key = "stranger_request_kept_days" if is_strangers else "request_kept_days"
    return timedelta(days=parameters.in_force(key, day))


def kept_in_words(day: date, *, is_strangers: bool) -> str:
    """The same in years and months, to the nearest month."""
    return words.duration(round(kept(day, is_strangers=is_strangers).days * 12 / 365))
