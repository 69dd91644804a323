"""What this room holds about a person, for the download of everything."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citizens.actors import Actor
from citizens.exports import Table
from support.models import CallbackBooking, SupportRequest, Turn


def support_tables(actor: Actor) -> list[Table]:
    """Requests, both sides' messages, calls asked for, and the questions put to the assistant."""
    requests = list(SupportRequest.objects.for_actor(actor).newest_first().prefetch_related("messages"))
    account = actor.subject.user_id if actor.subject else None
    turns = Turn.objects.filter(conversation__user=account, conversation__user__isnull=False)
    return [
        Table(
            "yeu-cau-ho-tro",
            (_("Số"), _("Loại"), _("Tình trạng"), _("Nhận lúc"), _("Hạn trả lời"), _("Đánh giá"), _("Góp ý")),
            [
                (
                    row.number,
                    row.get_category_display(),
                    row.get_state_display(),
                    _moment(row.received_at),
                    row.due_on,
                    row.rating,
                    row.opinion,
                )
                for row in requests
            ],
        ),
        Table(
            "tin-trong-yeu-cau",
            (_("Số"), _("Lúc"), _("Ai viết"), _("Nội dung")),
            [
                (row.number, _moment(letter.at), letter.get_author_display(), letter.text)
                for row in requests
                for letter in row.messages.all()
            ],
        ),
        Table(
            "hen-goi-lai",
            (_("Số"), _("Giờ gọi"), _("Điện thoại"), _("Tình trạng"), _("Về việc")),
            [
                (
                    call.number,
                    _moment(call.slot.starts_at),
                    call.contact[1] if call.contact else "",
                    call.get_state_display(),
                    call.subject,
                )
                for call in CallbackBooking.objects.for_actor(actor).soonest_first()
            ],
        ),
        Table(
            "hoi-tro-ly",
            (_("Lúc"), _("Câu hỏi")),
            [(_moment(turn.asked_at), turn.question) for turn in turns],
        ),
    ]


def _moment(moment: object) -> str:
    return date_format(timezone.localtime(moment), "H:i d/m/Y")  # type: ignore[arg-type]
