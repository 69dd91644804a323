"""What a person says is wrong in their record, how it was looked into, and what came of it."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from citizens.actors import DataClass
from citizens.models import Citizen, StoredFile, User, keeps_history
from insurance.models.shared import one_of
from insurance.querysets.corrections import OPEN_STATES, CorrectionQuerySet


class CorrectionKind(models.TextChoices):
    """What kind of row it is about. The words of addresses are in `insurance.corrections.kinds`."""

    PERIOD = "period", _("Giai đoạn tham gia")
    GAP = "gap", _("Tháng còn thiếu")
    DECISION = "decision", _("Quyền lợi đã hưởng")
    PAYMENT = "payment", _("Lần chi trả")
    CARD = "card", _("Thẻ BHYT")
    VISIT = "visit", _("Lần khám chữa bệnh")
    PAPER = "paper", _("Giấy nghỉ việc")
    PERSON = "person", _("Thông tin cá nhân")
    PAYOUT = "payout", _("Tài khoản nhận tiền")


class CorrectionState(models.TextChoices):
    RECEIVED = "received", _("Đã tiếp nhận")
    IN_REVIEW = "in_review", _("Đang xem xét")
    WAITING = "waiting", _("Chờ bạn bổ sung")
    ACCEPTED = "accepted", _("Đã sửa")
    REFUSED = "refused", _("Giữ nguyên")
    WITHDRAWN = "withdrawn", _("Bạn đã rút")


class CorrectionEffect(models.TextChoices):
    NONE = "", _("không đổi gì")
    CHANGED = "changed", _("đã sửa ngay trên hồ sơ")
    ELSEWHERE = "elsewhere", _("cán bộ sửa bằng cách khác")


@keeps_history()
class Correction(models.Model):
    """One value that a person says is wrong. While it is open, both values stand wherever the row is shown."""

    public_id = models.UUIDField(_("mã tra cứu"), default=uuid.uuid4, editable=False, unique=True)
    number = models.CharField(_("số"), max_length=16, unique=True)
    citizen = models.ForeignKey(
        Citizen, on_delete=models.PROTECT, related_name="corrections", verbose_name=_("người tham gia")
    )
    filed_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("người gửi")
    )
    filed_as = models.CharField(_("gửi với tư cách"), max_length=15, default="self")  # citizens.actors.Role

    kind = models.CharField(_("về"), max_length=10, choices=CorrectionKind.choices)
    key = models.CharField(
        _("dòng hồ sơ"), max_length=40, blank=True
    )  # the row's public id, or months of a gap
    part = models.CharField(_("phần hồ sơ"), max_length=15, choices=DataClass.choices)
    subject_text = models.CharField(
        _("dòng được báo sai"), max_length=200
    )  # as it read that day; no diagnosis
    field = models.CharField(_("mục"), max_length=30)
    recorded = models.TextField(_("trên hồ sơ"), max_length=500, blank=True)  # in words, the day it was filed
    asked = models.TextField(_("đúng ra là"), max_length=500, blank=True)  # in words
    asked_value = models.JSONField(
        _("giá trị đúng"), null=True, blank=True
    )  # what would be written, if plain
    why = models.TextField(_("vì sao"), max_length=1000, blank=True)

    state = models.CharField(
        _("tình trạng"), max_length=10, choices=CorrectionState.choices, default=CorrectionState.RECEIVED
    )
    filed_at = models.DateTimeField(_("gửi lúc"))
    due_on = models.DateField(_("hạn trả lời"))
    days_left = models.PositiveSmallIntegerField(_("số ngày làm việc còn lại khi chờ"), null=True, blank=True)

    # Two officers for money, accounts and numbers that name a person (T07).
    needs_second = models.BooleanField(_("cần hai cán bộ"), default=False)
    proposed_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cán bộ đề nghị"),
    )
    proposed_at = models.DateTimeField(_("đề nghị lúc"), null=True, blank=True)
    proposed_effect = models.CharField(_("cách sửa"), max_length=10, blank=True)
    # Of a proposal an officer made by themselves: fingerprint of the secret in the person's stop link.
    stop_key = models.CharField(max_length=43, blank=True, editable=False)
    proposed_answer = models.TextField(_("lời trả lời đề nghị"), max_length=1000, blank=True)

    decided_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cán bộ kết luận"),
    )
    decided_at = models.DateTimeField(_("trả lời lúc"), null=True, blank=True)
    effect = models.CharField(
        _("kết quả"),
        max_length=10,
        choices=CorrectionEffect.choices,
        default=CorrectionEffect.NONE,
        blank=True,
    )
    answer = models.TextField(_("trả lời"), max_length=1000, blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("yêu cầu đính chính")
        verbose_name_plural = _("yêu cầu đính chính")
        indexes = [
            models.Index(fields=["citizen", "-filed_at"], name="correction_citizen_newest"),
            models.Index(
                fields=["due_on", "id"], condition=Q(state__in=OPEN_STATES), name="correction_queue"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["citizen", "kind", "key", "field"],
                condition=Q(state__in=OPEN_STATES),
                name="correction_one_open_a_field",
                violation_error_message=_("Mục này đã có yêu cầu đang được xem xét."),
            ),
            models.UniqueConstraint(fields=["stop_key"], condition=~Q(stop_key=""), name="correction_stop_key"),
            one_of("correction_kind_known", "kind", CorrectionKind),
            one_of("correction_state_known", "state", CorrectionState),
            one_of("correction_effect_known", "effect", CorrectionEffect),
            models.CheckConstraint(
                condition=Q(state__in=(*OPEN_STATES, "withdrawn")) | (Q(decided_at__isnull=False) & ~Q(answer="")),
                name="correction_decision_says_why",
                violation_error_message=_("Kết luận phải có ngày và lý do."),
            ),
            models.CheckConstraint(
                condition=Q(state="accepted") & ~Q(effect="") | ~Q(state="accepted") & Q(effect=""),
                name="correction_accepted_has_effect",
            ),
            models.CheckConstraint(
                condition=Q(proposed_by=None, proposed_at=None)
                | Q(proposed_by__isnull=False, proposed_at__isnull=False),
                name="correction_proposal_whole",
            ),
            # SECURITY: one person cannot do both steps, whatever writes the row.
            models.CheckConstraint(
                condition=~Q(state="accepted", needs_second=True)
                | Q(proposed_by__isnull=False, decided_by__isnull=False) & ~Q(proposed_by=F("decided_by")),
                name="correction_two_officers",
                violation_error_message=_("Cần cán bộ thứ hai kết luận."),
            ),
            models.CheckConstraint(
                condition=Q(filed_by=None) | Q(decided_by=None) | ~Q(filed_by=F("decided_by")),
                name="correction_not_by_who_asked",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", days_left__isnull=False) | ~Q(state="waiting"),
                name="correction_waiting_keeps_its_days",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def by_office(self) -> bool:
        """An officer proposed it by themselves; the person did not ask."""
        return self.filed_as == "officer"


class NoteAuthor(models.TextChoices):
    CITIZEN = "citizen", _("Bạn")
    OFFICER = "officer", _("Cơ quan BHXH")
    INTERNAL = "internal", _("Nội bộ")  # between officers; the person does not see it


class CorrectionNote(models.Model):
    """One message of the thread between the person and the office."""

    correction = models.ForeignKey(
        Correction, on_delete=models.CASCADE, related_name="notes", verbose_name=_("yêu cầu")
    )
    author = models.CharField(_("ai viết"), max_length=8, choices=NoteAuthor.choices)
    user = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("tài khoản")
    )
    text = models.TextField(_("nội dung"), max_length=1000)
    at = models.DateTimeField(_("lúc"))

    class Meta:
        verbose_name = _("lời nhắn")
        verbose_name_plural = _("trao đổi")
        constraints = [one_of("correction_note_author_known", "author", NoteAuthor)]

    def __str__(self) -> str:
        return f"{self.correction_id} {self.author}"


class CorrectionFile(models.Model):
    """A paper the person sent with a correction."""

    correction = models.ForeignKey(
        Correction, on_delete=models.CASCADE, related_name="files", verbose_name=_("yêu cầu")
    )
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("tệp"))

    class Meta:
        verbose_name = _("giấy tờ kèm theo")
        verbose_name_plural = _("giấy tờ kèm theo")

    def __str__(self) -> str:
        return str(self.file_id)
