"""Pages of the news: when things show, languages, lists, feeds, weight."""

from datetime import datetime, timedelta
from unittest.mock import patch
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.timezone import get_current_timezone

from portal.news.models import NewsArticle, Video
from portal.news.tests.factories import make_news, make_video
from support.tests.factories import make_article
from tests.weight import LIMIT, first_visit

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 7, 15, 8, 0, tzinfo=get_current_timezone())
TICK = timedelta(microseconds=1)


@pytest.fixture
def clock() -> object:
    with patch("django.utils.timezone.now", return_value=NOW):
        yield


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"published_at": NOW}, True),
        ({"published_at": NOW + TICK}, False),
        ({"published_at": NOW - TICK, "expires_at": NOW}, False),
        ({"published_at": NOW - TICK, "expires_at": NOW + TICK}, True),
        ({"published_at": NOW - TICK, "is_published": False}, False),
    ],
)
@pytest.mark.parametrize("make", [make_news, make_video])
def test_things_show_from_their_hour_until_their_end(
    client: Client, clock: None, make, fields: dict, shown: bool
) -> None:
    row = make(**fields)
    assert row.is_shown_at(NOW) is shown
    assert (client.get(row.get_absolute_url()).status_code == 200) is shown
    is_news = isinstance(row, NewsArticle)
    pages = (
        ["/tin-tuc/", "/tin-tuc/2026/7/", "/tin-tuc/rss.xml", "/sitemap.xml", "/"]
        if is_news
        else ["/video/", "/sitemap.xml"]
    )
    for page in pages:
        assert (row.slug in client.get(page).content.decode()) is shown, page


def test_lists_by_category_month_and_words(client: Client) -> None:
    may = datetime(2026, 5, 31, 23, 59, tzinfo=get_current_timezone())
    june = may + timedelta(minutes=1)
    first = make_news(title="Lương hưu tăng", category="policy", published_at=may)
    second = make_news(title="Đi khám bệnh", category="guidance", published_at=june, body="<p>Thẻ BHYT.</p>")
    other = make_news(title="Bài khác", category="warning", published_at=june)

    def listed(address: str) -> set[str]:
        return {article.slug for article in client.get(address).context["page"]}

    assert listed("/tin-tuc/?muc=huong-dan") == {second.slug}
    assert listed("/tin-tuc/2026/5/") == {first.slug}
    assert listed("/tin-tuc/2026/6/") == {second.slug, other.slug}
    assert listed("/tin-tuc/?q=luong+huu") == {first.slug}
    assert listed("/tin-tuc/?q=the+bao+hiem+y+te") == {second.slug}  # an abbreviation written out
    assert listed("/tin-tuc/?q=luomg+hưu") == {first.slug}  # mistyped
    assert listed("/tin-tuc/?q=khong+co+gi+nhu+vay") == set()
    assert listed("/tin-tuc/?muc=bia-dat&page=xyz") == {first.slug, second.slug, other.slug}
    assert client.get("/tin-tuc/2026/13/").status_code == 404
    months = client.get("/tin-tuc/theo-thang/").context["years"]
    assert [(year, [(month.month, count) for month, count in found]) for year, found in months] == [
        (2026, [(6, 2), (5, 1)])
    ]


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", "\x00%_'\";--", "a" * 5000, "😀", "\\", "((("]
)
def test_any_words_are_only_words(client: Client, words: str) -> None:
    make_news()
    page = client.get("/tin-tuc/", {"q": words})
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


def test_the_piece_htmx_asks_for(client: Client) -> None:
    make_news()
    piece = client.get("/tin-tuc/", {"q": "bai"}, headers={"HX-Request": "true"})
    assert piece.content.decode().lstrip().startswith('<div id="results"')
    assert "HX-Request" in piece["Vary"]


def test_english_where_there_is_some_and_vietnamese_with_a_word_where_not(client: Client) -> None:
    both = make_news(title="Có hai tiếng", title_en="Two languages", body_en="<p>English text</p>")
    one = make_news(title="Một tiếng", title_en="", summary_en="", body_en="", body="<p>Chữ Việt</p>")
    addresses = [f"/en{row.get_absolute_url()}" for row in (both, one)]
    page = client.get(addresses[0]).content.decode()
    assert "Two languages" in page and "English text" in page and "Có hai tiếng" not in page
    page = client.get(addresses[1]).content.decode()
    assert "Chữ Việt" in page
    assert '<article class="stack stack-large" lang="vi">' in page
    assert '<p class="alert" lang="en">' in page
    assert "Một tiếng" in client.get("/en/tin-tuc/").content.decode()


def test_an_article_leads_on(client: Client) -> None:
    question, hidden = make_article(), make_article(is_published=False)
    article = make_news(
        services=["qua-trinh", "gone"], questions=[hidden.slug, question.slug, "gone"],
        source="Nghị định 161/2026/NĐ-CP", source_date="2026-07-01",
    )  # fmt: skip
    near, far = make_news(), make_news(category="warning")
    page = client.get(article.get_absolute_url())
    assert [service.code for service in page.context["services"]] == ["qua-trinh"]
    assert page.context["questions"] == [(question.question, question.get_absolute_url())]
    assert [row.slug for row in page.context["near"]] == [near.slug]
    text = page.content.decode()
    assert "Nghị định 161/2026/NĐ-CP, ngày 01/07/2026" in text
    assert far.title not in text


def test_a_film_elsewhere_is_a_link_and_nothing_more(client: Client) -> None:
    film = make_video(external_url="https://films.example/watch?v=1", captions="")
    page = client.get(film.get_absolute_url()).content.decode()
    assert 'href="https://films.example/watch?v=1" rel="noopener noreferrer external"' in page
    for loader in ("<iframe", "<video", "<embed", "<object", 'src="https://', "preload", "dns-prefetch"):
        assert loader not in page.replace('rel="preload" href="/static/', "")


def test_rss_is_whole_and_newest_first(client: Client) -> None:
    old = make_news(title="Cũ & <xưa>", published_at=timezone.now() - timedelta(days=9))
    new = make_news(body="<p>Nội <strong>dung</strong></p>")
    response = client.get("/tin-tuc/rss.xml")
    assert response["Content-Type"].startswith("application/rss+xml")
    channel = ElementTree.fromstring(response.content).find("channel")
    assert channel is not None
    assert channel.findtext("language") == "vi"
    items = channel.findall("item")
    assert [item.findtext("title") for item in items] == [new.title, "Cũ & <xưa>"]
    for item, article in zip(items, (new, old), strict=True):
        assert item.findtext("link") == f"http://testserver{article.get_absolute_url()}"
        assert item.findtext("pubDate")
    assert "<strong>dung</strong>" in (items[0].findtext("description") or "")
    english = ElementTree.fromstring(client.get("/en/tin-tuc/rss.xml").content)
    assert english.findtext("channel/item/title") == new.title_en


def test_the_sitemap_names_every_public_page_in_both_languages(client: Client) -> None:
    rows = (make_news(), make_video(), make_article())
    make_news(is_published=False, slug="ban-nhap")
    response = client.get("/sitemap.xml")
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    found = {loc.text for loc in ElementTree.fromstring(response.content).findall("s:url/s:loc", names)}
    for row in rows:
        path = row.get_absolute_url()
        assert {f"http://testserver{path}", f"http://testserver/en{path}"} <= found
    assert "ban-nhap" not in response.content.decode()
    assert not [address for address in found if "/ca-nhan/" in address or "/quan-tri/" in address]
    rules = client.get("/robots.txt").content.decode().splitlines()
    assert "Sitemap: http://testserver/sitemap.xml" in rules
    for name in ("insurance:overview", "portal:search", "admin:index", "enterprises:home"):
        for language in ("vi", "en"):
            with translation.override(language):
                path = reverse(name)
            assert any(path.startswith(rule.removeprefix("Disallow: ")) for rule in rules if "/" in rule), (
                path
            )


@pytest.mark.parametrize("count", [1, 40])
@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/", 2), ("/tin-tuc/", 3), ("/tin-tuc/?muc=chinh-sach", 2), ("/tin-tuc/?q=bai+thu", 3),
        ("/tin-tuc/2020/1/", 1), ("/tin-tuc/theo-thang/", 1), ("/tin-tuc/rss.xml", 1), ("/video/", 2), ("news", 3),
        ("film", 2),
    ],
)  # fmt: skip
def test_pages_take_a_constant_number_of_queries(
    client: Client, django_assert_num_queries, path: str, queries: int, count: int
) -> None:
    question = make_article()
    for _ in range(count):
        article, film = make_news(questions=[question.slug]), make_video()
    address = {"news": article.get_absolute_url(), "film": film.get_absolute_url()}.get(path, path)
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200


def test_pages_stay_light(client: Client) -> None:
    long = "<p>" + "Một đoạn văn dài về bảo hiểm xã hội. " * 150 + "</p>"
    for number in range(30):
        article, film = (
            make_news(body=long, summary="Tóm tắt khá dài. " * 20, is_pinned=number < 5),
            make_video(),
        )
    for path in (
        "/",
        "/tin-tuc/",
        "/en/tin-tuc/?q=bai",
        article.get_absolute_url(),
        "/video/",
        film.get_absolute_url(),
    ):
        sizes = first_visit(client.get(path))
        assert sum(sizes.values()) <= LIMIT, (path, sizes)


def test_every_version_is_kept() -> None:
    article = make_news(title="Bản một")
    article.title = "Bản hai"
    article.save()
    Video.objects.all().delete()
    assert list(article.events.order_by("pgh_id").values_list("title", flat=True)) == ["Bản một", "Bản hai"]
