"""Mandates by consent, questions, proofs, downloads, notices and the overview, through the site."""

import importlib.util
import io
import json
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import get_current_timezone, localdate

from citizens import access_log, exports
from citizens.accounts import notices
from citizens.actors import Actor, DataClass, Purpose, Reach, Role
from citizens.asking import MANDATE_KEY
from citizens.models import (
    AccessEntry,
    AccessQuestion,
    Citizen,
    Consent,
    DataExport,
    DataRequest,
    Mandate,
    Notification,
    OutboxMessage,
)
from citizens.notifications import after_quiet_hours, is_quiet, notify, notify_many
from citizens.tests.factories import (
    give_fresh_proof,
    make_citizen,
    make_consent,
    make_contact,
    make_household,
)
from insurance.history import ParticipationRecord
from insurance.models import PaymentState, Scheme
from insurance.overview import overview
from insurance.rules.months import add_months, month_of
from insurance.tests.factories import make_card, make_period

pytestmark = pytest.mark.django_db
MANDATES = reverse("citizens:mandates")


def signed_in(person: Citizen) -> Client:
    client = Client()
    client.force_login(person.user)
    give_fresh_proof(client, person.user)
    return client


def officer_reads(person: Citizen, times: int = 1) -> None:
    for _ in range(times):
        actor = Actor(
            Role.OFFICER, frozenset({DataClass.IDENTITY}), None, "canbo1",
            reach=Reach(province_id=person.province_id), unit="BHXH cơ sở thử", purpose=Purpose.OFFICE,
        )  # fmt: skip
        with actor.at_work():
            assert Citizen.objects.for_actor(actor).get(pk=person.pk) == person


# -- Mandates


def invite(mother: Client, number: str, **data: Any) -> Any:
    answers = {"number": number, "scope": ["participation"], "months": 3, **data}
    return mother.post(reverse("citizens:mandate-invite"), answers, follow=True)


def test_an_invitation_is_confirmed_used_and_revoked() -> None:
    mother, son = make_citizen(full_name="Phạm Thị Mẹ"), make_citizen(full_name="Phạm Văn Con")
    hers, his = signed_in(mother), signed_in(son)
    invite(hers, son.bhxh_number)
    assert "Phạm Văn Con" not in hers.get(MANDATES).content.decode(), "a number must not turn into a name"
    mandate = Mandate.objects.get()
    assert his.post(reverse("citizens:act-for-adult", args=[mandate.public_id])).status_code == 404
    his.post(reverse("citizens:mandate-confirm", args=[mandate.public_id]))
    key = his.session.session_key
    his.post(reverse("citizens:act-for-adult", args=[mandate.public_id]))
    assert his.session.session_key != key
    page = his.get(reverse("insurance:overview")).content.decode()
    assert "Bạn đang xem hồ sơ của <strong>Phạm Thị Mẹ</strong>" in page
    hers.post(reverse("citizens:mandate-revoke", args=[mandate.public_id]))
    assert his.get(reverse("insurance:overview")).status_code == 403
    assert [n.kind for n in Notification.objects.of(son)] == ["mandate_invited", "mandate_revoked"]


def test_giving_and_taking_a_mandate_ask_for_a_fresh_proof_and_ending_one_does_not() -> None:
    mother, son = make_citizen(), make_citizen()
    mandate = make_consent(mother, son, confirmed_at=None)
    stale = Client()  # a stolen cookie has no more than this
    asked = reverse("account_reauthenticate")
    for person, url in (
        (mother, reverse("citizens:mandate-invite")),
        (son, reverse("citizens:mandate-confirm", args=[mandate.public_id])),
    ):
        stale.force_login(person.user)
        answer = stale.post(url, {"number": son.bhxh_number, "scope": ["participation"], "months": 3})
        assert answer.url.startswith(f"{asked}?next=%2Fca-nhan%2Fnguoi-phu-thuoc%2F")
    assert Mandate.objects.get().confirmed_at is None
    assert stale.post(reverse("citizens:mandate-confirm", args=[uuid4()])).status_code == 404
    stale.post(reverse("citizens:mandate-revoke", args=[mandate.public_id]))
    assert not Mandate.objects.standing().exists()


def test_an_unknown_number_is_answered_like_a_known_one() -> None:
    mother, son = make_citizen(), make_citizen()
    client = signed_in(mother)
    known = invite(client, son.bhxh_number).content.decode()
    Mandate.objects.all().delete()
    unknown = invite(client, "0000000000").content.decode()

    def plain(page: str, number: str) -> str:
        import re

        return re.sub(r'[0-9a-f-]{36}|value="\w+"', "", page.replace(number, ""))

    assert plain(known, son.bhxh_number) == plain(unknown, "0000000000")


@pytest.mark.parametrize("data", [{"months": 13}, {"scope": []}, {"scope": ["access_log"]}, {"number": "12"}])
def test_what_may_not_be_granted_is_refused(data: dict[str, Any]) -> None:
    response = invite(signed_in(make_citizen()), data.pop("number", "7500000000"), **data)
    assert response.status_code == 400
    assert Mandate.objects.count() == 0


def test_at_most_five_invitations_wait() -> None:
    client = signed_in(make_citizen())
    for number in range(7):
        invite(client, f"900000000{number}")
    assert Mandate.objects.count() == 5


def test_a_child_is_opened_from_the_household_and_another_ones_is_not_there() -> None:
    parent, stranger = make_citizen(), make_citizen()
    child = make_citizen(user=None, birth_date=localdate() - timedelta(days=3000), full_name="Bé Na")
    grown = make_citizen(user=None, birth_date=localdate() - timedelta(days=366 * 17))
    make_household(parent, child, grown)
    client = signed_in(parent)
    (line,) = client.get(MANDATES).context["children"]
    assert line.child == child
    assert signed_in(stranger).post(reverse("citizens:act-for-child"), {"child": line.key}).status_code == 404
    client.post(reverse("citizens:act-for-child"), {"child": line.key})
    assert MANDATE_KEY in client.session
    assert client.get(MANDATES).status_code == 403, "acting, one makes no further mandates"
    client.post(reverse("citizens:stop-acting"))
    client.post(reverse("citizens:mandate-revoke", args=[Mandate.objects.get().public_id]))
    assert client.post(reverse("citizens:act-for-child"), {"child": line.key}).status_code == 404
    client.post(reverse("citizens:act-for-child"), {"child": line.key, "again": "1"})
    assert Mandate.objects.standing().count() == 1


# -- Who looked


def test_a_look_shows_at_once_can_be_questioned_and_is_answered() -> None:
    person = make_citizen()
    officer_reads(person)
    client = signed_in(person)
    page = client.get(reverse("citizens:access-log")).content.decode()
    assert "canbo1" in page
    assert "BHXH cơ sở thử" in page
    entry = AccessEntry.objects.get()
    client.post(reverse("citizens:access-question", args=[entry.public_id]), {"text": "Vì sao?"})
    question = AccessQuestion.objects.get()
    assert (question.citizen, question.entry, question.state) == (person, entry, "open")
    assert question.number in client.get(reverse("citizens:access-log")).content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_asks_a_constant_number_of_questions(count: int, django_assert_num_queries: Any) -> None:
    person = make_citizen()
    officer_reads(person, count)
    client = signed_in(person)
    # session, account with its person, unit of work (begin, commit), count, entries
    with django_assert_num_queries(6):
        client.get(reverse("citizens:access-log"))


def checker() -> Any:
    path = Path(__file__).resolve().parent.parent / "tools" / "check_access_proof.py"
    spec = importlib.util.spec_from_file_location("check_access_proof", path)
    module = importlib.util.module_from_spec(spec)  # type: ignore[arg-type]
    spec.loader.exec_module(module)  # type: ignore[union-attr]
    return module.check


def test_a_downloaded_proof_checks_out_and_a_changed_one_does_not() -> None:
    person, other = make_citizen(), make_citizen()
    for each in (other, person, other, person, other):
        officer_reads(each)
    access_log.seal_pending()
    proof = json.loads(signed_in(person).get(reverse("citizens:access-log-download")).content)
    assert len(proof["entries"]) == 2
    assert checker()(proof) == []
    for change in (
        lambda p: p["entries"][0]["content"].update(unit="x"),
        lambda p: p["months"][p["entries"][0]["month"]]["links"].pop(),
        lambda p: p["entries"][1].update(seal="0" * 64),
    ):
        broken = json.loads(json.dumps(proof))
        change(broken)
        assert checker()(broken) != []


# -- My data


def test_everything_is_in_the_download_with_the_figures_of_the_screen() -> None:
    person = make_citizen(full_name="=Nguy Hiểm", phone="0912345678")
    make_period(person, date(2020, 1, 1), 14)
    client = signed_in(person)
    client.post(reverse("citizens:export-order"))
    client.post(reverse("citizens:export-order"))
    assert DataExport.objects.count() == 1
    assert (
        "hx-trigger" in client.get(reverse("citizens:my-data")).content.decode().split('id="export"')[1][:200]
    )
    assert exports.build_waiting() == 1
    export = DataExport.objects.get()
    answer = client.get(reverse("citizens:export-download", args=[export.public_id]))
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    whole = json.loads(archive.read("du-lieu.json"))
    assert whole["tong-thoi-gian"][0]["Thời gian đã đóng"] == "1 năm 2 tháng"
    assert whole["qua-trinh-tham-gia"][0]["Thời gian"] == "1 năm 2 tháng"
    assert "'=Nguy Hiểm" in archive.read("thong-tin-ca-nhan.csv").decode("utf-8-sig")
    (entry,) = AccessEntry.objects.all()
    assert (entry.role, entry.purpose, entry.subject) == ("system", "export", person)
    assert signed_in(make_citizen()).get(answer.request["PATH_INFO"]).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_progress_of_a_file_is_seen_while_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def step(actor: Actor) -> list[Any]:
        seen.append(DataExport.objects.values_list("progress", flat=True)[0])
        return []

    monkeypatch.setattr(exports, "_exporters", {"a": step, "b": step, "c": step})
    exports.order(make_citizen(), "vi")
    exports.build_waiting()
    assert seen == [5, 30, 60]
    assert DataExport.objects.get().progress == 100


def test_a_failed_build_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    person = make_citizen()
    exports.order(person, "vi")
    monkeypatch.setattr(exports, "zip_of", lambda tables: 1 / 0)
    exports.build_waiting()
    assert DataExport.objects.get().state == "failed"
    assert "gọi 1900 9068" in signed_in(person).get(reverse("citizens:my-data")).content.decode()


def test_a_consent_is_provable_and_withdrawn() -> None:
    person = make_citizen()
    client = signed_in(person)
    client.post(reverse("citizens:consent"), {"topic": "messages", "give": "1"})
    consent = Consent.objects.get()
    from citizens.data_requests import CONSENT_TEXTS

    assert consent.text_hash == CONSENT_TEXTS["messages"].text_hash
    client.post(reverse("citizens:consent"), {"topic": "messages"})
    consent.refresh_from_db()
    assert consent.withdrawn_at is not None
    assert client.post(reverse("citizens:consent"), {"topic": "khac", "give": "1"}).status_code == 404


def test_without_the_consent_nothing_leaves_the_site_but_what_concerns_safety() -> None:
    person, other = make_citizen(), make_citizen()
    for one in (person, other):
        make_contact(one.user, "email")
    client = signed_in(person)

    def sent() -> int:
        return OutboxMessage.objects.filter(topic__startswith="notice-").count()

    notify(person, "export_ready")
    assert sent() == 0
    client.post(reverse("citizens:consent"), {"topic": "messages", "give": "1"})
    assert notify_many([person.pk, other.pk, make_citizen(user=None).pk], "record_changed") == 2
    assert sent() == 1
    client.post(reverse("citizens:consent"), {"topic": "messages"})
    notify(person, "export_ready")
    assert sent() == 1
    notices.tell(person.user, "Có lần đăng nhập từ thiết bị mới", topic="new_device")
    assert sent() == 1
    assert OutboxMessage.objects.filter(topic="new_device").count() == 1
    kinds = [n.kind for n in Notification.objects.of(person).newest_first()]
    assert kinds == ["new_device", "export_ready", "record_changed", "export_ready"]
    assert "Chưa chắc chắn" in client.get(reverse("citizens:my-data")).content.decode()  # terms of Decree 356


@pytest.mark.parametrize(
    ("last_day", "says"),
    [(400, ""), (20, "ngày là hết hạn."), (-1, "Hôm nay thẻ bảo hiểm y tế không dùng được")],
)
def test_the_overview_says_until_when_the_card_runs(last_day: int, says: str) -> None:
    person = make_citizen()
    make_period(person, date(2020, 1, 1), 12)
    end = localdate() + timedelta(days=last_day)
    make_card(person, date(2020, 1, 1), end + timedelta(days=1))
    page = signed_in(person).get(reverse("insurance:overview")).content.decode()
    assert date_format(end) in page
    assert says in page
    assert ("Không có việc gì cần bạn để ý" in page) == (not says)
    # Who may see the months and not the card sees no card.
    holder = make_citizen()
    mandate = make_consent(person, holder)
    client = signed_in(holder)
    client.post(reverse("citizens:act-for-adult", args=[mandate.public_id]))
    page = client.get(reverse("insurance:overview"))
    assert page.status_code == 200
    assert date_format(end) not in page.content.decode()


def test_a_request_has_its_deadlines() -> None:
    person = make_citizen()
    signed_in(person).post(reverse("citizens:my-data"), {"kind": "correct", "text": "Sai năm sinh"})
    request = DataRequest.objects.get()
    assert request.received_on < request.acknowledge_by < request.due_on
    assert Notification.objects.count() == 0


# -- Notices


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [(time(21, 29), False), (time(21, 30), True), (time(3), True), (time(6, 59), True), (time(7), False)],
)
def test_quiet_hours_over_midnight(moment: time, quiet: bool) -> None:
    assert is_quiet(moment, time(21, 30), time(7)) is quiet


def test_in_quiet_hours_messages_wait_for_the_morning() -> None:
    person = make_citizen()
    night = datetime(2026, 11, 23, 23, 15, tzinfo=get_current_timezone())
    assert after_quiet_hours(person, night) == datetime(2026, 11, 24, 7, 0, tzinfo=get_current_timezone())


def test_the_bell_counts_what_is_unread() -> None:
    person = make_citizen()
    notify(person, "export_ready")
    client = signed_in(person)
    bell = reverse("citizens:bell")
    assert ">1<" in client.get(bell, headers={"HX-Request": "true"}).content.decode()
    client.post(reverse("citizens:notifications-read"))
    assert client.get(bell, headers={"HX-Request": "true"}).content.decode().strip() == ""
    assert client.get(bell).status_code == 302


# -- Overview


def standing(*periods: tuple[str, int, int, str], today: date) -> Any:
    """Periods as (scheme, months before today's month, length, state)."""
    person = make_citizen()
    for scheme, before, length, state in periods:
        make_period(person, add_months(month_of(today), -before), length, scheme=scheme, payment_state=state)
    record = ParticipationRecord(list(person.participation_periods.all()))
    return overview(record, today)


def test_the_overview_says_what_the_months_say() -> None:
    today = date(2026, 11, 23)
    found = standing(
        (Scheme.BHXH, 12, 12, PaymentState.PAID), (Scheme.BHYT, 12, 14, PaymentState.PAID), today=today
    )
    assert (found.social.runs, found.social.certain, found.social.last_month) == (
        True,
        False,
        date(2026, 10, 1),
    )
    assert (found.health.runs, found.health_until) == (True, date(2027, 1, 1))
    assert found.paid == "1 năm"
    gone = standing((Scheme.BHXH, 12, 10, PaymentState.PAID), today=today)
    assert (gone.social.runs, gone.health.runs, gone.health_until) == (False, False, None)


# -- Leaving nothing behind, telling nothing


def test_signing_out_clears_the_browser() -> None:
    client = signed_in(make_citizen())
    assert client.get(reverse("insurance:overview"))["Cache-Control"] == "no-store"
    answer = client.post(reverse("account_logout"))
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in Client().get(reverse("portal:home"))


@pytest.mark.parametrize(
    "name", ["insurance:overview", "citizens:mandates", "citizens:access-log", "citizens:my-data"]
)
def test_an_error_tells_nothing_but_a_reference_that_is_in_the_log(
    name: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    person = make_citizen()
    client = signed_in(person)
    client.raise_request_exception = False

    def crash(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError(f"secret {person.bhxh_number} SELECT * FROM citizens_citizen")

    monkeypatch.setattr("django.template.backends.django.Template.render", crash_once(crash))
    answer = client.get(reverse(name))
    body = answer.content.decode()
    assert answer.status_code == 500
    for secret in (
        person.bhxh_number,
        "SELECT",
        "RuntimeError",
        "Traceback",
        "/citizens/",
        "citizens_citizen",
    ):
        assert secret not in body
    reference = answer["X-Request-ID"]
    assert reference in body
    assert any(record.getMessage() == "unhandled exception" for record in caplog.records)


def crash_once(crash: Any) -> Any:
    """The page's own template fails; the error page after it does not."""
    from django.template.backends.django import Template

    render, crashed = Template.render, []

    def maybe(self: Template, *args: Any, **kwargs: Any) -> Any:
        if not crashed:
            crashed.append(True)
            crash()
        return render(self, *args, **kwargs)

    return maybe
