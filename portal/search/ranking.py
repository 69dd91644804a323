"""One order for everything found: how many words stand in the title, how many in the text, and how rare they are.

A score is a share: 1 means every word stands in the title. A mistyped word counts for less than the right one.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from portal.search.sources import Candidate
from support.assistant.highlight import Piece, excerpt, highlight
from support.assistant.text import meaningful, tokens

TITLE, OTHER_NAMES, TEXT = 1.0, 0.8, 0.5
NEARLY = 0.6  # what a word one slip away is worth
ALIKE = 0.8
LEAST = 0.5
PAIR = 0.25  # neighbours in the question that are neighbours in the title


@dataclass(frozen=True)
class Found:
    candidate: Candidate
    score: float
    title: list[Piece]
    excerpt: list[Piece]


def rank(words: str, candidates: Sequence[Candidate]) -> list[Found]:
    """Best first; what shares too little is left out."""
    wanted = list(dict.fromkeys(meaningful(tokens(words))))
    if not wanted:
        return []
    bags = [[set(tokens(text)) for text in (one.title, one.words, one.text)] for one in candidates]
    frequency = Counter(word for bag in bags for word in set().union(*bag))
    weights = {word: 1 + math.log((1 + len(candidates)) / (1 + frequency[word])) for word in wanted}
    total = sum(weights.values())
    found = []
    for candidate, (title, names, text) in zip(candidates, bags, strict=True):
        fields = ((title, TITLE), (names, OTHER_NAMES), (text, TEXT))
        score = sum(weights[word] * _best(word, fields) for word in wanted) / total
        score = max(score, candidate.floor)
        if score < LEAST:
            continue
        score += PAIR * _neighbours(wanted, tokens(candidate.title)) + candidate.prior
        found.append((score, candidate))
    found.sort(key=lambda pair: (-pair[0], pair[1].group, pair[1].title))
    return [
        Found(candidate, score, highlight(candidate.title, words), highlight(excerpt(candidate.text), words))
        for score, candidate in found
    ]


def _best(word: str, fields: Sequence[tuple[set[str], float]]) -> float:
    exact = max((weight for bag, weight in fields if word in bag), default=0.0)
    if exact or len(word) < 3:
        return exact
    return max((NEARLY * weight for bag, weight in fields if _has_like(word, bag)), default=0.0)


def _has_like(word: str, bag: set[str]) -> bool:
    return any(
        abs(len(other) - len(word)) <= 1
        and other[:1] == word[:1]
        and SequenceMatcher(None, word, other, autojunk=False).ratio() >= ALIKE
        for other in bag
    )


def _neighbours(wanted: Sequence[str], title: Sequence[str]) -> float:
    if len(wanted) < 2:
        return 0.0
    pairs = set(pairwise(title))
    return sum(pair in pairs for pair in pairwise(wanted)) / (len(wanted) - 1)
