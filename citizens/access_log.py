"""The access log: written with the read, sealed moments later, checked by anybody who doubts it.

Reads never wait for one another: an entry is one insert in the reader's own transaction. A job puts new entries
into their month's hash chain, alone at it by an advisory lock (docs/decisions/0006-access-log.md).
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date
from itertools import groupby
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from citizens.actors import Actor, Role
from citizens.models import AccessEntry, AccessHead, AccessPending, AccessSeal
from territory import counting

START = "0" * 64  # the digest before the first of a month
HEAD_SALT = "citizens.access_log.head"
SEALING_LOCK = 7_202_611  # any number nobody else takes an advisory lock on
MOST_AT_ONCE = 5_000
LOOKS = "record-look"  # of members of staff, by their province


# -- Writing


def write_entries(actor: Actor) -> None:
    """One entry for each other person whose record this unit of work read. One statement, or none."""
    if actor.work.reads:
        AccessEntry.objects.bulk_create(
            AccessEntry(
                work=actor.work.public_id,
                subject_id=subject_id,
                reader_id=actor.user_id,
                reader_label=actor.label,
                role=actor.role,
                unit=actor.unit,
                purpose=actor.purpose,
                data_classes=sorted(classes),
            )
            for subject_id, classes in sorted(actor.work.reads.items())
        )
        if actor.role in {Role.OFFICER, Role.ADMINISTRATOR}:
            counting.add(LOOKS, actor.reach.province_id, len(actor.work.reads))
        actor.work.reads.clear()


# -- The chain


def content_of(entry: AccessEntry) -> dict[str, Any]:
    """What a seal covers, as the citizen's download shows it. `id` is random, so the digest tells nothing."""
    return {
        "id": str(entry.public_id),
        "work": str(entry.work),
        "subject": _masked(entry, entry.subject_id),
        "reader": _masked(entry, entry.reader_id),
        "reader_label": entry.reader_label,
        "role": entry.role,
        "unit": entry.unit,
        "purpose": entry.purpose,
        "data_classes": list(entry.data_classes),
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
    }


def _masked(entry: AccessEntry, key: int | None) -> str:
    """A database key as its digest with the entry's random id: covered by the seal, and never told."""
    return hashlib.sha256(f"{entry.public_id}:{key}".encode()).hexdigest()


def content_digest(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def link(previous: str, content: str) -> str:
    """The digest of a place in the chain, from the digest before it and that of the entry."""
    return hashlib.sha256(f"{previous}{content}".encode()).hexdigest()


def month_of(entry: AccessEntry) -> date:
    return timezone.localtime(entry.at).date().replace(day=1)


def sign(month: date, count: int, digest: str) -> str:
    return salted_hmac(HEAD_SALT, f"{month}:{count}:{digest}", algorithm="sha256").hexdigest()


def _is_signed(head: AccessHead) -> bool:
    """Signed with the site's key or one it had before (SECRET_KEY_FALLBACKS)."""
    message = f"{head.month}:{head.count}:{head.digest}"
    return any(
        constant_time_compare(
            head.signature, salted_hmac(HEAD_SALT, message, secret=key, algorithm="sha256").hexdigest()
        )
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    )


def seal_pending() -> int:
    """Put waiting entries into their month's chain. Returns how many; 0 when another process is at it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALING_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        waiting = [
            pending.entry
            for pending in AccessPending.objects.select_related("entry").order_by("entry_id")[:MOST_AT_ONCE]
        ]
        for month, entries in groupby(
            sorted(waiting, key=lambda entry: (month_of(entry), entry.pk)), key=month_of
        ):
            _extend(month, entries)
        AccessPending.objects.filter(entry__in=waiting).delete()
        return len(waiting)


def _extend(month: date, entries: Iterable[AccessEntry]) -> None:
    head = AccessHead.objects.filter(month=month).first() or AccessHead(month=month, count=0, digest=START)
    seals = []
    for entry in entries:
        head.count += 1
        head.digest = link(head.digest, content_digest(content_of(entry)))
        seals.append(AccessSeal(entry=entry, month=month, position=head.count, digest=head.digest))
    AccessSeal.objects.bulk_create(seals)
    head.signature = sign(month, head.count, head.digest)
    head.save()


def export_heads(path: Path) -> int:
    """Append the signed heads to a file outside the database, so that not even its owner can shorten a chain.

    Run hourly; ship the file elsewhere. Returns how many heads were new.
    """
    known = set(_exported(path))
    fresh = [
        line
        for head in AccessHead.objects.order_by("month")
        if (line := (head.month, head.count, head.digest)) not in known
    ]
    with path.open("a", encoding="utf-8") as target:
        for month, count, digest in fresh:
            target.write(json.dumps({"month": month.isoformat(), "count": count, "digest": digest}) + "\n")
    return len(fresh)


def export_known_heads() -> int:
    """The hourly chore of the worker."""
    return export_heads(settings.ACCESS_LOG_HEADS)


def _exported(path: Path) -> Iterator[tuple[date, int, str]]:
    if path.is_file():
        for line in path.read_text(encoding="utf-8").splitlines():
            head = json.loads(line)
            yield date.fromisoformat(head["month"]), head["count"], head["digest"]


# -- Checking


@dataclass(frozen=True, slots=True)
class Broken:
    """The first row that is not as it was sealed."""

    month: date | None
    position: int
    entry: str  # the entry's random id, or "" when the row is gone
    what: str

    def __str__(self) -> str:
        where = f"{self.month:%Y-%m} place {self.position}" if self.month else "not sealed"
        return f"{where}{f', entry {self.entry}' if self.entry else ''}: {self.what}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many seals were checked and what was found first; `broken` is None when all is well."""

    checked: int
    broken: Broken | None


def verify(heads_file: Path | None = None) -> Verdict:
    """Walk every chain and name the first row that was changed, deleted, moved, cut off or put in."""
    checked = 0
    exported: dict[date, list[tuple[int, str]]] = {}
    for month, count, digest in _exported(heads_file) if heads_file else ():
        exported.setdefault(month, []).append((count, digest))
    heads = {head.month: head for head in AccessHead.objects.all()}
    months = {*heads, *exported, *AccessSeal.objects.values_list("month", flat=True).distinct()}
    for month in sorted(months):
        count, broken = _verify_month(month, heads.get(month), exported.get(month, []))
        checked += count
        if broken:
            return Verdict(checked, broken)
    stray = AccessEntry.objects.filter(seal=None, pending=None).order_by("pk").first()
    if stray is not None:
        return Verdict(
            checked, Broken(None, 0, str(stray.public_id), "an entry that no seal covers was put in")
        )
    return Verdict(checked, None)


def _verify_month(
    month: date, head: AccessHead | None, exported: list[tuple[int, str]]
) -> tuple[int, Broken | None]:
    digest, position = START, 0
    promised = dict(exported)
    seals = AccessSeal.objects.filter(month=month).select_related("entry").order_by("position")
    for seal in seals.iterator(chunk_size=2_000):
        if seal.position != position + 1:
            return position, Broken(month, position + 1, "", "the row is missing")
        position = seal.position
        expected = link(digest, content_digest(content_of(seal.entry)))
        if seal.digest != expected:
            return position, Broken(
                month, position, str(seal.entry.public_id), "the row is not what was sealed"
            )
        if month_of(seal.entry) != month:
            return position, Broken(
                month, position, str(seal.entry.public_id), "the row belongs to another month"
            )
        digest = expected
        if promised.get(position, digest) != digest:
            return position, Broken(
                month, position, str(seal.entry.public_id), "the chain differs from a head exported earlier"
            )
    if head is None:
        return position, Broken(month, position + 1, "", "the month's signed head is missing")
    if not _is_signed(head):
        return position, Broken(month, head.count, "", "the month's head does not carry the site's signature")
    if position < (longest := max([head.count, *promised])):
        return position, Broken(month, position + 1, "", f"the rows up to {longest} were cut off")
    if (head.count, head.digest) != (position, digest):
        return position, Broken(month, head.count + 1, "", "the row came after the signed head")
    return position, None
