"""Until when may a parent open a child's record, and how long may a consent run?

Sources: `data/guardianship.toml`.
"""

from calendar import monthrange
from datetime import date

from citizens.rules.parameters import in_force


def birthday(birth: date, age: int) -> date:
    """The day on which somebody born on `birth` turns `age`.

    Born on 29 February: in a common year that day is missing, the year of life ends with 28 February, and the new
    age begins on 1 March.
    """
    year = birth.year + age
    if birth.month == 2 and birth.day == monthrange(birth.year, 2)[1] == 29 and monthrange(year, 2)[1] == 28:
        return date(year, 3, 1)
    return birth.replace(year=year)


def guardianship_ends_on(birth: date, day: date) -> date:
    """The first day on which a parent no longer opens the record by parenthood, by the rule of `day`."""
    return birthday(birth, in_force("child_until_age_years", day).value)


def is_child(birth: date, day: date) -> bool:
    """True up to and including the day before the birthday that ends it."""
    return birth <= day < guardianship_ends_on(birth, day)


def months_later(day: date, months: int) -> date:
    """The same day `months` later; the last day of that month when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def longest_consent_until(start: date) -> date:
    """The last possible end (the first day without it) of a consent that starts on `start`."""
    return months_later(start, in_force("consent_term_months_at_most", start).value)


def is_allowed_term(start: date, end: date) -> bool:
    return start < end <= longest_consent_until(start)
