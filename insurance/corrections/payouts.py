"""Where a person's benefits are paid to, written when two officers agreed."""

from datetime import datetime
from typing import Any

from citizens.models import Citizen
from insurance.models import BenefitPayment, Correction, PayoutAccount, PayoutChannel, PayoutState

STARS = "******"  # before the digits that are kept


def masked(last_digits: str) -> str:
    return STARS + last_digits


def write(correction: Correction, now: datetime) -> None:
    """The new account from now on, and in the payments that have not gone out. Call it in a transaction."""
    value: Any = correction.asked_value
    Citizen.objects.select_for_update(of=("self",)).only("pk").get(pk=correction.citizen_id)
    PayoutAccount.objects.filter(citizen=correction.citizen_id).current().update(until=now, imported_at=now)
    PayoutAccount.objects.create(
        citizen_id=correction.citizen_id,
        bank=value["bank"],
        account_masked=value["account_masked"],
        since=now,
        imported_at=now,
    )
    BenefitPayment.objects.filter(
        citizen=correction.citizen_id, state__in=(PayoutState.PLANNED, PayoutState.HELD)
    ).update(
        channel=PayoutChannel.BANK,
        place=value["bank"],
        account_masked=value["account_masked"],
        imported_at=now,
    )
