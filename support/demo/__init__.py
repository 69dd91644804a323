"""The demo's requests in every state, and calls booked for the coming days. Fictional, like everybody here."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.timezone import localdate

from citizens.demo import PERSONAS
from citizens.models import Citizen, Officer, OutboxMessage, User
from support.callbacks import services as callbacks
from support.models import CallbackSlot, SupportRequest
from support.requests import services, terms
from support.requests.letters import TOPIC
from territory.workdays import add_working_days

BHXH_NUMBER = {persona.key: persona.sign_in for persona in PERSONAS}
ANSWER = (
    "Chúng tôi đã đối chiếu và cập nhật. Bạn mở lại trang hồ sơ để xem. Cần thêm gì, bạn viết tiếp ở đây."
)
QUESTION = "Bạn cho biết thêm nơi làm việc lúc đó và gửi ảnh giấy tờ nếu còn giữ."


@dataclass(frozen=True)
class Story:
    """A persona's request, how many days ago it came, and what has become of it."""

    persona: str
    category: str
    text: str
    days: int
    end: str


STORIES = (
    Story("worker", "record", "Tháng 3 năm ngoái tôi đi làm mà không thấy ghi đóng.", 20, "answered"),
    Story("worker", "question", "Tôi nghỉ sinh con xong thì bao lâu tiền về tài khoản?", 1, "open"),
    Story("driver", "complaint", "Công ty nói đã đóng bảo hiểm nhưng trang này ghi chậm đóng.", 30, "late"),
    Story("teacher", "question", "Tôi sắp nghỉ hưu, cần chuẩn bị giấy tờ gì?", 3, "waiting"),
    Story("pensioner", "technical", "Bấm vào lịch sử khám thì trang trắng.", 12, "rated"),
    Story("farmer", "place", "Điểm thu ở xã tôi đã chuyển chỗ mà bản đồ chưa đổi.", 2, "withdrawn"),
    Story("mother", "question", "Con tôi 5 tuổi, thẻ BHYT hết hạn ngày nào?", 1, "open"),
    Story("mother", "question", "Hỏi lại: thẻ BHYT của con tôi hết hạn khi nào?", 1, "merged"),
    Story("clerk", "technical", "Tôi không tải được ảnh giấy tờ lên.", 1, "open"),
)
CALLS = (("pensioner", "Hỏi về lương hưu"), ("worker", "Hỏi về tiền thai sản"))


def load() -> int:
    """Write them once; says how many. The caller holds a transaction. Nobody gets a message for what is only shown."""
    people = {row.bhxh_number: row for row in Citizen.objects.filter(bhxh_number__in=BHXH_NUMBER.values())}
    officer = Officer.objects.filter(province__isnull=False).select_related("user").order_by("pk").first()
    if SupportRequest.objects.exists() or officer is None:
        return 0
    callbacks.open_slots()
    for number, story in enumerate(STORIES):
        if person := people.get(BHXH_NUMBER[story.persona]):
            _tell(story, person, officer.user, f"demo-{number}")
    services.file_request(
        submission="demo-stranger",
        category="complaint",
        text="Có người gọi tự xưng cán bộ, đòi phí làm thẻ. Tôi báo để cơ quan biết.",
        channel="site",
        citizen=None,
        province_id=officer.province_id,
        contact=None,
        language="vi",
    )
    for persona, subject in CALLS:
        if person := people.get(BHXH_NUMBER[persona]):
            _book(person, subject, persona)
    OutboxMessage.objects.filter(
        state=OutboxMessage.State.WAITING, topic__in=[TOPIC, "notice-requests"]
    ).delete()
    return SupportRequest.objects.count()


def _tell(story: Story, person: Citizen, officer: User, submission: str) -> None:
    row = services.file_request(
        submission=submission,
        category=story.category,
        text=story.text,
        channel="site",
        citizen=person,
        province_id=None,
        contact=None,
        language="vi",
    )
    row.received_at = timezone.now() - timedelta(days=story.days)
    row.due_on = terms.due_on(story.category, localdate(row.received_at))
    if story.end == "open":
        row.due_on = max(row.due_on, add_working_days(localdate(), 1))
    row.save()
    row.messages.update(at=row.received_at)
    match story.end:
        case "answered":
            services.answer(row, ANSWER, officer)
        case "rated":
            services.rate(services.answer(row, ANSWER, officer), 5, "Trả lời nhanh, dễ hiểu.")
        case "waiting":
            services.ask_back(row, QUESTION, officer)
        case "withdrawn":
            services.withdraw(row)
        case "late":
            services.escalate()
            services.note(row, "Đã gọi công ty, hẹn trả lời cuối tuần.", officer)
        case "merged":
            first = SupportRequest.objects.filter(citizen=person).not_finished().exclude(pk=row.pk).first()
            if first is not None:
                services.merge(row, first, officer)


def _book(person: Citizen, subject: str, persona: str) -> None:
    slot = CallbackSlot.objects.of_province(str(person.province_id)).in_order().first()
    if slot is not None:
        callbacks.book(
            submission=f"demo-call-{persona}",
            slot=slot,
            telephone=f"09000000{person.pk % 100:02d}",
            subject=subject,
            citizen=person,
            language="vi",
            remind=False,
        )
