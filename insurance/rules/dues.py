"""What an employer owes for a month, fund by fund, for many wages at once.

The amounts of a scheme's funds add up to the `Contribution` of the same wage: a unit's notice and a person's page say
the same. Whole đồng; rates in percent.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from insurance.rules.contribution import FUNDS, Reason, monthly_contribution
from insurance.rules.money import PERCENT
from insurance.rules.parameters import (
    Certainty,
    Fund,
    FundRate,
    FundRelief,
    Parameter,
    find,
    lowest_certainty,
)
from insurance.rules.participation import Scheme


@dataclass(slots=True)
class FundDue:
    """The sums of one fund over all wages of a month."""

    fund: Fund
    employer_rate: Decimal
    employee_rate: Decimal
    people: int = 0
    wages: int = 0  # the wages contributions are computed on, added up
    employer: int = 0
    employee: int = 0

    @property
    def total(self) -> int:
        return self.employer + self.employee


@dataclass(slots=True)
class SchemeDue:
    """A scheme's funds, how many people have no amount, and the rows of the law behind it."""

    funds: list[FundDue] = field(default_factory=list)
    without_amount: int = 0
    parameters: tuple[Parameter, ...] = ()

    @property
    def total(self) -> int:
        return sum(fund.total for fund in self.funds)

    @property
    def certainty(self) -> Certainty:
        return lowest_certainty(self.parameters)


def scheme_due(
    scheme: Scheme,
    month: date,
    wages: Iterable[tuple[int | None, int]],
    *,
    region: int | None = None,
    state_budget: bool = False,
) -> SchemeDue:
    """The dues of a scheme for a month (its first day); `wages` gives each stated wage and how many people have it."""
    probe = monthly_contribution(scheme, month, 1, region=region, state_budget=state_budget)
    result = SchemeDue(parameters=probe.parameters)
    unusable = probe.reason in {Reason.BEFORE_SCHEME, Reason.UNKNOWN_RATE, Reason.REGION_NEEDED}
    if not unusable:
        result.funds = [_fund(fund, month, state_budget) for fund in FUNDS[scheme]]
    shares = _shares(result.funds)
    for wage, people in wages:
        if unusable or not wage:
            result.without_amount += people
            continue
        _add(result.funds, shares, _clamp(wage, probe.floor, probe.ceiling), people)
    return result


def _fund(fund: Fund, month: date, state_budget: bool) -> FundDue:
    rate = find(FundRate, month, fund)
    if rate is None:
        raise ValueError(f"no rate of {fund} for {month}")
    relief = find(FundRelief, month, fund, state_budget)
    return FundDue(fund, rate.employer if relief is None else relief.employer, rate.employee)


Share = tuple[int, int]  # of a wage, as a fraction of whole numbers: tens of thousands of wages are added up


def _shares(funds: list[FundDue]) -> list[tuple[Share, Share]]:
    """Employer's and employee's share of each fund; the last entry is of all funds together."""
    pairs = [(fund.employer_rate, fund.employee_rate) for fund in funds]
    pairs.append((sum((pair[0] for pair in pairs), Decimal(0)), sum((pair[1] for pair in pairs), Decimal(0))))
    return [(_share(employer), _share(employee)) for employer, employee in pairs]


def _share(percent: Decimal) -> Share:
    numerator, denominator = percent.as_integer_ratio()
    return numerator, denominator * PERCENT


def _part(base: int, share: Share) -> int:
    """`half_up(percent_of(base, rate))` in whole numbers."""
    numerator, denominator = share
    return (2 * base * numerator + denominator) // (2 * denominator)


def _add(funds: list[FundDue], shares: list[tuple[Share, Share]], base: int, people: int) -> None:
    """One wage of so many people. The last fund takes what is left of the rounded whole."""
    employer, employee = _part(base, shares[-1][0]), _part(base, shares[-1][1])
    for fund, (of_employer, of_employee) in zip(funds, shares[:-1], strict=True):
        last = fund is funds[-1]
        from_employer = employer if last else _part(base, of_employer)
        from_employee = employee if last else _part(base, of_employee)
        employer, employee = employer - from_employer, employee - from_employee
        fund.people += people
        fund.wages += base * people
        fund.employer += from_employer * people
        fund.employee += from_employee * people


def _clamp(wage: int, floor: int | None, ceiling: int | None) -> int:
    if floor is not None and wage < floor:
        return floor
    return min(wage, ceiling) if ceiling is not None else wage
