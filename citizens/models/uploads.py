"""Files that people sent, as harmless copies: `citizens.uploads` says how they come in and go out."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citizens.models.accounts import User


class StoredFile(models.Model):
    """A sealed copy. Nobody asks for it by itself: the row that links to it decides who may."""

    class State(models.TextChoices):
        HELD = "held", _("đang kiểm tra vi-rút")
        RELEASED = "released", _("đã kiểm tra")
        REFUSED = "refused", _("có vi-rút, đã xóa")

    public_id = models.UUIDField(_("mã"), default=uuid.uuid4, editable=False, unique=True)
    uploaded_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("người gửi")
    )
    kind = models.CharField(_("loại"), max_length=20)  # image/jpeg or application/pdf, told from the content
    pages = models.PositiveSmallIntegerField(_("số trang"), default=1)
    size = models.PositiveIntegerField(_("dung lượng"))
    digest = models.CharField(_("mã băm"), max_length=64)  # SHA-256 of the copy
    state = models.CharField(_("tình trạng"), max_length=8, choices=State.choices)
    content = models.BinaryField(_("nội dung"), null=True)  # sealed
    created_at = models.DateTimeField(_("lúc"), default=timezone.now)
    scanned_at = models.DateTimeField(_("kiểm tra lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("tệp đã gửi")
        verbose_name_plural = _("tệp đã gửi")
        indexes = [models.Index(fields=["created_at"], condition=Q(state="held"), name="file_held")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="refused", content=None) | (~Q(state="refused") & Q(content__isnull=False)),
                name="file_refused_is_wiped",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["image/jpeg", "application/pdf"]), name="file_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def is_picture(self) -> bool:
        return self.kind == "image/jpeg"

    @property
    def is_held(self) -> bool:
        return self.state == self.State.HELD

    @property
    def is_released(self) -> bool:
        return self.state == self.State.RELEASED

    @property
    def file_name(self) -> str:
        """Random, as nothing of the sender's name for it is kept."""
        return f"{self.public_id}.{'jpg' if self.is_picture else 'pdf'}"
