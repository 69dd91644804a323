"""Small articles and films for tests."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from portal.news import films
from portal.news.models import NewsArticle, Video

_numbers = count(1)
FILM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm" + bytes(range(256)) * 40
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:02.000\nXin chào\n"


def make_news(**fields: Any) -> NewsArticle:
    number = next(_numbers)
    return NewsArticle.objects.create(
        **{
            "slug": f"bai-{number}",
            "category": "policy",
            "title": f"Bài thử {number}",
            "title_en": f"Test article {number}",
            "summary": f"Tóm tắt {number}.",
            "summary_en": f"Summary {number}.",
            "body": "<p>Nội dung.</p>",
            "body_en": "<p>Text.</p>",
            "is_published": True,
            "published_at": timezone.now() - timedelta(days=1),
            **fields,
        }
    )


def make_video(**fields: Any) -> Video:
    number = next(_numbers)
    stored: dict[str, Any] = {}
    if "external_url" not in fields:
        film = films.store(ContentFile(FILM, name="film"))
        stored = {"file": film.path, "file_size": film.size, "file_type": film.content_type}
    return Video.objects.create(
        **{
            "slug": f"phim-{number}",
            "title": f"Phim thử {number}",
            "title_en": f"Test film {number}",
            "summary": "Tóm tắt.",
            "summary_en": "Summary.",
            "transcript": "Lời.",
            "transcript_en": "Words.",
            "captions": CAPTIONS,
            "is_published": True,
            "published_at": timezone.now() - timedelta(days=1),
            **stored,
            **fields,
        }
    )
