"""When does the BHYT card of a child or a pupil end? Decree 188/2025/NĐ-CP Article 13."""

from datetime import date, timedelta

from insurance.rules.benefit_parameters import ChildCard, LastYearPupilCard
from insurance.rules.dated_rows import at
from insurance.rules.months import MONTHS_PER_YEAR, add_months, last_day_of


def child_card_ends_on(born_on: date, day: date) -> date:
    """Last day of the card of a child under 6, by the law in force on `day`.

    Born up to 30 September: 30 September of the year the child completes 72 months. Born later: the last day of the
    month in which it does.
    """
    row = at(ChildCard, day)
    completes = add_months(born_on, row.months)
    if (born_on.month, born_on.day) <= (row.cut_month, row.cut_day):
        return date(born_on.year + row.months // MONTHS_PER_YEAR, row.cut_month, row.cut_day)
    return last_day_of(completes)


def last_year_pupil_card_ends_on(year: int) -> date:
    """Last day of the card of a pupil who leaves school in `year`."""
    row = at(LastYearPupilCard, date(year, 1, 1))
    return date(year, row.end_month, row.end_day)


def days_left(last_day: date, day: date) -> int:
    """Days the card is still good, today included; 0 once it has ended."""
    return max(0, (last_day - day + timedelta(days=1)).days)
