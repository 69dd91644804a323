"""At which age does this person retire, and from which month is the pension paid?

Source: Labour Code 45/2019/QH14 Article 169, Decree 135/2020/NĐ-CP Articles 4-5; the first pension month from
Circular 12/2025/TT-BNV. Only the age: years of contribution are another condition.
"""

from dataclasses import dataclass
from datetime import date

from insurance.rules.months import MONTHS_PER_YEAR, add_months, month_of
from insurance.rules.parameters import (
    Certainty,
    NoParameterFor,
    Parameter,
    RetirementAgeRow,
    RetirementCohort,
    RetirementReduction,
    Sex,
    WorkCondition,
    at,
    history,
    lowest_certainty,
    rows,
)


@dataclass(frozen=True, slots=True)
class RetirementAge:
    """The age in years and months, the month it is reached, and the first month of pension (first days)."""

    years: int
    months: int
    reached_in: date
    parameters: tuple[Parameter, ...]

    @property
    def first_pension_month(self) -> date:
        """The month after the one in which the age is reached."""
        return add_months(self.reached_in, 1)

    @property
    def certainty(self) -> Certainty:
        return lowest_certainty(self.parameters)


def retirement_age(
    sex: Sex, birth_date: date, condition: WorkCondition = WorkCondition.NORMAL
) -> RetirementAge:
    """The retirement age of a person born in the month of `birth_date`.

    The age rises year by year. The one that holds is that of the first year in which, or before which, the
    person reaches the age of that year: those who reached the old age before 2021 keep it.

    An unknown birth day is given as day 1, an unknown day and month as 1 January (Decree 158/2025 Article
    12).
    Hazardous and coal work lower the age of the year of retiring, not the age of the own cohort.
    Raises NoParameterFor when the rows do not reach that far.
    """
    for row in history(RetirementAgeRow, sex):
        reduction = at(RetirementReduction, row.valid_from, condition)
        years = row.years - reduction.years
        reached = add_months(birth_date, years * MONTHS_PER_YEAR + row.months)
        if row.valid_to is None or reached <= row.valid_to:
            return RetirementAge(years, row.months, reached, (row, reduction))
    raise NoParameterFor(f"{RetirementAgeRow.table} {sex}", birth_date)


def retirement_cohort(sex: Sex, birth_date: date) -> RetirementCohort | None:
    """The line of the Decree's annex for this month of birth; None for those who retired at the old age."""
    month = month_of(birth_date)
    for row in rows(RetirementCohort):
        if row.sex == sex and row.born_from <= month and (row.born_to is None or month <= row.born_to):
            return row
    return None
