"""The queue: `queue()` beside the change that causes a message, `deliver_due()` in the worker.

A row is locked while it is sent and skipped by other workers. A crash between sending and noting it sends the
message twice, never not at all.
"""

import json
import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from citizens.messaging.senders import Letter, sender_of
from citizens.models import CodeChallenge, Contact, ContactKind, OutboxMessage, User
from citizens.secrets import fingerprint, seal, unseal

logger = logging.getLogger("portal.outbox")

MOST_ATTEMPTS = 6
# After each failure: 5 s, 15 s, 45 s, 135 s, 405 s. A code sent after the last one is still good.
FIRST_PAUSE, PAUSE_GROWTH = timedelta(seconds=5), 3
KEEP = timedelta(days=30)
# SECURITY: messages whose words hold a number of a person's record: to confirm the words would confirm the number.
NAMES_A_PERSON = frozenset({"lookup"})


def queue(
    *,
    kind: str,
    address: str,
    subject: str,
    text: str,
    topic: str,
    user: User | None = None,
    challenge: CodeChallenge | None = None,
    drop: bool = False,
) -> OutboxMessage:
    """Write a message to be sent. With `drop` it costs the same and is never sent (an unknown number)."""
    letter = json.dumps({"address": address, "subject": str(subject), "text": str(text)})
    sealed = seal(letter.encode())
    state = OutboxMessage.State.DROPPED if drop else OutboxMessage.State.WAITING
    return OutboxMessage.objects.create(
        kind=kind,
        topic=topic,
        user=user,
        challenge=challenge,
        sealed=b"" if drop else sealed,
        text_key="" if drop or topic in NAMES_A_PERSON else text_key(str(text)),
        state=state,
    )


def text_key(text: str) -> str:
    """Of the exact words, whatever a copy did to the spaces between them."""
    return fingerprint("outbox words", " ".join(text.split()))


def was_sent(text: str) -> bool:
    """Whether we sent these very words to somebody in the last month. To whom is not known here."""
    return OutboxMessage.objects.filter(text_key=text_key(text), state=OutboxMessage.State.SENT).exists()


def tell_everywhere(user: User, *, subject: str, text: str, topic: str) -> None:
    """The same notice to every verified channel of an account."""
    for contact in user.contacts.verified():
        tell(contact, subject=subject, text=text, topic=topic)


def tell(contact: Contact, *, subject: str, text: str, topic: str) -> None:
    queue(
        kind=contact.kind, address=contact.value, subject=subject, text=text, topic=topic, user=contact.user
    )


def deliver_due(most: int = 50) -> int:
    """Send what is due, oldest first. Returns how many were tried."""
    for count in range(most):
        if not _deliver_one():
            return count
    return most


@transaction.atomic
def _deliver_one() -> bool:
    now = timezone.now()
    message = (
        OutboxMessage.objects.select_for_update(skip_locked=True)
        .filter(state=OutboxMessage.State.WAITING, due_at__lte=now)
        .order_by("due_at", "pk")
        .first()
    )
    if message is None:
        return False
    message.attempts += 1
    try:
        sender_of(message.kind)(letter_of(message))
    except Exception as error:  # noqa: BLE001 - whatever a gateway does, the next message must go out
        _failed(message, type(error).__name__)
    else:
        message.state, message.sent_at, message.sealed, message.trouble = (
            OutboxMessage.State.SENT,
            now,
            b"",
            "",
        )
    message.save()
    return True


def letter_of(message: OutboxMessage) -> Letter:
    return Letter(kind=message.kind, **json.loads(unseal(message.sealed)))


def _failed(message: OutboxMessage, trouble: str) -> None:
    # SECURITY: the class of the error only; its text may quote an address or a code.
    message.trouble = trouble[:60]
    logger.warning("a message was not sent", extra={"count": message.attempts})
    if message.attempts >= MOST_ATTEMPTS:
        message.state, message.sealed = OutboxMessage.State.FAILED, b""
    else:
        message.due_at = timezone.now() + FIRST_PAUSE * PAUSE_GROWTH ** (message.attempts - 1)


def drop_codes_of(challenge: CodeChallenge) -> None:
    """The code was used: what has not gone out need not."""
    challenge.messages.filter(state=OutboxMessage.State.WAITING).update(
        state=OutboxMessage.State.DROPPED, sealed=b""
    )


def purge() -> int:
    """Forget messages of last month, and at once those that were never to go. Run by the worker."""
    old = OutboxMessage.objects.filter(created_at__lt=timezone.now() - KEEP)
    void = OutboxMessage.objects.filter(state=OutboxMessage.State.DROPPED)
    return old.delete()[0] + void.delete()[0]


EMAIL, PHONE = ContactKind.EMAIL, ContactKind.PHONE
