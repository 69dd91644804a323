"""Files that somebody at a unit's desk ordered and the worker builds."""

import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from citizens.models import EmployerMember

if TYPE_CHECKING:
    from django.db.models import QuerySet  # noqa: F401


class UnitFileQuerySet(models.QuerySet["UnitFile"]):
    """SECURITY: a file is for who ordered it, as long as they work for the unit: start with `of()`."""

    def of(self, member: EmployerMember) -> Self:
        return self.filter(member=member)

    def newest_first(self) -> Self:
        return self.defer("content").order_by("-pk")

    def unfinished(self) -> Self:
        return self.filter(state__in=["waiting", "building"])


class UnitFile(models.Model):
    """A coverage list as XLSX or CSV, with how far it is."""

    class Format(models.TextChoices):
        XLSX = "xlsx", _("Excel (XLSX)")
        CSV = "csv", _("CSV")

    class State(models.TextChoices):
        WAITING = "waiting", _("đang chờ")
        BUILDING = "building", _("đang tạo")
        READY = "ready", _("đã xong")
        FAILED = "failed", _("không tạo được")

    public_id = models.UUIDField(_("mã"), default=uuid.uuid4, editable=False, unique=True)
    member = models.ForeignKey(
        EmployerMember, on_delete=models.CASCADE, related_name="files", verbose_name=_("người đặt")
    )
    format = models.CharField(_("dạng tệp"), max_length=4, choices=Format.choices)
    choice = models.CharField(_("những người"), max_length=20, blank=True)
    words = models.CharField(_("tìm"), max_length=100, blank=True)
    language = models.CharField(_("ngôn ngữ"), max_length=5, default="vi")
    state = models.CharField(_("tình trạng"), max_length=8, choices=State.choices, default=State.WAITING)
    progress = models.PositiveSmallIntegerField(_("đã xong (%)"), default=0)
    people = models.PositiveIntegerField(_("số người"), null=True, blank=True)
    asked_at = models.DateTimeField(_("yêu cầu lúc"), auto_now_add=True)
    ready_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)
    content = models.BinaryField(default=bytes)

    objects = UnitFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("tệp của đơn vị")
        verbose_name_plural = _("tệp của đơn vị")
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(state__in=["waiting", "building"]),
                name="unit_file_one_at_a_time",
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="unit_file_progress_is_a_percentage"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY

    @property
    def is_under_way(self) -> bool:
        return self.state in {self.State.WAITING, self.State.BUILDING}
