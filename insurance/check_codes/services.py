"""Issuing, revoking and checking codes."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from citizens.models import Citizen, Merge
from insurance.check_codes import keys
from insurance.check_codes.codec import (
    DAY_ZERO,
    SERIAL_BYTES,
    Refusal,
    RefusedError,
    Statement,
    StatementKind,
    serial_text,
    typed_serial,
    verify,
)
from insurance.check_codes.sieve import sieve_of
from insurance.models import CardState, CheckCode, CheckKind, HiCard

LIFE = timedelta(hours=24)
SIEVE, SIEVE_LIFE = "check-codes-refused", 60  # seconds
KINDS = {
    CheckKind.CARD: StatementKind.CARD,
    CheckKind.PARTICIPATION: StatementKind.PARTICIPATION,
    CheckKind.BENEFITS: StatementKind.BENEFITS,
    CheckKind.CARD_PAPER: StatementKind.CARD_PAPER,
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
    issued_at: datetime
    expires_at: datetime
    figures: Sequence[int] = ()
    renumbered: bool = False  # the number it was given out under was merged into another of the same person

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
    # Presses at the same moment wait for each other, and the last one's code stands.
    Citizen.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=card.citizen_id)
    CheckCode.objects.usable(now).of_cards().filter(citizen=card.citizen_id, card=card).update(revoked_at=now)
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


@transaction.atomic
def issue_for_paper(
    *,
    kind: CheckKind,
    citizen: Citizen,
    valid_from: date,
    valid_until: date,
    expires_at: datetime,
    figures: Sequence[int],
    card: HiCard | None = None,
) -> Issued:
    """The code of a paper. Any number may be out there: each paper has its own."""
    row, private = keys.signing_key()
    code = CheckCode.objects.create(
        serial=serial_text(secrets.token_bytes(SERIAL_BYTES)),
        citizen=citizen,
        kind=kind,
        card=card,
        initials=initials_of(citizen.full_name),
        valid_from=valid_from,
        valid_until=valid_until,
        figures=list(figures),
        key=row,
        issued_at=timezone.now(),
        expires_at=expires_at,
    )
    return Issued(code, _statement(code).signed_by(private))


def card_figures(card: HiCard) -> tuple[int, int]:
    """First and last day of a card as a paper's figures: days since 2000-01-01."""
    return (card.valid.lower - DAY_ZERO).days, (card.valid.upper - DAY_ZERO).days - 1


def text_of(code: CheckCode) -> str | None:
    """The signed text of a code on record, written again (a signature of Ed25519 is the same each time).

    None when its key signs no more, or not here: the short code is still good.
    """
    try:
        row, private = keys.signing_key()
    except keys.NoSigningKeyError:
        return None
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
    if not stands(code):
        raise RefusedError(Refusal.RENUMBERED if was_renumbered(code) else Refusal.REVOKED)
    if code.expires_at <= now:
        raise RefusedError(Refusal.EXPIRED)
    if statement is not None and statement != _statement(code):
        raise RefusedError(Refusal.FORGED)
    return Answer(
        code.kind,
        code.initials,
        code.valid_from,
        code.valid_until,
        code.issued_at,
        code.expires_at,
        code.figures,
        was_renumbered(code),
    )


def was_renumbered(code: CheckCode) -> bool:
    """Given out under a BHXH number that has since been merged into another of the same person."""
    moved = {"rows": {"insurance.CheckCode.citizen": [code.pk]}}
    merges = Merge.objects.filter(kept=code.citizen_id, done_at__isnull=False, undone_at=None)
    return merges.filter(moved__contains=moved).exists()


def refused_serials(now: datetime, beginning: str = "") -> list[str]:
    """Unexpired codes that must be refused: revoked, or no longer so. Those that begin with some letters, or all."""
    return list(
        CheckCode.objects.filter(serial__startswith=beginning).fallen(now).values_list("serial", flat=True)
    )


def refused_sieve(now: datetime) -> dict[str, Any]:
    """The same in few bytes, for checkers without a network; at most a minute old."""
    found: dict[str, Any] | None = cache.get(SIEVE)
    if found is None:
        found = sieve_of(refused_serials(now))
        cache.set(SIEVE, found, SIEVE_LIFE)
    return found


def stands(code: CheckCode) -> bool:
    """Neither the code nor its key is revoked, and what it says is still so. `code` comes with its card and key."""
    return code.revoked_at is None and code.key.revoked_at is None and _still_stands(code)


def _still_stands(code: CheckCode) -> bool:
    """SECURITY: what is said of a card falls with the card."""
    card = code.card
    if code.kind == CheckKind.CARD_PAPER:
        return card is not None and card.state == CardState.ACTIVE and code.figures == [*card_figures(card)]
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
        figures=tuple(code.figures),
    )
