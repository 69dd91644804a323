"""Guarding the public look-ups: identities nobody has, and what was noticed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LookupCanary(models.Model):
    """A number that belongs to nobody and is told to nobody: who asks for it is trying numbers out."""

    number_key = models.CharField(max_length=43, primary_key=True)  # fingerprint of the number
    note = models.CharField(_("ghi chú"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("số bẫy")
        verbose_name_plural = _("số bẫy")

    def __str__(self) -> str:
        return self.note or "canary"


class LookupAlarm(models.Model):
    """Somebody is trying numbers out. Written at once, told to auditors and administrators; it names no person and
    no address. Two alarms with the same mark came from one network."""

    class Reason(models.TextChoices):
        CANARY = "canary", _("hỏi một số bẫy")
        FLOOD = "flood", _("quá nhiều lượt hỏi")

    reason = models.CharField(_("vì"), max_length=8, choices=Reason.choices)
    question = models.CharField(_("trang"), max_length=20)
    network_key = models.CharField(_("dấu của mạng"), max_length=43)
    note = models.CharField(_("ghi chú của số bẫy"), max_length=100, blank=True)
    at = models.DateTimeField(_("lúc"), default=timezone.now, db_index=True)
    looked_at = models.DateTimeField(_("đã xem xét lúc"), null=True, blank=True)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người xem xét"),
    )
    conclusion = models.CharField(_("kết luận"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("báo động tra cứu")
        verbose_name_plural = _("báo động tra cứu")
        indexes = [models.Index(fields=["at"], condition=Q(looked_at=None), name="lookup_alarm_waiting")]

    def __str__(self) -> str:
        return self.get_reason_display()
