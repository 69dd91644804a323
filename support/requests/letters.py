"""What leaves the house about a request: a number and a date, never what it is about."""

from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citizens.limits import DAY, HOUR, Limit, spend, take
from citizens.messaging import outbox
from citizens.models import Contact, OutboxMessage
from citizens.notifications import notify
from support.desk.access import answerers
from support.models import Channel, SupportRequest
from support.models.followed import Followed
from territory.workdays import working_days_until

TOPIC = "support"
# Threat T15: whoever types other people's numbers into our form gets few messages out of it.
TO_ONE_ADDRESS = (Limit(3, HOUR), Limit(6, DAY))
OF_THE_SITE = Limit(2_000, HOUR)


def received(request: SupportRequest) -> None:
    with translation.override(request.language):
        day = date_format(request.due_on, "d/m/Y")
        values = {"number": request.number, "day": day, "code": request.spoken_code}
        if request.citizen_id:
            text = _("An Sinh: đã nhận yêu cầu %(number)s. Trả lời chậm nhất %(day)s. Đăng nhập để theo dõi.")
        else:
            text = _(
                "An Sinh: đã nhận yêu cầu %(number)s. Trả lời chậm nhất %(day)s. "
                "Theo dõi ở trang Hỗ trợ bằng mã %(code)s."
            )
        tell(request, text % values, channel=request.channel)


def answered(request: SupportRequest) -> None:
    with translation.override(request.language):
        text = _("An Sinh: yêu cầu %(number)s đã có trả lời. Hãy mở trang Hỗ trợ để đọc.")
        _tell_of_news(request, "support_answered", text)


def corrected(request: SupportRequest) -> None:
    with translation.override(request.language):
        text = _("An Sinh: câu trả lời yêu cầu %(number)s đã được sửa. Hãy mở trang Hỗ trợ để đọc lại.")
        _tell_of_news(request, "support_corrected", text)


def more_needed(request: SupportRequest) -> None:
    with translation.override(request.language):
        text = _("An Sinh: yêu cầu %(number)s cần bạn bổ sung. Hãy mở trang Hỗ trợ để xem.")
        _tell_of_news(request, "support_asks", text)


def late(request: SupportRequest) -> None:
    """To the person, with our apology; to the officers who can still answer, and to those of the whole country."""
    with translation.override(request.language):
        text = _("An Sinh: yêu cầu %(number)s bị trả lời chậm. Chúng tôi xin lỗi và đã báo người phụ trách.")
        _tell_of_news(request, "support_late", text)
    with translation.override("vi"):
        subject = _("An Sinh: có yêu cầu quá hạn")
        text = _("Yêu cầu %(number)s đã quá hạn. Mở: %(path)s") % {
            "number": request.number,
            "path": reverse("admin:support_supportrequest_change", args=[request.pk]),
        }
        officers = answerers(request.province_id)
        for contact in Contact.objects.verified().filter(kind="email", user__officer__in=officers):
            outbox.tell(contact, subject=subject, text=text, topic=TOPIC)


def _tell_of_news(request: SupportRequest, kind: str, text: str) -> None:
    """In the site always; outside as the person chose in their settings, or by the channel of this request."""
    if request.citizen:
        notify(request.citizen, kind, number=request.number)
        if request.channel == Channel.PHONE:
            tell(request, text % {"number": request.number}, channel=request.channel)
    else:
        tell(request, text % {"number": request.number}, channel=request.channel)


def tell(row: Followed, text: str, *, channel: str) -> OutboxMessage | None:
    """One message by one channel: to the account's verified contact, or to what was typed. None: nobody to tell."""
    if channel == Channel.SITE:
        return None
    if row.citizen_id:
        contact = (
            Contact.objects.verified()
            .filter(user__citizen=row.citizen_id, kind=channel)
            .oldest_first()
            .first()
        )
        if contact is None:
            return None
        address, user = contact.value, contact.user
    else:
        known = row.contact
        if known is None or known[0] != channel:
            return None
        address, user = known[1], None
        if not take("support-letter", row.contact_key, TO_ONE_ADDRESS) or not spend(
            "support-letter", OF_THE_SITE
        ):
            return None
    return outbox.queue(
        kind=channel,
        address=address,
        subject=_("An Sinh: tin về yêu cầu của bạn"),
        text=text,
        topic=TOPIC,
        user=user,
    )


def clock_words(request: SupportRequest) -> tuple[str, str]:
    """(tone, words) of the clock: how many working days remain, or by how many it is late."""
    if request.state == "waiting":
        return "info", _("đang chờ bạn bổ sung")
    left = working_days_until(localdate(), request.due_on)
    if left < 0:
        return "danger", _("quá hạn %(count)s ngày làm việc") % {"count": -left}
    if left == 0:
        return "warning", _("hạn là hôm nay")
    words = ngettext("còn %(count)s ngày làm việc", "còn %(count)s ngày làm việc", left) % {"count": left}
    return ("warning" if left == 1 else "info"), words
