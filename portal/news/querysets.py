"""Questions about news and videos. A moment is a parameter: what is shown depends on it."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Self, TypeVar

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from support.assistant.text import syllables
from territory.text import fold

if TYPE_CHECKING:
    from portal.news.models import NewsArticle, Video  # noqa: F401 - names in annotations

MAX_WORDS = 8
SIMILAR_ENOUGH = 0.5


Row = TypeVar("Row", bound=models.Model)


class ShownQuerySet(models.QuerySet[Row]):
    """What articles and videos share: a time to appear, a time to go, and folded words."""

    def shown_at(self, moment: datetime) -> Self:
        """Approved, its time has come and has not passed. The moment of expiry is the first without it."""
        return self.filter(
            Q(expires_at=None) | Q(expires_at__gt=moment), is_published=True, published_at__lte=moment
        )

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-pk")

    def in_month(self, year: int, month: int) -> Self:
        """By the calendar of the site's time zone."""
        return self.filter(published_at__year=year, published_at__month=month)

    def about(self, words: str) -> Self:
        """Every word stands in the text; diacritics, abbreviations and slips of input methods aside."""
        found = self
        for word in search_words(words):
            found = found.filter(words_fold__contains=word)
        return found

    def about_like(self, words: str) -> Self:
        """As `about`, typing errors forgiven, best match first; for when `about` finds nothing."""
        wanted = " ".join(search_words(words)) or fold(words)[:100]
        return (
            self.annotate(likeness=TrigramWordSimilarity(wanted, "words_fold"))
            .filter(likeness__gte=SIMILAR_ENOUGH)
            .order_by("-likeness", "-published_at", "-pk")
        )


class NewsQuerySet(ShownQuerySet["NewsArticle"]):
    def of_category(self, category: str) -> Self:
        return self.filter(category=category)

    def pinned(self) -> Self:
        return self.filter(is_pinned=True)

    def months(self) -> list[tuple[datetime, int]]:
        """Each month with something in it, newest first, and how many."""
        rows = self.annotate(month=TruncMonth("published_at")).values("month").annotate(count=Count("pk"))
        return [(row["month"], row["count"]) for row in rows.order_by("-month")]

    def near(self, article: "NewsArticle") -> Self:
        return self.filter(category=article.category).exclude(pk=article.pk)

    def for_listing(self) -> Self:
        """Without the long columns that no list shows."""
        return self.defer("body", "body_en", "words", "words_fold")


class VideoQuerySet(ShownQuerySet["Video"]):
    def for_listing(self) -> Self:
        return self.defer("captions", "captions_en", "transcript", "transcript_en", "words", "words_fold")


def search_words(words: str) -> list[str]:
    """Folded words that must stand in a text, abbreviations written out."""
    return list(dict.fromkeys(syllables(words)))[:MAX_WORDS]


def searchable(texts: Iterable[str]) -> str:
    """The column behind searches: the texts, and once more with abbreviations written out."""
    joined = " ".join(filter(None, texts))
    return f"{joined} {' '.join(dict.fromkeys(syllables_of(joined)))}"


def syllables_of(text: str) -> list[str]:
    """`syllables` of a text of any length."""
    found: list[str] = []
    for start in range(0, len(text), 900):
        found += syllables(text[start : start + 900])
    return found
