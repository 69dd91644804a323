"""Files sent on the page of the admin: kept, checked, and applied by the worker in the name of who sent them."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import OperationalError, connection

from citizens.access import may_write_in_bulk
from citizens.actors import Actor, Purpose
from citizens.asking import staff_actor_of
from citizens.models import User
from insurance.imports import kinds
from insurance.imports.engine import Busy, Importer, digest_of
from insurance.imports.files import UnreadableFile
from insurance.imports.runs import file_of, purge
from insurance.models import AMOUNTS, ImportBatch, ImportState, ImportTask

logger = logging.getLogger("portal.imports")
JOB = 7_411_927  # the first of two numbers of the advisory lock of a run; the second is its key
SENT, FIXES, ERRORS, DIFFERENCES, PROGRESS = "tep", "sua", "loi.csv", "khac.csv", "tien-do"
SYSTEM_TROUBLE = "Hệ thống gặp lỗi, chưa nhập gì. Hãy thử lại; nếu vẫn lỗi, báo cho người quản trị."
NO_RIGHT = "Tài khoản đã gửi tệp không còn quyền nhập dữ liệu. Chưa nhập gì."


def submit(upload: UploadedFile, *, kind: str, source: str, user: User) -> ImportBatch:
    """Keep the file and have it checked."""
    purge()
    batch = ImportBatch(
        kind=kind, source=source, created_by=user, task=ImportTask.CHECK, file_name=(upload.name or "")[:200]
    )
    _keep(upload, file_of(batch, SENT))
    batch.digest = digest_of(file_of(batch, SENT))
    batch.save()
    return batch


def submit_fixes(batch: ImportBatch, upload: UploadedFile) -> bool:
    """Have the file checked again, with rows of the corrected list in place of those refused."""
    if not file_of(batch, SENT).exists():
        return False
    _keep(upload, file_of(batch, FIXES))
    return _ask(batch, ImportTask.CHECK, ImportState.REFUSED)


def ask_to_apply(batch: ImportBatch, user: User | None = None) -> bool:
    """The confirmed second step. True for the one request that found the run checked.

    `user` confirms; for amounts it is another than who sent the file.
    """
    if batch.kind in AMOUNTS and (user is None or user.pk == batch.created_by_id):
        return False
    return file_of(batch, SENT).exists() and _ask(
        batch, ImportTask.APPLY, ImportState.CHECKED, confirmed_by=user
    )


def progress_of(batch: ImportBatch) -> tuple[int, str]:
    """Percent, and what is being done."""
    try:
        percent, _space, doing = file_of(batch, PROGRESS).read_text().partition(" ")
        return int(percent), doing
    except (OSError, ValueError):
        return 0, ""


def run_waiting() -> int:
    """Do what waits, and go on with what was broken off. Any number of workers may call it at once."""
    count = 0
    for number in ImportBatch.objects.for_worker().values_list("pk", flat=True):
        with _claimed(number) as claimed:
            batch = ImportBatch.objects.for_worker().filter(pk=number).first() if claimed else None
            if batch is not None:
                count += _run(batch)
    return count


def _run(batch: ImportBatch) -> bool:
    """SECURITY: with the rights of who sent it, as they are now. False while another import of this kind runs."""
    actor = staff_actor_of(batch.created_by, Purpose.IMPORT) if batch.created_by else Actor.nobody()
    if not may_write_in_bulk(actor):
        _refuse(batch, NO_RIGHT)
        return True
    fixes = file_of(batch, FIXES)
    try:
        importer = Importer(
            batch,
            kinds()[batch.kind],
            file_of(batch, SENT),
            actor=actor,
            tell=lambda what, share: _tell(batch, what, share),
        )
        check = batch.task == ImportTask.CHECK
        importer.run(
            apply=not check,
            errors_to=file_of(batch, ERRORS),
            diff_to=file_of(batch, DIFFERENCES) if check else None,
            fixes=fixes if fixes.exists() else None,
        )
    except UnreadableFile as error:
        if fixes.exists():  # the list of errors stays, to be corrected and sent again
            fixes.unlink()
            ImportBatch.objects.filter(pk=batch.pk).update(
                state=ImportState.REFUSED, trouble=str(error)[:300]
            )
        else:
            _refuse(batch, str(error))
    except Busy:
        return False
    except OperationalError:
        raise  # the database restarts: the run is gone on with
    except Exception as error:  # noqa: BLE001 - whatever it was, the run is told as failed
        # SECURITY: no message and no trace, which would quote rows of people.
        logger.error("import %s failed: %s", batch.public_id, type(error).__name__)  # noqa: TRY400
        _refuse(batch, SYSTEM_TROUBLE)
    if batch.state == ImportState.DONE:
        for part in (SENT, FIXES):
            file_of(batch, part).unlink(missing_ok=True)
    return True


def _ask(batch: ImportBatch, task: ImportTask, state: ImportState, **fields: Any) -> bool:
    """Set the task if the run stands in this state: of two requests at once, one finds it so."""
    waiting = ImportBatch.objects.filter(pk=batch.pk, state=state)
    _tell(batch, "", 0)
    return bool(waiting.update(task=task, state=ImportState.WAITING, trouble="", **fields))


def _refuse(batch: ImportBatch, why: str) -> None:
    ImportBatch.objects.filter(pk=batch.pk).update(
        state=ImportState.REFUSED, trouble=why[:300], imported_at=None, error_rows=0
    )
    file_of(batch, ERRORS).unlink(missing_ok=True)


def _tell(batch: ImportBatch, what: str, share: float) -> None:
    path = file_of(batch, PROGRESS)
    fresh = path.with_suffix(".moi")
    fresh.write_text(f"{int(share * 100)} {what}")
    fresh.replace(path)


def _keep(upload: UploadedFile, path: Path) -> None:
    """SECURITY: for the site's own account alone, under a name of ours; nobody is handed this file again."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    with path.open("wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)


@contextmanager
def _claimed(number: int) -> Iterator[bool]:
    """A worker that is killed lets go of its run by itself: the lock goes with its session."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [JOB, number])
        claimed = bool(cursor.fetchone()[0])
    try:
        yield claimed
    finally:
        if claimed and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [JOB, number])
