"""Channels of an account: adding, replacing and removing one takes a day, or three for a phone number, and every old
channel can stop it."""

import secrets
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from citizens.accounts import notices, sessions
from citizens.models import Contact, ContactChange, ContactKind, User
from citizens.secrets import fingerprint

# SECURITY: a phone number opens more than an e-mail address does, and is what a thief takes first (threat T09).
HOLDS = {ContactKind.PHONE: timedelta(hours=72), ContactKind.EMAIL: timedelta(hours=24)}


def hold_hours(kind: str) -> int:
    """How long a change of this kind of channel waits."""
    return int(HOLDS[ContactKind(kind)].total_seconds()) // 3600


@transaction.atomic
def ask_change(
    request: HttpRequest,
    user: User,
    *,
    kind: str,
    value: str = "",
    old: Contact | None = None,
    at_once: bool = False,
) -> ContactChange:
    """Note the wish and tell every channel. The new address has shown its code by now.

    `at_once` is for who has just stood before an officer: nothing older is left to ask.
    """
    secret = secrets.token_urlsafe(24)
    now = timezone.now()
    change = ContactChange.objects.create(
        user=user,
        old=old,
        kind=kind,
        value=value,
        requested_at=now,
        effective_at=now if at_once else now + HOLDS[ContactKind(kind)],
        stop_key=fingerprint("stop", secret),
    )
    if at_once:
        what = _(
            "Số điện thoại hoặc e-mail của tài khoản được đổi ngay, sau khi đối chiếu căn cước tại quầy BHXH"
        )
        notices.tell(user, what, topic="contact_change")  # the old channels hear of it while they still are
        _apply(change)
        return change
    link = request.build_absolute_uri(reverse("accounts:stop", args=[secret]))
    what = _(
        "Có người xin đổi số điện thoại hoặc e-mail của tài khoản. Việc đổi có hiệu lực sau %(hours)s giờ"
    ) % {"hours": hold_hours(kind)}
    notices.tell(user, what, topic="contact_change", link=link)
    return change


def stop_change(secret: str) -> bool:
    """Stop what the link names. Somebody who is not the owner may be inside: every session ends."""
    with transaction.atomic():
        change = (
            ContactChange.objects.waiting()
            .select_for_update()
            .filter(stop_key=fingerprint("stop", secret), effective_at__gt=timezone.now())
            .first()
        )
        if change is None:
            return False
        cancel(change)
        sessions.end_all(UserSession.objects.filter(user=change.user))
        notices.tell(
            change.user,
            _("Việc đổi kênh liên lạc đã được dừng, mọi nơi đã đăng xuất"),
            topic="change_stopped",
        )
    return True


def cancel(change: ContactChange) -> None:
    change.state = ContactChange.State.STOPPED
    change.save(update_fields=["state"])


def apply_due() -> int:
    """Carry out what has waited long enough. Run by the worker."""
    count = 0
    while _apply_next():
        count += 1
    return count


@transaction.atomic
def _apply_next() -> bool:
    due = ContactChange.objects.due(timezone.now())
    change = due.select_for_update(skip_locked=True).order_by("effective_at", "pk").first()
    if change is None:
        return False
    _apply(change)
    return True


def _apply(change: ContactChange) -> None:
    change.state = ContactChange.State.DONE
    change.save(update_fields=["state"])
    if change.value:
        Contact.objects.update_or_create(
            user=change.user,
            kind=change.kind,
            value=change.value,
            defaults={"verified_at": timezone.now()},
        )
    notices.tell(change.user, _("Kênh liên lạc của tài khoản đã đổi"), topic="contact_changed")
    if change.old_id:
        Contact.objects.filter(pk=change.old_id).delete()
