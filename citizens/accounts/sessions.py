"""How long a session lives (security.md rule 11), and how it is renewed and ended.

Idle 15 minutes (staff 10), 12 hours at most, a new key at sign-in and at each new proof of identity. Sessions are
rows of the database and read at every request, so ending one takes effect with the next request.
"""

import time
from collections.abc import Callable
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from citizens.accounts import devices
from citizens.models import Citizen, Officer, User
from territory import counting

SIGNED_IN_AT, SEEN_AT = "signed_in_at", "seen_at"
SIGN_INS, STAFF_SIGN_INS = "sign-in", "staff-sign-in"  # counted by day and province; who it was is not kept
NOTE_SEEN_EVERY = 60  # seconds: a row is written at most once a minute


@receiver(user_logged_in)
def _start_clock(sender: object, request: HttpRequest, user: User, **kwargs: Any) -> None:
    request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = int(time.time())
    counting.add(STAFF_SIGN_INS if user.is_staff else SIGN_INS, lambda: _province_of(user))


def _province_of(user: User) -> str | None:
    if user.is_staff:
        return Officer.objects.filter(user=user).values_list("province", flat=True).first()
    return Citizen.objects.filter(user=user).values_list("province", flat=True).first()


class SessionClockMiddleware:
    """Sign out whoever was idle too long or is signed in since too long, before any page looks at them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.session.session_key and request.user.is_authenticated:
            self._check(request)
        response = self.get_response(request)
        devices.write_cookie(request, response)
        return response

    def _check(self, request: HttpRequest) -> None:
        now = int(time.time())
        idle = settings.STAFF_IDLE_SECONDS if request.user.is_staff else settings.IDLE_SECONDS
        # A session without its times is not one of ours: it ends.
        seen, signed_in = request.session.get(SEEN_AT, 0), request.session.get(SIGNED_IN_AT, 0)
        if now - seen > idle or now - signed_in > settings.SESSION_COOKIE_AGE:
            UserSession.objects.filter(session_key=request.session.session_key).delete()
            logout(request)
            messages.info(request, _("Bạn đã được đăng xuất vì để lâu không dùng. Hãy đăng nhập lại."))
        elif now - seen > NOTE_SEEN_EVERY:
            request.session[SEEN_AT] = now
            UserSession.objects.filter(session_key=request.session.session_key).update(
                last_seen_at=timezone.now()
            )


def renew_key(request: HttpRequest) -> None:
    """A new session key: who had copied the old one is out."""
    old = request.session.session_key
    request.session.cycle_key()
    follow_key(old, request.session.session_key)


def follow_key(old: str | None, new: str | None) -> None:
    """The list of sessions names the new key."""
    if old and new and old != new:
        UserSession.objects.filter(session_key=old).update(session_key=new)


def end_others(request: HttpRequest, user: User) -> int:
    """Sign the account out everywhere but here."""
    others = UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key)
    return end_all(others)


def end_all(sessions: Any) -> int:
    count = 0
    for session in sessions:
        session.end()
        count += 1
    return count
