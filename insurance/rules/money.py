"""Exact arithmetic on whole đồng: percentages are decimals, and only a final amount is rounded."""

from decimal import ROUND_HALF_UP, Decimal

PERCENT = 100


def percent_of(amount: int | Decimal, percent: Decimal) -> Decimal:
    """The exact share, in đồng, not rounded."""
    return amount * percent / PERCENT


def half_up(amount: Decimal) -> int:
    """Round a final amount to whole đồng, a half upwards."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))
