"""Work of two people, counter mode, the first page with its queues and figures."""

from datetime import date, timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate, now

from citizens.accounts import proof_of_work
from citizens.models import AccessEntry, Approval, Citizen, CounterVisit, DataRequest, Officer, StaffAlert
from citizens.staff import approvals
from citizens.staff.roles import set_roles
from citizens.tests.factories import make_citizen, make_employer, make_officer, make_user, staff_client
from enterprises.models import RowDispute
from enterprises.tests.factories import make_member
from insurance.models import LookupAlarm
from insurance.tests.factories import make_card, make_period
from portal.staff import board
from portal.tests.test_staff_people import officer_client, open_it, page_of, request_of
from support.models import CallbackSlot, Conversation, Turn
from support.tests.factories_requests import make_booking, make_request, make_slot
from territory import counting
from territory.models import DayCount

pytestmark = pytest.mark.django_db
INDEX = reverse("admin:index")


def test_one_account_never_does_both_steps() -> None:
    first, second = make_officer("75").user, make_officer("75").user
    step = approvals.propose(kind=Approval.Kind.IDENTITY, target=1, province_id="75", officer=first)
    with pytest.raises(approvals.SecondPersonNeededError):
        approvals.confirm(step, first)
    # By whatever path: the database refuses it.
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.filter(pk=step.pk).update(decided_by=first, decided_at=now(), state="approved")
    with pytest.raises(IntegrityError), transaction.atomic():
        approvals.propose(kind=Approval.Kind.IDENTITY, target=1, province_id="75", officer=second)
    assert approvals.confirm(step, second).state == "approved"
    with pytest.raises(approvals.SecondPersonNeededError):
        approvals.confirm(step, second)


def begin(client: Client, person: Citizen, **fields):
    data = {"present": "on", "agreed": "on", "first": "insurance:card", **fields}
    return client.post(page_of(person, "counter"), {key: value for key, value in data.items() if value})


def test_at_the_counter_the_officer_uses_the_persons_pages_until_it_ends() -> None:
    person = make_citizen(full_name="Phạm Thị Quầy", province_code="75")
    other = make_citizen(full_name="Phạm Thị Khác", province_code="75")
    make_period(person, date(2021, 1, 1))
    make_card(person, localdate() - timedelta(30), localdate() + timedelta(30))
    client = officer_client("support")
    asked = client.get(page_of(person, "counter")).content.decode()
    assert "P. T. Quầy" in asked and person.full_name not in asked
    for missing in ({"present": ""}, {"agreed": ""}):
        assert begin(client, person, **missing).status_code == 400
    assert not CounterVisit.objects.exists()
    assert begin(client, person).url == reverse("insurance:card")
    visit = CounterVisit._base_manager.get()
    card = client.get(reverse("insurance:card")).content.decode()
    assert person.full_name in card and "Tại quầy" in card and "Kết thúc, in phiếu" in card
    until = timezone.localtime(visit.ends_at).strftime("%H:%M")
    assert f"(đến {until})" in card and "data-card-save" not in card  # nothing stays on the officer's machine
    assert person.full_name in client.get(INDEX).content.decode()  # and the officer's own pages say it too
    assert "Tại quầy" in client.get(reverse("insurance:participation-history")).content.decode()
    # Visits to the doctor, the person's settings and their mandates stay closed.
    closed = client.get(reverse("insurance:visit-list"), {"xem": "1"})
    assert closed.status_code == 403 and "không mở khi làm giúp tại quầy" in closed.content.decode()
    piece = client.get(reverse("insurance:visit-list"), {"xem": "1"}, headers={"HX-Request": "true"})
    assert "xem=1" in piece["HX-Redirect"]  # a fragment cannot hold the answer
    for closed in ("citizens:mandates", "citizens:my-data", "citizens:notice-settings"):
        assert client.get(reverse(closed)).status_code == 403
    assert other.full_name not in card
    entry = AccessEntry.objects.filter(subject=person).latest("pk")
    assert (entry.role, entry.purpose) == ("counter", f"counter_mode {visit.number}")
    ended = client.post(reverse("citizens:stop-acting"))
    receipt = client.get(ended.url).content.decode()
    assert visit.number in receipt and person.full_name in receipt
    assert receipt.count("thẻ BHYT") == 1  # what was opened, each part once
    assert client.get(reverse("insurance:card")).status_code == 404
    assert officer_client("support").get(ended.url).status_code == 404
    own = Client()
    own.force_login(person.user)
    assert visit.number in own.get(reverse("citizens:access-log")).content.decode()


def test_counter_mode_ends_by_itself_and_never_leaves_the_province() -> None:
    person = make_citizen(province_code="75")
    client = officer_client("records")
    begin(client, person)
    assert client.get(reverse("insurance:card")).status_code == 200
    CounterVisit._base_manager.update(
        began_at=now() - timedelta(hours=2), ends_at=now() - timedelta(minutes=1)
    )
    ended = client.get(reverse("insurance:card"))
    assert ended.status_code == 403 and "đã kết thúc" in ended.content.decode()
    assert client.get(reverse("insurance:card")).status_code == 404
    elsewhere = make_citizen(province_code="79")
    assert begin(client, elsewhere).url == reverse("admin:citizens_citizen_changelist")
    assert officer_client("auditor", None).get(page_of(person, "counter")).status_code == 403
    officer = make_officer("75", roles=["records"])
    me = make_citizen(user=officer.user, province_code="75")
    mine = Client()
    mine.force_login(officer.user)
    begin(mine, person)
    set_roles(officer.user, ["content"])
    assert mine.get(reverse("insurance:card")).status_code == 403
    set_roles(officer.user, ["records"])
    assert begin(mine, me).status_code == 400
    assert StaffAlert.objects.filter(kind="oneself").exists()


def test_the_first_page_lists_what_waits_oldest_due_first() -> None:
    person = make_citizen(province_code="75")
    late, soon = request_of(person), request_of(make_citizen(province_code="75"))
    DataRequest.objects.filter(pk=late.pk).update(
        received_on=localdate() - timedelta(30), acknowledge_by=localdate() - timedelta(20),
        due_on=localdate() - timedelta(10),
    )  # fmt: skip
    request_of(make_citizen(province_code="79"))
    assert soon.due_on > localdate()
    response = officer_client().get(INDEX)
    rows = {str(row.title): row for row in response.context["queues"]}
    row = rows["Yêu cầu về dữ liệu cá nhân"]
    assert (row.count, row.overdue, row.oldest) == (2, 1, localdate() - timedelta(10))
    assert response.context["queues"][0] == row
    for role, offered in (("records", True), ("support", True), ("places", False), ("auditor", False)):
        first = text_at(officer_client(role, None if role == "auditor" else "75"), INDEX)
        assert (f'href="{reverse("accounts:counter")}"' in first) is offered, role
    titles = set(rows)
    assert "Cảnh báo về việc xem hồ sơ" not in titles and "Yêu cầu đính chính" in titles
    for row in rows.values():
        assert officer_client().get(row.url).status_code in (200, 302)
    auditor = officer_client("auditor", None).get(INDEX).context["queues"]
    assert {str(row.title) for row in auditor} == {
        "Cảnh báo về việc xem hồ sơ",
        "Báo động tra cứu: có người dò số",
    }
    assert officer_client("content", None).get(INDEX).context["queues"] == []


def test_figures_of_few_people_are_not_told_and_late_units_stay_in_their_province() -> None:
    cache.clear()
    here, there = make_employer("75"), make_employer("79")
    for unit in (here, there):
        make_period(make_citizen(), date(2024, 1, 1), employer=unit, payment_state="late")
    records = {str(card.title): card for card in officer_client().get(INDEX).context["cards"]}
    assert records["Đơn vị đang chậm đóng"].count == 1
    listed = officer_client().get(records["Đơn vị đang chậm đóng"].url).content.decode()
    assert here.name in listed and there.name not in listed
    talk = Conversation.objects.create()
    Turn.objects.bulk_create(Turn.of(talk, "x", {"phrase": "unsure"}) for _ in range(board.TOO_FEW - 1))
    page = officer_client("content", None).get(INDEX)
    card = next(card for card in page.context["cards"] if "trợ lý" in str(card.title))
    assert (
        not card.is_told and "dưới 10" in page.content.decode() and not any(bar.height for bar in card.bars)
    )
    cache.clear()
    Turn.objects.create(conversation=talk, sealed_question=b"", reply={"phrase": "outside"})
    card = next(
        c for c in officer_client("content", None).get(INDEX).context["cards"] if "trợ lý" in str(c.title)
    )
    assert card.is_told and card.count == board.TOO_FEW and card.bars[-1].height == board.HEIGHT


@pytest.mark.parametrize("count", [1, 12])
def test_the_first_page_asks_a_constant_number_of_questions(
    count: int, django_assert_max_num_queries
) -> None:
    cache.clear()
    for _ in range(count):
        request_of(make_citizen(province_code="75"))
    client = staff_client(None)
    client.get(INDEX)
    with django_assert_max_num_queries(40):
        client.get(INDEX)


def test_an_auditor_closes_an_alert_and_never_one_about_themselves() -> None:
    person = make_citizen(province_code="75")
    curious = make_officer("75", roles=["records"])
    home = Client()
    home.force_login(curious.user)
    make_citizen(user=None)
    person.user = make_officer("75").user
    person.save()
    open_it(home, person)
    alert = StaffAlert.objects.get()
    auditor = officer_client("auditor", None)
    change = reverse("admin:citizens_staffalert_change", args=[alert.pk])
    assert auditor.get(change).status_code == 200
    assert auditor.post(change, {"conclusion": "Có lý do"}).status_code == 302
    alert.refresh_from_db()
    assert alert.looked_by is not None and alert.conclusion == "Có lý do"
    with pytest.raises(IntegrityError), transaction.atomic():
        StaffAlert.objects.filter(pk=alert.pk).update(looked_by=curious.user)


def text_at(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_who_tries_numbers_out_is_told_to_auditors_and_administrators(client: Client) -> None:
    """T12: an alarm nobody hears of is none. Records officers do not see it; nothing on it says who was asked about."""
    call_command("plant_canary", "7500000001", note="để ở tờ rơi giả")
    proof = proof_of_work.make("lookup", bits=1)
    answer = next(str(n) for n in range(99) if proof_of_work.solved(proof, str(n), "lookup"))
    given = {"number": "7500000001", "full_name": "Chim Yến", "birth_date": "20/05/1990"}
    asked = client.post(reverse("lookups:card"), {**given, "proof": proof, "proof_answer": answer})
    assert asked.status_code == 200
    alarm = LookupAlarm.objects.get()
    waiting = "Báo động tra cứu: có người dò số"
    assert waiting not in text_at(officer_client("records"), INDEX)
    for role in ("national", "auditor"):
        member = officer_client(role, None)
        row = next(row for row in member.get(INDEX).context["queues"] if str(row.title) == waiting)
        assert (row.count, row.url) == (1, reverse("admin:insurance_lookupalarm_changelist") + "?xong=khong")
        one = reverse("admin:insurance_lookupalarm_change", args=[alarm.pk])
        for path in (row.url, one, reverse("admin:waiting-list")):
            told = text_at(member, path)
            assert "để ở tờ rơi giả" in told and "7500000001" not in told and "127.0.0.1" not in told
    assert member.post(one, {"conclusion": "Kẻ dò số, đã chặn mạng"}).status_code == 302
    alarm.refresh_from_db()
    assert alarm.looked_at and alarm.looked_by == Officer.objects.latest("pk").user
    assert not any(row.count for row in member.get(INDEX).context["queues"])
    LookupAlarm.objects.create(reason="flood", question="card", network_key="x" * 43)
    data = {"action": "mark_looked_at", "_selected_action": [LookupAlarm.objects.latest("pk").pk]}
    member.post(reverse("admin:insurance_lookupalarm_changelist"), {**data, "bulk_confirmed": "1"})
    assert not LookupAlarm.objects.filter(looked_at=None).exists()


WAITING = reverse("admin:waiting-list")


def waiting_rows() -> list[Any]:
    """One of each: a call of yesterday, a dispute due tomorrow, a claim, and a request of people that is late."""
    person, unit = (
        make_citizen(province_code="75", full_name="Lý Thị Chờ"),
        make_employer("75", name="Xưởng Chờ"),
    )
    today = localdate()
    call = make_booking(person, slot=make_slot("75", hours=3))
    CallbackSlot.objects.filter(pk=call.slot_id).update(starts_at=now() - timedelta(days=20))
    dispute = RowDispute.objects.create(
        number="PD-26-00000001", citizen=person, employer=unit, subject_text="x", side="worker", reason="x",
        opened_at=now(), due_on=today + timedelta(days=9),
    )  # fmt: skip
    claim = make_member(unit, person, basis="claimed", confirmed_at=None)
    late = request_of(person)
    DataRequest.objects.filter(pk=late.pk).update(
        received_on=today - timedelta(40), acknowledge_by=today - timedelta(35), due_on=today - timedelta(30)
    )
    return [late, call, claim, dispute]


def test_one_list_holds_every_kind_oldest_due_first_and_says_late_in_words() -> None:
    late, call, _claim, dispute = waiting_rows()
    client = officer_client()
    response = client.get(WAITING)
    items = response.context["items"]
    page = response.content.decode()
    assert [item.words for item in items] == [
        late.number,
        call.number,
        "Xưởng Chờ",
        f"{dispute.number} · Xưởng Chờ",
    ]
    assert [item.is_late for item in items] == [True, True, False, False]
    assert (page.count("QUÁ HẠN") == 2 and "chờ" in items[2].clock) or items[2].clock == "đến hôm nay"
    # It names nobody, so nobody's log says that they were looked at.
    assert "Lý Thị Chờ" not in page and not AccessEntry.objects.exists()
    for item in items:
        assert client.get(item.url).status_code in (200, 302), item
    only = client.get(WAITING, {"loai": "phan-doi"}).context
    assert [item.words for item in only["items"]] == [f"{dispute.number} · Xưởng Chờ"]
    assert str(only["asked"].title).startswith("Phản đối")
    assert [item.words for item in client.get(WAITING, {"muon": "1"}).context["items"]] == [
        late.number,
        call.number,
    ]
    # Another province, and a role without queues: nothing, and words that say so.
    assert officer_client(province="79").get(WAITING).context["items"] == []
    assert "Không có việc nào đang chờ bạn" in officer_client("content", None).get(WAITING).content.decode()


@pytest.mark.parametrize("times", [1, 6])
def test_the_one_list_asks_a_constant_number_of_questions(times: int, django_assert_max_num_queries) -> None:
    for _ in range(times):
        waiting_rows_of_requests()
    client = staff_client(None)
    client.get(WAITING)
    with django_assert_max_num_queries(35):
        client.get(WAITING)


def waiting_rows_of_requests() -> None:
    request_of(make_citizen(province_code="75"))
    make_request(make_citizen(province_code="75"))


# -- Figures


def card_of(client: Client, words: str) -> Any:
    return next(card for card in client.get(INDEX).context["cards"] if words in str(card.title))


def test_sign_ins_are_counted_as_they_happen_by_province_and_few_are_not_told(
    django_capture_on_commit_callbacks,
) -> None:
    here, there = (make_citizen(user=make_user(), province_code=code) for code in ("75", "79"))
    office, nation = officer_client(), officer_client("national", None)
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(9):
            Client().force_login(here.user)
        Client().force_login(there.user)
    card = card_of(office, "đăng nhập của người dân")
    assert (card.count, card.is_told, card.bars[-1].height) == (9, False, 0)
    page = office.get(card.url)
    assert page.context["provinces"] == [] and "dưới 10" in page.content.decode()
    assert ">9<" not in page.content.decode() and ">9<" not in office.get(INDEX).content.decode()
    # Signing out takes nothing off, and the tenth is told.
    UserSession.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        Client().force_login(here.user)
    card = card_of(office, "đăng nhập của người dân")
    assert (card.count, card.is_told, card.bars[-1].height) == (10, True, board.HEIGHT)
    assert card_of(nation, "đăng nhập của người dân").count == 11
    # One gap alone would be the sum less the others.
    lines = nation.get(card.url).context["provinces"]
    assert [(line.count, line.is_told) for line in lines] == [(10, False), (1, False)]
    for stranger in (officer_client("content", None), officer_client("places")):
        assert stranger.get(card.url).status_code == 404
    assert office.get(reverse("admin:day-counts", args=["can-bo"])).status_code == 404


def test_look_ups_and_looks_of_officers_are_counted_and_a_count_only_grows(
    django_capture_on_commit_callbacks,
) -> None:
    person = make_citizen(province_code="75")
    client = officer_client()
    with django_capture_on_commit_callbacks(execute=True):
        open_it(client, person)
        Client().get(reverse("lookups:employer"), {"q": "0300000000"})
    looks, lookups = (counting.by_day(what, localdate()) for what in ("record-look", "look-up"))
    assert looks[localdate()] == AccessEntry.objects.count() >= 1
    assert lookups == {localdate(): 1} and counting.by_province("look-up", localdate()) == {"": 1}
    for spoiled in (
        lambda: DayCount.objects.update(number=0),
        lambda: DayCount.objects.all().delete(),
        lambda: DayCount.objects.update(day=localdate() - timedelta(days=1)),
    ):
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            spoiled()


BIG = ("citizens_citizen", "insurance_participationperiod", "citizens_accessentry", "territory_daycount")


def test_no_figure_of_the_first_page_scans_a_big_table() -> None:
    """The planner is told that reading a table from end to end costs more than anything: it still must find a way."""
    client = staff_client(None)
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        client.get(INDEX)
    looked, scans = 0, []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for query in asked.captured_queries:
            sql = query["sql"]
            if sql.startswith("SELECT") and any(f'"{table}"' in sql for table in BIG):
                looked += 1
                cursor.execute(f"EXPLAIN {sql}")
                plan = "\n".join(row[0] for row in cursor.fetchall())
                scans += [f"{table}: {sql[:200]}" for table in BIG if f"Seq Scan on {table}" in plan]
    assert looked > 3 and scans == []
