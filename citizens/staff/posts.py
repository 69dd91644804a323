"""An officer's account: made without a password, locked and opened again, given back after a lost second factor.

Nobody but the officer ever knows a password: the first sign-in is by a code to the work address, and the staff pages
then ask for a second factor before anything else.
"""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citizens.accounts import notices, sessions
from citizens.models import Contact, ContactKind, User


def open_account(username: str, email: str) -> User:
    """Who vouches for the address is the administrator who gives the post."""
    user = User.objects.create_user(username, None, is_staff=True)
    Contact.objects.create(user=user, kind=ContactKind.EMAIL, value=email, verified_at=timezone.now())
    return user


@transaction.atomic
def forget_factors(user: User) -> None:
    """Remove every second factor and sign the account out; the next sign-in sets one up anew."""
    Authenticator.objects.filter(user=user).delete()
    sessions.end_all(UserSession.objects.filter(user=user))
    notices.tell(user, _("Bước thứ hai đã được gỡ để bạn đặt lại"), topic="factor_removed")


@transaction.atomic
def lock(user: User) -> None:
    """Somebody who left: signed out everywhere at once, and no way in until opened again."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    sessions.end_all(UserSession.objects.filter(user=user))


def unlock(user: User) -> None:
    user.is_active = True
    user.save(update_fields=["is_active"])
