"""Pages of the knowledge base: what is shown and when, search, votes."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from support.assistant.highlight import highlight
from support.knowledge.loading import load
from support.models import Article, ArticleVote
from support.tests.factories import make_article
from tests.weight import LIMIT, first_visit

pytestmark = pytest.mark.django_db
LIST = "/ho-tro/cau-hoi/"


@pytest.fixture
def knowledge() -> None:
    load()


def marked(text: str, query: str) -> list[str]:
    return [piece.text for piece in highlight(text, query) if piece.is_match]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("mất thẻ bhyt", ["Mất", "BHYT"]),
        ("mat the BHYT", ["Mất", "BHYT"]),
        ("maats ther bhyt", ["Mất", "BHYT"]),
        ("lương hưu", []),
        ("", []),
        ("<script>", []),
    ],
)
def test_highlight_marks_words_however_they_were_typed(query: str, expected: list[str]) -> None:
    text = "Mất thẻ BHYT thì làm lại ở đâu?"
    assert marked(text, query) == expected
    assert "".join(piece.text for piece in highlight(text, query)) == text


SEARCHES = [
    ("mất thẻ bảo hiểm y tế", "bhyt-card-lost"),
    ("lam mat the bhyt xin cap lai", "bhyt-card-lost"),
    ("quen mat khau vssid", "vssid-account"),
    ("quên mật khảu vsid", "vssid-account"),
    ("bao nhieu tuoi nghi huu", "pension-eligibility"),
    ("how do I get my lost health card back", "bhyt-card-lost"),
]


def test_search_forgives_spelling(client: Client, knowledge: None) -> None:
    found = [
        (words, client.get(LIST, {"q": words}).context["results"][0].reading.topic.code)
        for words, _topic in SEARCHES
    ]
    assert found == SEARCHES


def test_an_article_that_cannot_be_shown_takes_no_neighbour_down(client: Client) -> None:
    good = make_article(question="Mất sổ thì sao?")
    no_figure = make_article(question="Mất sổ ở xa?", answer="Phải đóng {khong_con}.")
    no_topic = make_article(question="Mất sổ lâu rồi?", topic="da-bo")
    results = client.get(LIST, {"q": "mất sổ"}).context["results"]
    assert [found.reading.slug for found in results] == [good.slug]
    assert client.get(LIST).status_code == client.get(good.get_absolute_url()).status_code == 200
    for article in (no_figure, no_topic):
        assert client.get(article.get_absolute_url()).status_code == 404
    asked = client.post("/ho-tro/tro-ly/", {"question": "Mất sổ ở xa?"}, follow=True)
    assert asked.status_code == 200


def test_search_without_a_match_says_what_to_do(client: Client) -> None:
    make_article()
    page = client.get(LIST, {"q": "xyzzy qwfp"})
    assert page.context["results"] == []
    assert "1900 9068" in page.content.decode()


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", "'; DROP TABLE", "\x00mat the", "a" * 5000, "%", " "]
)
def test_any_words_are_only_words(client: Client, words: str) -> None:
    make_article()
    response = client.get(LIST, {"q": words})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_the_whole_page_and_the_piece_htmx_asks_for(client: Client) -> None:
    make_article(question="Mất thẻ thì làm sao?")
    whole, piece = (
        client.get(LIST, {"q": "mất thẻ"}, headers=headers) for headers in ({}, {"HX-Request": "true"})
    )
    assert "<html" in whole.content.decode()
    assert piece.content.decode().lstrip().startswith('<div id="results"')
    assert "HX-Request" in piece["Vary"]


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({}, True),
        ({"is_published": False}, False),
        ({"valid_from": 1}, False),
        ({"valid_from": 0}, True),
        ({"valid_until": 0}, True),
        ({"valid_until": -1}, False),
    ],
)
def test_an_article_shows_from_its_first_to_its_last_day(client: Client, fields: dict, shown: bool) -> None:
    days = {
        name: localdate() + timedelta(days=value) if name != "is_published" else value
        for name, value in fields.items()
    }
    article = make_article(question="Đổi thẻ cũ được không?", **days)
    assert article.is_shown_on(localdate()) is shown
    assert (client.get(article.get_absolute_url()).status_code == 200) is shown
    assert (article.question in client.get(f"{LIST}?nhom=the-bhyt").content.decode()) is shown
    assert (
        article.question
        in client.get(LIST, {"q": "doi the cu"}).content.decode().replace("</mark>", "").replace("<mark>", "")
    ) is shown


def test_an_article_says_what_it_rests_on_and_how_sure_it_is(client: Client) -> None:
    sure = client.get(make_article(law=["l41:70"], certainty="verified").get_absolute_url()).content.decode()
    unsure = client.get(make_article(certainty="uncertain").get_absolute_url()).content.decode()
    assert "Luật BHXH 41/2024/QH15, Điều 70, áp dụng từ 01/07/2025" in sure
    assert "chưa đối chiếu được" not in sure
    assert "chưa đối chiếu được" in unsure
    assert "Chưa chắc chắn" in unsure


def test_english_pages_speak_english(client: Client) -> None:
    article = make_article(
        question_en="Where is a lost card replaced?", answer_en="At the office. {reference_level}"
    )
    page = client.get(f"/en{article.get_absolute_url()}").content.decode()
    assert "Where is a lost card replaced?" in page
    assert "At the office." in page
    assert "2,530,000" in page


def vote(client: Client, article: Article, **data: str) -> int:
    return client.post(reverse("support:article-vote", args=[article.slug]), data).status_code


def test_one_vote_a_session_and_article(client: Client) -> None:
    article, other = make_article(), make_article()
    for _ in range(3):
        assert vote(client, article, helpful="no", reason="khó hiểu\nquá") == 302
    vote(client, other, helpful="yes")
    vote(Client(), article, helpful="yes")
    assert sorted(ArticleVote.objects.values_list("article", "helpful", "reason")) == sorted(
        [(article.pk, False, "khó hiểu quá"), (other.pk, True, ""), (article.pk, True, "")]
    )


@pytest.mark.parametrize("data", [{}, {"helpful": "maybe"}, {"helpful": "yes", "reason": "x" * 301}])
def test_a_vote_that_is_none_is_not_kept(client: Client, data: dict) -> None:
    vote(client, make_article(), **data)
    assert not ArticleVote.objects.exists()


def test_a_hidden_article_takes_no_vote_and_a_get_changes_nothing(client: Client) -> None:
    hidden, shown = make_article(is_published=False), make_article()
    assert vote(client, hidden, helpful="yes") == 404
    assert client.get(reverse("support:article-vote", args=[shown.slug])).status_code == 405
    assert not ArticleVote.objects.exists()


@pytest.mark.parametrize("count", [1, 40])
@pytest.mark.parametrize(("path", "queries"), [("/ho-tro/", 1), (LIST, 1), (f"{LIST}?nhom=the-bhyt", 1)])
def test_lists_take_one_query(
    client: Client, django_assert_num_queries, count: int, path: str, queries: int
) -> None:
    for _ in range(count):
        make_article()
    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200


def test_pages_stay_light(client: Client, knowledge: None) -> None:
    article = Article.objects.order_by("slug")[0]
    for path in ("/ho-tro/", LIST, f"{LIST}?q=the+bhyt", article.get_absolute_url(), f"/en{LIST}"):
        sizes = first_visit(client.get(path))
        assert sum(sizes.values()) <= LIMIT, (path, sizes)
