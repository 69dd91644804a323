"""A request to a person, its thread, and what staff write to each other about it.

Words are sealed: people write about their health and their money. They stand in no history table either.
"""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citizens.models import StoredFile, keeps_history
from citizens.secrets import seal, unseal
from support.models.followed import Followed, FollowedQuerySet

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Category(models.TextChoices):
    QUESTION = "question", _("Câu hỏi")
    COMPLAINT = "complaint", _("Phản ánh cách phục vụ")
    RECORD = "record", _("Hồ sơ của tôi chưa đúng")
    PLACE = "place", _("Thông tin địa điểm sai")
    TECHNICAL = "technical", _("Trang này bị lỗi")


class RequestState(models.TextChoices):
    OPEN = "open", _("đang xem xét")
    WAITING = "waiting", _("cần bạn bổ sung")
    ANSWERED = "answered", _("đã trả lời")
    WITHDRAWN = "withdrawn", _("bạn đã rút lại")
    MERGED = "merged", _("đã gộp")


class Channel(models.TextChoices):
    SITE = "site", _("Trên trang này")
    EMAIL = "email", _("Thư điện tử (e-mail)")
    PHONE = "phone", _("Tin nhắn điện thoại (SMS)")


class SupportRequestQuerySet(FollowedQuerySet["SupportRequest"]):
    def newest_first(self) -> Self:
        return self.order_by("-pk")

    def oldest_due_first(self) -> Self:
        """The queue: what waits for us, by the day it is due; then the rest, newest first."""
        return self.order_by(
            models.Case(models.When(state=RequestState.OPEN, then=0), default=1), "due_on", "pk"
        )

    def waiting_for_us(self) -> Self:
        return self.filter(state=RequestState.OPEN)

    def not_finished(self) -> Self:
        return self.filter(state__in=[RequestState.OPEN, RequestState.WAITING])

    def overdue_on(self, day: date) -> Self:
        return self.filter(state=RequestState.OPEN, due_on__lt=day)


@keeps_history(exclude=("sealed_contact", "sealed_transcript", "sealed_opinion", "submission"))
class SupportRequest(Followed):
    """`due_on` counts while it is open; while we wait for the person, `days_left` keeps what remained."""

    category = models.CharField(_("loại"), max_length=9, choices=Category.choices)
    channel = models.CharField(
        _("cách nhận tin"), max_length=5, choices=Channel.choices, default=Channel.SITE
    )
    state = models.CharField(
        _("tình trạng"), max_length=9, choices=RequestState.choices, default=RequestState.OPEN
    )
    received_at = models.DateTimeField(_("nhận lúc"), default=timezone.now)
    last_at = models.DateTimeField(_("lần cuối có người viết"), default=timezone.now)
    due_on = models.DateField(_("hạn trả lời"))
    days_left = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người xử lý"),
    )
    page = models.CharField(_("từ trang"), max_length=200, blank=True)
    about = models.JSONField(_("về"), default=dict, blank=True)
    sealed_transcript = models.BinaryField(default=bytes)
    answered_at = models.DateTimeField(_("trả lời lúc"), null=True, blank=True)
    answered_in = models.PositiveSmallIntegerField(
        _("số ngày làm việc đến lúc trả lời"), null=True, blank=True
    )
    answered_in_time = models.BooleanField(_("trả lời đúng hạn"), null=True)
    reopened = models.PositiveSmallIntegerField(_("số lần mở lại"), default=0)
    rating = models.PositiveSmallIntegerField(_("đánh giá"), null=True, blank=True)
    sealed_opinion = models.BinaryField(default=bytes)
    escalated_at = models.DateTimeField(_("báo quá hạn lúc"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name=_("gộp vào"),
    )

    objects = SupportRequestQuerySet.as_manager()

    if TYPE_CHECKING:
        messages: RelatedManager["RequestMessage"]
        files: RelatedManager["RequestFile"]
        notes: RelatedManager["InternalNote"]

    class Meta:
        verbose_name = _("yêu cầu hỗ trợ")
        verbose_name_plural = _("yêu cầu hỗ trợ")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RequestState.values), name="request_state_known"),
            models.CheckConstraint(condition=Q(category__in=Category.values), name="request_category_known"),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into=None)),
                name="request_merged_names_another",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")), name="request_not_its_own_twin"
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(answered_at__isnull=False),
                name="request_answered_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__range=(1, 5), answered_at__isnull=False),
                name="request_rating_is_of_an_answer",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", days_left__isnull=False)
                | (~Q(state="waiting") & Q(days_left=None)),
                name="request_clock_stops_while_waiting",
            ),
        ]
        indexes = [
            models.Index(fields=["citizen", "-id"], name="request_of_a_person"),
            models.Index(fields=["province", "due_on"], condition=Q(state="open"), name="request_queue"),
            models.Index(fields=["received_at"], name="request_age"),
        ]

    @property
    def transcript(self) -> str:
        return unseal(self.sealed_transcript).decode() if self.sealed_transcript else ""

    @property
    def opinion(self) -> str:
        return unseal(self.sealed_opinion).decode() if self.sealed_opinion else ""

    @property
    def is_open(self) -> bool:
        return self.state in {RequestState.OPEN, RequestState.WAITING}


class SealedText(models.Model):
    """Words that only this site reads."""

    sealed_text = models.BinaryField()
    at = models.DateTimeField(_("lúc"), default=timezone.now)

    class Meta:
        abstract = True

    @property
    def text(self) -> str:
        return unseal(self.sealed_text).decode()

    @staticmethod
    def sealed(text: str) -> bytes:
        return seal(text.encode())


class Author(models.TextChoices):
    PERSON = "person", _("Bạn")
    STAFF = "staff", _("Cán bộ")


class RequestMessage(SealedText):
    """One message of the thread, seen by both sides. The officer's name is for staff only."""

    request = models.ForeignKey(SupportRequest, on_delete=models.CASCADE, related_name="messages")
    author = models.CharField(_("người viết"), max_length=6, choices=Author.choices)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("tin trong yêu cầu")
        verbose_name_plural = _("tin trong yêu cầu")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return str(self.pk)


class RequestFile(models.Model):
    """A paper sent with a request, as the harmless copy that citizens.uploads made."""

    request = models.ForeignKey(SupportRequest, on_delete=models.CASCADE, related_name="files")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("giấy tờ kèm yêu cầu")
        verbose_name_plural = _("giấy tờ kèm yêu cầu")
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.pk)


class InternalNote(SealedText):
    """Staff to staff. SECURITY: a table of its own, so that no page of a citizen can show one by accident."""

    request = models.ForeignKey(SupportRequest, on_delete=models.CASCADE, related_name="notes")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("ghi chú nội bộ")
        verbose_name_plural = _("ghi chú nội bộ")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return str(self.pk)
