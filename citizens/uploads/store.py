"""Keeping a harmless copy, handing it out, and wiping it."""

from collections.abc import Iterable

from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils import timezone

from citizens.models import StoredFile, User
from citizens.secrets import seal, unseal
from citizens.uploads import scanner
from citizens.uploads.content import JPEG, SafeFile
from citizens.uploads.scanner import Verdict

RESCAN_AT_ONCE = 20


def store(safe: SafeFile, *, by: User | None) -> StoredFile:
    """Seal the copy in the database. Call it in the transaction that links the file to its row."""
    state = _seen(safe.data)
    return StoredFile.objects.create(
        uploaded_by=by,
        kind=safe.kind,
        pages=safe.pages,
        size=len(safe.data),
        digest=safe.digest,
        state=state,
        content=None if state == StoredFile.State.REFUSED else seal(safe.data),
    )


def attachment(file: StoredFile) -> HttpResponse:
    """The file, for whoever the caller has let in: never run, never kept. 404 while it is held."""
    if file.state != StoredFile.State.RELEASED:
        raise Http404
    content = StoredFile.objects.values_list("content", flat=True).get(pk=file.pk)
    return as_attachment(unseal(content or b""), file.kind, file.file_name)


def as_attachment(data: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store"
    return response


def discard(files: Iterable[StoredFile]) -> None:
    """Delete files whose row has gone or has let go of them."""
    StoredFile.objects.filter(pk__in=[file.pk for file in files]).delete()


def rescan_held() -> int:
    """Show the files that are held to the scanner again. A chore of the worker; returns how many were settled."""
    settled = 0
    with transaction.atomic():
        held = StoredFile.objects.filter(state=StoredFile.State.HELD).order_by("pk")
        for file in held.select_for_update(skip_locked=True)[:RESCAN_AT_ONCE]:
            state = _seen(unseal(file.content or b""))
            if state == StoredFile.State.HELD:
                break
            file.state, file.scanned_at = state, timezone.now()
            if state == StoredFile.State.REFUSED:
                file.content = None
            file.save(update_fields=["state", "scanned_at", "content"])
            settled += 1
    return settled


def _seen(data: bytes) -> StoredFile.State:
    """SECURITY: with a scanner configured, only its clear word releases a file."""
    if not scanner.is_configured():
        return StoredFile.State.RELEASED
    verdict = scanner.scan(data)
    if verdict is Verdict.CLEAN:
        return StoredFile.State.RELEASED
    return StoredFile.State.REFUSED if verdict is Verdict.INFECTED else StoredFile.State.HELD


__all__ = ["JPEG", "as_attachment", "attachment", "discard", "rescan_held", "store"]
