"""What was due for a month: on which wage, at which rates, by whom.

Source: Law 41/2024/QH15 Articles 31-34 and 40-41, Law 74/2025/QH15, the BHYT law and, for earlier months, the
laws of their time; each figure comes from a dated row (`parameters.py`) that the result carries along.

The figures are an estimate from the law for a month actually worked and paid. A month that counts without
being paid (maternity leave), and the ten-year limit of State support, are for the caller to see.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from itertools import pairwise

from insurance.rules.money import half_up, percent_of
from insurance.rules.months import add_months, last_day_of, month_index, month_of, require_month
from insurance.rules.parameters import (
    Bound,
    BoundBase,
    Certainty,
    FloorSupplement,
    FloorSupplementKind,
    Fund,
    FundRate,
    FundRelief,
    LatePaymentRate,
    Parameter,
    PaymentTerm,
    ReferenceLevel,
    RegionalMinWage,
    RuralPovertyLine,
    SchemeStart,
    StateSupport,
    SupportGroup,
    VoluntaryRate,
    WageBound,
    at,
    change_days,
    find,
    lowest_certainty,
)
from insurance.rules.participation import Scheme

FUNDS: dict[Scheme, tuple[Fund, ...]] = {
    Scheme.BHXH: (Fund.SICKNESS_MATERNITY, Fund.PENSION),
    Scheme.TNLD: (Fund.WORK_ACCIDENT,),
    Scheme.BHTN: (Fund.UNEMPLOYMENT,),
    Scheme.BHYT: (Fund.HEALTH,),
}  # voluntary BHXH has one rate of its own


class Reason(StrEnum):
    """Why a contribution has no amounts."""

    NO_WAGE = "no_wage"  # no insured wage on record, or one of 0
    BEFORE_SCHEME = "before_scheme"  # the scheme was not collected, or not on its own, in that month
    UNKNOWN_RATE = "unknown_rate"  # the rates of that month are not on record
    REGION_NEEDED = "region_needed"  # the floor or ceiling depends on the wage region, and it matters here


@dataclass(frozen=True, slots=True)
class InsuredWage:
    """The wage a contribution is computed on: the stated wage, raised to the floor or cut to the ceiling.

    `base` is None when no wage is stated, or when the wage region would change it and is not known. `floor`
    and `ceiling` are None when the law on record sets none, or when they depend on an unknown region.
    """

    stated: int | None
    base: int | None
    floor: int | None
    ceiling: int | None
    parameters: tuple[Parameter, ...]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What is due for one month of one scheme. Rates in percent of `base`, amounts in whole đồng.

    Rates are given whenever they are on record; the amounts are None together, and `reason` then says why.
    The amounts add up to `total_amount`: what the State pays for a voluntary member is already taken off
    `employee_amount`.
    """

    scheme: Scheme
    stated_wage: int | None
    base: int | None = None
    floor: int | None = None
    ceiling: int | None = None
    employer_rate: Decimal | None = None
    employee_rate: Decimal | None = None
    employer_amount: int | None = None
    employee_amount: int | None = None
    state_support: int | None = None
    reason: Reason | None = None
    parameters: tuple[Parameter, ...] = ()

    @property
    def total_rate(self) -> Decimal | None:
        if self.employer_rate is None or self.employee_rate is None:
            return None
        return self.employer_rate + self.employee_rate

    @property
    def total_amount(self) -> int | None:
        if self.employer_amount is None or self.employee_amount is None or self.state_support is None:
            return None
        return self.employer_amount + self.employee_amount + self.state_support

    @property
    def certainty(self) -> Certainty:
        """As sure as the least sure row used."""
        return lowest_certainty(self.parameters)


@dataclass(frozen=True, slots=True)
class ContributionLine:
    """Consecutive months with the same contribution, from `start` up to but not including `end`.

    `contribution` is that of each month. Its `parameters` are those of all months, and its `floor` or
    `ceiling` is None when it changed within the line (without reaching the wage).
    """

    start: date
    end: date
    contribution: Contribution

    @property
    def months(self) -> int:
        return month_index(self.end) - month_index(self.start)

    @property
    def last_month(self) -> date:
        return add_months(self.end, -1)


def insured_wage(
    scheme: Scheme,
    month: date,
    wage: int | None,
    *,
    region: int | None = None,
    state_budget: bool = False,
    work: Collection[FloorSupplementKind] = (),
) -> InsuredWage:
    """Apply the floor and the ceiling of the month (its first day) to a wage or chosen income, đồng a month.

    `region` is the wage region 1-4 of the workplace, `work` the kinds of work that raise the regional floor.
    A wage of 0 is no wage. Raises ValueError for a negative wage, an unknown region, or a day that is not
    the first of a month.
    """
    require_month(month)
    if wage is not None and wage < 0:
        raise ValueError(f"a wage of {wage} is negative")
    used: list[Parameter] = []
    floors = _bound_by_region(Bound.FLOOR, scheme, month, region, state_budget, used)
    if floors and work:
        floors = _supplemented(floors, month, work, used)
    ceilings = _bound_by_region(Bound.CEILING, scheme, month, region, state_budget, used)
    base = None
    if wage:
        # Without a region, the wage is still certain when every region gives the same.
        bases = {
            _clamp(wage, floor, ceiling) for floor in floors or (None,) for ceiling in ceilings or (None,)
        }
        base = bases.pop() if len(bases) == 1 else None
    return InsuredWage(
        stated=wage, base=base, floor=_only(floors), ceiling=_only(ceilings), parameters=tuple(used)
    )


def monthly_contribution(
    scheme: Scheme,
    month: date,
    wage: int | None,
    *,
    region: int | None = None,
    state_budget: bool = False,
    work: Collection[FloorSupplementKind] = (),
    support_group: SupportGroup | None = None,
) -> Contribution:
    """The contribution for one month, given by its first day, on a stated wage (voluntary: chosen income).

    `state_budget`: the employer is paid from the State budget; the reliefs of 2021-2022 were not for it.
    `support_group`: the group in which the State helps a voluntary member; None when it does not.
    BHYT here is that of wage earners; for a household see `health_insurance.household_premium`.

    What the law on record does not answer gives a result without amounts and with a `reason`, no exception.
    Raises ValueError as `insured_wage` does.
    """
    bounded = insured_wage(scheme, month, wage, region=region, state_budget=state_budget, work=work)
    start = find(SchemeStart, month, scheme)
    if start is None:
        return Contribution(scheme=scheme, stated_wage=wage, reason=Reason.BEFORE_SCHEME)
    rates = _rates(scheme, month, state_budget)
    if rates is None:
        return Contribution(scheme=scheme, stated_wage=wage, reason=Reason.UNKNOWN_RATE)
    employer_rate, employee_rate, rate_rows = rates
    result = Contribution(
        scheme=scheme,
        stated_wage=wage,
        base=bounded.base,
        floor=bounded.floor,
        ceiling=bounded.ceiling,
        employer_rate=employer_rate,
        employee_rate=employee_rate,
        parameters=bounded.parameters + rate_rows,
    )
    if bounded.base is None:
        return replace(result, reason=Reason.REGION_NEEDED if wage else Reason.NO_WAGE)
    support = 0
    support_rows: tuple[Parameter, ...] = ()
    if scheme is Scheme.BHXH_TN and support_group is not None:
        support, support_rows = _state_support(month, support_group, employee_rate)
    return replace(
        result,
        employer_amount=half_up(percent_of(bounded.base, employer_rate)),
        employee_amount=half_up(percent_of(bounded.base, employee_rate)) - support,
        state_support=support,
        parameters=result.parameters + support_rows,
    )


def contribution_lines(
    scheme: Scheme,
    start: date,
    end: date,
    wage: int | None,
    *,
    region: int | None = None,
    state_budget: bool = False,
    work: Collection[FloorSupplementKind] = (),
    support_group: SupportGroup | None = None,
) -> list[ContributionLine]:
    """The months from `start` up to but not including `end`, on one wage, as "from-to" lines.

    A new line begins where the law changes what is due: the base, a rate, an amount, the State support, or
    how sure we are of it. Both dates are first days of months; no month between them gives no line. The
    other arguments and errors are those of `monthly_contribution`.
    """
    lines: list[ContributionLine] = []
    cuts = [
        require_month(start),
        *(month for month in _change_months() if start < month < end),
        require_month(end),
    ]
    for first, following in pairwise(cuts):
        if first >= following:
            continue
        contribution = monthly_contribution(
            scheme,
            first,
            wage,
            region=region,
            state_budget=state_budget,
            work=work,
            support_group=support_group,
        )
        if lines and _due(lines[-1].contribution) == _due(contribution):
            lines[-1] = ContributionLine(
                lines[-1].start, following, _joined(lines[-1].contribution, contribution)
            )
        else:
            lines.append(ContributionLine(first, following, contribution))
    return lines


def payment_deadline(month: date) -> date:
    """The last day on which a monthly payer may pay for this month. Raises NoParameterFor before 2025-07."""
    term = at(PaymentTerm, require_month(month))
    return last_day_of(add_months(month, term.months_after))


def late_payment_interest(amount: int, days: int, on: date) -> int:
    """Interest in đồng on an amount owed `days` days too long, at the rate in force `on` that day.

    Raises NoParameterFor before 2025-07-01, when the rate followed the yearly returns of the fund.
    """
    if amount < 0 or days < 0:
        raise ValueError("an amount or a number of days is negative")
    return half_up(percent_of(amount, at(LatePaymentRate, on).percent_per_day) * days)


def _clamp(wage: int, floor: int | None, ceiling: int | None) -> int:
    if floor is not None and wage < floor:
        return floor
    if ceiling is not None and wage > ceiling:
        return ceiling
    return wage


def _only(amounts: tuple[int, ...]) -> int | None:
    return amounts[0] if len(amounts) == 1 else None


def _bound_by_region(
    bound: Bound,
    scheme: Scheme,
    month: date,
    region: int | None,
    state_budget: bool,
    used: list[Parameter],
) -> tuple[int, ...]:
    """The floor or ceiling in đồng: none, one, or one for each region when it needs an unknown region."""
    row = find(WageBound, month, bound, scheme, state_budget)
    if row is None:
        return ()
    used.append(row)
    base: ReferenceLevel | RuralPovertyLine | RegionalMinWage
    match row.base:
        case BoundBase.REFERENCE_LEVEL:
            base = at(ReferenceLevel, month)
            amounts: tuple[int, ...] = (base.amount,)
        case BoundBase.RURAL_POVERTY_LINE:
            base = at(RuralPovertyLine, month)
            amounts = (base.amount,)
        case BoundBase.REGIONAL_MIN_WAGE:
            base = at(RegionalMinWage, month)
            amounts = base.amounts if region is None else (base.amount(region),)
    used.append(base)
    return tuple(amount * row.multiple for amount in amounts)


def _supplemented(
    floors: tuple[int, ...], month: date, work: Collection[FloorSupplementKind], used: list[Parameter]
) -> tuple[int, ...]:
    """Raise the floors for the kinds of work, one after the other."""
    exact = [Decimal(floor) for floor in floors]
    for kind in FloorSupplementKind:
        row = find(FloorSupplement, month, kind) if kind in work else None
        if row is not None:
            used.append(row)
            exact = [floor + percent_of(floor, row.percent) for floor in exact]
    return tuple(half_up(floor) for floor in exact)


def _rates(
    scheme: Scheme, month: date, state_budget: bool
) -> tuple[Decimal, Decimal, tuple[Parameter, ...]] | None:
    """Employer's and employee's percent, and the rows they come from; None when not on record."""
    if scheme is Scheme.BHXH_TN:
        voluntary = find(VoluntaryRate, month)
        return None if voluntary is None else (Decimal(0), voluntary.percent, (voluntary,))
    employer, employee = Decimal(0), Decimal(0)
    used: list[Parameter] = []
    for fund in FUNDS[scheme]:
        rate = find(FundRate, month, fund)
        if rate is None:
            return None
        used.append(rate)
        relief = find(FundRelief, month, fund, state_budget)
        if relief is not None:
            used.append(relief)
        employer += rate.employer if relief is None else relief.employer
        employee += rate.employee
    return employer, employee, tuple(used)


def _state_support(month: date, group: SupportGroup, rate: Decimal) -> tuple[int, tuple[Parameter, ...]]:
    """What the State pays: a percent of the contribution on the rural poverty line. Nothing before 2018."""
    support = find(StateSupport, month, group)
    if support is None:
        return 0, ()
    poverty_line = at(RuralPovertyLine, month)
    return half_up(percent_of(percent_of(poverty_line.amount, rate), support.percent)), (
        support,
        poverty_line,
    )


def _due(contribution: Contribution) -> tuple[object, ...]:
    """What two months must share to stand in one line."""
    return (
        contribution.base,
        contribution.employer_rate,
        contribution.employee_rate,
        contribution.employer_amount,
        contribution.employee_amount,
        contribution.state_support,
        contribution.reason,
        contribution.certainty,
    )


def _joined(first: Contribution, later: Contribution) -> Contribution:
    return replace(
        first,
        floor=first.floor if first.floor == later.floor else None,
        ceiling=first.ceiling if first.ceiling == later.ceiling else None,
        parameters=tuple(dict.fromkeys(first.parameters + later.parameters)),
    )


@cache
def _change_months() -> tuple[date, ...]:
    """The months from which any row behind a contribution begins or ceases to count, in order."""
    days = change_days(
        SchemeStart,
        FundRate,
        FundRelief,
        ReferenceLevel,
        RegionalMinWage,
        RuralPovertyLine,
        WageBound,
        FloorSupplement,
        VoluntaryRate,
        StateSupport,
    )
    # A row is picked by the first day of the month: a change later in a month counts from the next.
    return tuple(sorted({day if day.day == 1 else add_months(month_of(day), 1) for day in days}))
