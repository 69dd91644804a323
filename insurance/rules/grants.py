"""Amounts that are a fixed share of the reference level: grants, and the bounds of co-payment.

Source: Law 41/2024/QH15 and the BHYT law, article by article in `data/grants.toml`.
"""

from datetime import date

from insurance.rules.benefit_parameters import Grant, GrantKind
from insurance.rules.dated_rows import at
from insurance.rules.money import half_up, percent_of
from insurance.rules.parameters import ReferenceLevel

__all__ = ["Grant", "GrantKind", "grant_amount"]


def grant_amount(kind: GrantKind, day: date) -> int:
    """In đồng, on that day. Raises NoParameterFor before 2025-07-01."""
    return half_up(percent_of(at(ReferenceLevel, day).amount, at(Grant, day, kind).percent))
