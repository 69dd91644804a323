"""The articles of today, ready to be found. Built once, replaced whole, never changed while it is read.

The first request of a process builds it. After that a change of the knowledge base, or a new day, starts a thread that
builds the next one while the site goes on answering from the last. `refresh()` after a save makes this process look
at once; others look every CHECK_SECONDS.
"""

import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.utils.timezone import localdate

from support.assistant import learning
from support.assistant.classifier import OUTSIDE, Classifier
from support.assistant.ranking import Bm25, Hit
from support.assistant.text import meaningful, tokens, vocabulary
from support.knowledge import catalogue
from support.models import Article

CHECK_SECONDS = 15.0
# Weight of each field of an article: the words people ask with tell more than the words of the answer.
QUESTION, ASKS, ANSWER, STEPS, TOPIC = 2.0, 1.0, 0.6, 0.3, 0.5

# Measured by cross-validation over the asks and examples/outside (docs/assistant.md).
SURE = 0.5  # answer at once
# How likely "outside the field" may be, as a share of the likeliest topic, before we say so; less is borne where no
# word of the field stands in the question.
OUTSIDE_SHARE = 0.5
OUTSIDE_SHARE_WITHOUT_A_WORD = 0.03
OUTSIDE_SHARE_BY_NAME = (
    3.0  # BHYT, BHXH, pension … named outright, or in a story with one sentence clearly ours
)
STORY, SENTENCE = 25, 5  # words; half of a story is always about something else
CLEARLY_OURS, SURE_OF_A_SENTENCE = 0.1, 0.3
SENTENCE_END = re.compile(r"[.?!;\n]+\s")
LEAST_KNOWN = 0.5  # share of words ever seen

Stamp = tuple[int, datetime | None, date]


@dataclass(frozen=True)
class Verdict:
    """Topics, likeliest first, and whether the first is good enough to answer from."""

    topics: list[str]
    scores: dict[str, float]
    is_sure: bool
    is_outside: bool


class Index:
    """What the search and the assistant read. Without a classifier (still learning) it only offers choices."""

    def __init__(self, articles: list[Article], stamp: Stamp, classifier: Classifier | None) -> None:
        self.stamp = stamp
        self.classifier = classifier
        self.articles = {article.slug: article for article in articles}
        self.by_topic: dict[str, list[str]] = defaultdict(list)
        for article in articles:
            self.by_topic[article.topic].append(article.slug)
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

    def judge(self, text: str) -> Verdict:
        """What a question is about, how sure that is, and whether it is ours at all."""
        if self.classifier is None:
            scores: dict[str, float] = defaultdict(float)
            for hit in self.rank(text):
                topic = self.articles[hit.key].topic
                scores[topic] = max(scores[topic], hit.score)
            return Verdict(_best_first(scores), scores, is_sure=False, is_outside=not scores)
        scores = self.classifier.scores(text)
        outside = scores.pop(OUTSIDE, 0.0)
        topics = _best_first(scores)
        best = scores[topics[0]]
        words = tokens(text)
        says_something = len(set(meaningful(words))) > 1  # "bhyt" alone names a field, not a question
        meant = set(tokens(text, self.classifier.known))
        named = bool(vocabulary().core & meant)
        nonsense = not named and self.classifier.known_share(words) < LEAST_KNOWN
        shown = OUTSIDE_SHARE if vocabulary().field & meant else OUTSIDE_SHARE_WITHOUT_A_WORD
        doubtful = outside > best * shown
        is_ours = named or (len(words) >= STORY and _has_our_sentence(self.classifier, text))
        is_outside = nonsense or (doubtful and not (is_ours and outside <= best * OUTSIDE_SHARE_BY_NAME))
        is_sure = says_something and not doubtful and best >= SURE
        return Verdict(topics, scores, is_sure=is_sure and not is_outside, is_outside=is_outside)

    def articles_of(self, topic: str, scores: Mapping[str, float]) -> list[str]:
        """The articles of a topic, the closest first by `bm25.scores` of the question."""
        slugs = self.by_topic.get(topic, [])
        return sorted(slugs, key=lambda slug: -scores.get(slug, 0.0))

    def best_article(self, topic: str, scores: Mapping[str, float]) -> str:
        """Its slug; empty for a topic without articles."""
        return next(iter(self.articles_of(topic, scores)), "")


def _has_our_sentence(classifier: Classifier, text: str) -> bool:
    """Whether one sentence of a story, taken alone, is clearly about this field."""
    for sentence in SENTENCE_END.split(text):
        if len(sentence.split()) < SENTENCE:
            continue
        scores = classifier.scores(sentence)
        outside = scores.pop(OUTSIDE, 0.0)
        best = max(scores.values())
        ours = best >= SURE_OF_A_SENTENCE and outside <= best * CLEARLY_OURS
        if ours and vocabulary().field & set(tokens(sentence, classifier.known)):
            return True
    return False


def _best_first(scores: dict[str, float]) -> list[str]:
    return sorted(scores, key=lambda topic: (-scores[topic], topic))


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
            index = _shelf.index or _build(learning.kept)
            _shelf.index = index
        if index.classifier is None:
            prepare_behind()
        return index
    if time.monotonic() - _shelf.checked_at > CHECK_SECONDS:
        _shelf.checked_at = time.monotonic()
        if index.stamp != Article.objects.stamp(localdate()):
            prepare_behind()
    return index


def refresh() -> None:
    """Something was saved: the next request looks whether the index still holds."""
    _shelf.checked_at = 0.0


def prepare() -> Index:
    """The index with its classifier, learned now if it must be (start of the site, commands that measure)."""
    _shelf.index = _build(learning.learned)
    return _shelf.index


def reset() -> None:
    """Forget the index, so that the next reader builds it (tests, and commands that measure)."""
    _shelf.index = None


def _build(classifier_of: Callable[[list[Article]], Classifier | None]) -> Index:
    today = localdate()
    _shelf.checked_at = time.monotonic()
    stamp = Article.objects.stamp(today)
    # A topic may be gone from the catalogue: the articles it leaves behind are none that the rest should fail with.
    topics = catalogue.topics()
    articles = [article for article in Article.objects.shown_on(today).in_order() if article.topic in topics]
    return Index(articles, stamp, classifier_of(articles))


def prepare_behind() -> None:
    """Build the next index in a thread; this process answers from the last one until it is there."""
    with _shelf.lock:
        if _shelf.builder and _shelf.builder.is_alive():
            return
        _shelf.builder = threading.Thread(target=_replace, name="knowledge-index", daemon=True)
        _shelf.builder.start()


def _replace() -> None:
    try:
        _shelf.index = _build(learning.learned)
    finally:
        connection.close()  # the thread's own
