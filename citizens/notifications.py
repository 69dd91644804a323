"""Telling people: in the site always, by e-mail and SMS as they chose, never in their quiet hours.

A notice is a kind and its values; the words are here, so that each reader gets their language. What leaves the site
names no record: a lock screen shows only that there is something to read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citizens.messaging import outbox
from citizens.models import Citizen, Consent, Contact, NoticeChoice, Notification, QuietHours, Topic


@dataclass(frozen=True, slots=True)
class Kind:
    """What a notice of this kind says and where it leads."""

    topic: Topic
    title: str | Promise
    text: str | Promise
    url_name: str


KINDS: Mapping[str, Kind] = {
    "guardian_began": Kind(
        Topic.FAMILY,
        gettext_lazy("Cha, mẹ đã mở hồ sơ của bạn"),
        gettext_lazy("%(name)s đã mở hồ sơ của bạn theo sổ hộ gia đình."),
        "citizens:mandates",
    ),
    "mandate_invited": Kind(
        Topic.FAMILY,
        gettext_lazy("Bạn được nhờ xem giúp hồ sơ"),
        gettext_lazy("%(name)s nhờ bạn xem giúp hồ sơ. Hãy trả lời lời mời."),
        "citizens:mandates",
    ),
    "mandate_confirmed": Kind(
        Topic.FAMILY,
        gettext_lazy("Lời mời của bạn được nhận"),
        gettext_lazy("%(name)s đã đồng ý xem giúp hồ sơ của bạn. Bạn có thể chấm dứt bất cứ lúc nào."),
        "citizens:mandates",
    ),
    "mandate_revoked": Kind(
        Topic.FAMILY,
        gettext_lazy("Việc thay mặt đã chấm dứt"),
        gettext_lazy("%(name)s đã chấm dứt việc thay mặt giữa hai người."),
        "citizens:mandates",
    ),
    "question_answered": Kind(
        Topic.REQUESTS,
        gettext_lazy("Câu hỏi của bạn đã có trả lời"),
        gettext_lazy("Câu hỏi số %(number)s về lượt xem hồ sơ đã được trả lời."),
        "citizens:access-log",
    ),
    "request_answered": Kind(
        Topic.REQUESTS,
        gettext_lazy("Yêu cầu của bạn đã có trả lời"),
        gettext_lazy("Yêu cầu số %(number)s về dữ liệu của bạn đã được trả lời."),
        "citizens:my-data",
    ),
    "support_answered": Kind(
        Topic.REQUESTS,
        gettext_lazy("Yêu cầu hỗ trợ đã có trả lời"),
        gettext_lazy("Yêu cầu số %(number)s đã được trả lời."),
        "support:request-mine",
    ),
    "support_corrected": Kind(
        Topic.REQUESTS,
        gettext_lazy("Câu trả lời hỗ trợ đã được sửa"),
        gettext_lazy("Cán bộ đã sửa câu trả lời của yêu cầu số %(number)s. Hãy đọc lại."),
        "support:request-mine",
    ),
    "support_asks": Kind(
        Topic.REQUESTS,
        gettext_lazy("Yêu cầu hỗ trợ cần bạn bổ sung"),
        gettext_lazy("Cán bộ cần bạn cho biết thêm ở yêu cầu số %(number)s."),
        "support:request-mine",
    ),
    "support_late": Kind(
        Topic.REQUESTS,
        gettext_lazy("Yêu cầu hỗ trợ bị trả lời chậm"),
        gettext_lazy("Yêu cầu số %(number)s quá hạn. Chúng tôi xin lỗi và đã báo người phụ trách."),
        "support:request-mine",
    ),
    "export_ready": Kind(
        Topic.REQUESTS,
        gettext_lazy("Tệp dữ liệu của bạn đã xong"),
        gettext_lazy("Bạn có thể tải tệp dữ liệu về trong 7 ngày."),
        "citizens:my-data",
    ),
    "employer_invited": Kind(
        Topic.FAMILY,
        gettext_lazy("Một đơn vị mời bạn làm hồ sơ"),
        gettext_lazy("%(unit)s mời bạn làm hồ sơ bảo hiểm của đơn vị. Hãy trả lời lời mời."),
        "enterprises:home",
    ),
    "employer_ended": Kind(
        Topic.FAMILY,
        gettext_lazy("Bạn thôi làm hồ sơ cho đơn vị"),
        gettext_lazy("%(unit)s đã thôi để bạn làm hồ sơ bảo hiểm của đơn vị."),
        "enterprises:home",
    ),
    "employer_approved": Kind(
        Topic.FAMILY,
        gettext_lazy("Cơ quan BHXH đã duyệt bạn là người đại diện"),
        gettext_lazy("Bạn vào được hồ sơ bảo hiểm của %(unit)s với tư cách người đại diện pháp luật."),
        "enterprises:home",
    ),
    "employer_refused": Kind(
        Topic.FAMILY,
        gettext_lazy("Chưa duyệt bạn là người đại diện của đơn vị"),
        gettext_lazy("%(unit)s: %(reason)s"),
        "enterprises:home",
    ),
    "proof_revoked": Kind(
        Topic.REQUESTS,
        gettext_lazy("Một giấy xác nhận của bạn đã bị hủy"),
        gettext_lazy(
            "Cơ quan BHXH hủy giấy có mã %(number)s. Lý do ghi cạnh giấy đó; bạn xin được giấy mới."
        ),
        "insurance:proof-list",
    ),
    "correction_received": Kind(
        Topic.REQUESTS,
        gettext_lazy("Đã nhận yêu cầu đính chính"),
        gettext_lazy(
            "Yêu cầu %(number)s đã được ghi nhận. Trong lúc xem xét, cả hai giá trị hiện trên hồ sơ."
        ),
        "insurance:correction-list",
    ),
    "correction_review": Kind(
        Topic.REQUESTS,
        gettext_lazy("Yêu cầu đính chính đang được xem xét"),
        gettext_lazy("Một cán bộ đã bắt đầu xem yêu cầu %(number)s."),
        "insurance:correction-list",
    ),
    "correction_waiting": Kind(
        Topic.REQUESTS,
        gettext_lazy("Yêu cầu đính chính cần bạn bổ sung"),
        gettext_lazy("Cán bộ hỏi thêm về yêu cầu %(number)s. Hãy trả lời để việc xem xét tiếp tục."),
        "insurance:correction-list",
    ),
    "correction_proposed": Kind(
        Topic.REQUESTS,
        gettext_lazy("Sắp sửa một mục quan trọng trên hồ sơ"),
        gettext_lazy(
            "Một cán bộ đề nghị sửa theo yêu cầu %(number)s. Cán bộ thứ hai xác nhận sớm nhất sau 24 giờ. "
            "Nếu bạn không gửi yêu cầu này, hãy rút ngay hoặc gọi 1900 9068."
        ),
        "insurance:correction-list",
    ),
    "correction_accepted": Kind(
        Topic.REQUESTS,
        gettext_lazy("Hồ sơ đã được sửa theo yêu cầu của bạn"),
        gettext_lazy("Yêu cầu %(number)s đã được chấp nhận. Hãy xem lại hồ sơ và câu trả lời."),
        "insurance:correction-list",
    ),
    "correction_refused": Kind(
        Topic.REQUESTS,
        gettext_lazy("Yêu cầu đính chính đã có trả lời"),
        gettext_lazy("Hồ sơ được giữ nguyên theo yêu cầu %(number)s. Câu trả lời nói rõ vì sao."),
        "insurance:correction-list",
    ),
    "correction_withdrawn": Kind(
        Topic.REQUESTS,
        gettext_lazy("Đã rút yêu cầu đính chính"),
        gettext_lazy("Yêu cầu %(number)s đã được rút. Hồ sơ giữ nguyên."),
        "insurance:correction-list",
    ),
    "office_proposed": Kind(
        Topic.REQUESTS,
        gettext_lazy("Cán bộ đề nghị sửa một mục quan trọng trên hồ sơ"),
        gettext_lazy(
            "Đề nghị %(number)s: cán bộ thứ hai xác nhận sớm nhất sau 24 giờ. Nếu không đúng, hãy dừng lại ngay."
        ),
        "insurance:correction-list",
    ),
    "office_accepted": Kind(
        Topic.REQUESTS,
        gettext_lazy("Một mục quan trọng trên hồ sơ đã được sửa"),
        gettext_lazy("Đề nghị %(number)s đã được hai cán bộ xác nhận. Hãy xem lại hồ sơ và lý do."),
        "insurance:correction-list",
    ),
    "office_kept": Kind(
        Topic.REQUESTS,
        gettext_lazy("Đề nghị sửa hồ sơ không được làm"),
        gettext_lazy("Đề nghị %(number)s của cán bộ đã dừng. Hồ sơ giữ nguyên."),
        "insurance:correction-list",
    ),
    "merge_proposed": Kind(
        Topic.RECORD,
        gettext_lazy("Hai hồ sơ của bạn sắp được gộp làm một"),
        gettext_lazy(
            "Cán bộ đề nghị gộp mã số %(retired)s vào mã số %(kept)s, sớm nhất sau 24 giờ. "
            "Nếu đó không phải đều là của bạn, hãy mở đường dẫn trong tin nhắn hoặc gọi 1900 9068."
        ),
        "insurance:overview",
    ),
    "merge_done": Kind(
        Topic.RECORD,
        gettext_lazy("Hai hồ sơ của bạn đã gộp làm một"),
        gettext_lazy("Mã số %(retired)s đã gộp vào mã số %(kept)s. Từ nay bạn chỉ dùng mã số %(kept)s."),
        "insurance:overview",
    ),
    "merge_kept": Kind(
        Topic.RECORD,
        gettext_lazy("Hai hồ sơ không gộp"),
        gettext_lazy("Đề nghị gộp mã số %(retired)s vào mã số %(kept)s đã dừng. Không có gì thay đổi."),
        "insurance:overview",
    ),
    "merge_undone": Kind(
        Topic.RECORD,
        gettext_lazy("Hai hồ sơ đã được tách lại"),
        gettext_lazy("Mã số %(retired)s không còn gộp vào mã số %(kept)s. Mỗi hồ sơ lại như trước."),
        "insurance:overview",
    ),
    "record_changed": Kind(
        Topic.RECORD,
        gettext_lazy("Hồ sơ của bạn vừa được cập nhật"),
        gettext_lazy("Cơ quan BHXH vừa sửa thông tin đã có trong hồ sơ của bạn."),
        "insurance:participation-history",
    ),
    "unit_changed_record": Kind(
        Topic.RECORD,
        gettext_lazy("Đơn vị đã báo thay đổi trong hồ sơ của bạn"),
        gettext_lazy("%(unit)s đã báo thay đổi, cơ quan BHXH đã ghi. Nếu không đúng, bạn phản đối được."),
        "enterprises:mine",
    ),
    "dispute_opened": Kind(
        Topic.RECORD,
        gettext_lazy("Một dòng trong hồ sơ của bạn đang được xem lại"),
        gettext_lazy("%(unit)s cho rằng một giai đoạn của bạn chưa đúng. Cơ quan BHXH đang xem."),
        "enterprises:mine",
    ),
    "dispute_answered": Kind(
        Topic.RECORD,
        gettext_lazy("Phản đối về một giai đoạn đã có trả lời"),
        gettext_lazy("Phản đối số %(number)s đã được trả lời."),
        "enterprises:mine",
    ),
    "new_device": Kind(
        Topic.SECURITY,
        gettext_lazy("Có lượt đăng nhập từ thiết bị mới"),
        gettext_lazy("Tài khoản của bạn vừa được đăng nhập từ một thiết bị mới."),
        "accounts:devices",
    ),
    "contact_change": Kind(
        Topic.SECURITY,
        gettext_lazy("Có người xin đổi kênh liên lạc của bạn"),
        gettext_lazy("Không phải bạn thì hãy dừng lại trước khi việc đổi có hiệu lực."),
        "accounts:security",
    ),
    "contact_changed": Kind(
        Topic.SECURITY,
        gettext_lazy("Kênh liên lạc của bạn đã đổi"),
        gettext_lazy("Từ nay mã và thông báo đi theo kênh mới."),
        "accounts:security",
    ),
    "account_changed": Kind(
        Topic.SECURITY,
        gettext_lazy("Có thay đổi ở tài khoản của bạn"),
        gettext_lazy("Không phải bạn thì hãy đăng xuất mọi nơi rồi gọi 1900 9068."),
        "accounts:security",
    ),
}

# What a person gets who has chosen nothing. Notices about safety also go through citizens/accounts/notices.py.
DEFAULTS = {
    Topic.SECURITY: (True, True),
    Topic.FAMILY: (True, False),
    Topic.REQUESTS: (True, False),
    Topic.RECORD: (True, False),
}
MESSAGES = "messages"  # the consent without which nothing but notices about safety leaves the site
DEFAULT_QUIET = (time(21, 30), time(7, 0))


def notify(citizen: Citizen, kind: str, *, told: bool = False, **values: Any) -> Notification:
    """Put a notice in the site and queue what the person wants to hear elsewhere. Call it in the transaction of
    what happened. `told`: every channel has heard already, whatever was chosen (citizens/accounts/notices.py)."""
    meaning = KINDS[kind]
    notice = Notification.objects.create(citizen_id=citizen.pk, kind=kind, topic=meaning.topic, values=values)
    if not told:
        _tell_elsewhere(citizen, meaning)
    return notice


def notify_many(people: Sequence[int], kind: str) -> int:
    """The same notice to everybody of these who has an account. Returns how many."""
    meaning = KINDS[kind]
    found = list(Citizen.objects.filter(pk__in=people, user__isnull=False).only("pk"))
    Notification.objects.bulk_create(
        [Notification(citizen=person, kind=kind, topic=meaning.topic) for person in found], batch_size=1_000
    )
    # Only those who agreed to hear elsewhere cost statements of their own.
    agreed = set(_agreed().filter(citizen__in=found).values_list("citizen_id", flat=True))
    for person in found:
        if person.pk in agreed:
            _tell_elsewhere(person, meaning)
    return len(found)


def _agreed() -> QuerySet[Consent]:
    """Standing consents to be told by e-mail and SMS. Withdrawn, nothing leaves the site any more."""
    return Consent.objects.standing().filter(topic=MESSAGES)


def _tell_elsewhere(citizen: Citizen, meaning: Kind) -> None:
    by_email, by_sms = choices_of(citizen)[meaning.topic]
    wanted = {"email": by_email, "phone": by_sms}
    if any(wanted.values()) and _agreed().filter(citizen=citizen.pk).exists():
        due = after_quiet_hours(citizen, timezone.localtime())
        for contact in Contact.objects.verified().filter(user__citizen=citizen.pk):
            if wanted[contact.kind]:
                message = outbox.queue(
                    kind=contact.kind,
                    address=contact.value,
                    subject=_("An Sinh: bạn có thông báo mới"),
                    text=_("An Sinh: bạn có thông báo mới. Hãy đăng nhập để xem."),
                    topic=f"notice-{meaning.topic}",
                    user=contact.user,
                )
                message.due_at = due
                message.save(update_fields=["due_at"])


def choices_of(citizen: Citizen) -> dict[Topic, tuple[bool, bool]]:
    """For each topic: by e-mail, by SMS."""
    chosen = {
        row.topic: (row.by_email, row.by_sms) for row in NoticeChoice.objects.filter(citizen_id=citizen.pk)
    }
    return {topic: chosen.get(topic, DEFAULTS[topic]) for topic in Topic}


def after_quiet_hours(citizen: Citizen, now: datetime) -> datetime:
    """`now`, or the end of the quiet hours it lies in."""
    row = QuietHours.objects.filter(citizen_id=citizen.pk).first()
    start, end = (row.starts_at, row.ends_at) if row else DEFAULT_QUIET
    if not is_quiet(now.time(), start, end):
        return now
    wake = now.replace(hour=end.hour, minute=end.minute, second=0, microsecond=0)
    return wake if wake > now else wake + timedelta(days=1)


def is_quiet(moment: time, start: time, end: time) -> bool:
    """Half open, over midnight when it starts later than it ends; nothing when both are the same."""
    if start <= end:
        return start <= moment < end
    return moment >= start or moment < end


def title_of(notice: Notification) -> str:
    return str(KINDS[notice.kind].title)


def text_of(notice: Notification) -> str:
    text: str = str(KINDS[notice.kind].text) % notice.values
    return text
