"""A table of a record as a file: CSV for people with a spreadsheet, JSON for programs.

Both hold every column, also those a screen has no room for, in the words of the page. Only numbers differ: a file for
counting holds 9200000 under "Số tiền (đồng)" where the page says "9.200.000 đ".
"""

import csv
import io
import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.formats import get_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from insurance import words
from insurance.tables.base import Column, Kind, Table, Value
from territory.spreadsheets import inert

MARK = "\ufeff"  # tells a spreadsheet that the letters are UTF-8


def csv_of(table: Table) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([inert(heading(column)) for column in table.columns])
    for row in table.rows:
        writer.writerow([cell(column, value) for column, value in zip(table.columns, row, strict=True)])
    return (MARK + text.getvalue()).encode()


def heading(column: Column) -> str:
    return _("%(title)s (đồng)") % {"title": column.title} if column.kind == Kind.MONEY else str(column.title)


def cell(column: Column, value: Value) -> str:
    """SECURITY: text that could be a formula is made inert; numbers are ours and stay numbers."""
    if column.kind in (Kind.MONEY, Kind.NUMBER) and isinstance(value, int | Decimal):
        return f"{Decimal(value).normalize():f}".replace(".", get_format("DECIMAL_SEPARATOR"))
    return str(inert(column.written(value)))


def json_of(table: Table, made_at: datetime) -> bytes:
    """`rows` are values by key; `rows_as_shown` are the same in the words of the page."""
    answer = {
        "table": table.slug,
        "title": str(table.title),
        "made_at": localtime(made_at).isoformat(timespec="seconds"),
        "columns": [
            {"key": column.key, "title": str(column.title), "kind": column.kind.value}
            for column in table.columns
        ],
        "rows": [
            {column.key: plain(column, value) for column, value in zip(table.columns, row, strict=True)}
            for row in table.rows
        ],
        "rows_as_shown": [
            {column.key: column.written(value) for column, value in zip(table.columns, row, strict=True)}
            for row in table.rows
        ],
    }
    return json.dumps(answer, ensure_ascii=False, indent=1).encode()


def plain(column: Column, value: Value) -> Any:
    """A value as JSON has it: whole đồng as a number, decimals as text, days as ISO 8601, ranges with both ends in."""
    match column.kind, value:
        case Kind.MONTHS, (date() as first, date() as end):
            return {"from": f"{first:%Y-%m}", "to": f"{words.last_month(end):%Y-%m}"}
        case Kind.DAYS, (date() as first, date() as end):
            return {"from": first.isoformat(), "to": (end - timedelta(days=1)).isoformat()}
        case _, datetime():
            return localtime(value).isoformat(timespec="seconds")
        case _, date():
            return value.isoformat()
        case _, Decimal():
            return str(value.normalize())
        case _, "":
            return None
    return value
