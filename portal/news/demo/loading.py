"""The demo's articles and films into the database. Safe to run again: what is there by its slug is left alone."""

import tomllib
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import translation
from django.utils.timezone import get_current_timezone
from PIL import Image

from portal.news import films, pictures
from portal.news.demo.drawings import cover
from portal.news.models import Category, NewsArticle, Video
from support.knowledge import catalogue
from support.knowledge.figures import fill

FOLDER = Path(__file__).parent
MORNING = time(8, 0)
TEXTS = ("title", "summary", "body")


@dataclass
class Loaded:
    articles: int = 0
    videos: int = 0


@transaction.atomic
def load() -> Loaded:
    return Loaded(_load_articles(), _load_videos())


def read(name: str, table: str) -> list[dict[str, Any]]:
    with (FOLDER / name).open("rb") as stream:
        rows: list[dict[str, Any]] = tomllib.load(stream)[table]
    return rows


def _load_articles() -> int:
    there = set(NewsArticle.objects.values_list("slug", flat=True))
    new = []
    for number, written in enumerate(read("articles.toml", "article")):
        if written["slug"] in there:
            continue
        article = _article(written)
        article.cover = pictures.store(cover(written["drawing"], article.category, number))
        article.full_clean(validate_unique=False, validate_constraints=False)
        article.prepare()
        new.append(article)
    return len(NewsArticle.objects.bulk_create(new))


def _article(written: dict[str, Any]) -> NewsArticle:
    day = written["date"]
    texts: dict[str, str] = {}
    for language, ending in (("vi", ""), ("en", "_en")):
        with translation.override(language):
            # Amounts as of the article's own day: news says what held then.
            texts |= {f"{name}{ending}": fill(written[f"{name}{ending}"], day) for name in TEXTS}
    document = catalogue.documents().get(written.get("document", ""))
    return NewsArticle(
        slug=written["slug"],
        category=Category(written["category"]),
        **texts,
        source=document.vi if document else written["source"],
        source_en=document.en if document else written["source_en"],
        source_date=document.since if document else day,
        services=written["services"],
        questions=written["questions"],
        is_published=True,
        is_pinned=written.get("pinned", False),
        is_demo=True,
        published_at=_at(day),
        expires_at=_at(written["until"], time(0, 0)) if "until" in written else None,
    )


def _load_videos() -> int:
    there = set(Video.objects.values_list("slug", flat=True))
    new = []
    for written in read("videos.toml", "video"):
        if written["slug"] in there:
            continue
        folder = FOLDER / "videos"
        with (folder / f"{written['slug']}.webm").open("rb") as stream:
            film = films.store(File(stream))
        with Image.open(folder / f"{written['slug']}.webp") as poster:
            video = Video(
                slug=written["slug"],
                **{name: written[name] for name in ("title", "title_en", "summary", "summary_en")},
                file=film.path,
                file_size=film.size,
                file_type=film.content_type,
                poster=pictures.store(poster),
                seconds=round(sum(scene["seconds"] for scene in written["scene"])),
                captions=captions_of(written, "says"),
                captions_en=captions_of(written, "says_en"),
                transcript=transcript_of(written, "shows", "says"),
                transcript_en=transcript_of(written, "shows_en", "says_en"),
                is_published=True,
                is_demo=True,
                published_at=_at(written["date"]),
            )
        video.full_clean(validate_unique=False, validate_constraints=False)
        video.prepare()
        new.append(video)
    return len(Video.objects.bulk_create(new))


def captions_of(written: dict[str, Any], words: str) -> str:
    """WebVTT: one cue a scene."""
    lines, start = ["WEBVTT", ""], 0.0
    for scene in written["scene"]:
        end = start + scene["seconds"]
        lines += [f"{_clock(start)} --> {_clock(end - 0.1)}", scene[words], ""]
        start = end
    return "\n".join(lines)


def transcript_of(written: dict[str, Any], shows: str, words: str) -> str:
    return "\n\n".join(f"[{scene[shows]}]\n{scene[words]}" for scene in written["scene"])


def _clock(seconds: float) -> str:
    return f"{int(seconds // 60):02}:{seconds % 60:06.3f}"


def _at(day: Any, hour: time = MORNING) -> datetime:
    return datetime.combine(day, hour, tzinfo=get_current_timezone())
