"""The clock of a request, in working days."""

from datetime import date

from support import parameters
from territory.workdays import add_working_days


def due_on(category: str, received: date) -> date:
    """By when something of this category is answered when it came in on `received`."""
    return add_working_days(received, parameters.in_force(f"{category}_working_days", received))
