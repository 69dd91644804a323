"""What is said to a question: a `Reply` that names its sentences and holds none of its own.

An article is answered when the classifier is sure, offered among the closest when it is not, and nothing is offered
for what lies outside the field. The figures of a person's record are never part of a reply: `personal` names the
page that reads them.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from support.assistant import index
from support.assistant.index import Verdict
from support.assistant.intents import Personal, find_intent
from support.assistant.text import is_english, syllables

FOLLOW_UPS = 3
# "Còn mẹ tôi thì sao?" says nothing alone: it goes on from the question before it.
GOES_ON = re.compile(r"(?:the |vay |roi )*(?:con|neu|the|vay|and|what about|how about) ")
MOST_GOING_ON = 10  # words


@dataclass(frozen=True)
class Reply:
    """`phrase`: a key of PHRASES. `article`, `choices`: slugs. `personal`: a value of intents.Personal."""

    language: str
    phrase: str = ""
    article: str = ""
    personal: str = ""
    choices: list[str] = field(default_factory=list)
    person: bool = False  # offer a person

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Before:
    """The question before this one, and the article it was answered with (empty: none)."""

    question: str
    article: str = ""


def reply_to(text: str, *, signed_in: bool, before: Before | None = None) -> Reply:
    language = "en" if is_english(text) else "vi"
    intent = find_intent(text)
    if intent and intent.personal:
        return Reply(language, phrase=_personal_phrase(intent.personal, signed_in), personal=intent.personal)
    if intent:
        return Reply(language, phrase=intent.phrase, person=intent.phrase in {"person", "distress"})
    knowledge = index.current()
    verdict = knowledge.judge(text)
    if before and not verdict.is_sure and _goes_on(text):
        return _going_on(knowledge, f"{before.question}\n{text}", before.article, language)
    if verdict.is_outside:
        return Reply(language, phrase="outside", person=True)
    scores = knowledge.bm25.scores(text)
    if not verdict.is_sure:
        return _unsure(knowledge, verdict, scores, language)
    article = knowledge.best_article(verdict.topics[0], scores)
    return Reply(language, article=article, choices=_follow_ups(knowledge, verdict.topics, article, scores))


def _personal_phrase(kind: Personal, signed_in: bool) -> str:
    if signed_in:
        return "personal"
    return "nearest-office" if kind == Personal.OFFICE else "sign-in"  # that one is no secret


def _goes_on(text: str) -> bool:
    words = syllables(text)
    return len(words) <= MOST_GOING_ON and GOES_ON.match(" ".join(words) + " ") is not None


def _going_on(knowledge: index.Index, text: str, told: str, language: str) -> Reply:
    """What both questions together ask; never the article just told, which does not say it."""
    verdict, scores = knowledge.judge(text), knowledge.bm25.scores(text)
    article = knowledge.best_article(verdict.topics[0], scores) if verdict.topics else ""
    if verdict.is_sure and article != told:
        follow_ups = _follow_ups(knowledge, verdict.topics, article, scores)
        return Reply(language, article=article, choices=[slug for slug in follow_ups if slug != told])
    if verdict.is_outside:
        return Reply(language, phrase="outside", person=True)
    return _unsure(knowledge, verdict, scores, language, told)


def _unsure(
    knowledge: index.Index, verdict: Verdict, scores: Mapping[str, float], language: str, told: str = ""
) -> Reply:
    """The best article of each likely topic; after one was told, the others of its topic before them."""
    best = [slug for topic in verdict.topics[:FOLLOW_UPS] if (slug := knowledge.best_article(topic, scores))]
    if told:
        best = [*knowledge.articles_of(verdict.topics[0], scores)[:FOLLOW_UPS], *best]
    choices = [slug for slug in dict.fromkeys(best) if slug != told][:FOLLOW_UPS]
    return Reply(language, phrase="unsure", choices=choices, person=True)


def _follow_ups(
    knowledge: index.Index, topics: list[str], article: str, scores: Mapping[str, float]
) -> list[str]:
    """Two more of the same topic and the best of the next one."""
    same = [slug for slug in knowledge.articles_of(topics[0], scores) if slug != article][: FOLLOW_UPS - 1]
    other = knowledge.best_article(topics[1], scores) if len(topics) > 1 else ""
    return [*same, other] if other else same
