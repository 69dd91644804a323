"""The articles of today, ready to be found. Built once, replaced whole, never changed while it is read.

The first request of a process builds it. After that a change of the knowledge base, or a new day, starts a thread that
builds the next one while the site goes on answering from the last. `refresh()` after a save makes this process look
at once; others look every CHECK_SECONDS.
"""

import threading
import time
from datetime import date, datetime

from django.db import connection
from django.utils.timezone import localdate

from support.assistant.ranking import Bm25, Hit
from support.knowledge import catalogue
from support.models import Article

CHECK_SECONDS = 15.0
# Weight of each field of an article: the words people ask with tell more than the words of the answer.
QUESTION, ASKS, ANSWER, STEPS, TOPIC = 2.0, 1.0, 0.6, 0.3, 0.5

Stamp = tuple[int, datetime | None, date]


class Index:
    """What the search and the assistant read."""

    def __init__(self, articles: list[Article], stamp: Stamp) -> None:
        self.stamp = stamp
        self.articles = {article.slug: article for article in articles}
        topics = catalogue.topics()
        self.bm25 = Bm25(
            {
                article.slug: [
                    (article.question, QUESTION),
                    (article.question_en, QUESTION),
                    *((ask, ASKS) for ask in article.asks),
                    (article.answer, ANSWER),
                    (article.answer_en, ANSWER),
                    *((step, STEPS) for step in [*article.steps, *article.steps_en]),
                    (topics[article.topic].vi, TOPIC),
                    (topics[article.topic].en, TOPIC),
                ]
                for article in articles
            }
        )

    def rank(self, text: str, limit: int = 10) -> list[Hit]:
        """The articles that speak of these words, best first."""
        return self.bm25.rank(text, limit)


class _Shelf:
    """The index of this process, and the one being built to follow it."""

    def __init__(self) -> None:
        self.index: Index | None = None
        self.checked_at = 0.0
        self.lock = threading.Lock()
        self.builder: threading.Thread | None = None


_shelf = _Shelf()


def current() -> Index:
    """The index to read now. Waits only when this process has none yet."""
    index = _shelf.index
    if index is None:
        with _shelf.lock:
            index = _shelf.index or _build()
            _shelf.index = index
        return index
    if time.monotonic() - _shelf.checked_at > CHECK_SECONDS:
        _shelf.checked_at = time.monotonic()
        if index.stamp != Article.objects.stamp(localdate()):
            _build_behind()
    return index


def refresh() -> None:
    """Something was saved: the next request looks whether the index still holds."""
    _shelf.checked_at = 0.0


def reset() -> None:
    """Forget the index, so that the next reader builds it (tests, and commands that measure)."""
    _shelf.index = None


def _build() -> Index:
    today = localdate()
    _shelf.checked_at = time.monotonic()
    stamp = Article.objects.stamp(today)
    return Index(list(Article.objects.shown_on(today).in_order()), stamp)


def _build_behind() -> None:
    with _shelf.lock:
        if _shelf.builder and _shelf.builder.is_alive():
            return
        _shelf.builder = threading.Thread(target=_replace, name="knowledge-index", daemon=True)
        _shelf.builder.start()


def _replace() -> None:
    try:
        _shelf.index = _build()
    finally:
        connection.close()  # the thread's own
