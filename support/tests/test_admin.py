"""Staff write articles: who may, preview, plan, versions, and what is about to end."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from citizens.staff.versions import MOST
from citizens.tests.factories import make_citizen, make_officer
from support.assistant import index
from support.models import Article
from support.tests.factories import make_article

pytestmark = pytest.mark.django_db
LIST = "/quan-tri/support/article/"


@pytest.fixture
def writer(client: Client) -> Client:
    client.force_login(make_officer(None).user)
    return client


def form_of(article: Article, **changes: object) -> dict[str, object]:
    names = (
        "slug",
        "topic",
        "position",
        "question",
        "question_en",
        "answer",
        "answer_en",
        "certainty",
        "action",
    )
    lists = ("steps", "steps_en", "law", "asks")
    return {
        **{name: getattr(article, name) for name in names},
        **{name: "\n".join(getattr(article, name)) for name in lists},
        "is_published": "on",
        **changes,
    }


def test_an_edit_is_kept_with_its_versions_and_reaches_the_search(writer: Client) -> None:
    article = make_article(question="Câu cũ?")
    index.current()
    change = reverse("admin:support_article_change", args=[article.pk])
    data = form_of(article, question="Xin cấp lại thẻ thế nào?", steps="Một.\n\nHai.", steps_en="One.\nTwo.")
    assert writer.post(change, data).status_code == 302
    article.refresh_from_db()
    assert (article.question, article.steps) == ("Xin cấp lại thẻ thế nào?", ["Một.", "Hai."])
    url = reverse("admin:support_article_versions", args=[article.pk])
    versions = writer.get(url).content.decode()
    assert "Câu cũ?" in versions and "truoc=" not in versions
    assert "Xin cấp lại thẻ thế nào?" in versions
    for number in range(MOST):  # a page holds so many; older ones are a link away
        Article.objects.filter(pk=article.pk).update(question=f"Lần sửa thứ {number}?")
    page = writer.get(url).content.decode()
    assert page.count("<td>Lần sửa thứ") == MOST and "Câu cũ?" not in page
    older = re.search(r'href="(\?truoc=\d+)"', page)
    assert older is not None and "Câu cũ?" in writer.get(url + older[1]).content.decode()
    assert writer.get(f"{url}?truoc=x{'9' * 30}").status_code == 200


def test_an_empty_address_is_made_of_the_question_with_its_letters(writer: Client) -> None:
    article = make_article()
    change = reverse("admin:support_article_change", args=[article.pk])
    data = form_of(article, slug="", question="Đóng đủ 15 năm thì hưởng gì?")
    assert writer.post(change, data).status_code == 302
    article.refresh_from_db()
    assert article.slug == "dong-du-15-nam-thi-huong-gi"
    form = writer.post(change, form_of(article, slug="", question="???")).context["adminform"].form
    assert "slug" in form.errors


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("law", "xx:1"),
        ("answer", "{none}"),
        ("steps", "Một bước"),
        ("topic", "none"),
        ("valid_until", "2020-01-01"),
    ],
)
def test_what_cannot_be_shown_is_refused(writer: Client, field: str, value: str) -> None:
    article = make_article()
    data = form_of(article, **{"valid_from": "2026-01-01", field: value})
    response = writer.post(reverse("admin:support_article_change", args=[article.pk]), data)
    assert response.status_code == 200
    assert response.context["errors"]


def test_preview_shows_both_languages_before_the_first_day(writer: Client) -> None:
    article = make_article(valid_from=localdate() + timedelta(days=3), answer="Mức {reference_level}.")
    page = writer.get(reverse("admin:support_article_preview", args=[article.pk])).content.decode()
    assert "Mức 2.530.000 đ." in page
    assert article.answer_en in page
    assert "Hôm nay chưa hiện" in page


def test_the_list_of_what_is_about_to_end(writer: Client) -> None:
    soon = make_article(valid_until=localdate() + timedelta(days=5))
    late = make_article(valid_until=localdate() + timedelta(days=50))
    forever = make_article()
    page = writer.get(LIST, {"shown": "ending"}).content.decode()
    assert soon.question in page
    assert late.question not in page
    assert forever.question not in page
    for name in ("now", "later", "ended", "off"):
        assert writer.get(LIST, {"shown": name}).status_code == 200


def test_officers_of_a_province_read_and_do_not_write(client: Client) -> None:
    article = make_article()
    client.force_login(make_officer("75").user)
    assert client.get(LIST).status_code == 200
    assert (
        client.post(reverse("admin:support_article_change", args=[article.pk]), form_of(article)).status_code
        == 403
    )
    assert client.get(reverse("admin:support_article_add")).status_code == 403


def test_citizens_see_nothing_of_it(client: Client) -> None:
    article = make_article()
    client.force_login(make_citizen().user)
    for name in ("change", "preview", "versions"):
        response = client.get(reverse(f"admin:support_article_{name}", args=[article.pk]), follow=True)
        assert article.answer not in response.content.decode()


@pytest.mark.parametrize("count", [1, 40])
def test_the_list_takes_a_constant_number_of_queries(
    writer: Client, count: int, django_assert_max_num_queries
) -> None:
    for _ in range(count):
        make_article()
    with django_assert_max_num_queries(10):
        writer.get(LIST)
