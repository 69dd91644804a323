"""What is said to a question: a `Reply` that names its sentences and holds none of its own.

An article is answered when the classifier is sure, offered among the closest when it is not, and nothing is offered
for what lies outside the field. The figures of a person's record are never part of a reply: `personal` names the
page that reads them.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from support.assistant import index
from support.assistant.intents import find_intent
from support.assistant.text import is_english

FOLLOW_UPS = 3


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


def reply_to(text: str, *, signed_in: bool) -> Reply:
    language = "en" if is_english(text) else "vi"
    intent = find_intent(text)
    if intent and intent.personal:
        phrase = "personal" if signed_in else "sign-in"
        return Reply(language, phrase=phrase, personal=intent.personal)
    if intent:
        return Reply(language, phrase=intent.phrase, person=intent.phrase in {"person", "distress"})
    knowledge = index.current()
    verdict = knowledge.judge(text)
    if verdict.is_outside:
        return Reply(language, phrase="outside", person=True)
    scores = knowledge.bm25.scores(text)
    if not verdict.is_sure:
        choices = [
            slug for topic in verdict.topics[:FOLLOW_UPS] if (slug := knowledge.best_article(topic, scores))
        ]
        return Reply(language, phrase="unsure", choices=choices, person=True)
    article = knowledge.best_article(verdict.topics[0], scores)
    return Reply(language, article=article, choices=_follow_ups(knowledge, verdict.topics, article, scores))


def _follow_ups(
    knowledge: index.Index, topics: list[str], article: str, scores: Mapping[str, float]
) -> list[str]:
    """Two more of the same topic and the best of the next one."""
    same = [slug for slug in knowledge.articles_of(topics[0], scores) if slug != article][: FOLLOW_UPS - 1]
    other = knowledge.best_article(topics[1], scores) if len(topics) > 1 else ""
    return [*same, other] if other else same
