"""What the tests of accounts share: signing in, codes as a person reads them, a fresh proof, a moved clock."""

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from unittest import mock

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from citizens.messaging import outbox
from citizens.messaging.senders import Letter
from citizens.models import OutboxMessage, User
from citizens.tests.factories import PASSWORD, show_second_factor


def letters(topic: str = "") -> list[Letter]:
    """What waits to be sent, oldest first."""
    rows = OutboxMessage.objects.filter(state=OutboxMessage.State.WAITING).order_by("pk")
    return [outbox.letter_of(row) for row in rows if row.topic == topic or not topic]


def newest_code(purpose: str = "sign_in", address: str = "") -> str:
    found = [letter for letter in letters(f"code_{purpose}") if letter.address == address or not address]
    match = re.search(r"\b\d{6}\b", found[-1].text)
    assert match
    return match[0]


def stop_link() -> str:
    """The path of the newest link that stops something."""
    found = [re.search(r"https?://[^/]+(/\S*dung-lai/\S+)", letter.text) for letter in letters()]
    return [match[1] for match in found if match][-1]


def sign_in(client: Client, login: str, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": login, "password": password})


def sign_in_staff(client: Client, user: User) -> None:
    """The password, and what a second factor leaves in the session."""
    sign_in(client, user.username)
    show_second_factor(client, user)


def step_up(client: Client, password: str = PASSWORD):
    return client.post(reverse("account_reauthenticate"), {"way": "password", "password": password})


def user_of(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def is_in(client: Client, user: User) -> bool:
    """Whether this browser is signed in as this account now: asked of a page, not of the session."""
    response = client.get(reverse("accounts:security"))
    return response.status_code == 200 and response.wsgi_request.user == user


@contextmanager
def later(**span: float) -> Iterator[None]:
    """The clock of `timezone.now` and of `time.time`, moved forward."""
    moved = timedelta(**span)
    now, seconds = timezone.now, time.time
    with (
        mock.patch("django.utils.timezone.now", lambda: now() + moved),
        mock.patch("time.time", lambda: seconds() + moved.total_seconds()),
    ):
        yield


class Clock:
    """The true clock, on which waiting costs no time: what would be slept is added to it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.slept = 0.0
        monkeypatch.setattr("citizens.accounts.steady.time", self)

    def perf_counter(self) -> float:
        return time.perf_counter() + self.slept

    def sleep(self, seconds: float) -> None:
        self.slept += seconds


def auc(hits: Sequence[float], misses: Sequence[float]) -> float:
    """How well the time tells the two apart: 0.5 not at all, 1 always. 2,000 of each scatter by 0.009 (T13)."""
    ranked = sorted([(seconds, True) for seconds in hits] + [(seconds, False) for seconds in misses])
    ranks = sum(rank for rank, (_seconds, hit) in enumerate(ranked, 1) if hit)
    value = (ranks - len(hits) * (len(hits) + 1) / 2) / (len(hits) * len(misses))
    return max(value, 1 - value)
