"""Steps that need two people (T07): what one officer proposed and another decides, and two records becoming one."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citizens.models.accounts import User
from citizens.models.data_requests import new_number
from citizens.models.history import keeps_history
from citizens.models.people import Citizen
from citizens.models.uploads import StoredFile


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def waiting(self) -> Self:
        return self.filter(state="waiting")

    def oldest_first(self) -> Self:
        return self.order_by("due_on", "proposed_at", "pk")


@keeps_history()
class Approval(models.Model):
    """A step that one officer proposed and another must confirm (T07). `citizens.staff.approvals` applies it."""

    class Kind(models.TextChoices):
        IDENTITY = "identity", _("duyệt giấy tờ, mở hồ sơ cho tài khoản")
        MERGE = "merge", _("gộp hai hồ sơ của một người")
        SPLIT = "split", _("tách lại hai hồ sơ đã gộp")

    class State(models.TextChoices):
        WAITING = "waiting", _("chờ người thứ hai")
        APPROVED = "approved", _("đã xác nhận")
        REFUSED = "refused", _("không xác nhận")
        STOPPED = "stopped", _("người dân đã dừng")
        GONE = "gone", _("không còn hiệu lực")

    number = models.CharField(_("số"), max_length=8, unique=True, default=new_number, editable=False)
    kind = models.CharField(_("việc"), max_length=10, choices=Kind.choices)
    target = models.BigIntegerField(editable=False)  # the row it is about, by kind
    # Where it lies, for who may see it: a province's officers see their own; nobody's is the national desk's.
    province = models.ForeignKey(
        "territory.Province", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("tỉnh")
    )
    why = models.CharField(_("lý do đề nghị"), max_length=500, blank=True)
    proposed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("người đề nghị")
    )
    proposed_at = models.DateTimeField(_("đề nghị lúc"), default=timezone.now)
    # The people concerned were told; before this they can still stop it, and nobody confirms.
    ready_at = models.DateTimeField(_("xác nhận được từ"), null=True, blank=True)
    stop_key = models.CharField(
        max_length=43, blank=True, editable=False
    )  # fingerprint of the stop link's secret
    due_on = models.DateField(_("hạn"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người thứ hai"),
    )
    decided_at = models.DateTimeField(_("quyết định lúc"), null=True, blank=True)
    state = models.CharField(_("tình trạng"), max_length=8, choices=State.choices, default=State.WAITING)
    reason = models.CharField(_("lý do"), max_length=200, blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("việc cần hai người")
        verbose_name_plural = _("việc cần hai người")
        indexes = [
            models.Index(fields=["proposed_at"], condition=Q(state="waiting"), name="approval_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "target"], condition=Q(state="waiting"), name="approval_once_at_a_time"
            ),
            models.UniqueConstraint(fields=["stop_key"], condition=~Q(stop_key=""), name="approval_stop_key"),
            # SECURITY: whatever path, role or program it comes by, one account never does both steps.
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                name="approval_needs_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "refused"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="approval_decision_is_somebodys",
            ),
            # SECURITY: the notice comes before the effect.
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(ready_at=None) | Q(decided_at__gte=F("ready_at")),
                name="approval_not_before_it_is_ready",
            ),
        ]

    def __str__(self) -> str:
        return self.number


@keeps_history(exclude=("moved",))
class Merge(models.Model):
    """Two records of one human (gộp sổ): what `retired` held belongs to `kept` from `done_at` to `undone_at`."""

    kept = models.ForeignKey(
        Citizen, on_delete=models.PROTECT, related_name="merges_in", verbose_name=_("hồ sơ giữ lại")
    )
    retired = models.ForeignKey(
        Citizen, on_delete=models.PROTECT, related_name="merges_out", verbose_name=_("hồ sơ gộp vào")
    )
    evidence = models.CharField(_("căn cứ"), max_length=300)
    proposed_at = models.DateTimeField(_("đề nghị lúc"), default=timezone.now)
    done_at = models.DateTimeField(_("gộp lúc"), null=True, blank=True)
    undone_at = models.DateTimeField(_("tách lại lúc"), null=True, blank=True)
    # Rows of each kind before, in words: [{"what": …, "kept": 3, "retired": 2}].
    before = models.JSONField(_("trước khi gộp"), default=list)
    # What was changed, for taking it back (portal/staff/merging/rows.py).
    moved = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("lần gộp hồ sơ")
        verbose_name_plural = _("các lần gộp hồ sơ")
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("retired")), name="merge_of_two"),
            models.CheckConstraint(
                condition=Q(undone_at=None) | Q(done_at__isnull=False), name="merge_undone_was_done"
            ),
            models.UniqueConstraint(
                fields=["retired"],
                condition=Q(done_at__isnull=False, undone_at=None),
                name="merge_retires_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class MergePaper(models.Model):
    """A paper an officer attached to a proposal to merge."""

    merge = models.ForeignKey(
        Merge, on_delete=models.CASCADE, related_name="papers", verbose_name=_("lần gộp")
    )
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("tệp"))

    class Meta:
        verbose_name = _("giấy tờ kèm theo")
        verbose_name_plural = _("giấy tờ kèm theo")

    def __str__(self) -> str:
        return str(self.file_id)
