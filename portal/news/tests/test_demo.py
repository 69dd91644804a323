"""The demo's news: enough of it, true to the house's own data, quick, and the same every time."""

import time
import tomllib
from pathlib import Path

import pytest
from django.urls import reverse

from portal.news import captions
from portal.news.demo import loading
from portal.news.demo.drawings import THINGS, cover
from portal.news.models import Category, NewsArticle, Video
from portal.search.services import by_code
from support.knowledge.catalogue import read_articles

pytestmark = pytest.mark.django_db
MOST_BYTES = 300_000


def test_the_demo_news(client) -> None:
    started = time.process_time()
    loaded = loading.load()
    assert time.process_time() - started < 10
    assert loaded.articles >= 24
    assert loaded.videos == 4
    articles = list(NewsArticle.objects.all())
    assert {article.category for article in articles} == set(Category.values)
    slugs = {article.slug for article in read_articles()}
    for article in articles:
        assert article.is_demo
        assert article.source
        assert article.source_date
        assert article.title_en and article.summary_en and article.body_en
        assert set(article.services) <= set(by_code()), article.slug
        assert set(article.questions) <= slugs, article.slug
        assert "{" not in article.title + article.summary + article.body + article.body_en
        assert article.picture
        assert client.get(article.picture.small)["Content-Type"] == "image/webp"
    assert loading.load() == loading.Loaded(0, 0)
    for video in Video.objects.all():
        for text in (video.captions, video.captions_en):
            assert captions.read(text)[-1].end <= video.seconds
        assert client.get(reverse("video-film", args=[video.slug])).status_code == 200


def test_figures_are_those_of_the_articles_own_day() -> None:
    loading.load()
    article = NewsArticle.objects.get(slug="muc-tham-chieu-tu-01-07-2026")
    assert "2.530.000 đ" in article.title
    assert "2,530,000" in article.title_en


def test_shipped_films_are_small_and_drawings_never_change() -> None:
    folder = Path(loading.FOLDER) / "videos"
    films = sorted(folder.glob("*.webm"))
    assert len(films) == 4
    assert max(film.stat().st_size for film in films) < MOST_BYTES
    with (loading.FOLDER / "articles.toml").open("rb") as stream:
        drawn = {article["drawing"] for article in tomllib.load(stream)["article"]}
    assert drawn <= set(THINGS)
    assert cover("book", "policy", 3).tobytes() == cover("book", "policy", 3).tobytes()
