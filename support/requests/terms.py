"""The clock of a request, in working days."""

from datetime import date, timedelta

from support import parameters
from territory.workdays import add_working_days, is_working_day


def due_on(category: str, received: date) -> date:
    """By when something of this category is answered when it came in on `received`."""
    return add_working_days(received, parameters.in_force(f"{category}_working_days", received))


def working_days_between(first: date, last: date) -> int:
    """Working days after `first` up to and with `last`; negative when `last` lies before `first`."""
    if last < first:
        return -working_days_between(last, first)
    span = (last - first).days
    return sum(is_working_day(first + timedelta(days=step)) for step in range(1, span + 1))
