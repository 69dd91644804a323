"""One-time codes (security.md T15, T16).

A code has six digits, works once, and works for 15 minutes: one that arrives 10 minutes late still leaves 5 to type
it. Asking again sends a new one and leaves the earlier ones good, because the late one may be the one that comes.
All codes of one challenge share five tries. A challenge belongs to the session that asked and to one purpose.

For a number nobody has, everything is done as for a known one, up to the sending.
"""

import hmac
import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from citizens import limits
from citizens.limits import DAY, HOUR, MINUTE, Limit
from citizens.messaging import outbox
from citizens.models import CodeChallenge, ContactKind, User
from citizens.secrets import fingerprint

logger = logging.getLogger("portal.codes")

DIGITS = 6
LIVES_FOR = timedelta(minutes=15)
MOST_TRIES = 5
MOST_CODES = 3  # alive at once in one challenge

PER_ADDRESS = (Limit(1, MINUTE), Limit(5, HOUR), Limit(10, DAY))
PER_SESSION = (Limit(6, HOUR),)
PER_NETWORK = (Limit(30, HOUR), Limit(100, DAY))

SESSION_SECRETS = "code_secrets"

Purpose = CodeChallenge.Purpose


@dataclass(frozen=True)
class Target:
    """Where a code goes: an address, and whose account it concerns. With `real` false nothing is sent."""

    kind: str
    address: str
    user: User | None = None
    real: bool = True


def send_code(request: HttpRequest, purpose: str, target: Target, *, slot: str = "") -> None:
    """Send a code, if limits allow. The caller's answer is the same whether one was sent or not.

    `slot` tells two challenges of one purpose in one session apart (phone and e-mail at registration).
    """
    challenge = _challenge(request.session, purpose, target, slot)
    # SECURITY: every step below is taken for unknown numbers too, or the number of queries would tell.
    allowed = _within_limits(request, target)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    now = timezone.now()
    live = [entry for entry in challenge.codes if entry["until"] > now.timestamp()][-(MOST_CODES - 1) :]
    if allowed:
        live.append({"key": _key(challenge, code), "until": (now + LIVES_FOR).timestamp()})
    challenge.codes = live
    challenge.save(update_fields=["codes"])
    outbox.queue(
        kind=target.kind,
        address=target.address,
        subject=_("Mã An Sinh của bạn"),
        text=_text(purpose, code),
        topic=f"code_{purpose}",
        user=target.user,
        challenge=challenge,
        drop=not (allowed and target.real),
    )


def _text(purpose: str, code: str) -> str:
    what = {
        Purpose.SIGN_IN: _("đăng nhập"),
        Purpose.STEP_UP: _("xác nhận lại là bạn"),
        Purpose.REGISTER: _("lập tài khoản"),
        Purpose.ADD_CONTACT: _("xác nhận số hoặc địa chỉ này"),
    }[Purpose(purpose)]
    return _("An Sinh: %(code)s là mã để %(what)s. Không đọc mã cho ai, kể cả người tự xưng là cán bộ.") % {
        "code": code,
        "what": what,
    }


def _within_limits(request: HttpRequest, target: Target) -> bool:
    """One a minute, five an hour, ten a day for an address; and for the session, the network and the whole site."""
    if request.session.session_key is None:
        request.session.save()
    allowed = (
        limits.take("code-session", request.session.session_key, PER_SESSION)
        and limits.take("code-network", limits.network_of(request), PER_NETWORK)
        and limits.take("code-address", f"{target.kind}:{target.address}", PER_ADDRESS)
    )
    if allowed and not limits.spend(
        f"code-{target.kind}", Limit(settings.CODE_BUDGET_PER_HOUR[target.kind], HOUR)
    ):
        # The breaker: somebody is burning money. Other ways in stay open.
        logger.error("the hourly budget for codes is used up")
        return False
    return allowed


def _binding(session: SessionBase, purpose: str, slot: str, *, make: bool = False) -> str | None:
    """The fingerprint that ties a challenge to this session; None when the session never asked."""
    held: dict[str, Any] = session.get(SESSION_SECRETS, {})
    name = f"{purpose}:{slot}"
    if make and name not in held:
        session[SESSION_SECRETS] = held = {**held, name: secrets.token_urlsafe(24)}
    return fingerprint("code-binding", name, held[name]) if name in held else None


def _challenge(session: SessionBase, purpose: str, target: Target, slot: str) -> CodeChallenge:
    """The open challenge of this session for the same address, or a new one in its place."""
    binding = _binding(session, purpose, slot, make=True)
    address_key = fingerprint("code-address", target.kind, target.address)
    challenge = CodeChallenge.objects.filter(binding=binding, purpose=purpose).order_by("-pk").first()
    same = (
        challenge is not None
        and challenge.used_at is None
        and challenge.tries < MOST_TRIES
        and challenge.address_key == address_key
        and challenge.user_id == (target.user.pk if target.user else None)
    )
    if challenge is None or not same:
        return CodeChallenge.objects.create(
            purpose=purpose,
            user=target.user if target.real else None,
            kind=target.kind,
            address_key=address_key,
            binding=binding or "",
        )
    return challenge


def _key(challenge: CodeChallenge, code: str) -> str:
    return fingerprint("code", challenge.pk, challenge.purpose, challenge.binding, code)


@dataclass(frozen=True)
class Checked:
    """What became of a code: whose challenge was met, or nothing; and whether another try makes sense."""

    challenge: CodeChallenge | None = None
    tries_left: int = 0

    @property
    def right(self) -> bool:
        return self.challenge is not None


@transaction.atomic
def check_code(session: SessionBase, purpose: str, code: str, *, slot: str = "") -> Checked:
    """Try a code once. The row is locked, so of two parallel uses one wins."""
    challenge = _newest(session, purpose, slot, lock=True)
    if challenge is None or challenge.used_at is not None or challenge.tries >= MOST_TRIES:
        return Checked()
    challenge.tries += 1
    met = _matches(challenge, code)
    if met and (challenge.user_id is not None or purpose == Purpose.REGISTER):
        challenge.used_at = timezone.now()
        outbox.drop_codes_of(challenge)
        challenge.codes = []
    challenge.save(update_fields=["tries", "used_at", "codes"])
    return Checked(challenge if challenge.used_at else None, MOST_TRIES - challenge.tries)


def _matches(challenge: CodeChallenge, code: str) -> bool:
    key = _key(challenge, "".join(code.split()))
    now = timezone.now().timestamp()
    # SECURITY: every code is compared, each in constant time.
    found: Sequence[bool] = [
        hmac.compare_digest(entry["key"], key) and entry["until"] > now for entry in challenge.codes
    ]
    return any(found)


def _newest(session: SessionBase, purpose: str, slot: str, *, lock: bool = False) -> CodeChallenge | None:
    binding = _binding(session, purpose, slot)
    if binding is None:
        return None
    rows = CodeChallenge.objects.filter(binding=binding, purpose=purpose).order_by("-pk")
    return (rows.select_for_update(of=("self",)) if lock else rows).first()


def forget(session: SessionBase, purpose: str, slot: str = "") -> None:
    """This session asks for nothing any more."""
    held = dict(session.get(SESSION_SECRETS, {}))
    if held.pop(f"{purpose}:{slot}", None):
        session[SESSION_SECRETS] = held


def purge() -> int:
    """Remove challenges of yesterday. Run by the worker."""
    return CodeChallenge.objects.filter(created_at__lt=timezone.now() - DAY).delete()[0]


__all__ = ["Checked", "ContactKind", "Purpose", "Target", "check_code", "forget", "purge", "send_code"]
