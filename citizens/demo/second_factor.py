"""The demo officers' second factor: one secret for all of them, which everybody may know."""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time

from citizens.demo import DEMO_TOTP_SECRET, PERSONAS
from citizens.models import User


def ensure(user: User) -> None:
    """Give an officer of the demo the shared secret, unless they have an app of codes."""
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, DEMO_TOTP_SECRET)


def ensure_all() -> None:
    """The same for a demo built before staff needed one."""
    for user in User.objects.filter(username__in=[p.sign_in for p in PERSONAS if p.is_staff], is_staff=True):
        ensure(user)


def code(step: int = 0) -> str:
    """What an app of codes would show now; `step` 1 is the code after it, which is accepted already."""
    counters = list(yield_hotp_counters_from_time())
    shown: str = format_hotp_value(hotp_value(DEMO_TOTP_SECRET, counters[len(counters) // 2 + step]))
    return shown
