"""Conversations: begin, add a turn, forget. Each belongs to an account, or to the session that began it."""

from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from citizens.limits import DAY, MINUTE, Limit, network_of, take
from citizens.models import User
from support.assistant.conversation import Before, Reply, reply_to
from support.models import Conversation, Turn
from support.models.conversations import KEPT

SESSION_KEY = "conversation"
SAME_TALK = timedelta(minutes=30)
OF_A_SESSION = (Limit(20, MINUTE), Limit(300, DAY))
OF_A_NETWORK = (Limit(120, MINUTE),)  # a school or an office shares one address


def current_conversation(request: HttpRequest) -> Conversation | None:
    """The account's own; for nobody in particular, the one this session began."""
    if isinstance(request.user, User):
        return Conversation.objects.of_account(request.user).first()
    number = request.session.get(SESSION_KEY)
    return Conversation.objects.of_session(number).first() if number else None


def may_ask(request: HttpRequest) -> bool:
    """Counts this question. A session without a key gets one, so that it is counted from its first."""
    if not request.session.session_key:
        request.session.create()
    return take("assistant", request.session.session_key, OF_A_SESSION) and take(
        "assistant-network", network_of(request), OF_A_NETWORK
    )


@transaction.atomic
def ask(request: HttpRequest, question: str) -> Turn:
    """Answer and remember both."""
    signed_in = not isinstance(request.user, AnonymousUser)
    conversation = current_conversation(request) or _begin(request)
    reply: Reply = reply_to(question, signed_in=signed_in, before=_before(conversation))
    turn = Turn.of(conversation, question, reply.as_json())
    turn.save()
    Conversation.objects.filter(pk=conversation.pk).update(last_at=turn.asked_at)
    return turn


def _before(conversation: Conversation) -> Before | None:
    """The last question, while it is still the same talk and was one of ours."""
    last = conversation.turns.order_by("pk").last()
    if last is None or last.asked_at < timezone.now() - SAME_TALK:
        return None
    told = last.reply.get("article", "")
    return Before(last.question, told) if told or last.reply.get("choices") else None


def _begin(request: HttpRequest) -> Conversation:
    if isinstance(request.user, User):
        return Conversation.objects.get_or_create(user=request.user)[0]
    conversation = Conversation.objects.create()
    request.session[SESSION_KEY] = str(conversation.public_id)
    return conversation


def forget(request: HttpRequest) -> None:
    """Delete the conversation and every turn of it."""
    conversation = current_conversation(request)
    if conversation:
        conversation.delete()
    request.session.pop(SESSION_KEY, None)


def purge(now: datetime | None = None) -> int:
    """Remove conversations nobody has continued for 90 days, and turns older than that."""
    before = (now or timezone.now()) - KEPT
    gone, _by_model = Conversation.objects.older_than(before).delete()
    turns, _by_model = Turn.objects.filter(asked_at__lt=before).delete()
    return gone + turns
