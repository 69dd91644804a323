"""An article as a page shows it: in the reader's language, amounts of the day filled in, law spelt out."""

import logging
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from support.actions import NextStep, next_step
from support.knowledge import catalogue
from support.knowledge.figures import fill
from support.models import Article, Certainty

logger = logging.getLogger("portal.support")


@dataclass(frozen=True)
class Citation:
    """ "Luật BHXH 41/2024/QH15, Điều 70" and the day since which it applies."""

    words: str
    since: date


@dataclass(frozen=True)
class Reading:
    slug: str
    url: str
    topic: catalogue.Topic
    group: catalogue.Group
    question: str
    answer: str
    steps: list[str]
    citations: list[Citation]
    certainty: str
    certainty_words: str
    is_uncertain: bool
    next_step: NextStep
    changed_at: datetime


def citation(key: str) -> Citation:
    code, _colon, article = key.partition(":")
    document = catalogue.documents()[code]
    words = document.name
    if article:
        words = _("%(document)s, Điều %(article)s") % {"document": words, "article": article}
    return Citation(words, document.since)


def readable(article: Article, day: date) -> Reading | None:
    """As `open_article`; None, and a line for the operator, when it cannot be shown on this day.

    A topic, a document or a figure of the law may end after the article was saved. Its neighbours are shown all the
    same.
    """
    try:
        return open_article(article, day)
    except LookupError:
        logger.exception("article %s cannot be shown", article.slug)
        return None


def open_article(article: Article, day: date) -> Reading:
    """Raises LookupError when a topic, a document or a figure is not there; never on the day of `Article.clean`."""
    topic = catalogue.topics()[article.topic]
    return Reading(
        slug=article.slug,
        url=article.get_absolute_url(),
        topic=topic,
        group=catalogue.groups()[topic.group],
        question=catalogue.in_language(article.question, article.question_en),
        answer=fill(catalogue.in_language(article.answer, article.answer_en), day),
        steps=[fill(step, day) for step in catalogue.in_language(article.steps, article.steps_en)],
        citations=[citation(key) for key in article.law],
        certainty=article.certainty,
        certainty_words=str(Certainty(article.certainty).label),
        is_uncertain=article.certainty == Certainty.UNCERTAIN,
        next_step=next_step(article.action),
        changed_at=article.changed_at,
    )


@dataclass
class TopicShelf:
    """A topic and its questions."""

    topic: catalogue.Topic
    articles: list[tuple[str, str]]  # question, address


@dataclass
class GroupShelf:
    group: catalogue.Group
    topics: list[TopicShelf]
    count: int = 0


def topics_in_groups(day: date, only: catalogue.Group | None = None) -> list[GroupShelf]:
    """Groups in the order of the file, with the topics and questions shown today. One query."""
    by_topic: dict[str, list[tuple[str, str]]] = {}
    for article in Article.objects.shown_on(day).in_order().only("slug", "topic", "question", "question_en"):
        question = catalogue.in_language(article.question, article.question_en)
        by_topic.setdefault(article.topic, []).append((question, article.get_absolute_url()))
    shelves = []
    for group in catalogue.groups().values():
        if only and group != only:
            continue
        topics = [
            TopicShelf(topic, by_topic[topic.code])
            for topic in catalogue.topics().values()
            if topic.group == group.code and topic.code in by_topic
        ]
        if topics:
            shelves.append(GroupShelf(group, topics, sum(len(topic.articles) for topic in topics)))
    return shelves
