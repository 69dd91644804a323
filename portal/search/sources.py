"""Where found things come from: each source gives candidates, at most so many; `ranking.py` orders them.

A source asks the database a constant number of times. Nothing here reads a person's record.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from facilities.models import Place
from portal.news.models import NewsArticle, Video
from portal.search.services import by_code
from support.assistant import index
from support.assistant.text import meaningful, tokens
from support.search import search_articles
from territory.text import fold

MOST = 20  # candidates of one source
MOST_PLACES = 10


@dataclass(frozen=True)
class Candidate:
    """`words`: what else it answers to. `prior`: how much rather we show this kind, all else being equal.
    `floor`: the least it is worth, for what another search has chosen already."""

    group: str
    title: str
    text: str
    address: str
    note: str
    words: str = ""
    prior: float = 0.0
    floor: float = 0.0
    language: str = ""


def services(words: str) -> list[Candidate]:
    return [
        Candidate(
            "viec",
            str(service.title),
            str(service.text),
            service.address,
            _("Trang của An Sinh"),
            service.words,
            0.14,
        )
        for service in by_code().values()
    ]


def questions(words: str) -> list[Candidate]:
    return [
        Candidate(
            "hoi-dap",
            found.reading.question,
            found.reading.answer,
            found.reading.url,
            found.reading.topic.name,
            # What the knowledge base found, it found by more than the words of the question.
            floor=0.55 if place < 3 else 0.0,
            prior=0.1 - 0.005 * place,
        )
        for place, found in enumerate(search_articles(words)[:MOST])
    ]


def news(words: str) -> list[Candidate]:
    now = timezone.now()
    articles, videos = (
        NewsArticle.objects.shown_at(now).for_listing(),
        Video.objects.shown_at(now).for_listing(),
    )
    rows: list[NewsArticle | Video] = [
        *(articles.about(words).newest_first()[:MOST] or articles.about_like(words)[:MOST]),
        *(videos.about(words).newest_first()[:MOST] or videos.about_like(words)[:MOST]),
    ]
    return [
        Candidate(
            "tin",
            row.shown_title,
            row.shown_summary,
            row.get_absolute_url(),
            _note(row),
            prior=0.06,
            language="vi" if row.is_only_vietnamese else "",
        )
        for row in rows
    ]


def _note(row: NewsArticle | Video) -> str:
    if isinstance(row, Video):
        return _("Video")
    return f"{row.get_category_display()}, {date_format(localtime(row.published_at))}"


def places(words: str) -> list[Candidate]:
    working = Place.objects.working(timezone.localdate())
    found = list(working.named(words).by_name()[:MOST_PLACES]) or list(
        working.named_like(words)[:MOST_PLACES]
    )
    return [
        Candidate(
            "noi", place.name, place.address, place.get_absolute_url(), place.get_kind_display(), place.alias
        )
        for place in found
    ]


SOURCES = {"viec": services, "hoi-dap": questions, "tin": news, "noi": places}


@lru_cache(maxsize=4)
def _known(stamp: object, language: str) -> dict[str, int]:
    """Words the site speaks with, and how often: what a mistyped word may have meant."""
    texts: list[str] = [f"{service.title} {service.text} {service.words}" for service in by_code().values()]
    knowledge = index.current()
    for article in knowledge.articles.values():
        texts += [article.question, article.question_en, article.answer, *article.asks]
    counts: dict[str, int] = {}
    for text in texts:
        for word in _words_of(text):
            counts[word] = counts.get(word, 0) + 1
    return counts


def _words_of(text: str) -> Iterable[str]:
    return {*meaningful(tokens(text)), *fold(text).split()}


def known_words() -> dict[str, int]:
    return _known(index.current().stamp, get_language() or "")
