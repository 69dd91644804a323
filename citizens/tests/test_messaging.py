"""The outbox: retries, giving up, no text left behind, senders by configuration."""

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from citizens.messaging import outbox, senders
from citizens.messaging.senders import Letter
from citizens.tests.helpers import later

pytestmark = pytest.mark.django_db
kept: list[Letter] = []


def keep(letter: Letter) -> None:
    kept.append(letter)


def refuse(letter: Letter) -> None:
    raise ConnectionError(f"gateway down for {letter.address}")


@pytest.fixture(autouse=True)
def fresh(settings):
    kept.clear()
    settings.MESSAGE_SENDERS = dict.fromkeys(("phone", "email"), "citizens.tests.test_messaging.keep")


def put(**fields):
    return outbox.queue(kind="phone", address="0912345678", subject="s", text="xin chào", topic="t", **fields)


def test_a_message_is_sent_once_and_wiped() -> None:
    row = put()
    assert b"0912345678" not in bytes(row.sealed)
    assert (outbox.deliver_due(), outbox.deliver_due()) == (1, 0)
    assert kept == [Letter("phone", "0912345678", "s", "xin chào")]
    row.refresh_from_db()
    assert (row.state, bytes(row.sealed)) == ("sent", b"")


def test_a_message_is_tried_again_with_growing_pauses_and_then_given_up(settings) -> None:
    settings.MESSAGE_SENDERS["phone"] = "citizens.tests.test_messaging.refuse"
    row = put()
    pauses = []
    for _ in range(outbox.MOST_ATTEMPTS):
        with later(seconds=sum(pauses)):
            assert outbox.deliver_due() == 1
            row.refresh_from_db()
            pauses.append(round((row.due_at - timezone.now()).total_seconds()) + 1)
    assert pauses[:5] == [6, 16, 46, 136, 406]
    assert (row.state, row.attempts, bytes(row.sealed), row.trouble) == ("failed", 6, b"", "ConnectionError")


def test_one_broken_message_does_not_hold_the_others(settings) -> None:
    settings.MESSAGE_SENDERS["email"] = "citizens.tests.test_messaging.refuse"
    outbox.queue(kind="email", address="a@b.vn", subject="", text="x", topic="t")
    put()
    assert outbox.deliver_due() == 2
    assert len(kept) == 1


def test_a_dropped_message_is_never_sent() -> None:
    put(drop=True)
    assert outbox.deliver_due() == 0


def test_old_rows_go() -> None:
    put()
    outbox.deliver_due()
    put(drop=True)
    assert outbox.purge() == 1
    with later(days=31):
        assert outbox.purge() == 1


def test_the_worker_does_what_is_due_and_ends(capsys) -> None:
    put()
    call_command("work", "--once")
    assert len(kept) == 1


def test_smtp_sends_plain_text() -> None:
    senders.smtp(Letter("email", "a@vidu.vn", "Chào", "Nội dung"))
    assert (mail.outbox[0].to, mail.outbox[0].body) == (["a@vidu.vn"], "Nội dung")


def test_the_gateway_is_asked_with_its_token_and_must_agree(settings, monkeypatch) -> None:
    settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_TOKEN = "https://sms.example/send", "token"
    asked = {}

    class Answer:
        ok, is_redirect, status_code = True, False, 200

    def post(url, **options):
        asked.update(options, url=url)
        return Answer

    monkeypatch.setattr(senders.requests, "post", post)
    senders.http_gateway(Letter("phone", "0912345678", "", "mã"))
    assert asked["json"]["to"] == "+84912345678"
    assert asked["headers"] == {"Authorization": "Bearer token"}
    assert asked["timeout"] and asked["allow_redirects"] is False
    Answer.ok, Answer.status_code = False, 503
    with pytest.raises(senders.NotSentError, match="503"):
        senders.http_gateway(Letter("phone", "0912345678", "", "mã"))


def test_development_writes_files(settings, tmp_path, capsys) -> None:
    settings.DATA_DIR = tmp_path
    senders.console_and_file(Letter("phone", "0912345678", "", "mã 123"))
    assert "mã 123" in capsys.readouterr().out
    assert "mã 123" in next((tmp_path / "messages").iterdir()).read_text()


def test_production_without_a_gateway_sends_nothing() -> None:
    with pytest.raises(senders.NotSentError):
        senders.unconfigured(Letter("phone", "0912345678", "", "x"))
