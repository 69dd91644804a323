"""Staff pages open to a session that has shown a second factor, and to no other (security.md rule 12).

The proof is allauth's own note in the session, written when a code of an app, a passkey or a recovery code was
accepted. It is asked of the session and not of the account: a second factor nobody was asked for protects nothing.
"""

from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from citizens.models import User

KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_staff(user: Any) -> bool:
    return bool(user.is_authenticated and user.is_active and user.is_staff)


def has_one(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user, type__in=KINDS).exists())


def was_shown(request: HttpRequest) -> bool:
    """Whether this session has shown a second factor of who is signed in."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def refusal(request: Any) -> HttpResponse | None:
    """What a staff page answers a member of staff who has not shown a second factor; None: come in.

    Who is not staff is not this function's concern.
    """
    if not is_staff(request.user) or was_shown(request):
        return None
    if not has_one(request.user):
        return render(request, "accounts/staff_factor.html", status=403)
    page = request.get_full_path() if request.method in {"GET", "HEAD"} else reverse("admin:index")
    address = f"{reverse('account_reauthenticate')}?{urlencode({'next': page})}"
    return HttpResponseClientRedirect(address) if getattr(request, "htmx", False) else redirect(address)


@receiver(authenticator_added)
def _adding_shows_it(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Who has just set a factor up has used it, after a fresh proof: they are not asked a second time."""
    if authenticator.type in KINDS:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
