"""A file into the record: read, checked, compared, written. All of it or nothing.

load    cells become values and go by COPY into an unlogged table of the batch, committed every CHUNK rows: what was
        read is not read again after a crash
check   whole-table SQL: people and units looked up, rows against each other, rows against the record
plan    which rows are new, which change something, which say what is on record already
apply   one transaction with the check and the plan: a crash at any moment leaves everything or nothing
"""
# ruff: noqa: S608 - the statements are put together from names in our own kinds; what people wrote is in tables

import csv
import hashlib
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pghistory
import pgtrigger
from django.apps import apps
from django.db import connection, models, transaction
from django.utils import timezone

from citizens.actors import NOWHERE, Reach
from insurance.imports.cells import BadCell, Memo
from insurance.imports.files import ERROR_COLUMNS, Table, UnreadableFile, open_table
from insurance.imports.kind import Check, Column, Kind
from insurance.models import ImportBatch, ImportState
from territory.spreadsheets import inert

CHUNK = 50_000
LOCK = 7_411_926  # the first of two numbers of the advisory lock of a kind; nobody else takes it
WAIT_FOR_LOCK = 60.0  # seconds: the server needs one to notice that a killed process is gone
MOST_CELL = 1_000
SCRATCH = ("checked", "spans", "clashes", "plan")  # temporary tables of the transaction

Tell = Callable[[str, float], object]  # what is being done, which share of all work is behind it


class Busy(Exception):  # noqa: N818 - a state, not a fault
    """Another import of this kind is running."""


@dataclass
class Outcome:
    """What a run found. `errors` and `diff` are files, when there is something in them."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    bad_rows: int = 0
    unknown_headings: list[str] = field(default_factory=list)
    resumed_from: int = 0
    seconds: dict[str, float] = field(default_factory=dict)


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Importer:
    """One batch at work. `nationwide` reach sees everybody; an officer's sees the people of their province."""

    def __init__(
        self,
        batch: ImportBatch,
        kind: Kind,
        path: Path,
        *,
        reach: Reach = NOWHERE,
        tell: Tell = lambda a, b: None,
    ) -> None:
        self.batch, self.kind, self.path, self.reach, self.tell = batch, kind, path, reach, tell
        self.stage, self.errors = f"import_stage_{batch.pk}", f"import_errors_{batch.pk}"
        self.outcome = Outcome()

    def run(
        self, *, apply: bool, errors_to: Path, diff_to: Path | None = None, fixes: Path | None = None
    ) -> Outcome:
        """Read and check; with `apply`, and when nothing is wrong, write. Raises UnreadableFile or Busy."""
        with self._alone():
            with self._timed("load"):
                self._load()
                if fixes is not None:
                    self._load_fixes(fixes)
            with transaction.atomic(), self._history():
                with self._timed("check"):
                    self._check(lock=apply)
                bad = self._count(f"SELECT count(DISTINCT line) FROM {self.errors}")
                self.outcome.bad_rows = bad
                if bad:
                    self._write_errors(errors_to)
                if diff_to is not None:
                    self._write_diff(diff_to)
                if apply and not bad:
                    with self._timed("apply"):
                        self._apply()
                self._finish(applied=apply and not bad)
            if not bad:
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
        names = ", ".join(["line", "raw", *present])
        with cursor.copy(f"COPY {self.stage} ({names}) FROM STDIN") as copy:
            write = copy.write_row
            for values in rows.values(CHUNK, bad):
                write(values)
        with cursor.copy(f"COPY {self.errors} (line, col, value, reason) FROM STDIN") as copy:
            for error in bad:
                copy.write_row(error)
        self.batch.loaded += rows.taken
        self.batch.save(update_fields=["loaded"])
        self.tell("Đọc tệp", 0.35 * rows.share)
        return rows.ended

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
            rows = _Rows(self.kind, table, fixing=True)
            present = [column.name for column in self.kind.columns if column.name in table.headings]
            bad: list[tuple[int, str, str, str]] = []
            fresh = list(rows.values(CHUNK * 20, bad))
            lines = [values[0] for values in fresh]
            for name in (self.stage, self.errors):
                cursor.execute(f"DELETE FROM {name} WHERE line = ANY(%s)", [lines])
            with cursor.copy(
                f"COPY {self.stage} ({', '.join(['line', 'raw', *present])}) FROM STDIN"
            ) as copy:
                for values in fresh:
                    copy.write_row(values)
            with cursor.copy(f"COPY {self.errors} (line, col, value, reason) FROM STDIN") as copy:
                for error in bad:
                    copy.write_row(error)

    # -- check

    def _check(self, *, lock: bool) -> None:
        target = self.kind.target
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '128MB'")
            cursor.execute("DROP TABLE IF EXISTS " + ", ".join(f"pg_temp.{name}" for name in SCRATCH))
            if lock:
                # Readers go on; nobody else writes between our comparison and our rows.
                cursor.execute("SET LOCAL lock_timeout = '60s'")
                cursor.execute(f"LOCK TABLE {target.table} IN SHARE ROW EXCLUSIVE MODE")
            # What an earlier run of the check found may be true no longer; what the cells said stays.
            cursor.execute(f"DELETE FROM {self.errors} WHERE by_check")
            self.tell("Tìm người và đơn vị", 0.37)
            looked_up = ", ".join(f"{sql} AS {name}" for name, sql in self.kind.looked_up.items())
            cursor.execute(
                f"CREATE TEMP TABLE checked ON COMMIT DROP AS SELECT s.*, {looked_up}"
                f" FROM {self.stage} s {self._joins()} WHERE s.raw IS DISTINCT FROM '[]'"
            )
            cursor.execute("ANALYZE checked")
            self.tell("Kiểm tra từng dòng", 0.45)
            for check in self.kind.checks:
                if all(name in self.batch.headings for name in check.needs):
                    cursor.execute(self._refuse(check))
            self.tell("So các dòng với nhau", 0.48)
            self._check_against_each_other(cursor)
            self.tell("So với hồ sơ đang có", 0.52)
            self._plan(cursor)
            self._check_against_record(cursor)

    def _joins(self) -> str:
        province = self.reach.province_id
        reach = f"AND person.province_id = '{int(province):02d}'" if province else ""
        reach = reach if province or self.reach.nationwide else "AND false"
        return self.kind.joins.format(reach=reach)

    def _refuse(self, check: Check) -> str:
        return (
            f"INSERT INTO {self.errors} SELECT line, '{check.column}', s.{check.column}::text,"
            f" '{check.reason}', true FROM checked s WHERE {check.bad}"
        )

    def _check_against_each_other(self, cursor: Any) -> None:
        target = self.kind.target
        if set(target.key) != set(target.overlap):
            self._check_same_key(cursor)
        if not target.overlap:
            return
        *equal, span = (self._value(name) for name in target.overlap)
        keys = ", ".join(f"{sql} AS key_{number}" for number, sql in enumerate(equal))
        names = ", ".join(f"key_{number}" for number in range(len(equal)))
        column = target.overlap_column
        cursor.execute(
            f"CREATE TEMP TABLE spans ON COMMIT DROP AS SELECT line, {keys}, {span} AS span,"
            f" s.{column}::text AS shown FROM checked s"
            f" WHERE {span} IS NOT NULL AND {equal[0]} IS NOT NULL AND ({target.overlap_if_staged})"
        )
        # In the order of their beginnings, a row overlaps when one before it ends after it begins.
        cursor.execute(
            f"CREATE TEMP TABLE clashes ON COMMIT DROP AS SELECT * FROM (SELECT *, lower(span) <"
            f" max(upper(span)) OVER (PARTITION BY {names} ORDER BY lower(span), line"
            f" ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS clash FROM spans) o WHERE clash"
        )
        same = " AND ".join(f"a.key_{number} = b.key_{number}" for number in range(len(equal)))
        cursor.execute(
            f"INSERT INTO {self.errors} SELECT b.line, '{column}', b.shown, 'Trùng thời gian với dòng '"
            f" || min(a.line) || ' của tệp này.', true FROM clashes b JOIN spans a ON {same}"
            f" AND a.span && b.span AND a.line <> b.line GROUP BY b.line, b.shown"
        )

    def _check_same_key(self, cursor: Any) -> None:
        target = self.kind.target
        names = ", ".join(self._value(name) for name in target.key)
        shown = self.kind.columns[0].name
        cursor.execute(
            f"INSERT INTO {self.errors} SELECT line, '{shown}', shown, 'Trùng với dòng ' || first"
            f" || ' của tệp này.', true FROM (SELECT line, s.{shown}::text AS shown, min(line) OVER"
            f" (PARTITION BY {names}) AS first FROM checked s WHERE {self._value(target.key[0])} IS NOT NULL) d"
            f" WHERE first < line"
        )

    def _plan(self, cursor: Any) -> None:
        """New or on record, by the key; `position` is the order in which rows are written."""
        target = self.kind.target
        same = " AND ".join(f"t.{name} = {self._value(name)}" for name in target.key)
        order = ", ".join(self._value(name) for name in target.key)
        fields = self._compared()
        old, new = (
            ", ".join(f"t.{name}" for name in fields),
            ", ".join(self._value(name) for name in fields),
        )
        cursor.execute(
            f"CREATE TEMP TABLE plan ON COMMIT DROP AS SELECT s.line, t.id AS target_id,"
            f" t.id IS NOT NULL AND ROW({old}) IS DISTINCT FROM ROW({new}) AS changes,"
            f" row_number() OVER (ORDER BY t.id IS NOT NULL, {order}) AS position"
            f" FROM checked s LEFT JOIN {target.table} t ON {same}"
        )
        cursor.execute("CREATE INDEX ON plan (position)")
        cursor.execute("ANALYZE plan")
        cursor.execute(
            "SELECT count(*) FILTER (WHERE target_id IS NULL), count(*) FILTER (WHERE changes), count(*) FROM plan"
        )
        new_rows, changed, total = cursor.fetchone()
        self.outcome.new, self.outcome.changed = new_rows, changed
        self.outcome.same, self.outcome.rows = total - new_rows - changed, total

    def _check_against_record(self, cursor: Any) -> None:
        target = self.kind.target
        if not target.overlap:
            return
        *equal, span = target.overlap
        same = " AND ".join(f"t.{name} = {self._value(name)}" for name in equal)
        column = target.overlap_column
        cursor.execute(
            f"INSERT INTO {self.errors} SELECT s.line, '{column}', s.{column}::text,"
            f" 'Trùng thời gian với dữ liệu đã có (' || to_char(min(lower(t.{span})), 'DD/MM/YYYY') || ' – '"
            f" || to_char(max(upper(t.{span})) - 1, 'DD/MM/YYYY') || '). Hãy gửi đúng khoảng thời gian"
            f" đã có để sửa, hoặc bỏ dòng này.', true"
            f" FROM checked s JOIN {target.table} t ON {same} AND t.{span} && {self._value(span)}"
            f" WHERE ({target.overlap_if_staged}) AND ({target.overlap_if})"
            f" AND NOT EXISTS (SELECT FROM plan p WHERE p.target_id = t.id) GROUP BY s.line, s.{column}"
        )

    # -- apply

    def _apply(self) -> None:
        target, tables = self.kind.target, [model.__name__ for model in (self._model(),)]
        columns = ["public_id", "imported_at", *target.values]
        given = [
            self._value(name) if self._present(name) else self._source(target.defaults.get(name, "NULL"))
            for name in target.values
        ]
        insert = (
            f"INSERT INTO {target.table} ({', '.join(columns)})"
            f" SELECT gen_random_uuid(), now(), {', '.join(given)} FROM checked s JOIN plan p USING (line)"
            " WHERE p.position > %s AND p.position <= %s AND p.target_id IS NULL ORDER BY p.position"
        )
        event, copied = self._event_columns()
        with connection.cursor() as cursor, pgtrigger.ignore(f"insurance.{tables[0]}:insert_insert"):
            for start in range(0, self.outcome.new, CHUNK):
                # The history's insert trigger steps aside: the same events are written by the same statement.
                cursor.execute(
                    f"WITH context AS MATERIALIZED (SELECT _pgh_attach_context() AS id),"
                    f" fresh AS ({insert} RETURNING *)"
                    f" INSERT INTO {event} ({copied}, pgh_obj_id, pgh_label, pgh_created_at, pgh_context_id)"
                    f" SELECT {copied}, id, 'insert', now(), (SELECT id FROM context) FROM fresh",
                    [start, start + CHUNK],
                )
                self.tell("Ghi vào hồ sơ", 0.6 + 0.38 * min(1.0, (start + CHUNK) / max(self.outcome.new, 1)))
        if self.outcome.changed:
            changes = ", ".join(f"{name} = {self._value(name)}" for name in self._compared())
            with connection.cursor() as cursor:
                cursor.execute(
                    f"UPDATE {target.table} t SET {changes}, imported_at = now()"
                    " FROM checked s JOIN plan p USING (line) WHERE t.id = p.target_id AND p.changes"
                )

    def _finish(self, *, applied: bool) -> None:
        batch, found = self.batch, self.outcome
        batch.new_rows, batch.changed_rows, batch.same_rows = found.new, found.changed, found.same
        batch.error_rows = found.bad_rows
        batch.state = (
            ImportState.REFUSED if found.bad_rows else ImportState.DONE if applied else ImportState.CHECKED
        )
        batch.imported_at = timezone.now() if applied else None
        batch.save()
        self.tell("Xong", 1.0)

    def _drop(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {self.stage}, {self.errors}")

    # -- what a run tells

    def _write_errors(self, path: Path) -> None:
        """One line for each bad row: where, what, why, then the row as it came. SECURITY: for the owner alone."""
        columns = [column for column in self.kind.columns if column.name in self.batch.headings]
        names = ", ".join(f"s.{column.name}::text" for column in columns)
        query = (
            f"SELECT e.line, string_agg(col, ' | '), string_agg(coalesce(value, ''), ' | '),"
            f" string_agg(reason, ' | '), max(s.raw), {names}"
            f" FROM {self.errors} e JOIN {self.stage} s USING (line) GROUP BY e.line, {names} ORDER BY e.line"
        )
        with private_file(path) as file:
            writer = csv.writer(file)
            writer.writerow([*ERROR_COLUMNS, *(column.name for column in columns)])
            for line, *rest in self._stream(query):
                where, what, why, raw, *values = rest
                if raw:
                    cells = dict(zip(self.batch.headings, json.loads(raw), strict=False))
                    values = [cells.get(column.name, "") for column in columns]
                else:
                    values = [shown(column, value) for column, value in zip(columns, values, strict=True)]
                writer.writerow([inert(cell or "") for cell in (line, where, what, why, *values)])

    def _write_diff(self, path: Path) -> None:
        """Row by row: new, the same, or each field that changes with its old and new value."""
        target, fields = self.kind.target, self._compared()
        old = ", ".join(f"t.{name}::text" for name in fields)
        new = ", ".join(f"({self._value(name)})::text" for name in fields)
        query = (
            "SELECT p.line, CASE WHEN p.target_id IS NULL THEN 'mới' WHEN p.changes THEN 'đổi' ELSE 'như cũ' END,"
            f" {old}, {new} FROM plan p JOIN checked s USING (line)"
            f" LEFT JOIN {target.table} t ON t.id = p.target_id ORDER BY p.line"
        )
        with private_file(path) as file:
            writer = csv.writer(file)
            writer.writerow(["dong", "viec", "truong", "cu", "moi"])
            for line, action, *values in self._stream(query):
                if action != "đổi":
                    writer.writerow([line, action, "", "", ""])
                    continue
                for number, name in enumerate(fields):
                    before, after = values[number], values[number + len(fields)]
                    if before != after:
                        writer.writerow([inert(cell or "") for cell in (line, action, name, before, after)])

    def changed_people(self) -> list[int]:
        """Whose old values a diff shows: they belong in the access log. Ask inside the run's transaction."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT citizen_id FROM plan JOIN checked USING (line) WHERE changes")
            return [row[0] for row in cursor.fetchall()]

    # -- small parts

    def _present(self, name: str) -> bool:
        """Whether the file says something about this column of the table."""
        needs = self.kind.target.needs.get(name, ())
        return not needs or any(column in self.batch.headings for column in needs)

    def _compared(self) -> list[str]:
        target = self.kind.target
        return [name for name in target.values if name not in target.key and self._present(name)]

    def _value(self, name: str) -> str:
        return self._source(self.kind.target.values[name])

    def _source(self, sql: str) -> str:
        return sql.replace("{source}", f"'{self.batch.source}'")

    def _model(self) -> type[models.Model]:
        table = self.kind.target.table
        return next(model for model in apps.get_models() if model._meta.db_table == table)

    def _event_columns(self) -> tuple[str, str]:
        event: Any = self._model()._meta.get_field("events").related_model
        columns = [field.column for field in event._meta.concrete_fields if not field.name.startswith("pgh_")]
        return event._meta.db_table, ", ".join(columns)

    def _count(self, query: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return int(cursor.fetchone()[0])

    def _stream(self, query: str) -> Iterator[tuple[Any, ...]]:
        with connection.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT") as copy:
            yield from copy.rows()

    @contextmanager
    def _timed(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.outcome.seconds[name] = time.perf_counter() - started

    @contextmanager
    def _history(self) -> Iterator[None]:
        with pghistory.context(import_batch=str(self.batch.public_id), import_kind=self.kind.name):
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
    """Rows of a table as rows of the staging table. Remembers how many were taken, and whether that was all."""

    def __init__(self, kind: Kind, table: Table, *, fixing: bool = False) -> None:
        self.table, self.taken, self.ended, self.share = table, 0, False, 0.0
        by_name = {column.name: column for column in kind.columns}
        self.order = [
            (table.headings.index(column.name), column.name, Memo(column.read))
            for column in kind.columns
            if column.name in table.headings
        ]
        self.width = len(table.headings)
        self.line_at = table.headings.index("dong") if fixing else None
        self.known = by_name

    def values(self, most: int, bad: list[tuple[int, str, str, str]]) -> Iterator[list[Any]]:
        self.taken, order, width = 0, self.order, self.width
        readers = [(position, memo) for position, _name, memo in order]
        for line, cells, share in self.table.rows:
            if share >= 0:
                self.share = share
            self.taken += 1
            if len(cells) < width:
                cells = [*cells, *([""] * (width - len(cells)))]
            if not any(cells):
                yield [line, "[]", *([None] * len(order))]
            else:
                if self.line_at is not None:
                    line = self._named_line(cells[self.line_at])
                try:
                    yield [line, None, *[memo[cells[position]] for position, memo in readers]]
                except BadCell:
                    yield self._bad_row(line, cells, bad)
            if self.taken == most:
                return
        self.ended = True

    def _named_line(self, cell: str) -> int:
        if not (cell.isascii() and cell.isdigit()):
            raise UnreadableFile("Cột “dong” của tệp sửa lỗi phải giữ nguyên số dòng của tệp đầu.")
        return int(cell)

    def _bad_row(self, line: int, cells: list[str], bad: list[tuple[int, str, str, str]]) -> list[Any]:
        """Every bad cell of the row is told, and the row kept as it came."""
        values: list[str | None] = []
        for position, name, memo in self.order:
            try:
                values.append(memo[cells[position]])
            except BadCell as error:
                values.append(None)
                bad.append((line, name, _clean(cells[position]), str(error)))
        return [line, json.dumps([_clean(cell) for cell in cells], ensure_ascii=False), *values]


def _clean(cell: str) -> str:
    """A cell as it can be kept: a text of the database holds no zero bytes."""
    return cell.replace("\x00", "�")[:MOST_CELL]


def shown(column: Column, value: str | None) -> str:
    """A value of the staging table as a cell that reads the same."""
    if value is None:
        return ""
    if column.sql_type == "date" and column.name.endswith("_thang"):
        return f"{value[5:7]}/{value[:4]}"
    if column.sql_type == "date":
        return f"{value[8:10]}/{value[5:7]}/{value[:4]}"
    return value


@contextmanager
def private_file(path: Path) -> Iterator[Any]:
    """A new CSV file that only its owner reads; Excel sees the mark at its beginning and reads UTF-8."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        yield file
