"""The classifier of a state of the knowledge base: learned once, kept in a file for the other processes.

The file's name is a digest of all that was learned from, so a stale one is never read. Learning takes some seconds and
happens in `prepare` (make run, make serve), in the commands that measure, or behind the site after a save.
"""

import hashlib
import json
import tomllib
from array import array
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.conf import settings

from support.assistant import classifier, text
from support.assistant.classifier import OUTSIDE, Classifier, Example
from support.knowledge import catalogue
from support.models import Article

HERE = Path(__file__).parent
QUESTION, ASK, MORE_ASK, CUE, ANSWER, STRANGER = 1.0, 1.0, 0.8, 0.5, 0.3, 1.0


@cache
def outside_examples() -> list[str]:
    with (HERE / "outside.toml").open("rb") as stream:
        return list(tomllib.load(stream)["examples"])


@cache
def more_asks() -> dict[str, list[str]]:
    """Ways to ask about a topic that belong to no article: topic -> texts."""
    found: dict[str, list[str]] = {}
    for path in sorted((HERE / "asks").glob("*.toml")):
        with path.open("rb") as stream:
            for code, lines in tomllib.load(stream).items():
                found.setdefault(code, []).extend(lines)
    return found


def examples_of(articles: Iterable[Article]) -> list[Example]:
    found = [Example(line, OUTSIDE, STRANGER) for line in outside_examples()]
    for code, lines in more_asks().items():
        found += [Example(line, code, MORE_ASK) for line in lines]
    for topic in catalogue.topics().values():
        found += [Example(cue, topic.code, CUE) for cue in (*topic.cues, topic.vi, topic.en)]
    for article in articles:
        found += [Example(ask, article.topic, ASK) for ask in article.asks]
        found += [
            Example(words, article.topic, QUESTION) for words in (article.question, article.question_en)
        ]
        found += [
            Example(" ".join([answer, *steps]), article.topic, ANSWER)
            for answer, steps in ((article.answer, article.steps), (article.answer_en, article.steps_en))
        ]
    return found


def _path(examples: list[Example]) -> Path:
    code = "".join(Path(module.__file__ or "").read_text() for module in (classifier, text))
    words = (HERE / "words.toml").read_text()
    content = json.dumps([[example.text, example.label, example.weight] for example in examples])
    digest = hashlib.sha256((code + words + content).encode()).hexdigest()[:24]
    return Path(settings.DATA_DIR) / "assistant" / f"{digest}.json"


def kept(articles: Iterable[Article]) -> Classifier | None:
    """What was learned from exactly these articles, if it was."""
    try:
        raw = json.loads(_path(examples_of(articles)).read_text())
    except (OSError, ValueError):
        return None
    weights = {name: array("f", row) for name, row in raw["weights"].items()}
    return Classifier(raw["labels"], raw["idf"], weights, raw["known"])


def learned(articles: list[Article]) -> Classifier:
    """The classifier of these articles, from its file or learned now."""
    found = kept(articles)
    if found is not None:
        return found
    examples = examples_of(articles)
    fresh = Classifier.learn(examples)
    path = _path(examples)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{id(fresh)}.new")
    unfinished.write_text(
        json.dumps(
            {
                "labels": fresh.labels,
                "known": fresh.known,
                "idf": {name: round(value, 4) for name, value in fresh.idf.items()},
                "weights": {name: [round(value, 3) for value in row] for name, row in fresh.weights.items()},
            }
        )
    )
    unfinished.rename(path)  # another process sees all of it or nothing
    for old in sorted(path.parent.glob("*.json"), key=lambda file: file.stat().st_mtime)[:-3]:
        old.unlink(missing_ok=True)
    return fresh
