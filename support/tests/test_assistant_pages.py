"""The conversation: private, live or not, honest about what it knows, and never a place where text becomes markup."""

import logging
import re
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from citizens.tests.factories import make_citizen, make_user
from insurance.tests.factories import make_card, make_period
from support import services
from support.assistant import index
from support.assistant.index import Index
from support.assistant.phrases import PHRASES
from support.knowledge.loading import load
from support.models import Article, Conversation, Turn
from support.reading import open_article
from tests.weight import LIMIT, first_visit

pytestmark = pytest.mark.django_db
URL = "/ho-tro/tro-ly/"
LOST = "Em làm mất thẻ bảo hiểm y tế thì xin cấp lại ở đâu ạ?"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def knowledge() -> Index:
    load()
    return index.prepare()


def ask(client: Client, question: str, **extra) -> str:
    response = client.post(URL, {"question": question}, follow=True, **extra)
    assert response.status_code == 200
    return response.content.decode()


def last_reply() -> dict:
    return Turn.objects.latest("pk").reply


def test_every_sentence_comes_from_an_article_or_from_the_approved_phrases(
    client: Client, knowledge: Index
) -> None:
    questions = [
        LOST, "xin chào", "giá vàng hôm nay bao nhiêu", "bhyt", "cảm ơn", "...", "how much is the pension",
        "hack tài khoản VssID của người khác như thế nào", "thẻ BHYT của tôi hết hạn khi nào", "sổ",
    ]  # fmt: skip
    for question in questions:
        client.post(URL, {"question": question})
    (conversation,) = Conversation.objects.all()
    from support.transcript import show

    for turn in show(list(conversation.turns.all())):
        with translation.override(turn.language):
            allowed = {str(words) for words in PHRASES.values()}
            for article in Article.objects.all():
                reading = open_article(article, timezone.localdate())
                allowed |= {reading.question, reading.answer, *reading.steps}
        said = [*turn.sentences, *turn.choices]
        if turn.reading:
            said += [turn.reading.question, turn.reading.answer, *turn.reading.steps]
        assert said
        assert set(said) <= allowed


def test_an_answer_names_its_source_and_what_to_ask_next(client: Client, knowledge: Index) -> None:
    page = ask(client, LOST)
    reply = last_reply()
    article = Article.objects.get(slug=reply["article"])
    assert article.topic == "bhyt-card-lost"
    assert 2 <= len(reply["choices"]) <= 3
    assert "áp dụng từ" in page
    assert reverse("support:article-detail", args=[article.slug]) in page


@pytest.mark.parametrize(
    ("question", "language"),
    [("I lost my health card, how can I get a new one?", "en"), ("lam sao lay lai mat khau vssid", "vi")],
)
def test_the_answer_speaks_the_language_of_the_question(
    client: Client, knowledge: Index, question: str, language: str
) -> None:
    page = ask(client, question)
    assert last_reply()["language"] == language
    article = Article.objects.get(slug=last_reply()["article"])
    assert (article.question_en if language == "en" else article.question) in page


def test_outside_the_field_and_unsure_offer_a_person(client: Client, knowledge: Index) -> None:
    page = ask(client, "thời tiết ngày mai ở Sài Gòn thế nào")
    assert last_reply()["phrase"] == "outside"
    assert "tel:19009068" in page
    ask(client, "bhyt")
    assert last_reply()["phrase"] in {"unsure", "outside"}
    assert last_reply()["person"]


def test_a_question_that_goes_on_is_read_with_the_one_before(client: Client, knowledge: Index) -> None:
    ask(client, "còn mẹ tôi thì sao")
    assert last_reply()["phrase"] == "outside"  # nothing came before
    ask(client, LOST)
    told = last_reply()["article"]
    ask(client, "còn mẹ tôi thì sao")
    assert last_reply()["phrase"] != "outside"
    assert told not in [last_reply()["article"], *last_reply()["choices"]]
    topics = Article.objects.filter(slug__in=last_reply()["choices"] or [last_reply()["article"]])
    assert Article.objects.get(slug=told).topic in {article.topic for article in topics}
    Turn.objects.update(asked_at=timezone.now() - timedelta(hours=1))
    ask(client, "còn mẹ tôi thì sao")
    assert last_reply()["phrase"] == "outside"  # another day's talk
    ask(client, LOST)
    ask(client, "còn lương hưu tính thế nào")  # says enough alone
    assert Article.objects.get(slug=last_reply()["article"]).topic == "pension-amount"


def test_with_htmx_only_the_new_turn_and_a_fresh_form_come_back(client: Client, knowledge: Index) -> None:
    ask(client, LOST)
    piece = client.post(URL, {"question": "cảm ơn"}, headers=HTMX).content.decode()
    assert "<html" not in piece
    assert piece.count('class="chat-turn"') == 1
    assert 'hx-swap-oob="true"' in piece
    assert str(PHRASES["thanks"]) in piece


@pytest.mark.parametrize("question", ["", "   ", "x" * 1001])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_cannot_be_asked_is_said_and_not_kept(client: Client, question: str, headers: dict) -> None:
    response = client.post(URL, {"question": question}, headers=headers)
    assert response.status_code == 200
    assert "errorlist" in response.content.decode() or "field-error" in response.content.decode()
    assert not Turn.objects.exists()


@pytest.mark.parametrize(
    "question",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ 7*7 }}{% debug %}",
        "</textarea><b hx-get=/x>",
    ],
)
def test_what_people_write_stays_text(client: Client, question: str) -> None:
    page = ask(client, question)
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<b hx-get" not in page
    assert "49" not in re.sub(r"<[^>]*>", "", page.split('id="transcript"')[1].split("chat-ask")[0]).replace(
        "7*7", ""
    )


def test_a_conversation_is_the_sessions_own(client: Client) -> None:
    ask(client, "xin chào")
    (conversation,) = Conversation.objects.all()
    other = Client()
    assert "xin chào" not in other.get(URL).content.decode()
    session = other.session
    session[services.SESSION_KEY] = str(conversation.public_id)
    session.save()
    other.force_login(make_user())
    assert "xin chào" not in other.get(URL).content.decode()


def test_an_account_keeps_its_own_and_no_session_opens_it(client: Client) -> None:
    user = make_user()
    client.force_login(user)
    ask(client, "xin chào")
    (conversation,) = Conversation.objects.all()
    assert conversation.user == user
    again = Client()
    again.force_login(user)
    assert "xin chào" in again.get(URL).content.decode()
    thief = Client()
    session = thief.session
    session[services.SESSION_KEY] = str(conversation.public_id)
    session.save()
    assert "xin chào" not in thief.get(URL).content.decode()


def test_questions_are_sealed_in_the_database_and_absent_from_the_log(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        ask(client, "canary ung thư 075090000001")
    assert b"canary" not in bytes(Turn.objects.get().sealed_question)
    assert "canary" not in str(Turn.objects.get().reply)
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("portal", "support"))]
    assert "canary" not in " ".join(ours)


def test_a_conversation_can_be_deleted_and_goes_after_ninety_days(client: Client) -> None:
    ask(client, "xin chào")
    Client().post(f"{URL}xoa/")
    assert Turn.objects.count() == 1
    assert client.get(f"{URL}xoa/").status_code == 405
    client.post(f"{URL}xoa/")
    assert not Conversation.objects.exists()
    ask(client, "xin chào")
    old = timezone.now() - timedelta(days=90, minutes=1)
    Conversation.objects.update(last_at=timezone.now() - timedelta(days=89))
    call_command("purge_conversations", verbosity=0)
    assert Turn.objects.count() == 1
    Conversation.objects.update(last_at=old)
    call_command("purge_conversations", verbosity=0)
    assert not Turn.objects.exists()


def test_a_session_that_asks_too_fast_is_told_to_wait(client: Client) -> None:
    for _ in range(20):
        client.post(URL, {"question": "cảm ơn"})
    assert str(PHRASES["too-fast"]) in ask(client, "cảm ơn")
    assert Turn.objects.count() == 20
    assert str(PHRASES["thanks"]) in ask(Client(), "cảm ơn")


def test_anonymous_people_are_invited_to_sign_in_for_their_record(client: Client) -> None:
    page = ask(client, "thẻ BHYT của tôi hết hạn khi nào")
    assert "/tai-khoan/dang-nhap/?next=/ho-tro/tro-ly/ve-toi/the-bhyt/" in page
    page = ask(client, "cơ quan BHXH gần nhất")  # which everybody may know
    assert 'href="/dia-diem/?loai=office"' in page
    assert "/tai-khoan/dang-nhap/?next=/ho-tro/tro-ly/ve-toi/co-quan-bhxh/" in page


def test_an_answer_about_oneself_comes_from_ones_own_record_only(client: Client) -> None:
    person, other = make_citizen(), make_citizen()
    make_period(person, date(2019, 1, 1), 27)
    make_card(person, end=date(2027, 3, 1))
    make_card(other, end=date(2028, 5, 1))
    make_period(other, date(2001, 1, 1), 100)
    client.force_login(person.user)
    page = ask(client, "tôi đóng được bao nhiêu năm rồi")
    assert "BHXH: đã được tính 2 năm 3 tháng." in page
    assert "8 năm" not in page
    assert "có giá trị đến hết ngày 28/02/2027." in ask(client, "thẻ bhyt của tôi hết hạn khi nào")
    assert "2 năm 3 tháng" not in str([turn.reply for turn in Turn.objects.all()])
    assert "2 năm 3 tháng" not in client.get(URL).content.decode()


@pytest.mark.parametrize(
    "question",
    [
        "thẻ bhyt của tôi hết hạn khi nào",
        "cơ quan BHXH gần nhất",
        "hồ sơ của tôi đến đâu",
        "tôi đóng được bao nhiêu năm rồi",
    ],
)
def test_answers_about_oneself_also_when_nothing_is_on_record(client: Client, question: str) -> None:
    client.force_login(make_citizen().user)
    assert 'class="lead"' in ask(client, question)


@pytest.mark.parametrize("count", [1, 25])
def test_the_transcript_takes_a_constant_number_of_queries(
    client: Client, count: int, django_assert_max_num_queries
) -> None:
    load()
    slugs = list(Article.objects.values_list("slug", flat=True)[:count])
    ask(client, "xin chào")
    conversation = Conversation.objects.get()
    for slug in slugs:
        Turn.of(conversation, "hỏi", {"language": "vi", "article": slug, "choices": slugs[:3]}).save()
    with django_assert_max_num_queries(5):
        assert client.get(URL).status_code == 200


def test_the_pages_stay_light(client: Client, knowledge: Index) -> None:
    ask(client, LOST)
    sizes = first_visit(client.get(URL))
    assert sum(sizes.values()) <= LIMIT, sizes
