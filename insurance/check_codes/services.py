"""Issuing, revoking and checking codes."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from insurance.check_codes import keys
from insurance.check_codes.codec import (
    SERIAL_BYTES,
    Refusal,
    RefusedError,
    Statement,
    StatementKind,
    serial_text,
    typed_serial,
    verify,
)
from insurance.models import CardState, CheckCode, CheckKind, HiCard

LIFE = timedelta(hours=24)
KINDS = {
    CheckKind.CARD: StatementKind.CARD,
    CheckKind.PARTICIPATION: StatementKind.PARTICIPATION,
    CheckKind.BENEFITS: StatementKind.BENEFITS,
}


@dataclass(frozen=True)
class Issued:
    """A code as the person shows it: the row, and the signed text."""

    code: CheckCode
    text: str


@dataclass(frozen=True)
class Answer:
    """All that a checker learns."""

    kind: str
    initials: str
    valid_from: date
    valid_until: date | None
    expires_at: datetime

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


def initials_of(full_name: str) -> str:
    """ "Lê Thị Thu Hà" is "L.T.T.H."; at most five, so that they fit."""
    return "".join(f"{word[0].upper()}." for word in full_name.split()[:5])


@transaction.atomic
def issue_for_card(card: HiCard) -> Issued:
    """A new code for the card. The ones given out before stop being valid: one code at a time is out there."""
    now = timezone.now()
    row, private = keys.signing_key()
    CheckCode.objects.usable(now).filter(citizen=card.citizen_id, card=card).update(revoked_at=now)
    code = CheckCode.objects.create(
        serial=serial_text(secrets.token_bytes(SERIAL_BYTES)),
        citizen=card.citizen,
        kind=CheckKind.CARD,
        card=card,
        initials=initials_of(card.citizen.full_name),
        valid_from=card.valid.lower,
        valid_until=card.valid.upper - timedelta(days=1),
        key=row,
        issued_at=now,
        expires_at=now.replace(microsecond=0) + LIFE,
    )
    return Issued(code, _statement(code).signed_by(private))


def text_of(code: CheckCode) -> str | None:
    """The signed text of a code on record, written again (a signature of Ed25519 is the same each time).

    None when its key signs no more: the person makes a new code.
    """
    row, private = keys.signing_key()
    return _statement(code).signed_by(private) if row.key_id == code.key_id else None


def revoke(code: CheckCode) -> None:
    CheckCode.objects.filter(pk=code.pk, revoked_at=None).update(revoked_at=timezone.now())


def check(text: str) -> Answer:
    """What a code or short code says, by everything we know. Raises RefusedError.

    SECURITY: the signature and the row must agree; either alone is not believed.
    """
    now = timezone.now()
    text = text.strip()
    serial = typed_serial(text)
    statement = None
    if serial is None:
        statement = verify(text.rpartition("#")[2], keys.trusted_keys(), now)
        serial = statement.serial
    code = CheckCode.objects.select_related("card", "key").filter(serial=serial).first()
    if code is None:
        raise RefusedError(Refusal.UNKNOWN)
    if code.revoked_at is not None or code.key.revoked_at is not None or not _still_stands(code):
        raise RefusedError(Refusal.REVOKED)
    if code.expires_at <= now:
        raise RefusedError(Refusal.EXPIRED)
    if statement is not None and statement != _statement(code):
        raise RefusedError(Refusal.FORGED)
    return Answer(code.kind, code.initials, code.valid_from, code.valid_until, code.expires_at)


def revoked_serials(now: datetime) -> list[str]:
    """Unexpired codes that must be refused, for checkers without a network: revoked, or of a card that fell."""
    fallen = Q(revoked_at__isnull=False) | (Q(card__isnull=False) & ~Q(card__state=CardState.ACTIVE))
    return list(CheckCode.objects.filter(fallen, expires_at__gt=now).values_list("serial", flat=True))


def _still_stands(code: CheckCode) -> bool:
    card = code.card
    return card is None or (
        card.state == CardState.ACTIVE
        and card.valid.lower == code.valid_from
        and card.valid.upper - timedelta(days=1) == code.valid_until
    )


def _statement(code: CheckCode) -> Statement:
    return Statement(
        key_id=code.key_id,
        kind=KINDS[CheckKind(code.kind)],
        serial=code.serial,
        expires_at=code.expires_at,
        valid_from=code.valid_from,
        valid_until=code.valid_until,
        initials=code.initials,
    )
