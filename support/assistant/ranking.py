"""BM25 over articles: which one speaks of these words? Explainable: each hit says which words brought it there.

A document is a bag of weighted terms: syllables, pairs of neighbours, and pieces of words for typing errors.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from support.assistant.text import meaningful, tokens

K1 = 1.2
B = 0.6
PAIR_WEIGHT = 0.8
PIECE_WEIGHT = 0.25
PIECE = 3
MISTYPED_PIECES = 4


def pieces(word: str) -> list[str]:
    """Pieces of a word, edges marked, so that a mistyped word still shares some with the right one."""
    if len(word) < PIECE + 1:
        return []
    edged = f"^{word}$"
    return [f"~{edged[start : start + PIECE]}" for start in range(len(edged) - PIECE + 1)]


def terms(text: str) -> Counter[str]:
    """The terms of a text with their weights as counts."""
    words = tokens(text)
    found: Counter[str] = Counter(meaningful(words))
    for pair in pairwise(words):
        found[" ".join(pair)] += 1
    for word in set(meaningful(words)):
        for piece in pieces(word):
            found[piece] += 1
    return found


def term_weight(term: str) -> float:
    if term.startswith("~"):
        return PIECE_WEIGHT
    return PAIR_WEIGHT if " " in term else 1.0


@dataclass
class Hit:
    """A document and why it was found: its share of the score by term."""

    key: str
    score: float
    because: dict[str, float] = field(default_factory=dict)

    @property
    def shares_words(self) -> bool:
        """A whole word is shared, or so many pieces that one was mistyped; a piece or two is chance."""
        whole = any(not term.startswith("~") for term in self.because)
        return whole or len(self.because) >= MISTYPED_PIECES


class Bm25:
    """An inverted index. Immutable once built, so that many threads may read it."""

    def __init__(self, documents: Mapping[str, Iterable[tuple[str, float]]]) -> None:
        """`documents`: key -> (text, weight of its field) pairs."""
        self.postings: dict[str, list[tuple[str, float]]] = defaultdict(list)
        lengths: dict[str, float] = {}
        bags: dict[str, dict[str, float]] = {}
        for key, fields in documents.items():
            bag: dict[str, float] = defaultdict(float)
            for text, weight in fields:
                for term, times in terms(text).items():
                    bag[term] += weight * times
            bags[key] = bag
            lengths[key] = sum(count for term, count in bag.items() if " " not in term and term[0] != "~")
        mean = sum(lengths.values()) / len(lengths) if lengths else 1.0
        for key, bag in bags.items():
            norm = K1 * (1 - B + B * lengths[key] / mean)
            for term, count in bag.items():
                self.postings[term].append((key, count * (K1 + 1) / (count + norm)))
        self.size = len(bags)

    def weight(self, term: str) -> float:
        """How much a term tells: rare ones more."""
        known = len(self.postings.get(term, ()))
        return math.log(1 + (self.size - known + 0.5) / (known + 0.5)) * term_weight(term) if known else 0.0

    def scores(self, text: str) -> dict[str, float]:
        """Of every document that shares a term."""
        scores: dict[str, float] = defaultdict(float)
        for term in terms(text):
            postings = self.postings.get(term)
            if postings:
                weight = self.weight(term)
                for key, share in postings:
                    scores[key] += weight * share
        return scores

    def rank(self, text: str, limit: int = 10) -> list[Hit]:
        best = sorted(self.scores(text).items(), key=lambda item: (-item[1], item[0]))[:limit]
        hits = {key: Hit(key, score) for key, score in best}
        for term in terms(text):
            weight = self.weight(term)
            for key, share in self.postings.get(term, ()):
                if key in hits:
                    hits[key].because[term] = weight * share
        return list(hits.values())
