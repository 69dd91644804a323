"""A file into the record: read, checked, compared, written. All of it or nothing.

load     cells become values and go by COPY into an unlogged table of the batch, committed every CHUNK rows: what was
         read is not read again after a crash
compare  whole-table SQL (compare.py): people and units looked up, rows against each other, rows against the record
write    one transaction with the comparison (write.py): a crash at any moment leaves everything or nothing
"""
# ruff: noqa: S608 - the statements are put together from names in our own kinds; what people wrote is in tables

import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import pghistory
from django.db import connection, transaction
from django.utils import timezone

from citizens.actors import NOWHERE, Actor, Reach
from citizens.notifications import notify_many
from insurance.imports.cells import NOTHING, BadCell, CopyMemo, copied
from insurance.imports.compare import Comparison, Tell
from insurance.imports.files import Table, UnreadableFile, open_table
from insurance.imports.kind import Kind
from insurance.imports.report import write_diff, write_errors
from insurance.imports.write import write
from insurance.models import ImportBatch, ImportState

CHUNK = 50_000  # rows between two commits of what was read
BLOCK = 2_000  # rows sent at once
LOCK = 7_411_926  # the first of two numbers of the advisory lock of a kind; nobody else takes it
WAIT_FOR_LOCK = 60.0  # seconds: the server needs one to notice that a killed process is gone
MOST_CELL = 1_000
MOST_FIXES = 1_000_000
MOST_LINE = 2**31 - 1


class Busy(Exception):  # noqa: N818 - a state, not a fault
    """Another import of this kind is running."""


@dataclass
class Outcome:
    """What a run found."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    removed: int = 0
    bad_rows: int = 0
    unknown_headings: list[str] = field(default_factory=list)
    resumed_from: int = 0
    seconds: dict[str, float] = field(default_factory=dict)


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Importer:
    """One batch at work. `nationwide` reach sees everybody; an officer's sees the people of their province.

    Somebody at a page comes with an `actor`: the access log then names those whose old values the difference shows,
    and hides the values when the actor may not read that part of a record.
    """

    def __init__(
        self,
        batch: ImportBatch,
        kind: Kind,
        path: Path,
        *,
        reach: Reach = NOWHERE,
        tell: Tell = lambda a, b: None,
        actor: Actor | None = None,
    ) -> None:
        self.batch, self.kind, self.path, self.tell, self.actor = batch, kind, path, tell, actor
        self.reach = actor.reach if actor else reach
        self.stage, self.errors = f"import_stage_{batch.pk}", f"import_errors_{batch.pk}"
        self.outcome = Outcome()
        self.keeps_rows = bool(
            batch.task
        )  # what was checked on a page, corrections included, is what is applied

    def run(
        self, *, apply: bool, errors_to: Path, diff_to: Path | None = None, fixes: Path | None = None
    ) -> Outcome:
        """Read and check; with `apply`, and when nothing is wrong, write. Raises UnreadableFile or Busy."""
        with self._alone():
            try:
                with self._timed("load"):
                    self._load()
                    if fixes is not None:
                        self._load_fixes(fixes)
            except UnreadableFile as error:
                self._refuse_file(str(error))
                raise
            with transaction.atomic(), self._history(), self._at_work(diff_to), connection.cursor() as cursor:
                comparison = Comparison(
                    self.kind,
                    cursor,
                    stage=self.stage,
                    errors=self.errors,
                    headings=self.batch.headings,
                    source=self.batch.source,
                    reach=self.reach,
                )
                with self._timed("check"):
                    comparison.check(lock=apply, tell=self.tell)
                self._take_counts(cursor, comparison)
                if self.outcome.bad_rows:
                    write_errors(
                        errors_to,
                        self.kind,
                        stage=self.stage,
                        errors=self.errors,
                        headings=self.batch.headings,
                    )
                if diff_to is not None:
                    write_diff(diff_to, comparison, show_old=self._shows_old(comparison))
                applies = apply and not self.outcome.bad_rows
                if applies:
                    with self._timed("apply"):
                        changed = comparison.changed_people()
                        write(comparison, self.tell, new_rows=self.outcome.new)
                        notify_many(changed, "record_changed")
                self._finish(applied=applies)
            if applies or not (self.outcome.bad_rows or self.keeps_rows):
                self._drop()
        return self.outcome

    # -- load

    def _load(self) -> None:
        columns = self.kind.columns
        with open_table(self.path, self.kind) as table, connection.cursor() as cursor:
            self.outcome.unknown_headings = table.unknown
            if not self._continues(cursor, table):
                cursor.execute(f"DROP TABLE IF EXISTS {self.stage}, {self.errors}")
                cursor.execute(
                    f"CREATE UNLOGGED TABLE {self.stage} (line int, raw text, "
                    + ", ".join(f"{column.name} {column.sql_type}" for column in columns)
                    + ")"
                )
                cursor.execute(
                    f"CREATE UNLOGGED TABLE {self.errors} (line int, col text, value text, reason text,"
                    " by_check boolean DEFAULT false)"
                )
                self.batch.headings, self.batch.loaded = [name or "" for name in table.headings], 0
            self.outcome.resumed_from = self.batch.loaded
            self.batch.state, self.batch.trouble = ImportState.RUNNING, ""
            self.batch.save()
            present = [column.name for column in columns if column.name in table.headings]
            rows = _Rows(self.kind, table)
            for _skipped in range(self.batch.loaded):
                next(table.rows, None)
            finished = False
            while not finished:
                with transaction.atomic():
                    finished = self._copy_chunk(cursor, rows, present)
        self.outcome.rows = self.batch.loaded

    def _copy_chunk(self, cursor: Any, rows: "_Rows", present: list[str]) -> bool:
        """The next rows, with the note of how far we are, in one transaction. True at the end of the file."""
        bad: list[tuple[int, str, str, str]] = []
        self._copy_rows(cursor, rows.lines(CHUNK, bad), present)
        self._copy_errors(cursor, bad)
        self.batch.loaded += rows.taken
        self.batch.save(update_fields=["loaded"])
        self.tell("Đọc tệp", 0.35 * rows.share)
        return rows.ended

    def _copy_rows(self, cursor: Any, lines: Iterator[str], present: list[str]) -> None:
        names = ", ".join(["line", "raw", *present])
        with cursor.copy(f"COPY {self.stage} ({names}) FROM STDIN") as copy:
            while block := "".join(islice(lines, BLOCK)):
                copy.write(block)

    def _copy_errors(self, cursor: Any, bad: list[tuple[int, str, str, str]]) -> None:
        with cursor.copy(f"COPY {self.errors} (line, col, value, reason) FROM STDIN") as copy:
            for error in bad:
                copy.write_row(error)

    def _continues(self, cursor: Any, table: Table) -> bool:
        """Whether a run before this one left its rows, all that it noted. After a crash of the database an
        unlogged table is empty, and the file is read again."""
        cursor.execute("SELECT to_regclass(%s), to_regclass(%s)", [self.stage, self.errors])
        if None in cursor.fetchone() or self.batch.headings != [name or "" for name in table.headings]:
            return False
        cursor.execute(f"SELECT count(*) FROM {self.stage}")
        return self.batch.loaded > 0 and int(cursor.fetchone()[0]) == self.batch.loaded

    def _load_fixes(self, path: Path) -> None:
        """Rows of a corrected error file take the place of those on the lines they name."""
        with transaction.atomic(), open_table(path, self.kind) as table, connection.cursor() as cursor:
            if "dong" not in table.headings:
                raise UnreadableFile("Tệp sửa lỗi phải giữ cột “dong” của tệp lỗi đã tải về.")
            rows = _Rows(self.kind, table, fixing=True)
            present = [column.name for column in self.kind.columns if column.name in table.headings]
            bad: list[tuple[int, str, str, str]] = []
            fresh = list(rows.lines(MOST_FIXES, bad))
            for name in (self.stage, self.errors):
                cursor.execute(f"DELETE FROM {name} WHERE line = ANY(%s)", [rows.named])
            self._copy_rows(cursor, iter(fresh), present)
            self._copy_errors(cursor, bad)

    # -- what it found

    def _take_counts(self, cursor: Any, comparison: Comparison) -> None:
        found = self.outcome
        found.new, found.changed, found.same, found.removed = comparison.counts()
        cursor.execute(f"SELECT count(DISTINCT line) FROM {self.errors}")
        found.bad_rows = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM checked")
        found.rows = cursor.fetchone()[0]

    def _shows_old(self, comparison: Comparison) -> bool:
        """Whether the difference may show what is on record; who is shown is noted for the access log."""
        if self.actor is None:
            return True  # whoever runs the server
        if self.kind.data_class is None:
            return True
        if self.kind.data_class not in self.actor.scope:
            return False
        self.actor.work.note(self.kind.data_class, comparison.changed_people())
        return True

    def _refuse_file(self, why: str) -> None:
        """A file that cannot be read is done with: nothing of it is continued."""
        self.batch.state, self.batch.trouble, self.batch.loaded = ImportState.REFUSED, why[:300], 0
        self.batch.save(update_fields=["state", "trouble", "loaded"])
        self._drop()

    # -- small parts

    def _finish(self, *, applied: bool) -> None:
        batch, found = self.batch, self.outcome
        batch.new_rows, batch.changed_rows, batch.same_rows = found.new, found.changed, found.same
        batch.removed_rows, batch.error_rows = found.removed, found.bad_rows
        batch.state = (
            ImportState.REFUSED if found.bad_rows else ImportState.DONE if applied else ImportState.CHECKED
        )
        batch.imported_at = timezone.now() if applied else None
        batch.save()
        self.tell("Xong", 1.0)

    def _drop(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {self.stage}, {self.errors}")

    @contextmanager
    def _timed(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.outcome.seconds[name] = time.perf_counter() - started

    @contextmanager
    def _history(self) -> Iterator[None]:
        who = {"user": self.batch.created_by_id} if self.batch.created_by_id else {}
        with pghistory.context(import_batch=str(self.batch.public_id), import_kind=self.kind.name, **who):
            yield

    @contextmanager
    def _at_work(self, diff_to: Path | None) -> Iterator[None]:
        """A difference shows records to the actor; writing shows nothing, and its notices are the site's own."""
        with self.actor.at_work() if self.actor and diff_to else nullcontext():
            yield

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One import of a kind at a time. A killed process's session ends by itself within a second or two."""
        number = int(hashlib.sha256(self.kind.name.encode()).hexdigest()[:7], 16)
        until = time.monotonic() + WAIT_FOR_LOCK
        with connection.cursor() as cursor:
            cursor.execute("SET client_connection_check_interval = '1s'")
            while True:
                cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, number])
                if cursor.fetchone()[0]:
                    break
                if time.monotonic() > until:
                    raise Busy
                time.sleep(0.5)
        try:
            yield
        finally:
            if connection.is_usable():
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, number])


class _Rows:
    """Rows of a table as lines for COPY. Remembers how many were taken, and whether that was all."""

    def __init__(self, kind: Kind, table: Table, *, fixing: bool = False) -> None:
        self.table, self.taken, self.ended, self.share = table, 0, False, 0.0
        self.order = [
            (table.headings.index(column.name), column.name, CopyMemo(column.read))
            for column in kind.columns
            if column.name in table.headings
        ]
        self.width = len(table.headings)
        self.line_at = table.headings.index("dong") if fixing else None
        self.named: list[int] = []  # the lines that a corrected file names

    def lines(self, most: int, bad: list[tuple[int, str, str, str]]) -> Iterator[str]:
        self.taken, width = 0, self.width
        readers = [(position, memo) for position, _name, memo in self.order]
        nothing = "\t".join([NOTHING] * len(readers))
        for line, cells, share in self.table.rows:
            if share >= 0:
                self.share = share
            self.taken += 1
            if len(cells) < width:
                cells = [*cells, *([""] * (width - len(cells)))]
            if not any(cells):
                yield f"{line}\t[]\t{nothing}\n"
            else:
                if self.line_at is not None:
                    line = self._named_line(cells[self.line_at])
                try:
                    values = "\t".join([memo[cells[position]] for position, memo in readers])
                    yield f"{line}\t{NOTHING}\t{values}\n"
                except BadCell:
                    yield self._bad_row(line, cells, bad)
            if self.taken == most:
                return
        self.ended = True

    def _named_line(self, cell: str) -> int:
        if not (cell.isascii() and cell.isdigit()) or int(cell) > MOST_LINE:
            raise UnreadableFile("Cột “dong” của tệp sửa lỗi phải giữ nguyên số dòng của tệp đầu.")
        self.named.append(int(cell))
        return int(cell)

    def _bad_row(self, line: int, cells: list[str], bad: list[tuple[int, str, str, str]]) -> str:
        """Every bad cell of the row is told, and the row kept as it came."""
        values: list[str] = []
        for position, name, memo in self.order:
            try:
                values.append(memo[cells[position]])
            except BadCell as error:
                values.append(NOTHING)
                bad.append((line, name, _clean(cells[position]), str(error)))
        raw = json.dumps([_clean(cell) for cell in cells], ensure_ascii=False)
        return "\t".join([str(line), copied(raw), *values]) + "\n"


def _clean(cell: str) -> str:
    """A cell as it can be kept: a text of the database holds no zero bytes."""
    return cell.replace("\x00", "�")[:MOST_CELL]
