"""The allow-list: what the editor writes stays, everything else goes."""

import re
from html.parser import HTMLParser

import pytest

from portal.news import rich_text
from portal.news.models import NewsArticle
from portal.news.tests.factories import make_news
from portal.news.tests.payloads import payloads

WRITTEN = (
    "<h2>Một</h2><p>Hai <strong>ba</strong> <em>bốn</em><br>năm</p><ul><li><p>x</p></li></ul><ol><li>y</li></ol>"
    '<blockquote><p>z</p></blockquote><p><a href="https://example.vn/a?b=1&amp;c=2">đi</a> <a href="/tin-tuc/">tin</a>'
    ' <a href="tel:19009068">gọi</a> <a href="mailto:a@example.vn">thư</a></p><h3>Bốn</h3>'
)


class Reader(HTMLParser):
    """Every element and attribute of a text, as a parser sees them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]


def test_what_the_editor_writes_stays() -> None:
    assert rich_text.clean(WRITTEN) == WRITTEN
    assert rich_text.clean(rich_text.clean(WRITTEN)) == WRITTEN


def test_there_are_500_payloads_and_none_leaves_more_than_a_harmless_link() -> None:
    found = payloads()
    assert len(set(found)) >= 500
    for payload in found:
        cleaned = Reader(rich_text.clean(payload))
        assert cleaned.tags <= rich_text.TAGS, payload
        for tag, name, value in cleaned.attributes:
            assert (tag, name) == ("a", "href"), payload
            assert re.match(r"(https?:|mailto:|tel:|[/#?\w.][^:\\]*$)", value or "", re.IGNORECASE), payload
            assert not re.match(r"[\s/\\]*[/\\]{2}", value or ""), payload


@pytest.mark.parametrize(
    "empty", ["", "<p></p>", "<p><br></p>", "<p> </p><p>&nbsp;</p>", "<script>x</script>"]
)
def test_nothing_shown_is_nothing_kept(empty: str) -> None:
    assert rich_text.clean(empty) == ""


@pytest.mark.django_db
def test_cleaned_when_written_by_whatever_way_and_when_read() -> None:
    article = make_news(body="<p onclick=x>a</p><script>b</script>", body_en="<p style=x>c</p>")
    article.refresh_from_db()
    assert (article.body, article.body_en) == ("<p>a</p>", "<p>c</p>")
    NewsArticle.objects.update(body="<p hx-get=/x>a</p><svg onload=b>")
    article.refresh_from_db()
    assert article.shown_body == "<p>a</p>"


def test_words_for_searches() -> None:
    assert rich_text.plain("<h2>Một</h2><p>Hai <strong>ba</strong></p>") == "Một Hai ba"
