"""Which topic does a question speak of? Multinomial logistic regression over words, pairs and pieces of words.

Pure Python: learned in seconds from the questions, asks and cues of the knowledge base, so a new article teaches it
without a download. Each decision is a sum of weights of features, which `because` names. docs/assistant.md compares
it with the other methods.
"""

import math
import random
from collections import Counter
from collections.abc import Iterable, Mapping, MutableSequence, Sequence
from dataclasses import dataclass
from itertools import pairwise

from support.assistant.text import syllables, tokens

OUTSIDE = ""  # the class of what lies outside the field
EPOCHS = 8
RATE = 6.0
SLOWING = 0.5
SURE_ENOUGH = 0.01  # an example this close to right teaches nothing more
FELT = 0.002  # a share of a label too small to change its weights: most labels of most lessons
PIECE = 4
SEED = 20261123


@dataclass(frozen=True)
class Example:
    text: str
    label: str
    weight: float = 1.0


def features(text: str, known: Mapping[str, int] | None = None) -> Counter[str]:
    """Words, pairs of neighbours (`^` before the first), pairs over one word, pieces of the longer words."""
    words = tokens(text, known)
    found: Counter[str] = Counter(words)
    for first, second in pairwise(["^", *words]):
        found[f"{first} {second}"] += 1
    for first, second in zip(words, words[2:], strict=False):
        found[f"{first}_{second}"] += 1
    for word in words:
        if len(word) >= PIECE - 1:
            edged = f"^{word}$"
            for start in range(len(edged) - PIECE + 1):
                found["~" + edged[start : start + PIECE]] += 1
    return found


class Classifier:
    """Weights by feature, one for each label. Immutable once learned."""

    def __init__(
        self,
        labels: Sequence[str],
        idf: dict[str, float],
        weights: Mapping[str, MutableSequence[float]],
        known: Mapping[str, int],
    ) -> None:
        """`known`: how often each syllable was seen; mistyped ones are read as one of these."""
        self.labels = list(labels)
        self.idf = idf
        self.known = known
        self.weights = dict(weights)

    @classmethod
    def learn(cls, examples: Iterable[Example]) -> "Classifier":
        lessons = list(examples)
        bags = [(features(example.text), example) for example in lessons]
        seen = Counter(word for example in lessons for word in syllables(example.text))
        known: Counter[str] = Counter()
        for bag, _example in bags:
            known.update(bag.keys())
        labels = sorted({example.label for _bag, example in bags})
        idf = {name: math.log(len(bags) / count) + 0.5 for name, count in known.items()}
        learned = cls(labels, idf, {name: [0.0] * len(labels) for name in known}, seen)
        place = {label: number for number, label in enumerate(labels)}
        data = [(learned._vector(bag), place[example.label], example.weight) for bag, example in bags]
        chance = random.Random(SEED)  # noqa: S311 - an order of lessons, no secret
        for epoch in range(EPOCHS):
            chance.shuffle(data)
            learned._pass(data, RATE / (1 + epoch * SLOWING))
        return learned

    def _pass(self, data: list[tuple[list[tuple[str, float]], int, float]], rate: float) -> None:
        for vector, label, weight in data:
            shares = _softmax(self._sums(vector))
            if 1 - shares[label] < SURE_ENOUGH:
                continue
            step = [-rate * weight * share for share in shares]
            step[label] += rate * weight
            felt = [(number, change) for number, change in enumerate(step) if abs(change) > FELT * rate]
            for name, value in vector:
                row = self.weights[name]
                for number, change in felt:
                    row[number] += value * change

    def _vector(self, bag: Counter[str]) -> list[tuple[str, float]]:
        """Logarithmic counts, rare features weighing more, brought to length 1; unknown features left out."""
        vector = [
            (name, (1 + math.log(count)) * self.idf[name]) for name, count in bag.items() if name in self.idf
        ]
        length = math.sqrt(sum(value * value for _name, value in vector)) or 1.0
        return [(name, value / length) for name, value in vector]

    def _sums(self, vector: list[tuple[str, float]]) -> list[float]:
        sums = [0.0] * len(self.labels)
        for name, value in vector:
            sums = [total + value * weight for total, weight in zip(sums, self.weights[name], strict=True)]
        return sums

    def scores(self, text: str) -> dict[str, float]:
        """Probability by label."""
        shares = _softmax(self._sums(self._vector(features(text, self.known))))
        return dict(zip(self.labels, shares, strict=True))

    def known_share(self, words: Sequence[str]) -> float:
        """How many of the words were ever seen: nonsense has none."""
        return sum(word in self.idf for word in words) / len(words) if words else 0.0

    def because(self, text: str, label: str, most: int = 8) -> list[tuple[str, float]]:
        """The features that spoke loudest for a label, for whoever wants to know why."""
        number = self.labels.index(label)
        told = [
            (name, value * self.weights[name][number])
            for name, value in self._vector(features(text, self.known))
        ]
        return sorted(told, key=lambda item: -item[1])[:most]


def _softmax(sums: list[float]) -> list[float]:
    top = max(sums)
    powers = [math.exp(value - top) for value in sums]
    total = sum(powers)
    return [power / total for power in powers]
