"""What an employer still owes past the day it was due, and the interest on it. Days and đồng; no clock.

Payments settle the oldest debt first and never the interest: interest stands in a sum of its own. For months whose
term is not on record (before 2025-07) the debt counts from the end of the month, and days for which no rate is on
record bear none; nor does a debt of such a month: the rule of its time is not ours to guess.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from insurance.rules.contribution import late_payment_interest, payment_deadline
from insurance.rules.months import last_day_of
from insurance.rules.parameters import LatePaymentRate, PaymentTerm, find

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Debt:
    """An amount due by the end of `deadline`. A negative amount takes off what is owed."""

    deadline: date
    amount: int
    bears_interest: bool = True


@dataclass(frozen=True, slots=True)
class Payment:
    on: date
    amount: int


def deadline_of(month: date) -> date:
    """The last day to pay for a month, given by its first day."""
    return payment_deadline(month) if find(PaymentTerm, month) else last_day_of(month)


def debt_of(month: date, amount: int) -> Debt:
    return Debt(deadline_of(month), amount, bears_interest=find(PaymentTerm, month) is not None)


def overdue(debts: Sequence[Debt], payments: Sequence[Payment], day: date) -> int:
    """What should have been paid before `day` and was not, with what came in up to and on it."""
    owed = sum(debt.amount for debt in debts if debt.deadline < day)
    return max(0, owed - sum(payment.amount for payment in payments if payment.on <= day))


def overdue_since(debts: Sequence[Debt], payments: Sequence[Payment], day: date) -> date | None:
    """The deadline of the oldest debt that is still overdue on `day`; None when nothing is."""
    left = sum(payment.amount for payment in payments if payment.on <= day)
    for debt in sorted(debts, key=lambda debt: debt.deadline):
        left -= debt.amount
        if debt.deadline < day and left < 0:
            return debt.deadline
    return None


def interest(debts: Sequence[Debt], payments: Sequence[Payment], first: date, last: date) -> int:
    """Interest for the days from `first` to `last`, both included, at the rates of those days."""
    cuts = {first, last + ONE_DAY}
    cuts |= {debt.deadline + ONE_DAY for debt in debts if first <= debt.deadline < last}
    cuts |= {payment.on for payment in payments if first < payment.on <= last}
    days = sorted(cuts)
    total = 0
    for start, end in pairwise(days):
        amount = _bearing(debts, payments, start)
        if amount and find(LatePaymentRate, start) is not None:
            total += late_payment_interest(amount, (end - start).days, start)
    return total


def _bearing(debts: Sequence[Debt], payments: Sequence[Payment], day: date) -> int:
    """What is overdue of the debts that bear interest; payments settle the others, which are older, before them."""
    silent = sum(debt.amount for debt in debts if not debt.bears_interest)
    paid = max(0, sum(payment.amount for payment in payments if payment.on <= day) - silent)
    owed = sum(debt.amount for debt in debts if debt.bears_interest and debt.deadline < day)
    return max(0, owed - paid)
