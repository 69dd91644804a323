"""What needs no article: small talk, questions about one's own record, and what we do not help with.

Patterns of intents.toml over folded words with abbreviations made one (`text.tokens`).
"""

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from support.assistant.text import tokens

MOST_WORDS = 14  # of small talk, and of a question about one's own record: longer ones tell a story


class Personal(StrEnum):
    """Questions answered from one's own record. The values stand in addresses."""

    CARD = "the-bhyt"
    CONTRIBUTED = "thoi-gian-dong"
    OFFICE = "co-quan-bhxh"
    FILE = "ho-so"


@dataclass(frozen=True)
class Intent:
    """Either a phrase to say, or a question about one's own record."""

    phrase: str = ""
    personal: Personal | None = None


Rules = list[tuple[Intent, re.Pattern[str]]]


@cache
def _rules() -> tuple[Rules, Rules]:
    """(rules for texts of any length, rules for short ones)."""
    with (Path(__file__).parent / "intents.toml").open("rb") as stream:
        raw = tomllib.load(stream)

    def compiled(intent: Intent, patterns: list[str]) -> Rules:
        return [(intent, re.compile(pattern.replace("ME", raw["me"]))) for pattern in patterns]

    always: Rules = []
    short: Rules = []
    for entry in raw["refused"]:
        always += compiled(Intent(phrase=entry["phrase"]), entry["patterns"])
    for entry in raw["small_talk"]:
        short += compiled(Intent(phrase=entry["phrase"]), entry["patterns"])
    for entry in raw["personal"]:
        short += compiled(Intent(personal=Personal(entry["kind"])), entry["patterns"])
    return always, short


def find_intent(text: str) -> Intent | None:
    """None: a question for the knowledge base."""
    words = tokens(text)
    if not words:
        return Intent(phrase="wordless")
    line = " ".join(words)
    always, short = _rules()
    for intent, pattern in always + (short if len(words) <= MOST_WORDS else []):
        if pattern.search(line):
            return intent
    return None
