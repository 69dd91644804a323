"""Figures of the assistant on labelled questions."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from support.assistant.index import Index
from support.assistant.intents import find_intent


@dataclass
class Measured:
    count: int = 0
    first: int = 0
    in_three: int = 0
    inverse_ranks: float = 0.0
    sure: int = 0
    sure_and_right: int = 0
    refused: int = 0
    by_topic: dict[str, "Measured"] = field(default_factory=dict)
    by_spelling: dict[str, "Measured"] = field(default_factory=dict)
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def recall_1(self) -> float:
        return self.first / self.count

    @property
    def recall_3(self) -> float:
        return self.in_three / self.count

    @property
    def mrr(self) -> float:
        return self.inverse_ranks / self.count

    @property
    def answered(self) -> float:
        return self.sure / self.count

    @property
    def right_when_sure(self) -> float:
        return self.sure_and_right / self.sure if self.sure else 0.0

    @property
    def wrongly_refused(self) -> float:
        return self.refused / self.count

    def add(self, rank: int, *, sure: bool, refused: bool) -> None:
        self.count += 1
        self.first += rank == 1
        self.in_three += rank <= 3
        self.inverse_ranks += 1 / rank
        self.sure += sure
        self.sure_and_right += sure and rank == 1
        self.refused += refused


def measure(knowledge: Index, questions: Iterable[dict[str, Any]]) -> Measured:
    """Every question counts, also those the assistant would refuse: the order of topics is what is measured."""
    found = Measured()
    for row in questions:
        verdict = knowledge.judge(row["question"])
        rank = verdict.topics.index(row["topic"]) + 1 if row["topic"] in verdict.topics else 99
        parts = [found, found.by_topic.setdefault(row["topic"], Measured())]
        if "spelling" in row:
            parts.append(found.by_spelling.setdefault(row["spelling"], Measured()))
        for part in parts:
            part.add(rank, sure=verdict.is_sure, refused=verdict.is_outside)
        if rank > 1:
            found.confusions[row["topic"], verdict.topics[0] if verdict.topics else "nothing"] += 1
    return found


def is_refused(knowledge: Index, text: str) -> bool:
    """Whether the assistant declines: outside its field, or one of the phrases that answer no question of law."""
    intent = find_intent(text)
    if intent:
        return intent.personal is None
    return knowledge.judge(text).is_outside
