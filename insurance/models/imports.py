"""Files of records brought in: which, when, by whom, and what became of them."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citizens.actors import Actor


class ImportKind(models.TextChoices):
    PARTICIPATION = "participation", _("Quá trình tham gia")
    CARDS = "cards", _("Thẻ BHYT")
    BENEFITS = "benefits", _("Quyền lợi đã hưởng")
    ADJUSTMENTS = "adjustments", _("Điều chỉnh mức hưởng hằng tháng")
    VISITS = "visits", _("Khám chữa bệnh")
    NOTICES = "notices", _("Thông báo C12-TS của đơn vị")
    UNIT_PAYMENTS = "unit_payments", _("Tiền nộp của đơn vị")


class ImportState(models.TextChoices):
    WAITING = "waiting", _("Đã nhận tệp")
    RUNNING = "running", _("Đang làm")
    REFUSED = "refused", _("Có lỗi, chưa nhập gì")
    CHECKED = "checked", _("Đã kiểm tra, chưa nhập")
    DONE = "done", _("Đã nhập")


class ImportTask(models.TextChoices):
    """What the worker is to do with a file that was sent on a page."""

    CHECK = "check", _("kiểm tra")
    APPLY = "apply", _("nhập")


# What changes how much somebody is paid takes two people (T07).
AMOUNTS = (ImportKind.BENEFITS, ImportKind.ADJUSTMENTS)


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    def of_staff(self, actor: Actor) -> Self:
        """The runs a member of staff may list: their own, and all of them with the whole country to look after."""
        if actor.user_id is None:
            return self.none()
        return self if actor.reach.nationwide else self.filter(created_by=actor.user_id)

    def for_second(self, actor: Actor) -> Self:
        """Checked files of amounts that wait for this member of staff: not who sent them, with the whole country."""
        if not actor.reach.nationwide:
            return self.none()
        checked = self.filter(kind__in=AMOUNTS, state=ImportState.CHECKED, created_by__isnull=False)
        return checked.exclude(created_by=actor.user_id)

    def for_worker(self) -> Self:
        """Files sent on a page that wait, or whose run was broken off."""
        return (
            self.exclude(task="").filter(state__in=[ImportState.WAITING, ImportState.RUNNING]).order_by("pk")
        )


class ImportBatch(models.Model):
    """One file on its way in. History events of the rows it wrote carry its `public_id`."""

    public_id = models.UUIDField(_("mã lần nhập"), default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("loại dữ liệu"), max_length=20, choices=ImportKind.choices)
    file_name = models.CharField(_("tên tệp"), max_length=200)
    digest = models.CharField(_("SHA-256 của tệp"), max_length=64)
    source = models.CharField(_("nguồn"), max_length=8)
    state = models.CharField(
        _("tình trạng"), max_length=8, choices=ImportState.choices, default=ImportState.WAITING
    )
    created_at = models.DateTimeField(_("bắt đầu lúc"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người nhập"),
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người xác nhận"),
    )
    imported_at = models.DateTimeField(_("nhập xong lúc"), null=True, blank=True)
    headings = models.JSONField(_("tiêu đề cột"), default=list)
    loaded = models.PositiveIntegerField(_("số dòng đã đọc"), default=0)
    new_rows = models.PositiveIntegerField(_("dòng mới"), default=0)
    changed_rows = models.PositiveIntegerField(_("dòng đổi"), default=0)
    same_rows = models.PositiveIntegerField(_("dòng như cũ"), default=0)
    removed_rows = models.PositiveIntegerField(_("dòng bỏ"), default=0)
    error_rows = models.PositiveIntegerField(_("dòng lỗi"), default=0)
    task = models.CharField(_("việc"), max_length=5, choices=ImportTask.choices, blank=True)
    trouble = models.CharField(_("lỗi của cả tệp"), max_length=300, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("lần nhập dữ liệu")
        verbose_name_plural = _("nhập dữ liệu")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["kind", "digest"], name="import_batch_file")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="done", imported_at__isnull=False)
                | (~Q(state="done") & Q(imported_at=None)),
                name="import_done_says_when",
            ),
            # SECURITY: T07, whatever writes the row. A file of the command line has no sender.
            models.CheckConstraint(
                condition=~Q(state="done", kind__in=AMOUNTS, created_by__isnull=False)
                | (Q(confirmed_by__isnull=False) & ~Q(confirmed_by=models.F("created_by"))),
                name="import_of_amounts_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {timezone.localtime(self.created_at):%d/%m/%Y %H:%M}"

    @property
    def is_at_work(self) -> bool:
        return self.state in (ImportState.WAITING, ImportState.RUNNING)
