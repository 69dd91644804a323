"""Notices about the safety of an account. Each says what happened, when, and what to do if it was not you.

Texts are neutral: a notice read on a lock screen names no illness, amount or record.
"""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citizens.messaging import outbox
from citizens.models import Citizen, User
from citizens.notifications import notify

IN_SITE = {
    "new_device",
    "contact_change",
    "contact_changed",
}  # the others say that something of the account changed


def tell(user: User, what: str, *, topic: str, link: str = "") -> None:
    """Tell every verified channel of an account what happened, and its owner in the site."""
    when = date_format(timezone.localtime(), "H:i d/m/Y")
    advice = (
        _("Không phải bạn? Mở đường dẫn này để dừng lại: %(link)s") % {"link": link}
        if link
        else _("Không phải bạn? Hãy đăng nhập và bấm “Đăng xuất mọi nơi”, hoặc gọi 1900 9068.")
    )
    outbox.tell_everywhere(
        user,
        subject=_("An Sinh: có thay đổi ở tài khoản của bạn"),
        text=f"An Sinh, {when}: {what}. {advice}",
        topic=topic,
    )
    if person := Citizen.objects.filter(user=user).only("pk").first():
        notify(person, topic if topic in IN_SITE else "account_changed", told=True)
