"""How a message leaves the house. `MESSAGE_SENDERS` in the settings names one sender for each kind."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import requests
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.module_loading import import_string

TIMEOUT_SECONDS = 10


@dataclass(frozen=True)
class Letter:
    """What is sent: where to, the subject (e-mail only) and the text."""

    kind: str
    address: str
    subject: str
    text: str


class Sender(Protocol):
    def __call__(self, letter: Letter) -> None:
        """Send, or raise: the worker tries again later."""


class NotSentError(Exception):
    """The gateway refused. The message holds a status number only, never an address or a text."""


def console(letter: Letter) -> None:
    """Development: print the message where `make run` was started."""
    print(f"\n-- {letter.kind} → {letter.address} --\n{letter.text}\n", file=sys.stdout, flush=True)  # noqa: T201


def file(letter: Letter) -> None:
    """Development: one file a message under .data/messages, so that a lost terminal loses nothing."""
    folder = Path(settings.DATA_DIR) / "messages"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{timezone.now():%Y%m%d-%H%M%S-%f}-{letter.kind}.txt"
    (folder / name).write_text(f"{letter.address}\n{letter.subject}\n\n{letter.text}\n", encoding="utf-8")


def console_and_file(letter: Letter) -> None:
    console(letter)
    file(letter)


def smtp(letter: Letter) -> None:
    """E-mail through the server of EMAIL_HOST."""
    EmailMessage(letter.subject, letter.text, settings.DEFAULT_FROM_EMAIL, [letter.address]).send()


def http_gateway(letter: Letter) -> None:
    """SMS through a gateway that takes JSON over HTTPS: SMS_GATEWAY_URL, _TOKEN, _FROM."""
    answer = requests.post(
        settings.SMS_GATEWAY_URL,
        json={"from": settings.SMS_GATEWAY_FROM, "to": "+84" + letter.address[1:], "text": letter.text},
        headers={"Authorization": f"Bearer {settings.SMS_GATEWAY_TOKEN}"},
        timeout=TIMEOUT_SECONDS,
        allow_redirects=False,
    )
    if not answer.ok or answer.is_redirect:
        raise NotSentError(f"gateway answered {answer.status_code}")


def unconfigured(letter: Letter) -> None:
    """Production without a gateway: the message waits and is tried again, and the log says so."""
    raise NotSentError("no sender is configured")


def sender_of(kind: str) -> Sender:
    sender: Sender = import_string(settings.MESSAGE_SENDERS[kind])
    return sender
