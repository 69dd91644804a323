"""The files of this folder: topics in their groups, documents of law, and the articles as they were written.

Topics and documents change with a release, so they are read once. Articles live in the database (`loading.py`).
"""

import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from django.utils.translation import get_language

FOLDER = Path(__file__).parent
T = TypeVar("T")
REQUIRED = ("slug", "q", "q_en", "a", "a_en", "law", "certainty", "action", "asks")


class KnowledgeFileError(ValueError):
    """A file of the knowledge base is not right; the message names it."""


def in_language(vi: T, en: T) -> T:
    """What to show in the language of the page; Vietnamese when there is no English."""
    return en if get_language() == "en" and en else vi


@dataclass(frozen=True)
class Group:
    code: str
    vi: str
    en: str

    @property
    def name(self) -> str:
        return in_language(self.vi, self.en)


@dataclass(frozen=True)
class Topic:
    """One of the 40 subjects a question can be about. `cues`: its characteristic words, without diacritics."""

    code: str
    group: str
    vi: str
    en: str
    cues: tuple[str, ...]

    @property
    def name(self) -> str:
        return in_language(self.vi, self.en)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Document:
    """A document of law. `since`: the day from which it, or the part we cite, applies."""

    key: str
    vi: str
    en: str
    since: date

    @property
    def name(self) -> str:
        return in_language(self.vi, self.en)


@dataclass(frozen=True)
class WrittenArticle:
    """An article as it stands in its file."""

    slug: str
    topic: str
    position: int
    question: str
    question_en: str
    answer: str
    answer_en: str
    law: tuple[str, ...]
    certainty: str
    action: str
    asks: tuple[str, ...]
    steps: tuple[str, ...] = field(default=())
    steps_en: tuple[str, ...] = field(default=())


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as stream:
            return tomllib.load(stream)
    except tomllib.TOMLDecodeError as error:
        raise KnowledgeFileError(f"{path.name}: {error}") from error


@cache
def groups() -> dict[str, Group]:
    return {raw["code"]: Group(**raw) for raw in _read(FOLDER / "topics.toml")["group"]}


@cache
def topics() -> dict[str, Topic]:
    """By code, in the order of the file."""
    return {
        raw["code"]: Topic(**{**raw, "cues": tuple(raw["cues"])})
        for raw in _read(FOLDER / "topics.toml")["topic"]
    }


@cache
def documents() -> dict[str, Document]:
    return {key: Document(key, **raw) for key, raw in _read(FOLDER / "documents.toml").items()}


def read_articles(folder: Path = FOLDER / "articles") -> list[WrittenArticle]:
    """Every article of every file. Raises KnowledgeFileError for the first thing that is not right."""
    found: list[WrittenArticle] = []
    seen: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        content = _read(path)
        topic = content.get("topic", "")
        if topic not in topics():
            raise KnowledgeFileError(f"{path.name}: there is no topic {topic!r}")
        for position, raw in enumerate(content.get("article", ())):
            article = _article(path.name, topic, position, raw)
            if article.slug in seen:
                raise KnowledgeFileError(f"{path.name}: {article.slug} stands in {seen[article.slug]} too")
            seen[article.slug] = path.name
            found.append(article)
    return found


def _article(name: str, topic: str, position: int, raw: dict[str, Any]) -> WrittenArticle:
    missing = [key for key in REQUIRED if key not in raw]
    if missing:
        raise KnowledgeFileError(f"{name}: {raw.get('slug', position)} lacks {', '.join(missing)}")
    unknown = [key for key in raw["law"] if key.partition(":")[0] not in documents()]
    if unknown:
        raise KnowledgeFileError(f"{name}: {raw['slug']} cites unknown documents {', '.join(unknown)}")
    steps, steps_en = raw.get("steps", []), raw.get("steps_en", [])
    if len(steps) != len(steps_en):
        raise KnowledgeFileError(f"{name}: {raw['slug']} has steps in one language only")
    return WrittenArticle(
        slug=raw["slug"],
        topic=topic,
        position=position,
        question=raw["q"],
        question_en=raw["q_en"],
        answer=raw["a"],
        answer_en=raw["a_en"],
        law=tuple(raw["law"]),
        certainty=raw["certainty"],
        action=raw["action"],
        asks=tuple(raw["asks"]),
        steps=tuple(steps),
        steps_en=tuple(steps_en),
    )
