"""The index: replaced behind the site, judged by classifier, explainable, and quick."""

import time

import pytest

from support.assistant import index, learning
from support.assistant.classifier import Classifier, Example
from support.assistant.intents import Personal, find_intent
from support.assistant.text import is_english, repaired, tokens
from support.tests.factories import make_article


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Em mất thẻ BHYT", ["em", "mat", "the", "bhyt"]),
        ("em maats ther bảo hiểm y tế", ["em", "mat", "the", "bhyt"]),
        ("em ma61t the bhyt", ["em", "mat", "the", "bhyt"]),
        ("cty ko dong bhxh 5nam", ["congty", "khong", "dong", "bhxh", "5", "nam"]),
        ("dduwowcj huwowngr", ["duoc", "huong"]),
        ("BẢO HIỂM XÃ HỘI 1 LẦN", ["bhxh", "motlan"]),
        ("giấy C65", ["giay", "c65"]),
        ("", []),
    ],
)
def test_words_become_comparable(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("How do I get my pension?", True),
        ("how isthe montlhy pesnion calculated", True),
        ("pension amount", True),
        ("Is dental care covered?", True),
        ("lam sao nhan luong huu", False),
        ("me em mat the bhyt can lam gi", False),  # "me", "the", "can" are mẹ, thẻ, cần
        ("lam the can giay to gi", False),
        ("quen mat khau app vssid", False),
        ("bhyt", False),
        ("", False),
    ],
)
def test_languages_are_told_apart(text: str, english: bool) -> None:
    assert is_english(text) is english


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("thẻ BHYT của tôi hết hạn khi nào", Personal.CARD),
        ("the bhyt cua em con han khong", Personal.CARD),
        ("tôi đóng được bao nhiêu năm rồi", Personal.CONTRIBUTED),
        ("cơ quan BHXH gần nhất", Personal.OFFICE),
        ("hồ sơ của tôi đến đâu rồi", Personal.FILE),
    ],
)
def test_questions_about_oneself_are_recognised(text: str, kind: Personal) -> None:
    found = find_intent(text)
    assert found is not None
    assert found.personal is kind


@pytest.mark.parametrize(
    "text",
    [
        "tôi đóng được 5 năm rồi thì rút một lần được bao nhiêu",
        "Thẻ bhyt của con tôi bị sai ngày sinh, đi khám người ta không nhận, tôi phải đến đâu để sửa lại thẻ cho cháu?",
        "hồ sơ thai sản gồm những gì",
    ],
)
def test_a_question_of_law_is_none_about_oneself(text: str) -> None:
    assert find_intent(text) is None


def test_a_decision_can_be_explained() -> None:
    lessons = [Example("mất thẻ", "card"), Example("rơi thẻ", "card"), Example("lương hưu", "pension")]
    classifier = Classifier.learn(lessons)
    scores = classifier.scores("em mat the")
    assert max(scores, key=lambda label: scores[label]) == "card"
    assert {"mat", "the"} & {name for name, _weight in classifier.because("em mat the", "card")}


def test_a_mistyped_word_is_read_as_the_common_word_it_resembles() -> None:
    known = {"hiem": 50, "hem": 3, "huong": 20}
    assert [repaired(word, known) for word in ("heim", "hiemm", "huogn", "hiem", "zzzzz", "ab", "2025")] == [
        "hiem", "hiem", "huong", "hiem", "zzzzz", "ab", "2025",
    ]  # fmt: skip


def test_a_mistyped_abbreviation_is_read_as_it_was_meant() -> None:
    known = {"bao": 9, "hiem": 9}
    assert tokens("the bhty", known) == tokens("the hbyt", known) == tokens("the bhyt", known)
    assert tokens("the hym", known)[1] == "hym"  # too short to guess


def test_learning_is_the_same_each_time() -> None:
    lessons = [Example("mất thẻ", "card"), Example("lương hưu", "pension"), Example("nấu phở", "")]
    first, second = Classifier.learn(lessons), Classifier.learn(lessons)
    assert first.scores("mat the") == second.scores("mat the")


@pytest.mark.builds_behind
@pytest.mark.django_db(transaction=True)
def test_a_change_is_taken_up_behind_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    lessons = [Example("mất thẻ", "bhyt-card-lost"), Example("nấu phở", "")]
    small = Classifier.learn(lessons)
    monkeypatch.setattr(learning, "learned", lambda articles: small)
    monkeypatch.setattr(learning, "kept", lambda articles: small)
    article = make_article(question="Câu ban đầu về sổ?")
    old = index.current()
    article.question = "Câu mới về tủ lạnh?"
    article.changed_at = article.changed_at.replace(year=2030)
    article.save()
    index.refresh()
    assert index.current() is old  # answered at once, from what there is
    deadline = time.monotonic() + 10
    while index.current() is old and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [hit.key for hit in index.current().rank("tu lanh")] == [article.slug]
