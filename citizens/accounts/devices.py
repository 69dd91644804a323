"""Which browser is this? A random cookie, kept as a fingerprint beside the accounts it has signed in to.

It serves two ends: a notice when a new browser signs in, and tries of its own for a browser the owner already used,
so that a stranger's wrong guesses never lock the owner out (security.md T14).
"""

import secrets

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from citizens.models import KnownDevice, User
from citizens.secrets import fingerprint

COOKIE_AGE = 365 * 24 * 60 * 60
NEW_COOKIE = "_new_device_cookie"


def key_of(request: HttpRequest) -> str | None:
    cookie = request.COOKIES.get(settings.DEVICE_COOKIE_NAME)
    return fingerprint("device", cookie) if cookie and len(cookie) <= 64 else None


def is_known(request: HttpRequest, users: list[User]) -> bool:
    """Whether one of these accounts has signed in on this browser. Asks once even for no account (T13)."""
    return KnownDevice.objects.filter(
        device_key=key_of(request) or "-", user_id__in=[0, *(user.pk for user in users)]
    ).exists()


def remember(request: HttpRequest, user: User) -> bool:
    """Note the browser for the account. True when it is new to an account that had others."""
    key = key_of(request)
    if key is None:
        cookie = secrets.token_urlsafe(32)
        setattr(request, NEW_COOKIE, cookie)
        key = fingerprint("device", cookie)
    had_others = KnownDevice.objects.filter(user=user).exists()
    _device, created = KnownDevice.objects.get_or_create(user=user, device_key=key)
    return created and had_others


def write_cookie(request: HttpRequest, response: HttpResponseBase) -> None:
    if cookie := getattr(request, NEW_COOKIE, None):
        response.set_cookie(
            settings.DEVICE_COOKIE_NAME,
            cookie,
            max_age=COOKIE_AGE,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )


def in_words(user_agent: str) -> tuple[str, str]:
    """Browser and device of a User-Agent in plain words; empty where it does not say."""
    browsers = (
        ("Edg", "Edge"),
        ("coc_coc", "Cốc Cốc"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox", "Firefox"),
        ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    )
    devices = (
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    )
    browser = next((name for sign, name in browsers if sign in user_agent), "")
    device = next((name for sign, name in devices if sign in user_agent), "")
    return browser, device
