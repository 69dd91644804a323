"""Starting a batch, finding the one that was interrupted, and forgetting what is left of old ones."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from citizens.models import User
from insurance.imports.engine import digest_of
from insurance.imports.kind import Kind
from insurance.models import ImportBatch, ImportState

KEEP_REFUSED = timedelta(days=7)  # rows of a refused file wait so long for their corrections
UNFINISHED = (ImportState.WAITING, ImportState.RUNNING)


def folder() -> Path:
    """Where uploads and error files lie. SECURITY: records of people, for the site's own account alone."""
    path = Path(settings.DATA_DIR) / "imports"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def begin(kind: Kind, path: Path, *, source: str, user: User | None = None, name: str = "") -> ImportBatch:
    """The interrupted batch of this very file, or a new one."""
    purge()
    digest = digest_of(path)
    waiting = ImportBatch.objects.filter(
        kind=kind.name, digest=digest, source=source, state__in=UNFINISHED, created_by=user
    )
    return waiting.first() or ImportBatch.objects.create(
        kind=kind.name, digest=digest, source=source, created_by=user, file_name=(name or path.name)[:200]
    )


def purge() -> int:
    """Drop staging tables of batches that nobody will finish."""
    forget_files()
    old = ImportBatch.objects.exclude(state=ImportState.DONE).filter(
        created_at__lt=timezone.now() - KEEP_REFUSED
    )
    count = 0
    with connection.cursor() as cursor:
        for number in old.values_list("pk", flat=True):
            cursor.execute("SELECT to_regclass(%s)", [f"import_stage_{number}"])
            if cursor.fetchone()[0]:
                cursor.execute(f"DROP TABLE IF EXISTS import_stage_{number}, import_errors_{number}")
                count += 1
    return count


def file_of(batch: ImportBatch, part: str) -> Path:
    """A file of a run that was started on a page: "tep" (as sent), "sua" (corrections), "loi.csv", "khac.csv"."""
    return folder() / f"{batch.public_id}.{part}"


def forget_files() -> int:
    """Delete files of runs that are so old that nobody will go on with them."""
    end = (timezone.now() - KEEP_REFUSED).timestamp()
    old = [path for path in folder().iterdir() if path.is_file() and path.stat().st_mtime < end]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
