"""News, films, the search in the head: journeys with and without a script; payloads opened with the policy off."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.base import File
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from citizens.tests.factories import make_officer
from portal.news import films, pictures, rich_text
from portal.news.demo import drawings, loading
from portal.news.models import NewsArticle, Video
from portal.news.tests.factories import make_news, make_video
from portal.news.tests.payloads import payloads
from support.assistant import index
from support.tests.factories import make_article
from tests.browser.conftest import OpenPage

pytestmark = [pytest.mark.django_db(transaction=True)]
SIZES = pytest.mark.parametrize("phone", [True, False], ids=["phone", "desktop"])
SCRIPTS = pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
MARK = "<p>mốc</p>"
ADD = "/quan-tri/portal/newsarticle/add/"


@pytest.fixture
def articles(transactional_db: None) -> Iterator[None]:
    cover = pictures.store(drawings.cover("shield", "warning", 1))
    for title in (
        "Lương hưu tăng",
        "Nghỉ thai sản",
        "Đi khám",
        "Ai đòi tiền làm thủ tục BHXH: đó là dấu hiệu lừa đảo",
    ):
        make_news(
            title=title,
            category="warning" if "đòi" in title else "policy",
            cover=cover,
            services=["qua-trinh"],
        )
    make_article(question="Mất thẻ BHYT thì làm lại thế nào?")
    index.reset()
    yield
    index.reset()


@pytest.fixture
def film(transactional_db: None) -> Video:
    written = loading.read("videos.toml", "video")[-1]
    with (loading.FOLDER / "videos" / f"{written['slug']}.webm").open("rb") as stream:
        stored = films.store(File(stream))
    return make_video(
        file=stored.path,
        title="Tìm nơi gần bạn",
        captions=loading.captions_of(written, "says"),
        transcript=loading.transcript_of(written, "shows", "says"),
    )


def assert_fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@SIZES
@SCRIPTS
def test_from_the_home_page_to_an_article_a_film_and_the_search(
    open_page: OpenPage,
    assert_accessible: Callable[[Page], None],
    articles: None,
    film: Video,
    phone: bool,
    javascript: bool,
) -> None:
    def check(page: Page) -> None:
        assert_fits(page)
        if javascript and phone:
            assert_accessible(page)

    page = open_page("/", phone=phone, javascript=javascript)
    expect(page.locator(".task")).to_have_count(1)
    expect(page.locator(".news-card")).to_have_count(3)
    check(page)
    page.get_by_role("link", name="Xem mọi tin").click()
    page.wait_for_url("**/tin-tuc/")
    check(page)
    page.get_by_role("link", name="Cảnh báo", exact=True).click()
    page.wait_for_url("**/?muc=canh-bao")
    page.get_by_label("Tìm trong tin tức").fill("doi tien")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=doi*tien**")
    page.get_by_role("link", name="Ai đòi tiền làm thủ tục BHXH").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("dấu hiệu lừa đảo")
    page.locator("summary", has_text="Chia sẻ").click()
    expect(page.locator(".news-address")).to_be_visible()
    expect(page.get_by_role("button", name="In bài này")).to_be_visible(visible=javascript)
    check(page)
    page.goto("/video/")
    check(page)
    page.get_by_role("link", name=film.title).click()
    expect(page.locator("video")).to_be_visible()
    expect(page.get_by_text("Chọn cơ quan BHXH, điểm thu")).to_be_visible()
    check(page)
    page.get_by_role("searchbox", name="Tìm trên trang").fill("mat the bhyt")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tim-kiem/?q=mat+the+bhyt")
    expect(page.locator("mark").first).to_be_visible()
    check(page)
    page.get_by_role("link", name="Hỏi đáp (").click()
    page.wait_for_url("**nhom=hoi-dap")
    page.get_by_role("link", name="Mất thẻ BHYT thì làm lại thế nào?").first.click()
    page.wait_for_url("**/ho-tro/cau-hoi/**")


def test_a_film_plays_jumps_and_shows_its_captions(open_page: OpenPage, film: Video) -> None:
    page = open_page(film.get_absolute_url())
    ranges: list[int] = []
    page.on("response", lambda answer: ranges.append(answer.status) if answer.url.endswith("/phim") else None)
    played = page.evaluate(
        """async () => {
          const film = document.querySelector("video"), track = film.textTracks[0];
          film.muted = true;
          await film.play();
          film.currentTime = 11;
          await new Promise((done) => film.addEventListener("seeked", done, { once: true }));
          await new Promise((done) => track.activeCues?.length ? done() : track.addEventListener("cuechange", done, { once: true }));
          return [Math.round(film.duration), film.currentTime >= 11, film.videoWidth, track.mode, track.cues.length, track.activeCues[0].text];
        }"""
    )
    assert played == [19, True, 640, "showing", 4, "Chọn cơ quan BHXH, điểm thu, hay nơi khám chữa bệnh."]
    assert set(ranges) == {206}


def test_a_film_elsewhere_is_not_touched_until_asked_for(open_page: OpenPage) -> None:
    """`open_page` fails on any request to another host."""
    page = open_page(make_video(external_url="https://films.example/watch", captions="").get_absolute_url())
    expect(page.get_by_role("link", name="Mở trang khác để xem")).to_have_attribute(
        "href", "https://films.example/watch"
    )
    page.wait_for_load_state("networkidle")


def test_the_editor_works_under_the_security_policy(open_page: OpenPage) -> None:
    client = Client()
    client.force_login(make_officer(None).user)
    page = open_page("/tin-tuc/")
    page.context.add_cookies(
        [{"name": "session", "value": client.cookies["session"].value, "url": page.url.split("/tin-tuc")[0]}]
    )
    page.goto(ADD)
    # The plain field has the same name and goes out of sight when the editor stands in its place.
    page.locator(".prose-menubar").first.wait_for()
    editor = page.get_by_role("textbox", name="Nội dung:", exact=True)
    editor.click()
    page.keyboard.type("Chữ ")
    page.keyboard.press("Control+b")
    page.keyboard.type("đậm")
    page.keyboard.press("Control+b")
    page.keyboard.press("Enter")
    menu = page.locator(".prose-menubar").first
    menu.get_by_role("button", name="unordered list").click()
    page.keyboard.type("mục một")
    expect(page.locator("textarea[name=body]")).to_have_value(
        "<p>Chữ <strong>đậm</strong></p><ul><li><p>mục một</p></li></ul>"
    )
    page.fill("input[name=title]", "Bài từ trình soạn thảo")
    page.fill("textarea[name=summary]", "Tóm tắt")
    page.select_option("select[name=category]", "policy")
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.wait_for_url("**/newsarticle/")
    article = NewsArticle.objects.get()
    assert article.slug == "bai-tu-trinh-soan-thao"
    assert article.body == "<p>Chữ <strong>đậm</strong></p><ul><li><p>mục một</p></li></ul>"


# ruff: noqa: E501 - small programs for the browser stand on their lines
# -- Stored XSS (threat T21)


def batches() -> list[list[str]]:
    """Payloads that swallow what follows them end a batch, so that none hides another."""
    swallowing = [one for one in payloads() if not rich_text.clean(one + MARK).endswith(MARK)]
    quiet = [one for one in payloads() if one not in set(swallowing)]
    count = max(len(swallowing), 1)
    return [quiet[number::count] + swallowing[number : number + 1] for number in range(count)]


def write_through_the_form(client: Client, number: int, batch: list[str]) -> NewsArticle:
    text = "<p>đầu</p>" + MARK.join(batch)
    slug = f"thu-{number}"
    data = {
        "category": "policy", "slug": slug, "is_published": "on", "published_at_0": "2026-01-01", "published_at_1": "08:00",
        "title": batch[0][:150], "title_en": batch[-1][:150], "summary": text[:400], "summary_en": batch[-1][:400],
        "source": batch[0][:200], "source_en": batch[-1][:200], "cover_alt": batch[0][:200], "body": text, "body_en": text,
    }  # fmt: skip
    assert client.post(ADD, data).status_code == 302
    return NewsArticle.objects.get(slug=slug)


OPENED = """() => {
  const found = [...document.querySelectorAll("main article *, main header *")];
  const prose = [...document.querySelectorAll(".prose *")];
  return [
    prose.length,
    prose.flatMap((one) => [...one.attributes].filter((a) => a.name !== "href").map((a) => one.tagName + " " + a.name)),
    found.filter((one) => /^(script|iframe|object|embed|svg:script|base|meta|link|form|style)$/i.test(one.tagName)).map((one) => one.tagName),
    found.flatMap((one) => [...one.attributes].filter((a) => /^(on|hx-|data-hx|style)/i.test(a.name)).map((a) => a.name)),
    [...document.querySelectorAll(".prose a[href]")].map((a) => a.protocol).filter((p) => !/^(https?|mailto|tel):$/.test(p)),
  ];
}"""


@pytest.fixture
def visit(browser: Browser, live_server: Any) -> Any:
    """Open a page with the security policy switched off: what is kept out must be kept out by the cleaning alone."""
    context = browser.new_context(base_url=live_server.url, bypass_csp=True)
    hits: list[str] = []
    context.expose_function("hit", lambda: hits.append("script"))
    page = context.new_page()
    page.on("dialog", lambda dialog: (hits.append("dialog"), dialog.dismiss()))
    page.on("request", lambda request: hits.append(request.url) if "hx-hit" in request.url else None)

    def go(path: str) -> tuple[Any, list[str]]:
        hits.clear()
        page.goto(path, wait_until="load")
        for event in ("mouseover", "focus", "click"):
            page.evaluate(
                "(event) => document.querySelectorAll('.prose *').forEach((one) => one.dispatchEvent(new Event(event)))",
                event,
            )
        return page.evaluate(OPENED), list(hits)

    yield go
    context.close()


def test_no_payload_runs_asks_or_keeps_an_attribute(visit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    client.force_login(make_officer(None).user)
    made = batches()
    assert sum(map(len, made)) >= 500
    for number, batch in enumerate(made):
        article = write_through_the_form(client, number, batch)
        # Nothing was swallowed: every payload but the last stands between two marks.
        assert article.body.count(MARK) >= len(batch) - 1
        for path in (article.get_absolute_url(), f"/en{article.get_absolute_url()}"):
            (elements, attributes, tags, live, schemes), hits = visit(path)
            assert elements >= len(batch) - 1
            assert (attributes, tags, live, schemes, hits) == ([], [], [], [], []), path
    # A row that came in by another way is cleaned when it is read.
    raw = MARK.join(made[0])
    NewsArticle.objects.filter(pk=article.pk).update(body=raw)
    assert visit(article.get_absolute_url())[1] == []
    # And the test would notice: without the cleaning the same page runs scripts.
    monkeypatch.setattr(rich_text, "clean", lambda html: html)
    (_elements, attributes, *_rest), hits = visit(article.get_absolute_url())
    assert attributes
    assert hits
