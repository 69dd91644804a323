"""Messages on their way out. The row is the job: written with what caused it, sent by the worker."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citizens.models.accounts import User
from citizens.models.codes import CodeChallenge
from citizens.models.contacts import ContactKind


class OutboxMessage(models.Model):
    """One SMS or e-mail. Address and text are sealed, and wiped as soon as it is sent or given up."""

    class State(models.TextChoices):
        WAITING = "waiting", _("chờ gửi")
        SENT = "sent", _("đã gửi")
        FAILED = "failed", _("không gửi được")
        DROPPED = "dropped", _("không cần gửi")

    kind = models.CharField(_("qua"), max_length=5, choices=ContactKind.choices)
    topic = models.CharField(_("về việc"), max_length=30)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    challenge = models.ForeignKey(CodeChallenge, on_delete=models.CASCADE, null=True, related_name="messages")
    sealed = models.BinaryField(default=bytes)
    # Of the exact words: recognises a message of ours, and leads back to nobody. Empty where the words name a person.
    text_key = models.CharField(max_length=43, blank=True, editable=False)
    state = models.CharField(_("tình trạng"), max_length=7, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("số lần thử"), default=0)
    due_at = models.DateTimeField(_("gửi từ lúc"), default=timezone.now)
    created_at = models.DateTimeField(_("tạo lúc"), default=timezone.now)
    sent_at = models.DateTimeField(_("gửi lúc"), null=True, blank=True)
    trouble = models.CharField(_("lỗi"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("tin gửi đi")
        verbose_name_plural = _("tin gửi đi")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(sealed=b""), name="outbox_sent_text_is_wiped"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="outbox_due"),
            models.Index(fields=["created_at"], name="outbox_age"),
            models.Index(fields=["text_key"], condition=~Q(text_key=""), name="outbox_words"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.state}"
