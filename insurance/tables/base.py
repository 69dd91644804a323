"""What a table of a record is made of."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import chain, repeat

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from insurance import words

Value = str | int | Decimal | date | datetime | tuple[date, date] | None


class Kind(StrEnum):
    """What the values of a column are, and with it how they are written."""

    TEXT = "text"
    MONEY = "money"  # whole đồng
    NUMBER = "number"
    PERCENT = "percent"
    DAY = "day"
    MOMENT = "moment"
    DAYS = "days"  # (first day, day after the last)
    MONTHS = "months"  # (first of a month, first of the month after the last)


EMPTY: tuple[Value, ...] = (None, "", 0)
NUMBERS = {Kind.MONEY, Kind.NUMBER, Kind.PERCENT}


@dataclass(frozen=True)
class Column:
    """`key` names the column in files and does not change with the language."""

    key: str
    title: str | Promise
    kind: Kind = Kind.TEXT
    on_screen: bool = True  # files hold every column; a screen has less room

    @property
    def is_number(self) -> bool:
        return self.kind in NUMBERS

    def written(self, value: Value) -> str:
        """As people read it; nothing for what is not known."""
        if value is None or value == "":
            return ""
        match self.kind, value:
            case Kind.MONEY, int():
                return words.dong(value)
            case Kind.NUMBER, int() | Decimal():
                return words.number(value)
            case Kind.PERCENT, int() | Decimal():
                return words.percent(Decimal(value))
            case Kind.DAYS, (date() as first, date() as end):
                return words.days(first, end)
            case Kind.MONTHS, (date() as first, date() as end):
                return words.months_between(first, end)
            case Kind.MOMENT, datetime():
                return date_format(localtime(value), "SHORT_DATETIME_FORMAT")
            case Kind.DAY, date():
                return date_format(value)
        return str(value)


@dataclass(frozen=True)
class Cell:
    column: Column
    value: Value

    @property
    def text(self) -> str:
        return self.column.written(self.value)


@dataclass(frozen=True)
class Table:
    """Rows hold one value for each column. `sums` names money columns that are added up at the foot."""

    slug: str
    title: str | Promise
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    sums: frozenset[str] = field(default_factory=frozenset)
    actions: Sequence[SafeString] = ()  # what can be done with each row, on screen only
    remark: str = ""  # said below it, on an officer's screen

    def __bool__(self) -> bool:
        return bool(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def shown(self) -> list[int]:
        """Positions of the columns a page shows: those that say something in at least one row."""
        return [
            position
            for position, column in enumerate(self.columns)
            if column.on_screen and (position == 0 or any(row[position] not in EMPTY for row in self.rows))
        ]

    @property
    def shown_columns(self) -> list[Column]:
        return [self.columns[position] for position in self.shown]

    @property
    def lines(self) -> list[list[Cell]]:
        """For templates: each row as cells, the first of which names the row."""
        shown = self.shown
        return [[Cell(self.columns[position], row[position]) for position in shown] for row in self.rows]

    @property
    def lines_with_actions(self) -> list[tuple[list[Cell], SafeString]]:
        """For templates: each row as cells, and what can be done with it."""
        actions = chain(self.actions, repeat(SafeString("")))
        return list(zip(self.lines, actions, strict=False))

    @property
    def records(self) -> list[dict[str, Value]]:
        """For files: each row by the keys of its columns."""
        keys = [column.key for column in self.columns]
        return [dict(zip(keys, row, strict=True)) for row in self.rows]

    def sum_of(self, key: str) -> int:
        return sum(value for value in (record[key] for record in self.records) if isinstance(value, int))

    @property
    def foot(self) -> list[Cell]:
        """The sums under the columns that have one; nothing when the table has none."""
        if not self.sums:
            return []
        return [
            Cell(column, self.sum_of(column.key) if column.key in self.sums else None)
            for column in self.shown_columns
        ]
