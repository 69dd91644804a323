"""The signed code: a few bytes that say who (initials only), what and until when, and an Ed25519 signature.

Bytes, big endian: version 1 | key id 4 | kind 1 | serial 10 | expires 4 (seconds since 1970) | valid from 2 | valid
until 2 (days since 2000-01-01, 65535: open) | length 1 and initials in UTF-8 | only for papers: number 1 and figures of
6 bytes each | signature 64 over all before it with CONTEXT in front. Text: base64url without padding, about 130
characters. static/js/check-code.js reads the same.

Figures are what a checker compares with the paper: `insurance/proofs/figures.py` says what each kind puts there.
"""

import base64
import binascii
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import IntEnum, StrEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

VERSION = 1
CONTEXT = b"an-sinh check code 1\0"
HEAD = struct.Struct(">B4sB10sIHHB")
SIGNATURE_BYTES = 64
MOST_INITIALS = 16  # bytes
MOST_FIGURES, FIGURE_BYTES = 4, 6
LONGEST = HEAD.size + MOST_INITIALS + 1 + MOST_FIGURES * FIGURE_BYTES + SIGNATURE_BYTES
DAY_ZERO = date(2000, 1, 1)
OPEN_END = 0xFFFF
SERIAL_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U
SERIAL_BYTES, SERIAL_LETTERS = 10, 16


class StatementKind(IntEnum):
    CARD = 1
    PARTICIPATION = 2
    BENEFITS = 3
    CARD_PAPER = 4

    @property
    def is_paper(self) -> bool:
        return self is not StatementKind.CARD


class Refusal(StrEnum):
    """Why a code is not accepted."""

    NOT_A_CODE = "not_a_code"
    UNKNOWN_KEY = "unknown_key"
    FORGED = "forged"
    EXPIRED = "expired"
    REVOKED = "revoked"
    RENUMBERED = "renumbered"  # fallen because the person's two numbers became one
    UNKNOWN = "unknown"  # a short code that was never given out


class RefusedError(ValueError):
    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Statement:
    """What a code says. Nothing else about the person is in it."""

    key_id: str
    kind: StatementKind
    serial: str
    expires_at: datetime
    valid_from: date
    valid_until: date | None
    initials: str
    figures: tuple[int, ...] = ()

    def signed_by(self, key: Ed25519PrivateKey) -> str:
        """The text of the code. Raises ValueError when something does not fit."""
        initials = self.initials.encode()
        if len(initials) > MOST_INITIALS:
            raise ValueError("too many initials")
        if len(self.figures) > MOST_FIGURES or (self.figures and not self.kind.is_paper):
            raise ValueError("too many figures")
        body = HEAD.pack(
            VERSION,
            bytes.fromhex(self.key_id),
            self.kind,
            serial_bytes(self.serial),
            int(self.expires_at.timestamp()),
            (self.valid_from - DAY_ZERO).days,
            OPEN_END if self.valid_until is None else (self.valid_until - DAY_ZERO).days,
            len(initials),
        )
        body += initials
        if self.kind.is_paper:
            body += bytes([len(self.figures)])
            body += b"".join(figure.to_bytes(FIGURE_BYTES) for figure in self.figures)
        return _text(body + key.sign(CONTEXT + body))


def verify(text: str, keys: Mapping[str, Ed25519PublicKey], now: datetime) -> Statement:
    """The statement of a genuine code that has not expired. Raises RefusedError for everything else.

    SECURITY: the text must be exactly what `signed_by` wrote: other spellings of the same bytes are refused.
    """
    if len(text) > LONGEST * 2 or not text.isascii():
        raise RefusedError(Refusal.NOT_A_CODE)
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        raise RefusedError(Refusal.NOT_A_CODE) from None
    if _text(data) != text or not HEAD.size + SIGNATURE_BYTES <= len(data) <= LONGEST:
        raise RefusedError(Refusal.NOT_A_CODE)
    body, signature = data[:-SIGNATURE_BYTES], data[-SIGNATURE_BYTES:]
    version, key_id, kind, serial, expires, first, last, length = HEAD.unpack_from(body)
    end = HEAD.size + length
    if version != VERSION or len(body) < end or not _fits(kind, body[end:]):
        raise RefusedError(Refusal.NOT_A_CODE)
    key = keys.get(key_id.hex())
    if key is None:
        raise RefusedError(Refusal.UNKNOWN_KEY)
    try:
        key.verify(signature, CONTEXT + body)
    except InvalidSignature:
        raise RefusedError(Refusal.FORGED) from None
    try:
        statement = Statement(
            key_id=key_id.hex(),
            kind=StatementKind(kind),
            serial=serial_text(serial),
            expires_at=datetime.fromtimestamp(expires, UTC),
            valid_from=DAY_ZERO + timedelta(days=first),
            valid_until=None if last == OPEN_END else DAY_ZERO + timedelta(days=last),
            initials=body[HEAD.size : end].decode(),
            figures=_figures(body[end + 1 :]),
        )
    except (ValueError, OverflowError):
        raise RefusedError(Refusal.NOT_A_CODE) from None
    if statement.expires_at <= now:
        raise RefusedError(Refusal.EXPIRED)
    return statement


def _fits(kind: int, rest: bytes) -> bool:
    """What stands behind the initials: nothing on a card's code, counted figures on a paper's."""
    if kind == StatementKind.CARD:
        return not rest
    return bool(rest) and rest[0] <= MOST_FIGURES and len(rest) == 1 + rest[0] * FIGURE_BYTES


def _figures(data: bytes) -> tuple[int, ...]:
    return tuple(
        int.from_bytes(data[start : start + FIGURE_BYTES]) for start in range(0, len(data), FIGURE_BYTES)
    )


def serial_text(data: bytes) -> str:
    """Ten bytes as sixteen letters that can be read aloud and typed."""
    number = int.from_bytes(data)
    return "".join(SERIAL_ALPHABET[number >> shift & 31] for shift in range(75, -1, -5))


def serial_bytes(text: str) -> bytes:
    """Raises ValueError for what is no serial."""
    if len(text) != SERIAL_LETTERS:
        raise ValueError("a serial has sixteen letters")
    number = 0
    for letter in text:
        number = number << 5 | SERIAL_ALPHABET.index(letter)
    return number.to_bytes(SERIAL_BYTES)


def typed_serial(text: str) -> str | None:
    """What somebody typed as a short code: spaces and hyphens dropped, look-alikes read as meant."""
    compact = "".join(text.split()).replace("-", "").upper().translate(str.maketrans("ILO", "110"))
    return compact if len(compact) == SERIAL_LETTERS and set(compact) <= set(SERIAL_ALPHABET) else None


def grouped(serial: str) -> str:
    """ "ABCD-EFGH-JKMN-PQRS"."""
    return "-".join(serial[start : start + 4] for start in range(0, SERIAL_LETTERS, 4))


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
