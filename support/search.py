"""Search in the knowledge base: articles that match, with the matching words marked."""

from dataclasses import dataclass

from django.utils.timezone import localdate

from support.assistant import index
from support.assistant.highlight import Piece, excerpt, highlight
from support.reading import Reading, readable

MOST_RESULTS = 20
WORTH_SHOWING = 0.45  # of the best score: what is far below it only shares a common word


@dataclass(frozen=True)
class Found:
    reading: Reading
    question: list[Piece]
    excerpt: list[Piece]


def search_articles(words: str) -> list[Found]:
    """The best matches first; none when nothing is close."""
    knowledge = index.current()
    hits = knowledge.rank(words, MOST_RESULTS)
    if not hits or not hits[0].shares_words:
        return []
    found = []
    for hit in hits:
        if hit.score < hits[0].score * WORTH_SHOWING:
            break
        article = knowledge.articles[hit.key]
        if article.is_shown_on(localdate()) and (reading := readable(article, localdate())):
            found.append(
                Found(reading, highlight(reading.question, words), highlight(excerpt(reading.answer), words))
            )
    return found
