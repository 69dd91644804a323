"""Notices to people inside the site, and how they want to hear of them elsewhere."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from citizens.models.people import Citizen


class Topic(models.TextChoices):
    SECURITY = "security", _("An toàn tài khoản")
    FAMILY = "family", _("Thay mặt người khác")
    REQUESTS = "requests", _("Yêu cầu và câu hỏi của bạn")
    RECORD = "record", _("Thay đổi trong hồ sơ")


class NotificationQuerySet(models.QuerySet["Notification"]):
    def of(self, person: Citizen) -> "NotificationQuerySet":
        return self.filter(citizen=person)

    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at=None)

    def newest_first(self) -> "NotificationQuerySet":
        return self.order_by("-created_at", "-pk")


class Notification(models.Model):
    """One notice. The words come from its kind (citizens/notifications.py), so that it speaks the reader's language."""

    public_id = models.UUIDField(_("mã"), default=uuid.uuid4, editable=False, unique=True)
    citizen = models.ForeignKey(
        Citizen, on_delete=models.CASCADE, related_name="notifications", verbose_name=_("người nhận")
    )
    kind = models.CharField(_("loại"), max_length=30)
    topic = models.CharField(_("chủ đề"), max_length=10, choices=Topic.choices)
    values = models.JSONField(_("chi tiết"), default=dict)
    created_at = models.DateTimeField(_("lúc"), auto_now_add=True)
    read_at = models.DateTimeField(_("đọc lúc"), null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("thông báo")
        verbose_name_plural = _("thông báo")
        indexes = [
            models.Index(fields=["citizen", "-created_at"], name="notification_newest"),
            models.Index(fields=["citizen"], condition=Q(read_at=None), name="notification_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class NoticeChoice(models.Model):
    """Whether a person also wants notices of a topic by e-mail and by SMS. No row: the topic's default."""

    citizen = models.ForeignKey(
        Citizen, on_delete=models.CASCADE, related_name="notice_choices", verbose_name=_("người nhận")
    )
    topic = models.CharField(_("chủ đề"), max_length=10, choices=Topic.choices)
    by_email = models.BooleanField(_("qua e-mail"), default=True)
    by_sms = models.BooleanField(_("qua tin nhắn"), default=False)

    class Meta:
        verbose_name = _("cách nhận thông báo")
        verbose_name_plural = _("cách nhận thông báo")
        constraints = [models.UniqueConstraint(fields=["citizen", "topic"], name="notice_choice_once")]

    def __str__(self) -> str:
        return self.topic


class QuietHours(models.Model):
    """The hours in which a person wants no SMS or e-mail; they may lie over midnight."""

    citizen = models.OneToOneField(
        Citizen,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="quiet_hours",
        verbose_name=_("người nhận"),
    )
    starts_at = models.TimeField(_("từ"))
    ends_at = models.TimeField(_("đến"))

    class Meta:
        verbose_name = _("giờ yên tĩnh")
        verbose_name_plural = _("giờ yên tĩnh")

    def __str__(self) -> str:
        return f"{self.starts_at:%H:%M}–{self.ends_at:%H:%M}"
