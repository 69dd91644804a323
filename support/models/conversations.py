"""Conversations with the assistant: private, kept for 90 days, deletable by whose they are."""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citizens.secrets import seal, unseal
from support.querysets import ConversationQuerySet

KEPT = timedelta(days=90)


class Conversation(models.Model):
    """Of an account, or of nobody: then only the session that began it knows its number."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField(_("bắt đầu lúc"), default=timezone.now)
    last_at = models.DateTimeField(_("lần cuối"), default=timezone.now)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        verbose_name = _("cuộc trò chuyện")
        verbose_name_plural = _("cuộc trò chuyện")
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(user__isnull=False), name="conversation_one_an_account"
            ),
        ]
        indexes = [models.Index(fields=["last_at"], name="conversation_age")]

    def __str__(self) -> str:
        return str(self.public_id)


class Turn(models.Model):
    """A question and what was answered. The question is sealed: people tell the assistant about their health.

    `reply` names what was said (an article, a fixed phrase, a kind of personal answer) and repeats no figure of a
    person's record: those are read anew when the conversation is shown.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="turns")
    asked_at = models.DateTimeField(_("lúc"), default=timezone.now)
    sealed_question = models.BinaryField()
    reply = models.JSONField()

    class Meta:
        verbose_name = _("lượt hỏi đáp")
        verbose_name_plural = _("lượt hỏi đáp")
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def question(self) -> str:
        return unseal(self.sealed_question).decode()

    @classmethod
    def of(cls, conversation: Conversation, question: str, reply: dict[str, Any]) -> "Turn":
        """A new turn, not saved."""
        return cls(conversation=conversation, sealed_question=seal(question.encode()), reply=reply)
