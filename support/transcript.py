"""Turns as the page shows them: in the language each was asked in, articles as they stand today."""

from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localdate

from support.actions import HOTLINE, NextStep, hand_over, near_me
from support.assistant.phrases import PHRASES
from support.knowledge import catalogue
from support.models import Article, Turn
from support.reading import Reading, readable

MOST_TURNS = 30
SIGN_IN = {"sign-in", "nearest-office"}


@dataclass
class ShownTurn:
    pk: int
    asked_at: datetime
    question: str
    language: str
    sentences: list[str]
    reading: Reading | None = None
    choices: list[str] = field(default_factory=list)
    personal_url: str = ""
    sign_in_url: str = ""
    people: list[NextStep] = field(default_factory=list)


def show(turns: list[Turn]) -> list[ShownTurn]:
    """One query for all the articles they name."""
    slugs = {
        slug for turn in turns for slug in [turn.reply.get("article", ""), *turn.reply.get("choices", ())]
    }
    articles = Article.objects.shown_on(localdate()).in_bulk(slugs - {""}, field_name="slug")
    return [_show(turn, articles) for turn in turns]


def _show(turn: Turn, articles: dict[str, Article]) -> ShownTurn:
    reply = turn.reply
    language = "en" if reply.get("language") == "en" else "vi"
    with translation.override(language):
        shown = ShownTurn(turn.pk, turn.asked_at, turn.question, language, [])
        phrase, slug = reply.get("phrase", ""), reply.get("article", "")
        if slug in articles:
            shown.reading = readable(articles[slug], localdate())
        if slug and not shown.reading:
            phrase = "gone"
        if phrase in PHRASES:
            shown.sentences.append(str(PHRASES[phrase]))
        shown.choices = [
            catalogue.in_language(articles[choice].question, articles[choice].question_en)
            for choice in reply.get("choices", ())
            if choice in articles
        ]
        if reply.get("personal"):
            url = reverse("support:assistant-personal", args=[reply["personal"]])
            shown.personal_url = url if phrase == "personal" else ""
            shown.sign_in_url = f"{reverse('account_login')}?next={url}" if phrase in SIGN_IN else ""
        if phrase == "nearest-office":
            shown.people = [_in_words(near_me())]
        if reply.get("person"):
            shown.people = [_in_words(HOTLINE), _in_words(hand_over())]
        if shown.reading:
            shown.reading = _spoken(shown.reading, _in_words(shown.reading.next_step))
    return shown


def _in_words(step: NextStep) -> NextStep:
    """Its words in the language of the moment."""
    return NextStep(str(step.words), step.url, step.icon)


def _spoken(reading: Reading, step: NextStep) -> Reading:
    """Words that would otherwise turn into the page's language when the template draws them."""
    from dataclasses import replace

    return replace(reading, next_step=step)
