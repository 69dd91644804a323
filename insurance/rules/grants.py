"""Amounts that are a fixed share of the reference level: grants, and the bounds of co-payment.

Source: Law 41/2024/QH15 and the BHYT law, article by article in `data/grants.toml`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from insurance.rules.dated_rows import Key, Parameter, at
from insurance.rules.money import half_up, percent_of
from insurance.rules.parameters import ReferenceLevel


class GrantKind(StrEnum):
    FUNERAL = "funeral"  # trợ cấp mai táng
    BIRTH = "birth"  # trợ cấp một lần khi sinh con, mỗi con
    CONVALESCENCE_DAY = "convalescence_day"  # một ngày dưỡng sức
    SMALL_VISIT = "small_visit"  # chi phí một lần khám mà quỹ BHYT trả toàn bộ
    COPAYMENT_YEAR = "copayment_year"  # số tiền cùng chi trả trong năm mà vượt qua thì được miễn


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant(Parameter):
    """Percent of the reference level."""

    file = "grants.toml"
    table = "grant"
    kind: GrantKind
    percent: Decimal

    def lookup_keys(self) -> Iterable[Key]:
        return ((self.kind,),)


def grant_amount(kind: GrantKind, day: date) -> int:
    """In đồng, on that day. Raises NoParameterFor before 2025-07-01."""
    return half_up(percent_of(at(ReferenceLevel, day).amount, at(Grant, day, kind).percent))
