"""Small participation records for tests."""

from datetime import UTC, date, datetime
from typing import Any

from citizens.models import Citizen
from insurance.models import ParticipationPeriod, PaymentState, Scheme, Source
from insurance.rules.months import add_months


def make_period(citizen: Citizen, start: date, count: int = 1, **fields: Any) -> ParticipationPeriod:
    """`count` months from `start` (a first of month), compulsory BHXH and paid unless told otherwise."""
    return ParticipationPeriod.objects.create(
        **{
            "citizen": citizen,
            "scheme": Scheme.BHXH,
            "months": (start, add_months(start, count)),
            "insured_wage": 8_000_000,
            "payment_state": PaymentState.PAID,
            "source": Source.EMPLOYER_REPORT,
            "imported_at": datetime(2026, 11, 2, 3, 0, tzinfo=UTC),
            **fields,
        }
    )
