"""What people ask about their data: questions on who looked, corrections, deletions, consents, downloads."""

import secrets
import uuid
from datetime import date
from typing import Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from citizens.actors import DataClass
from citizens.models.access_log import AccessEntry
from citizens.models.people import Citizen
from citizens.personal import PersonalQuerySet

RowT = TypeVar("RowT", bound=models.Model)

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that look alike


def new_number() -> str:
    """A number to read out on the phone. Random: it tells nobody how many requests there are."""
    return "".join(secrets.choice(LETTERS) for _place in range(8))


def case_number(prefix: str, day: date) -> str:
    """The same with its kind and year, `YC-26-7K2M9QXA`: for what people and units ask of the offices."""
    return f"{prefix}-{day:%y}-{new_number()}"


class OwnRequestsQuerySet(PersonalQuerySet[RowT]):
    """What one person asked."""

    data_class = DataClass.REQUESTS

    def newest_first(self) -> Self:
        return self.order_by("-pk")


class AccessQuestionQuerySet(OwnRequestsQuerySet["AccessQuestion"]):
    pass


class DataRequestQuerySet(OwnRequestsQuerySet["DataRequest"]):
    pass


class ConsentQuerySet(OwnRequestsQuerySet["Consent"]):
    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)

    def withdrawn(self) -> Self:
        return self.exclude(withdrawn_at=None)


class DataExportQuerySet(OwnRequestsQuerySet["DataExport"]):
    pass


class State(models.TextChoices):
    OPEN = "open", _("đang xem xét")
    ANSWERED = "answered", _("đã trả lời")


class AccessQuestion(models.Model):
    """ "Why did you look at my record?" asked of one entry of the access log."""

    number = models.CharField(_("số"), max_length=8, unique=True, default=new_number, editable=False)
    citizen = models.ForeignKey(
        Citizen, on_delete=models.CASCADE, related_name="access_questions", verbose_name=_("người hỏi")
    )
    entry = models.OneToOneField(
        AccessEntry, on_delete=models.PROTECT, related_name="question", verbose_name=_("lượt xem")
    )
    text = models.TextField(_("câu hỏi"), max_length=1000, blank=True)
    state = models.CharField(_("tình trạng"), max_length=8, choices=State.choices, default=State.OPEN)
    asked_at = models.DateTimeField(_("hỏi lúc"), auto_now_add=True)
    due_on = models.DateField(_("hạn trả lời"))
    answer = models.TextField(_("trả lời"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(_("trả lời lúc"), null=True, blank=True)

    objects = AccessQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("câu hỏi về lượt xem")
        verbose_name_plural = _("câu hỏi về lượt xem")

    def __str__(self) -> str:
        return self.number


class DataRequest(models.Model):
    """A request to correct, delete or stop using data, with the days by which it is acknowledged and answered."""

    class Kind(models.TextChoices):
        CORRECT = "correct", _("sửa thông tin chưa đúng")
        DELETE = "delete", _("xóa thông tin không còn cần")
        RESTRICT = "restrict", _("tạm ngừng dùng thông tin")

    number = models.CharField(_("số"), max_length=8, unique=True, default=new_number, editable=False)
    citizen = models.ForeignKey(
        Citizen, on_delete=models.CASCADE, related_name="data_requests", verbose_name=_("người yêu cầu")
    )
    kind = models.CharField(_("yêu cầu"), max_length=8, choices=Kind.choices)
    text = models.TextField(_("nội dung"), max_length=2000)
    state = models.CharField(_("tình trạng"), max_length=8, choices=State.choices, default=State.OPEN)
    received_on = models.DateField(_("nhận ngày"))
    acknowledge_by = models.DateField(_("hạn xác nhận"))
    due_on = models.DateField(_("hạn trả lời"))
    answer = models.TextField(_("trả lời"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(_("trả lời lúc"), null=True, blank=True)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("yêu cầu về dữ liệu")
        verbose_name_plural = _("yêu cầu về dữ liệu")
        constraints = [
            models.CheckConstraint(
                condition=Q(received_on__lt=models.F("acknowledge_by"))
                & Q(acknowledge_by__lte=models.F("due_on")),
                name="data_request_days_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.number


class Consent(models.Model):
    """One consent given: which text, exactly, and when it was taken back. A new consent is a new row."""

    citizen = models.ForeignKey(
        Citizen, on_delete=models.CASCADE, related_name="consents", verbose_name=_("người đồng ý")
    )
    topic = models.CharField(_("việc"), max_length=20)
    version = models.CharField(_("bản"), max_length=10)
    language = models.CharField(_("ngôn ngữ"), max_length=5)
    text_hash = models.CharField(_("mã băm của văn bản"), max_length=64)
    given_at = models.DateTimeField(_("đồng ý lúc"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("rút lại lúc"), null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("sự đồng ý")
        verbose_name_plural = _("sổ đồng ý")
        constraints = [
            models.UniqueConstraint(
                fields=["citizen", "topic"], condition=Q(withdrawn_at=None), name="consent_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.version}"


class DataExport(models.Model):
    """A download of everything, ordered by its person and built by the worker."""

    class State(models.TextChoices):
        WAITING = "waiting", _("đang chờ")
        BUILDING = "building", _("đang tạo")
        READY = "ready", _("đã xong")
        FAILED = "failed", _("không tạo được")

    public_id = models.UUIDField(_("mã"), default=uuid.uuid4, editable=False, unique=True)
    citizen = models.ForeignKey(
        Citizen, on_delete=models.CASCADE, related_name="data_exports", verbose_name=_("người yêu cầu")
    )
    language = models.CharField(_("ngôn ngữ"), max_length=5, default="vi")
    state = models.CharField(_("tình trạng"), max_length=8, choices=State.choices, default=State.WAITING)
    progress = models.PositiveSmallIntegerField(_("đã xong (%)"), default=0)
    asked_at = models.DateTimeField(_("yêu cầu lúc"), auto_now_add=True)
    ready_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)
    content = models.BinaryField(default=bytes)

    objects = DataExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("tệp dữ liệu cá nhân")
        verbose_name_plural = _("tệp dữ liệu cá nhân")
        constraints = [
            models.UniqueConstraint(
                fields=["citizen"],
                condition=Q(state__in=["waiting", "building"]),
                name="export_one_at_a_time",
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="export_progress_is_a_percentage"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
