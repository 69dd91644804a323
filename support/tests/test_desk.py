"""The staff side: each officer sees their province, the oldest due first; what they note stays among them."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from citizens.models import AccessEntry, Notification
from citizens.tests.factories import make_citizen, make_officer, make_ward
from support.assistant import index
from support.models import Article, CallbackBooking, CallbackSlot, Scam, SupportRequest
from support.requests import services
from support.tests.factories import make_article
from support.tests.factories_requests import make_booking, make_request, make_slot

pytestmark = pytest.mark.django_db
QUEUE = "/quan-tri/support/supportrequest/"
CALLS = "/quan-tri/support/callbackbooking/"
SLOTS = "/quan-tri/support/callbackslot/"
NOTE = "Người này gọi ba lần rồi"


def desk(row: SupportRequest) -> str:
    return reverse("admin:support_supportrequest_change", args=[row.pk])


@pytest.fixture
def officer(client: Client) -> Any:
    officer = make_officer("75")
    client.force_login(officer.user)
    return officer


def test_the_queue_is_of_the_province_and_oldest_due_first(client: Client, officer: Any) -> None:
    late, soon = make_request(make_citizen(), category="complaint"), make_request(make_citizen())
    SupportRequest.objects.filter(pk=late.pk).update(due_on=localdate() - timedelta(days=7))
    far, nobodys = make_request(make_citizen(province_code="48")), make_request()
    done = make_request(make_citizen())
    services.answer(done, "Xong", officer.user)
    page = client.get(QUEUE).content.decode()
    assert 0 < page.index(late.number) < page.index(soon.number)
    assert "quá hạn" in page
    assert not any(row.number in page for row in (far, nobodys, done))
    assert [
        row.number in client.get(QUEUE, {"tinh_trang": "all"}).content.decode() for row in (done, far)
    ] == [
        True,
        False,
    ]
    assert soon.number not in client.get(QUEUE, {"han": "late"}).content.decode()
    assert "Bỏ tìm và lọc" in client.get(QUEUE, {"q": "YC-00-KHONGCO"}).content.decode()
    client.post(QUEUE, {"action": "take", "bulk_confirmed": "1", "_selected_action": [soon.pk, far.pk]})
    soon.refresh_from_db()
    far.refresh_from_db()
    assert (soon.assigned_to, far.assigned_to) == (officer.user, None)
    for method in (client.get, client.post):
        assert method(desk(far), {"do": "answer", "text": "x"}).status_code == 404
    client.force_login(make_officer("01").user)
    assert "Không ai đang chờ trả lời" in client.get(QUEUE).content.decode()
    client.force_login(make_officer(None).user)
    assert nobodys.number in client.get(QUEUE).content.decode()


def test_one_request_from_question_to_answer(client: Client, officer: Any) -> None:
    make_article(
        slug="mat-so",
        question="Mất sổ thì làm gì?",
        answer="Xin cấp lại sổ.",
        steps=["Nộp tờ khai."],
        steps_en=["File."],
    )
    index.reset()
    person = make_citizen()
    row = make_request(person, text="Tôi mất sổ <script>alert(1)</script>")
    begun = {"text": "Chào bạn, tôi xem rồi.", "tim": "mat so"}
    page = client.post(desk(row), {"do": "find", **begun}).content.decode()
    assert "&lt;script&gt;" in page
    assert "use mat-so" in page and begun["text"] in page
    page = client.post(desk(row), {"do": "use mat-so", **begun}).content.decode()
    assert f"{begun['text']}\nXin cấp lại sổ.\n1. Nộp tờ khai." in page
    Article.objects.update(law=["no-such-document:1"])  # a document may leave the catalogue after the save
    page = client.post(desk(row), {"do": "use mat-so", **begun}).content.decode()
    assert "hôm nay không dùng được nữa" in page and begun["text"] in page
    # A note pressed in between keeps the answer begun: once, and for this request alone.
    client.post(desk(row), {"do": "note", "note": NOTE, **begun})
    assert [begun["text"] in client.get(desk(row)).content.decode() for _ in range(2)] == [True, False]
    client.post(desk(row), {"do": "ask", "text": "Sổ số mấy?"})
    row.refresh_from_db()
    assert (row.state, row.assigned_to) == ("waiting", officer.user)
    client.post(desk(row), {"do": "answer", "text": ""})
    client.post(desk(row), {"do": "answer", "text": "Xin cấp lại sổ."})
    row.refresh_from_db()
    assert (row.state, row.answered_in, row.answered_in_time) == ("answered", 0, True)
    entry = AccessEntry.objects.filter(subject=person).newest_first()[0]
    assert (entry.reader_label, entry.data_classes) == (officer.user.username, ["requests"])
    # The citizen: the letters, and nothing of the note or of who wrote.
    citizen = Client()
    citizen.force_login(person.user)
    theirs = citizen.get(reverse("support:request-detail", args=[row.public_id])).content.decode()
    assert "Xin cấp lại sổ." in theirs
    assert NOTE not in theirs
    assert officer.user.username not in theirs
    from citizens.actors import Actor
    from support.exports import support_tables

    assert NOTE not in str(support_tables(Actor.oneself(person)))


def test_a_wrong_answer_is_corrected_and_the_person_is_told(client: Client, officer: Any) -> None:
    person = make_citizen()
    row, other = make_request(person), make_request(person)
    assert 'value="correct"' not in client.get(desk(row)).content.decode()
    client.post(desk(other), {"do": "correct", "text": "Chưa trả lời thì chưa sửa"})
    client.post(desk(row), {"do": "answer", "text": "Nộp trong 10 ngày."})
    services.rate(row, 2, "")
    page = client.get(desk(row)).content.decode()
    assert 'value="correct"' in page and "Câu trả lời trước của chúng tôi chưa đúng" in page
    client.post(desk(row), {"do": "correct", "text": "Nộp trong 30 ngày."})
    row.refresh_from_db()
    assert (row.state, row.rating, row.answered_in) == ("answered", 2, 0)
    assert [letter.text for letter in row.messages.all()][1:] == ["Nộp trong 10 ngày.", "Nộp trong 30 ngày."]
    assert [letter.text for letter in other.messages.all()] == [other.messages.get().text]
    assert "support_corrected" in Notification.objects.of(person).values_list("kind", flat=True)
    citizen = Client()
    citizen.force_login(person.user)
    assert (
        "Nộp trong 30 ngày."
        in citizen.get(reverse("support:request-detail", args=[row.public_id])).content.decode()
    )


def test_a_request_goes_to_a_colleague_who_can_answer_with_word_of_why(client: Client, officer: Any) -> None:
    row, following = make_request(make_citizen()), make_request(make_citizen())
    taken = make_request(make_citizen())
    colleague = make_officer("75", roles=["records"]).user
    services.assign(taken, colleague)
    others = [
        make_officer(*post).user for post in (("75", ["places"]), (None, ["content"]), ("48", ["support"]))
    ]
    assert set(client.get(desk(row)).context["forms"]["assign"].fields["officer"].queryset) == {
        officer.user, colleague,
    }  # fmt: skip
    assert client.post(desk(row), {"do": "assign", "officer": others[0].pk}).status_code == 200
    client.post(desk(row), {"do": "assign", "officer": colleague.pk, "note": NOTE})
    row.refresh_from_db()
    assert (row.assigned_to, [note.text for note in row.notes.all()]) == (colleague, [NOTE])
    step = reverse("admin:support_supportrequest_next", args=[row.pk])
    assert client.get(step).url == desk(following)  # not the one a colleague has taken
    last = client.get(reverse("admin:support_supportrequest_next", args=[following.pk]))
    assert last.url == QUEUE


def test_duplicates_are_merged_for_one_person_only(client: Client, officer: Any) -> None:
    person = make_citizen()
    first, twin = make_request(person, text="Lần một"), make_request(person, text="Lần hai")
    strangers = make_request(make_citizen())
    refused = client.post(desk(twin), {"do": "merge", "number": strangers.number})
    assert "của cùng một người" in refused.content.decode()
    assert first.number in client.get(desk(twin)).content.decode()
    client.post(desk(twin), {"do": "merge", "number": first.number})
    twin.refresh_from_db()
    assert (twin.state, twin.merged_into) == ("merged", first)
    assert [letter.text for letter in first.messages.all()] == ["Lần một", "Lần hai"]


def test_the_measures_count_what_the_officer_may_see(client: Client, officer: Any) -> None:
    rows = [make_request(make_citizen(), category="technical") for _ in range(3)]
    make_request(make_citizen(province_code="48"), category="technical")
    services.rate(services.answer(rows[0], "Xong", officer.user), 4, "")
    SupportRequest.objects.filter(pk=rows[1].pk).update(due_on=localdate() - timedelta(days=3))
    lines = {line.words: line for line in client.get(f"{QUEUE}so-lieu/").context["lines"]}
    line = lines["Trang này bị lỗi"]
    assert (line.received, line.waiting, line.overdue, line.answered, line.in_time_percent) == (
        3,
        2,
        1,
        1,
        100,
    )
    assert (line.days, line.rating, line.rated) == (0, 4, 1)
    assert (lines["Tất cả"].received, lines["Câu hỏi"].received) == (3, 0)


def test_the_calls_of_the_day_and_how_many_an_hour_takes(client: Client, officer: Any) -> None:
    today = make_booking(make_citizen(), slot=make_slot(hours=1), telephone="0909090909", subject="Lương hưu")
    later, far = make_booking(slot=make_slot(days=3)), make_booking(slot=make_slot("48", hours=1))
    if localdate(today.slot.starts_at) != localdate():
        pytest.skip("the hour lies beyond midnight")
    page = client.get(CALLS).content.decode()
    assert "0909090909" in page
    assert "Lương hưu" in page
    assert later.contact is not None
    assert later.contact[1] not in page
    assert later.contact[1] in client.get(CALLS, {"ngay": "coming"}).content.decode()
    client.post(CALLS, {"action": "mark_done", "bulk_confirmed": "1", "_selected_action": [today.pk, far.pk]})
    states = dict(CallbackBooking.objects.values_list("pk", "state"))
    assert (states[today.pk], states[far.pk]) == ("done", "booked")

    slots = list(CallbackSlot.objects.of_province("75").in_order())
    assert "48" not in {slot.province_id for slot in client.get(SLOTS).context["cl"].result_list}
    form = {"form-TOTAL_FORMS": len(slots), "form-INITIAL_FORMS": len(slots), "_save": "1"}
    for number, slot in enumerate(slots):
        form |= {f"form-{number}-id": slot.pk, f"form-{number}-capacity": 0 if slot == later.slot else 7}
    refused = client.post(SLOTS, form)
    assert "không được ít hơn số đã đặt" in refused.content.decode()
    form = {key: 7 if key.endswith("capacity") else value for key, value in form.items()}
    client.post(SLOTS, form)
    assert set(CallbackSlot.objects.of_province("75").values_list("capacity", flat=True)) == {7}


def test_who_writes_the_list_of_scams(client: Client, officer: Any) -> None:
    make_ward()
    posted = {
        "slug": "moi", "title": "Kiểu mới", "title_en": "New", "explanation": "x", "explanation_en": "x",
        "phrases": "tien + ngay", "source": "Công an", "seen_on": "2026-11-01", "is_published": "on",
    }  # fmt: skip
    add = reverse("admin:support_scam_add")
    assert client.post(add, posted).status_code == 403
    client.force_login(make_officer(None).user)
    bare = client.post(add, {**posted, "phrases": ""})
    assert "ít nhất một cách nhận ra" in bare.content.decode()
    client.post(add, posted)
    assert Scam.objects.get().phrases == ["tien + ngay"]


@pytest.mark.parametrize("who", ["citizen", "nobody"])
def test_the_desk_is_closed_to_others(client: Client, who: str) -> None:
    row = make_request(make_citizen())
    if who == "citizen":
        client.force_login(make_citizen().user)
    for path in (QUEUE, CALLS, SLOTS, desk(row), f"{QUEUE}so-lieu/"):
        assert client.get(path).status_code in {302, 403, 404}


@pytest.mark.parametrize("count", [2, 30])
def test_pages_of_the_desk_ask_few_questions(
    client: Client, officer: Any, count: int, django_assert_max_num_queries: Any
) -> None:
    person = make_citizen()
    for _ in range(count):
        row = make_request(person)
        make_booking(make_citizen(), slot=make_slot(days=1))
        services.note(row, NOTE, officer.user)
        services.write(row, "Thêm")
    for path in (QUEUE, desk(row), f"{QUEUE}so-lieu/", f"{CALLS}?ngay=coming"):
        with django_assert_max_num_queries(14):
            assert client.get(path).status_code == 200
