"""What a run tells: every bad row with its reasons, every difference. SECURITY: files for their owner alone."""
# ruff: noqa: S608 - the statements are put together from names in our own kinds; what people wrote is in tables

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.timezone import localtime

from insurance.imports.compare import Comparison
from insurance.imports.files import ERROR_COLUMNS
from insurance.imports.kind import Column, Kind
from territory.spreadsheets import inert

NEW, CHANGED, SAME, REMOVED = "mới", "đổi", "như cũ", "bỏ"
HIDDEN = "(không hiện)"


def write_errors(path: Path, kind: Kind, *, stage: str, errors: str, headings: list[str]) -> None:
    """One line for each bad row: where, what, why, then the row as it came."""
    columns = [column for column in kind.columns if column.name in headings]
    names = ", ".join(f"s.{column.name}::text" for column in columns)
    query = (
        "SELECT e.line, string_agg(col, ' | '), string_agg(coalesce(value, ''), ' | '),"
        f" string_agg(reason, ' | '), max(s.raw), {names}"
        f" FROM {errors} e JOIN {stage} s USING (line) GROUP BY e.line, {names} ORDER BY e.line"
    )
    with private_file(path) as file:
        writer = csv.writer(file)
        writer.writerow([*ERROR_COLUMNS, *(column.name for column in columns)])
        for line, *rest in _stream(query):
            where, what, why, raw, *values = rest
            if raw:
                cells = dict(zip(headings, json.loads(raw), strict=False))
                values = [cells.get(column.name, "") for column in columns]
            else:
                values = [shown(column, value) for column, value in zip(columns, values, strict=True)]
            writer.writerow([inert(cell or "") for cell in (line, where, what, why, *values)])


def write_diff(path: Path, comparison: Comparison, *, show_old: bool = True) -> None:
    """Row by row: new, with what its row says; as before; or each field that changes with its old and new value; then
    what goes. What is new is told in the columns of the file: its sender wrote it.

    `show_old` is false for somebody who may send such a file and may not read what is on record.
    """
    with private_file(path) as file:
        writer = csv.writer(file)
        writer.writerow(["dong", "viec", "truong", "cu", "moi"])
        for number, target in enumerate(comparison.kind.targets):
            fields = comparison.compared(target)
            old, new = ("".join(f", {comparison.told(target, name, row)}" for name in fields) for row in "tw")
            query = (
                f"SELECT w.line, CASE WHEN w.target_id IS NULL THEN '{NEW}' WHEN w.changes THEN '{CHANGED}'"
                f" ELSE '{SAME}' END, CASE WHEN w.target_id IS NULL THEN {_as_sent(comparison)} END{old}{new}"
                f" FROM work_{number} w JOIN checked s USING (line)"
                f" LEFT JOIN {target.table} t ON t.id = w.target_id ORDER BY w.line"
            )
            for line, action, sent, *values in _stream(query):
                if action != CHANGED:
                    writer.writerow([line, action, "", "", inert(sent or "")])
                    continue
                for place, name in enumerate(fields):
                    before, after = values[place], values[place + len(fields)]
                    if before != after:
                        before = before if show_old else HIDDEN
                        writer.writerow([inert(cell or "") for cell in (line, action, name, before, after)])
        for rows in comparison.removed().values():
            for (line,) in _stream(f"SELECT p.line {rows} ORDER BY p.line"):
                writer.writerow([line, REMOVED, "", "", ""])


def _as_sent(comparison: Comparison) -> str:
    """SQL of a row of the file in one cell: "ma_so_bhxh: 7923456789; tu_thang: 01/2024"; nothing of empty cells."""
    local = f"s.{{0}} AT TIME ZONE '{settings.TIME_ZONE}'"
    forms = {"date": "to_char(s.{0}, 'DD/MM/YYYY')", "timestamptz": f"to_char({local}, 'DD/MM/YYYY HH24:MI')"}
    forms |= {
        "text[]": "array_to_string(s.{0}, ', ')",
        "numeric": "replace(trim_scale(s.{0})::text, '.', ',')",
    }
    parts = []
    for column in comparison.kind.columns:
        if column.name in comparison.headings:
            form = forms.get(column.sql_type, "s.{0}::text")
            if column.sql_type == "date" and column.name.endswith("_thang"):
                form = "to_char(s.{0}, 'MM/YYYY')"
            parts.append(f"'{column.name}: ' || nullif({form.format(column.name)}, '')")
    return f"concat_ws('; ', {', '.join(parts)})"


def shown(column: Column, value: str | None) -> str:
    """A value of the staging table as a cell that reads the same."""
    if value is None:
        return ""
    if column.sql_type == "date" and column.name.endswith("_thang"):
        return f"{value[5:7]}/{value[:4]}"
    if column.sql_type == "date":
        return f"{value[8:10]}/{value[5:7]}/{value[:4]}"
    if column.sql_type == "timestamptz":
        return f"{localtime(datetime.fromisoformat(value)):%d/%m/%Y %H:%M}"
    if column.sql_type == "text[]":
        return value.strip("{}").replace(",", ";")
    if column.sql_type == "numeric" and "." in value:
        return f"{Decimal(value):.4f}".replace(
            ".", ","
        )  # four decimals are never taken for groups of thousands
    return value


@contextmanager
def private_file(path: Path) -> Iterator[Any]:
    """A new CSV file that only its owner reads; Excel sees the mark at its beginning and reads UTF-8."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        yield file


def _stream(query: str) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT") as copy:
        yield from copy.rows()
