"""From the files into the database, as often as one likes. What staff wrote is never overwritten.

Each row remembers a digest of what was loaded into it. A row that still has that content follows its file; one that
staff changed since is kept and counted. An article whose file entry is gone is withdrawn, unless staff changed it.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from support.knowledge.catalogue import WrittenArticle, read_articles
from support.models import Article

CONTENT = (
    "topic", "position", "question", "question_en", "answer", "answer_en", "steps", "steps_en", "law", "certainty",
    "action", "asks", "is_published", "valid_from", "valid_until",
)  # fmt: skip


@dataclass
class Loaded:
    """What one run did."""

    added: int = 0
    updated: int = 0
    kept: int = 0  # changed by staff since they were loaded
    withdrawn: int = 0

    @property
    def changed(self) -> int:
        return self.added + self.updated + self.withdrawn


def digest_of(article: Article) -> str:
    content = {name: getattr(article, name) for name in CONTENT}
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


@transaction.atomic
def load(written: list[WrittenArticle] | None = None) -> Loaded:
    """Bring every article of the files into the database. KnowledgeFileError, ValidationError: nothing changed."""
    written = read_articles() if written is None else written
    rows = {row.slug: row for row in Article.objects.select_for_update()}
    done = Loaded()
    new: list[Article] = []
    for source in written:
        _load_one(source, rows.pop(source.slug, None), new, done)
    Article.objects.bulk_create(new)
    for row in rows.values():
        if row.loaded_digest and row.loaded_digest == digest_of(row) and row.is_published:
            row.is_published = False
            _save(row)
            done.withdrawn += 1
    return done


def _load_one(source: WrittenArticle, row: Article | None, new: list[Article], done: Loaded) -> None:
    fresh = Article(slug=source.slug, **_fields(source))
    digest = digest_of(fresh)
    if row is None:
        fresh.full_clean(validate_unique=False, validate_constraints=False)
        fresh.loaded_digest = digest
        new.append(fresh)
        done.added += 1
    elif not row.loaded_digest or row.loaded_digest != digest_of(row):
        done.kept += 1
    elif digest != row.loaded_digest:
        for name in CONTENT:
            setattr(row, name, getattr(fresh, name))
        row.full_clean(validate_unique=False, validate_constraints=False)
        _save(row)
        done.updated += 1


def _fields(source: WrittenArticle) -> dict[str, Any]:
    lists = ("steps", "steps_en", "law", "asks")
    return {
        name: list(getattr(source, name)) if name in lists else getattr(source, name)
        for name in CONTENT
        if hasattr(source, name)
    }


def _save(row: Article) -> None:
    row.changed_at = timezone.now()
    row.loaded_digest = digest_of(row)
    row.save()
