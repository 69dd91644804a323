"""Unemployment allowance. Law on Employment 74/2025/QH15 Articles 38 to 41; before 2026 Law 38/2013/QH13."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from insurance.rules.benefit_parameters import UnemploymentRate
from insurance.rules.benefits.results import Computed
from insurance.rules.dated_rows import at
from insurance.rules.money import half_up, percent_of
from insurance.rules.parameters import RegionalMinWage


@dataclass(frozen=True, slots=True, kw_only=True)
class Unemployment(Computed):
    """`amount` a month for `months`: `percent` of the mean wage, at most `cap`."""

    mean_wage: int
    percent: Decimal
    uncapped: int
    cap: int
    minimum_wage: int
    cap_multiple: int
    region: int
    months_contributed: int
    months: int

    @property
    def is_capped(self) -> bool:
        return self.uncapped > self.cap

    @property
    def in_all(self) -> int:
        return self.amount * self.months


def months_granted(months_contributed: int, day: date) -> int:
    """For how many months: 0 below the least contributed months."""
    row = at(UnemploymentRate, day)
    if months_contributed < row.least_months:
        return 0
    beyond = max(0, months_contributed - row.first_step_until)
    return min(row.first_step_grants + beyond // row.one_more_each, row.most)


def unemployment_allowance(
    mean_wage: int, months_contributed: int, region: int, last_paid_month: date, decided_on: date
) -> Unemployment:
    """`mean_wage` of the latest paid months; the cap is on the regional minimum wage of the last of them."""
    row, minimum = at(UnemploymentRate, decided_on), at(RegionalMinWage, last_paid_month)
    uncapped = half_up(percent_of(mean_wage, row.percent))
    cap = row.cap_multiple * minimum.amount(region)
    return Unemployment(
        amount=min(uncapped, cap),
        parameters=(row, minimum),
        mean_wage=mean_wage,
        percent=row.percent,
        uncapped=uncapped,
        cap=cap,
        minimum_wage=minimum.amount(region),
        cap_multiple=row.cap_multiple,
        region=region,
        months_contributed=months_contributed,
        months=months_granted(months_contributed, decided_on),
    )
