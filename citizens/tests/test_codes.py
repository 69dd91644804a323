"""One-time codes: rows T15 and T16 of security.md."""

import threading

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from citizens import limits
from citizens.accounts import codes
from citizens.accounts.codes import Purpose
from citizens.messaging import outbox
from citizens.models import CodeChallenge, OutboxMessage
from citizens.tests.factories import make_citizen, make_contact
from citizens.tests.helpers import later, letters, newest_code, user_of

pytestmark = pytest.mark.django_db
PHONE = "0912345678"


@pytest.fixture
def owner():
    citizen = make_citizen()
    make_contact(citizen.user, "phone", PHONE)
    return citizen.user


def ask(client: Client, login: str = PHONE, **extra):
    return client.post(reverse("accounts:code-request"), {"login": login, "kind": "phone"}, **extra)


def give(client: Client, code: str):
    return client.post(reverse("accounts:code-confirm"), {"code": code})


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


@pytest.mark.parametrize(("minutes", "opens"), [(0, True), (10, True), (14, True), (15, False), (16, False)])
def test_a_late_code_works_and_an_old_one_does_not(client, owner, minutes, opens) -> None:
    ask(client)
    code = newest_code()
    with later(minutes=minutes, seconds=1 if minutes == 15 else 0):
        give(client, code)
        assert (user_of(client) is not None) is opens


def test_the_earlier_of_two_codes_still_works(client, owner) -> None:
    ask(client)
    first = newest_code()
    with later(minutes=2):
        ask(client)
        assert len(letters("code_sign_in")) == 2
        give(client, first)
    assert user_of(client) == str(owner.pk)


def test_a_code_is_bound_to_the_session_that_asked(client, owner) -> None:
    never_asked, asked_before = Client(), Client()
    ask(asked_before)  # has a challenge of its own, older than the one whose code it tries
    with later(minutes=2):
        ask(client)
        code = newest_code()
        for other in (never_asked, asked_before):
            give(other, code)
            assert user_of(other) is None
        give(client, code)
    assert user_of(client) == str(owner.pk)


def test_a_code_is_bound_to_its_purpose(client, owner) -> None:
    ask(client)
    code = newest_code()
    session = client.session
    for purpose in (Purpose.STEP_UP, Purpose.ADD_CONTACT, Purpose.REGISTER):
        assert not codes.check_code(session, purpose, code).right
    assert codes.check_code(session, Purpose.SIGN_IN, code).right


def test_the_sixth_try_fails_with_the_right_code(client, owner) -> None:
    ask(client)
    code = newest_code()
    for left in (4, 3, 2, 1):
        assert f"còn {left} lần" in give(client, wrong(code)).content.decode()
    assert "lấy mã mới" in give(client, wrong(code)).content.decode()
    give(client, code)
    assert user_of(client) is None


def test_a_code_works_once(client, owner) -> None:
    ask(client)
    code = newest_code()
    session = client.session
    assert codes.check_code(session, Purpose.SIGN_IN, code).right
    assert not codes.check_code(session, Purpose.SIGN_IN, code).right


@pytest.mark.django_db(transaction=True)
def test_of_two_parallel_uses_exactly_one_wins(client, owner) -> None:
    ask(client)
    code, session, won = newest_code(), client.session, []

    def use() -> None:
        won.append(codes.check_code(session, Purpose.SIGN_IN, code).right)
        connection.close()

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False, False, False, True]


def test_a_code_in_the_database_cannot_be_read(client, owner) -> None:
    ask(client)
    code = newest_code()
    challenge = CodeChallenge.objects.get()
    assert code not in str(challenge.codes) and code not in str(client.session.items())
    assert code.encode() not in bytes(OutboxMessage.objects.get().sealed)


def test_nothing_of_a_message_stays_after_it_is_sent_or_used(client, owner, settings) -> None:
    settings.MESSAGE_SENDERS = dict.fromkeys(("phone", "email"), "citizens.tests.test_messaging.keep")
    ask(client)
    code = newest_code()
    outbox.deliver_due()
    assert bytes(OutboxMessage.objects.get().sealed) == b""
    give(client, code)
    assert CodeChallenge.objects.get().codes == []


# -- T15: bombing and cost


def test_one_number_gets_one_a_minute_five_an_hour_ten_a_day(owner) -> None:
    """A bombardment of 30 hours, each time from other sessions and other networks."""
    sent: list[int] = []
    for minute in range(0, 30 * 60, 20):
        with later(minutes=minute):
            for _ in range(2):
                before = OutboxMessage.objects.filter(state="waiting").count()
                ask(Client(REMOTE_ADDR=f"203.0.{minute // 250}.{minute % 250}"))
                sent += [minute] * (OutboxMessage.objects.filter(state="waiting").count() - before)
    for first in sent:
        assert len([m for m in sent if m == first]) == 1
        assert len([m for m in sent if first <= m < first + 60]) <= 5
        assert len([m for m in sent if first <= m < first + 24 * 60]) <= 10
    assert 10 < len(sent) <= 20  # and the owner gets theirs again the next day


def test_one_network_sends_to_few_numbers(owner) -> None:
    for number in range(40):
        phone = f"09000000{number:02d}"
        make_contact(make_citizen().user, "phone", phone)
        ask(Client(REMOTE_ADDR=f"2001:db8:1:1::{number:x}"), phone)
    assert OutboxMessage.objects.filter(state="waiting").count() == 30


def test_the_budget_of_the_house_opens_the_breaker(settings) -> None:
    settings.CODE_BUDGET_PER_HOUR = {"phone": 3, "email": 3}
    for number in range(6):
        phone = f"09000000{number:02d}"
        make_contact(make_citizen().user, "phone", phone)
        ask(Client(REMOTE_ADDR=f"198.51.100.{number}"), phone)
    assert OutboxMessage.objects.filter(state="waiting").count() == 3


def test_a_limit_is_exact_under_parallel_use() -> None:
    assert [limits.take("x", 1, [limits.Limit(3, limits.HOUR)]) for _ in range(5)] == [True] * 3 + [False] * 2
    limits.give_back("x", 1, [limits.Limit(3, limits.HOUR)])
    assert limits.take("x", 1, [limits.Limit(3, limits.HOUR)])
    with later(hours=1, seconds=1):
        assert limits.take("x", 1, [limits.Limit(3, limits.HOUR)])
    assert limits.purge() == 0
    with later(hours=3):
        assert limits.purge() > 0


def test_without_its_store_a_limit_refuses(client, owner, monkeypatch) -> None:
    """Rule 7: what cannot be counted is not allowed."""
    monkeypatch.setattr(limits, "TAKE", "SELECT 1 / 0 WHERE %(key)s <> %(now)s::text")
    client.raise_request_exception = False
    with transaction.atomic():
        assert ask(client).status_code == 500
        transaction.set_rollback(True)
    assert not letters()
