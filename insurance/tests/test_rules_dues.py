"""What a unit owes for a month, and the interest on what it pays late."""

from datetime import date

import pytest

from insurance.rules.arrears import Debt, Payment, deadline_of, debt_of, interest, overdue, overdue_since
from insurance.rules.contribution import FUNDS, late_payment_interest, monthly_contribution
from insurance.rules.dues import scheme_due
from insurance.rules.parameters import Fund
from insurance.rules.participation import Scheme

MONTH = date(2026, 10, 1)
SCHEMES = (Scheme.BHXH, Scheme.BHTN, Scheme.TNLD, Scheme.BHYT)


@pytest.mark.parametrize("month", [date(2015, 3, 1), date(2021, 9, 1), date(2026, 6, 1), MONTH])
@pytest.mark.parametrize("wage", [1, 5_310_001, 9_999_999, 50_600_001, 10**9])
def test_funds_add_up_to_the_contribution_of_each_wage(month: date, wage: int) -> None:
    for scheme in SCHEMES:
        expected = monthly_contribution(scheme, month, wage, region=2)
        due = scheme_due(scheme, month, [(wage, 3)], region=2)
        assert [fund.fund for fund in due.funds] == list(FUNDS[scheme])
        assert sum(fund.employer for fund in due.funds) == 3 * (expected.employer_amount or 0)
        assert sum(fund.employee for fund in due.funds) == 3 * (expected.employee_amount or 0)
        assert all(fund.wages == 3 * (expected.base or 0) for fund in due.funds)


def test_two_wages_at_the_rates_of_october_2026() -> None:
    sickness, pension = scheme_due(Scheme.BHXH, MONTH, [(10_000_000, 2), (20_000_000, 1)], region=1).funds
    assert (sickness.fund, sickness.people, sickness.wages, sickness.employer, sickness.employee) == (
        Fund.SICKNESS_MATERNITY, 3, 40_000_000, 1_200_000, 0,
    )  # fmt: skip
    assert (pension.employer, pension.employee, pension.total) == (5_600_000, 3_200_000, 8_800_000)


def test_people_without_a_wage_are_counted_apart() -> None:
    due = scheme_due(Scheme.BHXH, MONTH, [(None, 2), (0, 1), (10_000_000, 1)], region=1)
    assert (due.without_amount, due.total) == (3, 2_500_000)


def test_nothing_is_due_before_a_scheme_began() -> None:
    due = scheme_due(Scheme.BHTN, date(2005, 1, 1), [(1_000_000, 4)], region=1)
    assert (due.total, due.without_amount) == (0, 4)


DEBTS = [Debt(date(2026, 8, 31), 100_000_000), Debt(date(2026, 9, 30), 50_000_000)]


def test_the_day_of_the_deadline_is_in_time() -> None:
    assert deadline_of(date(2026, 7, 1)) == date(2026, 8, 31)
    assert overdue(DEBTS, [], date(2026, 8, 31)) == 0
    assert overdue(DEBTS, [], date(2026, 9, 1)) == 100_000_000
    assert overdue(DEBTS, [Payment(date(2026, 9, 1), 30_000_000)], date(2026, 9, 1)) == 70_000_000
    assert overdue_since(DEBTS, [], date(2026, 8, 31)) is None
    assert overdue_since(DEBTS, [], date(2026, 10, 5)) == date(2026, 8, 31)
    assert overdue_since(DEBTS, [Payment(date(2026, 9, 9), 100_000_000)], date(2026, 10, 5)) == date(
        2026, 9, 30
    )


def test_interest_runs_day_by_day_on_what_is_owed() -> None:
    paid = [Payment(date(2026, 9, 11), 60_000_000)]
    september = interest(DEBTS, paid, date(2026, 9, 1), date(2026, 9, 30))
    assert september == late_payment_interest(100_000_000, 10, MONTH) + late_payment_interest(
        40_000_000, 20, MONTH
    )
    assert september == 300_000 + 240_000  # 0.03 % a day
    october = interest(DEBTS, paid, date(2026, 10, 1), date(2026, 10, 31))
    assert october == late_payment_interest(90_000_000, 31, MONTH)
    whole = interest(DEBTS, paid, date(2026, 9, 1), date(2026, 10, 31))
    assert whole == september + october
    assert interest(DEBTS, [Payment(date(2026, 8, 20), 10**9)], date(2026, 9, 1), date(2026, 12, 31)) == 0


def test_days_without_a_rate_on_record_bear_none() -> None:
    old = [Debt(date(2025, 5, 31), 100_000_000)]
    assert deadline_of(date(2025, 5, 1)) == date(2025, 5, 31)
    assert interest(old, [], date(2025, 6, 1), date(2025, 6, 30)) == 0
    june, july = debt_of(date(2025, 6, 1), 100_000_000), debt_of(date(2025, 7, 1), 50_000_000)
    assert interest([june], [], date(2025, 7, 1), date(2025, 7, 31)) == 0, "nor does an old debt, later"
    paid = [Payment(date(2025, 7, 20), 100_000_000)]
    september = (date(2025, 9, 1), date(2025, 9, 30))
    assert interest([june, july], paid, *september) == late_payment_interest(50_000_000, 30, MONTH), (
        "the old one first"
    )
