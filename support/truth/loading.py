"""From `scams.toml` into the list. What staff wrote is never overwritten; what is gone from the file is put aside."""

import hashlib
import json
import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction

from support.models import Scam

FILE = Path(__file__).parent / "scams.toml"
CONTENT = (
    "title", "title_en", "explanation", "explanation_en", "phrases", "links", "phones", "documents", "source",
    "seen_on", "is_published",
)  # fmt: skip


def digest_of(scam: Scam) -> str:
    content = {name: getattr(scam, name) for name in CONTENT}
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


@transaction.atomic
def load() -> int:
    """Returns how many rows changed."""
    written: list[dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["scam"]
    rows = {row.slug: row for row in Scam.objects.select_for_update()}
    changed = 0
    for source in written:
        row = rows.pop(source["slug"], None)
        fresh = Scam(**source)
        fresh.loaded_digest = digest_of(fresh)
        if row is None:
            fresh.save()
        elif row.loaded_digest == fresh.loaded_digest or row.loaded_digest != digest_of(row):
            continue  # as it was loaded, or changed by staff
        else:
            fresh.pk = row.pk
            fresh.save(force_update=True)
        changed += 1
    for row in rows.values():
        if row.loaded_digest and row.is_published and row.loaded_digest == digest_of(row):
            row.is_published = False
            row.save(update_fields=["is_published"])
            changed += 1
    return changed
