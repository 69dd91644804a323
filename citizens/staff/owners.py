"""Telling the people a record belongs to, before an officer's step takes effect: every channel, old and new (T07)."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citizens.messaging import outbox
from citizens.models import Citizen, Contact, ContactKind, User

Channel = tuple[str, str]  # kind and value


def channels_of(person: Citizen) -> set[Channel]:
    """What the agency has on record, and what the person's account has shown to be theirs."""
    on_record = {(ContactKind.PHONE.value, person.phone), (ContactKind.EMAIL.value, person.email.lower())}
    return {channel for channel in on_record if channel[1]} | (
        channels_of_account(person.user) if person.user else set()
    )


def channels_of_account(user: User) -> set[Channel]:
    return set(Contact.objects.filter(user=user).verified().values_list("kind", "value"))


def stop_link(request: HttpRequest, secret: str) -> str:
    return request.build_absolute_uri(reverse("accounts:stop", args=[secret]))


def tell_everywhere(channels: Iterable[Channel], what: str, *, topic: str, link: str = "") -> None:
    """The same words to each channel. They name no number, no amount and no illness."""
    when = date_format(timezone.localtime(), "H:i d/m/Y")
    advice = (
        _("Không đúng? Mở đường dẫn này để dừng lại: %(link)s") % {"link": link}
        if link
        else _("Không đúng? Hãy gọi 1900 9068.")
    )
    for kind, value in sorted(set(channels)):
        outbox.queue(
            kind=kind,
            address=value,
            subject=_("An Sinh: có thay đổi ở hồ sơ của bạn"),
            text=f"An Sinh, {when}: {what}. {advice}",
            topic=topic,
        )
