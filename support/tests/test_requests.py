"""Requests: sent once, followed by their owner alone, answered in time, and never told to anybody else."""

import io
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate
from PIL import Image

from citizens.accounts import proof_of_work
from citizens.actors import Actor, DataClass, Reach, Role
from citizens.models import Allowance, Notification, StoredFile
from citizens.tests.factories import make_citizen, make_contact, make_employer, make_officer, make_ward
from citizens.tests.helpers import later, letters
from support.exports import support_tables
from support.models import Author, RequestState, SupportRequest
from support.models.followed import code_of
from support.requests import references, services, terms
from support.requests.forms import PURPOSE
from support.tests.factories_requests import make_request
from territory.workdays import working_days_until

pytestmark = pytest.mark.django_db
NEW, FOLLOW = "/ho-tro/yeu-cau/moi/", "/ho-tro/yeu-cau/theo-doi/"
SECRET = "Tôi bị tiểu đường và mất giấy ra viện"


def proof() -> dict[str, str]:
    """A puzzle of ours, solved."""
    puzzle = proof_of_work.make(PURPOSE, bits=1)
    return next(
        {"proof": puzzle, "proof_answer": str(number)}
        for number in range(1000)
        if proof_of_work.solved(puzzle, str(number), PURPOSE)
    )


def data(**changes: Any) -> dict[str, Any]:
    return {"category": "question", "text": SECRET, "channel": "site", "submission": "s1", **changes}


def picture() -> SimpleUploadedFile:
    target = io.BytesIO()
    Image.new("RGB", (30, 20), "white").save(target, "JPEG")
    return SimpleUploadedFile("../bệnh án.jpg", target.getvalue(), "image/jpeg")


# -- Sending


def test_a_person_sends_one_with_a_paper_and_reads_it_in_the_thread(client: Client) -> None:
    person = make_citizen()
    make_contact(person.user, "email", "lan@vidu.vn")
    client.force_login(person.user)
    form = client.get(NEW).content.decode()
    assert "được giữ 2 năm sau" in form
    assert "l…@vidu.vn" in form
    assert "lan@vidu.vn" not in form
    posted = data(channel="email", papers=[picture()], category="record")
    # T30: what is no field of the form is not taken.
    response = client.post(
        NEW, {**posted, "state": "answered", "citizen": "1", "rating": "5", "due_on": "2030-01-01"}
    )
    row = SupportRequest.objects.get()
    assert (row.citizen, row.province_id, row.state, row.rating) == (person, person.province_id, "open", None)
    assert row.due_on == terms.due_on("record", localdate())
    assert row.number.startswith("YC-")
    here = reverse("support:request-detail", args=[row.public_id])
    assert response.headers["Location"] == here
    page = client.get(here)
    text = page.content.decode()
    assert SECRET in text
    assert row.number in text
    assert page.headers["Cache-Control"] == "no-store"
    assert SECRET not in re.search(r"<title>.*?</title>", text, re.S)[0]  # type: ignore[index]
    paper = re.search(r'href="([^"]+/tep/[^"]+)"', text)
    assert paper
    file = client.get(paper[1])
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert "bệnh án" not in file.headers["Content-Disposition"]
    (letter,) = letters("support")
    assert letter.address == "lan@vidu.vn"
    assert row.number in letter.text
    assert "tiểu đường" not in letter.text + letter.subject


def test_hostile_files_are_refused_and_nothing_is_filed(client: Client) -> None:
    client.force_login(make_citizen().user)
    for content in (b"<svg onload=alert(1)>", b"%PDF-1.7 broken", b"MZ\x90"):
        response = client.post(NEW, data(papers=[SimpleUploadedFile("a.jpg", content, "image/jpeg")]))
        assert response.status_code == 422
    many = client.post(NEW, data(papers=[picture() for _ in range(4)]))
    assert many.status_code == 422
    assert (SupportRequest.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_a_stranger_gets_a_number_and_a_code_and_comes_back_with_them(client: Client) -> None:
    make_ward("75")
    response = client.post(
        NEW, data(**proof(), channel="email", address="la@vidu.vn", province="75", category="place")
    )
    row = SupportRequest.objects.get()
    assert (row.citizen, row.province_id, row.contact) == (None, "75", ("email", "la@vidu.vn"))
    here = reverse("support:request-followed", args=[row.public_id])
    assert response.headers["Location"] == here
    page = client.get(here).content.decode()
    assert row.number in page
    assert row.spoken_code in page
    assert row.spoken_code in letters("support")[0].text
    other = Client()
    assert other.get(here).status_code == 404
    opened = other.post(FOLLOW, {"number": row.number.lower(), "code": row.spoken_code.lower(), **proof()})
    assert opened.headers["Location"] == here
    assert SECRET in other.get(here).content.decode()
    other.post(here, {"do": "write", "text": "Tôi nhớ thêm: tháng 5."})
    assert [m.author for m in row.messages.all()] == ["person", "person"]


def test_words_are_sealed_in_every_table(client: Client) -> None:
    row = make_request(text=SECRET)
    services.note(row, SECRET, None)
    with connection.cursor() as cursor:
        for table in ("supportrequest", "supportrequestevent", "requestmessage", "internalnote"):
            cursor.execute(f"SELECT t::text FROM support_{table} t")
            assert all(
                "tiểu đường" not in line[0] and "nguoila" not in line[0] for line in cursor.fetchall()
            ), table


def test_an_answer_a_question_and_a_new_hand_are_told_without_a_word_of_it() -> None:
    officer = make_officer("75").user
    row = make_request(channel="phone", contact=("phone", "0912345678"))
    services.ask_back(row, "Bạn cho biết tên công ty.", officer)
    services.write(row, "Công ty Mây Trắng")
    services.answer(row, "Sổ của bạn đã chốt.", officer)
    assert len(letters("support")) == 3
    assert not any("Mây" in letter.text or "chốt" in letter.text for letter in letters("support"))
    person = make_citizen()
    mine = make_request(person)
    services.answer(mine, "Xong.", officer)
    assert [n.kind for n in Notification.objects.of(person)] == ["support_answered"]


def test_messages_to_one_address_are_few() -> None:
    for _ in range(5):
        make_request()
    assert len(letters("support")) == 3


# -- Once, and in order


@pytest.mark.django_db(transaction=True)
def test_fifty_presses_of_one_form_are_one_request() -> None:
    person = make_citizen()
    browser = Client()
    browser.force_login(person.user)
    cookie = browser.cookies["sessionid"].value if "sessionid" in browser.cookies else None

    def press(_number: int) -> str:
        try:
            twin = Client()
            if cookie:
                twin.cookies["sessionid"] = cookie
            else:
                twin.force_login(person.user)
            return twin.post(NEW, data()).headers.get("Location", "")
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        places = set(pool.map(press, range(50)))
    row = SupportRequest.objects.get()
    assert places == {reverse("support:request-detail", args=[row.public_id])}
    assert row.messages.count() == 1


@pytest.mark.django_db(transaction=True)
def test_withdrawing_while_an_answer_is_written_ends_in_one_legal_state() -> None:
    officer = make_officer("75").user

    def race(step: Any) -> bool:
        try:
            step()
        except services.NotNowError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        for _round in range(40):
            row = make_request(channel="site", contact=None)
            steps = (
                lambda r=row: services.withdraw(r),
                lambda r=row: services.answer(r, "Đã xong.", officer),
            )
            results = list(pool.map(race, steps))
            row.refresh_from_db()
            assert sum(results) == 1
            assert row.state == ("withdrawn" if results[0] else "answered")
            assert row.messages.filter(author=Author.STAFF).count() == int(results[1])


STEPS = {
    "write": lambda row, officer: services.write(row, "Thêm"),
    "withdraw": lambda row, officer: services.withdraw(row),
    "rate": lambda row, officer: services.rate(row, 4, ""),
    "answer": lambda row, officer: services.answer(row, "Trả lời", officer),
    "ask_back": lambda row, officer: services.ask_back(row, "Hỏi lại", officer),
}
ALLOWED = {
    "open": {"write", "withdraw", "answer", "ask_back"},
    "waiting": {"write", "withdraw", "answer"},
    "answered": {"write", "rate"},
    "withdrawn": set(),
    "merged": set(),
}


@pytest.mark.parametrize("state", RequestState.values)
def test_only_steps_that_are_allowed_change_anything(state: str) -> None:
    officer = make_officer("75").user
    for name, step in STEPS.items():
        row = make_request(channel="site", contact=None)
        match state:
            case "waiting":
                services.ask_back(row, "?", officer)
            case "answered":
                services.answer(row, "!", officer)
            case "withdrawn":
                services.withdraw(row)
            case "merged":
                services.merge(*_twins(), officer)
                row = SupportRequest.objects.get(state="merged")
        row.refresh_from_db()
        before = SupportRequest.objects.filter(pk=row.pk).values().get()
        if name in ALLOWED[state]:
            step(row, officer)
        else:
            with pytest.raises(services.NotNowError):
                step(row, officer)
            assert SupportRequest.objects.filter(pk=row.pk).values().get() == before
        SupportRequest.objects.all().delete()


def _twins() -> tuple[SupportRequest, SupportRequest]:
    return make_request(), make_request()


def test_the_clock_stops_while_we_wait_for_the_person_and_starts_anew_when_reopened() -> None:
    officer = make_officer("75").user
    row = make_request(category="complaint", channel="site", contact=None)
    services.ask_back(row, "Ngày nào?", officer)
    with later(days=30):
        assert services.escalate() == 0, "nobody is late while the person is asked"
        row = services.write(row, "Hôm qua")
        today = localdate()
        assert working_days_until(today, row.due_on) == 10
        services.answer(row, "Đã xong", officer)
        row.refresh_from_db()
        assert (row.answered_in_time, row.rating) == (True, None)
        services.rate(row, 2, "Chưa rõ")
    with later(days=31):
        assert services.may_reopen(row, localdate())
        row = services.write(row, "Vẫn chưa")
        assert (row.state, row.reopened, row.rating) == ("open", 1, None)
        services.answer(row, "Nay xong", officer)
        row.refresh_from_db()
    with later(days=80):
        assert not services.may_reopen(row, localdate())
        with pytest.raises(services.NotNowError):
            services.write(row, "Muộn")


def test_working_days_pass_over_tet_and_a_moved_day() -> None:
    friday = date(2026, 2, 13)
    assert terms.due_on("technical", friday) == date(2026, 2, 24)
    assert working_days_until(friday, date(2026, 2, 24)) == 2
    assert working_days_until(date(2026, 2, 24), friday) == -2


# -- Following


def test_every_wrong_number_and_code_gets_one_answer(client: Client) -> None:
    row = make_request()
    mine = make_request(make_citizen())
    tries = [
        (row.number, "AAAA-BBBB-CCCC"),
        ("YC-26-AAAAAAAA", row.spoken_code),
        ("GL-26-AAAAAAAA", row.spoken_code),
        (mine.number, code_of(mine.submission)),  # a code never opens what belongs to an account
        ("x", "y"),
    ]
    bodies = set()
    for number, code in tries:
        Allowance.objects.all().delete()
        response = client.post(FOLLOW, {"number": number, "code": code, **proof()})
        assert response.status_code == 422
        text = response.content.decode()
        for typed in (number, code):
            text = text.replace(f'value="{typed}"', "")
        bodies.add(re.sub(r'value="[^"]*"', "", text))
    assert len(bodies) == 1


def test_codes_cannot_be_tried_out(client: Client) -> None:
    row = make_request()
    answers = [
        client.post(
            FOLLOW, {"number": row.number, "code": f"AAAA-BBBB-{n:04d}", **proof()}, REMOTE_ADDR=f"10.{n}.1.1"
        ).status_code
        for n in range(14)
    ]
    assert answers == [422] * 10 + [429] * 4, "of one number, from however many networks"
    right = {"number": row.number, "code": row.spoken_code}
    assert client.post(FOLLOW, {**right, **proof()}).status_code == 429
    assert client.post(FOLLOW, right).status_code == 422, "and never without the proof of work"
    others = [
        client.post(FOLLOW, {"number": f"YC-26-{n:08d}", "code": "A", **proof()}).status_code
        for n in range(25)
    ]
    assert others.count(422) == 19, "of one network, whatever numbers: one try went to the right one above"


def test_a_strangers_request_is_the_404_of_one_that_is_not(client: Client) -> None:
    row = make_request(make_citizen(), files=())
    client.force_login(make_citizen().user)
    own, none = (
        client.get(reverse("support:request-detail", args=[key]))
        for key in (row.public_id, "00000000-0000-4000-8000-000000000000")
    )
    assert own.status_code == none.status_code == 404
    assert (
        client.post(reverse("support:request-detail", args=[row.public_id]), {"do": "withdraw"}).status_code
        == 404
    )
    row.refresh_from_db()
    assert row.state == "open"


# -- Handed over


def test_the_assistant_hands_over_what_it_was_told_and_the_page(client: Client) -> None:
    person = make_citizen()
    client.force_login(person.user)
    client.get("/ho-tro/tro-ly/", headers={"Referer": "http://testserver/ca-nhan/the-bhyt/?a=1"})
    client.post("/ho-tro/tro-ly/", {"question": "xin chào"})
    form = client.get(f"{NEW}?tu=tro-ly")
    assert form.context["form"]["page"].value() == "/ca-nhan/the-bhyt/"
    assert form.context["form"]["with_transcript"].value() is True
    client.post(NEW, data(with_transcript="on", page="/ca-nhan/the-bhyt/"))
    row = SupportRequest.objects.get()
    assert row.page == "/ca-nhan/the-bhyt/"
    assert "xin chào" in row.transcript
    client.post(NEW, data(submission="s2", page="https://la.vidu.vn/x"))
    assert SupportRequest.objects.newest_first()[0].page == ""


def test_an_entry_of_the_access_log_is_spoken_of_by_its_person_only() -> None:
    from citizens.models import AccessEntry

    person, other = make_citizen(), make_citizen()
    entry = AccessEntry.objects.create(
        work="00000000-0000-4000-8000-000000000001",
        subject=person,
        reader_label="canbo1",
        unit="BHXH thử",
        role="officer",
        data_classes=["identity"],
    )
    token = references.make("entry", entry.public_id)
    about = references.read(token, person)
    assert about
    assert (about.category, "BHXH thử" in about.words) == ("complaint", True)
    assert references.read(token, other) is None
    assert references.read(token, None) is None
    assert references.read(token[:-2] + "xx", person) is None
    with later(days=3):
        assert references.read(token, person) is None


def test_my_data_and_the_assistant_know_my_requests(client: Client) -> None:
    person = make_citizen()
    row = make_request(person, text=SECRET)
    make_request(make_citizen(), text="của người khác")
    tables = {table.name: table.rows for table in support_tables(Actor.oneself(person))}
    assert [line[0] for line in tables["yeu-cau-ho-tro"]] == [row.number]
    assert [line[3] for line in tables["tin-trong-yeu-cau"]] == [SECRET]
    client.force_login(person.user)
    page = client.get("/ho-tro/tro-ly/ve-toi/ho-so/").content.decode()
    assert row.number in page
    assert "tiểu đường" not in page


# -- Late, and gone


def test_what_is_late_is_told_once_to_the_person_and_to_the_officers_of_the_province() -> None:
    person = make_citizen()
    row = make_request(person, category="technical")
    near, far = make_officer("75"), make_officer("48")
    other_work = make_officer("75", roles=["places"])
    of_an_office = make_officer(None, roles=["support"], office=make_employer("48").managing_office)
    named = ((near, "gan"), (far, "xa"), (other_work, "viec-khac"), (of_an_office, "co-quan"))
    for officer, name in named:
        make_contact(officer.user, "email", f"{name}@vidu.vn")
    assert services.escalate() == 0
    with later(days=10):
        assert (services.escalate(), services.escalate()) == (1, 0)
    assert [n.kind for n in Notification.objects.of(person)] == ["support_late"]
    assert [letter.address for letter in letters("support")] == ["gan@vidu.vn"]
    row.refresh_from_db()
    assert row.escalated_at is not None


def test_what_is_kept_no_longer_leaves_no_trace() -> None:
    old = make_request()
    services.withdraw(old)
    mine = make_request(make_citizen())
    services.answer(mine, "Xong", make_officer("75").user)
    still_open = make_request()
    with later(days=181):
        assert services.purge() == 1
    with later(days=731):
        assert services.purge() == 1
    assert list(SupportRequest.objects.all()) == [still_open]
    events = SupportRequest.objects.get().events.model.objects  # type: ignore[attr-defined]
    assert set(events.values_list("pgh_obj_id", flat=True)) == {still_open.pk}


@pytest.mark.parametrize("count", [1, 15])
def test_pages_ask_a_constant_number_of_questions(
    client: Client, count: int, django_assert_num_queries: Any
) -> None:
    person = make_citizen()
    officer = make_officer("75").user
    for _ in range(count):
        row = make_request(person)
    for _ in range(count):
        services.write(row, "Thêm")
        services.note(row, "Nội bộ", officer)
    client.force_login(person.user)
    with django_assert_num_queries(7):  # sign-in (2), savepoint (2), count, page, calls
        client.get("/ho-tro/yeu-cau/cua-toi/")
    with django_assert_num_queries(7):
        page = client.get(reverse("support:request-detail", args=[row.public_id])).content.decode()
    assert "Nội bộ" not in page


def test_an_officer_in_another_province_does_not_find_it() -> None:
    row, nowhere = make_request(province_id=make_ward("75").province_id), make_request()
    reaches = {"near": Reach(province_id="75"), "far": Reach(province_id="48"), "all": Reach(nationwide=True)}
    seen = {}
    for name, reach in reaches.items():
        actor = Actor(Role.OFFICER, frozenset(DataClass), label=name, reach=reach)
        with actor.at_work():
            seen[name] = {found.pk for found in SupportRequest.objects.for_actor(actor)}
    assert seen == {"near": {row.pk}, "far": set(), "all": {row.pk, nowhere.pk}}
