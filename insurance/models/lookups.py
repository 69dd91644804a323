"""Guarding the public look-ups: identities nobody has, and what was noticed."""

from django.db import models
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
    """Somebody is trying numbers out. Written at once; it names no person and no address."""

    class Reason(models.TextChoices):
        CANARY = "canary", _("hỏi một số bẫy")
        FLOOD = "flood", _("quá nhiều lượt hỏi")

    reason = models.CharField(_("vì"), max_length=8, choices=Reason.choices)
    question = models.CharField(_("trang"), max_length=20)
    network_key = models.CharField(_("dấu của mạng"), max_length=43)
    at = models.DateTimeField(_("lúc"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("báo động tra cứu")
        verbose_name_plural = _("báo động tra cứu")

    def __str__(self) -> str:
        return f"{self.reason} {self.at:%Y-%m-%d %H:%M}"
