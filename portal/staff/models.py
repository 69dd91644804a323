"""What officers did to several rows at once, kept for a short time so that they can take it back."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class BulkStep(models.Model):
    """`before`: row -> the fields that changed, as they were. `after`: row -> digest of the whole row, as it was left.

    A row whose digest is another one by now was changed since, and is left alone.
    """

    public_id = models.UUIDField(_("mã"), default=uuid.uuid4, editable=False, unique=True)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("cán bộ")
    )
    label = models.CharField(_("danh mục"), max_length=80)  # app.model
    action = models.CharField(_("việc"), max_length=60)
    before = models.JSONField(_("trước"))
    after = models.JSONField(_("sau"))
    done_at = models.DateTimeField(_("làm lúc"), default=timezone.now)
    undone_at = models.DateTimeField(_("hoàn tác lúc"), null=True, blank=True)

    class Meta:
        app_label = "portal"
        verbose_name = _("việc làm hàng loạt")
        verbose_name_plural = _("việc làm hàng loạt")
        indexes = [models.Index(fields=["done_at"], name="bulk_step_age")]

    def __str__(self) -> str:
        return f"{self.label} {self.action}"
