"""Rows of the law that hold from one day to another: how they are read, checked and looked up.

The kinds of rows are in `parameters.py`; here a row only has dates, a source
and a certainty.
"""

import tomllib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from types import UnionType
from typing import Any, ClassVar, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

DATA = Path(__file__).parent / "data"


class NoParameterFor(LookupError):  # noqa: N818 - a name that reads as what happened
    """The data files hold no row of this name in force on this day: the law is not on record for it."""

    def __init__(self, name: str, day: date) -> None:
        super().__init__(f"no {name} is on record for {day.isoformat()}")
        self.name = name
        self.day = day


class ParameterFileError(ValueError):
    """A data file is not right: a field is missing, unknown or of the wrong type, or rows overlap."""


class Certainty(StrEnum):
    """How sure we are of a row. The order runs from the surest."""

    VERIFIED = "verified"  # checked against the text of the law or independent material
    KNOWN = "known"  # common knowledge of the trade, not checked again
    UNCERTAIN = "uncertain"  # disputed or unchecked: a page says so beside the figure


Key = tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One row of the law: in force from `valid_from` to `valid_to`, both included (None: still in force)."""

    file: ClassVar[str]
    table: ClassVar[str]

    valid_from: date
    valid_to: date | None = None
    source: str
    certainty: Certainty

    def lookup_keys(self) -> Iterable[Key]:
        """What the row is about, besides its dates: no two rows with the same key overlap in time."""
        return ((),)

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


RowT = TypeVar("RowT", bound=Parameter)


def at(kind: type[RowT], day: date, *key: object) -> RowT:
    """The row of this kind in force on `day`. Raises NoParameterFor when the law is not on record for it."""
    row = find(kind, day, *key)
    if row is None:
        raise NoParameterFor(" ".join([kind.table, *map(str, key)]), day)
    return row


def find(kind: type[RowT], day: date, *key: object) -> RowT | None:
    """The row of this kind in force on `day`, or None."""
    timeline = _timelines(kind).get(key)
    return timeline.find(day) if timeline else None


def rows(kind: type[RowT]) -> Sequence[RowT]:
    """All rows of one kind, in the order of the file. Raises ParameterFileError when it is not right."""
    if kind not in _ROWS:
        raw_rows = _tables(kind.file).get(kind.table)
        if not raw_rows:
            raise ParameterFileError(f"{kind.file} holds no table {kind.table}")
        _ROWS[kind] = tuple(_read_row(kind, raw) for raw in raw_rows)
    return _ROWS[kind]


def history(kind: type[RowT], *key: object) -> Sequence[RowT]:
    """The rows of one kind and key from the oldest to the newest; none when the key is unknown."""
    timeline = _timelines(kind).get(key)
    return timeline.rows if timeline else ()


def change_days(*kinds: type[Parameter]) -> list[date]:
    """The days on which any row of these kinds begins to hold or has ceased to, in order."""
    days = {row.valid_from for kind in kinds for row in rows(kind)}
    days |= {row.valid_to + timedelta(days=1) for kind in kinds for row in rows(kind) if row.valid_to}
    return sorted(days)


def lowest_certainty(parameters: Iterable[Parameter]) -> Certainty:
    """A figure is as sure as the least sure row behind it; with none behind it, it is uncertain."""
    order = list(Certainty)
    return max((row.certainty for row in parameters), key=order.index, default=Certainty.UNCERTAIN)


class Timeline(Generic[RowT]):
    """The rows of one key, oldest first. Raises ParameterFileError when two of them overlap."""

    def __init__(self, unsorted: Iterable[RowT]) -> None:
        self.rows = tuple(sorted(unsorted, key=lambda row: row.valid_from))
        self._starts = [row.valid_from for row in self.rows]
        for older, newer in pairwise(self.rows):
            if older.valid_to is None or newer.valid_from <= older.valid_to:
                raise ParameterFileError(f"{older.table}: {older} and {newer} overlap")

    def find(self, day: date) -> RowT | None:
        position = bisect_right(self._starts, day)
        if position == 0:
            return None
        row = self.rows[position - 1]
        return row if row.holds_on(day) else None


# One read of each file for the life of the process: rows are frozen, and files change only with a release.
_TABLES: dict[str, dict[str, list[dict[str, object]]]] = {}
_ROWS: dict[type[Parameter], tuple[Any, ...]] = {}
_TIMELINES: dict[type[Parameter], dict[Key, Timeline[Any]]] = {}


def _timelines(kind: type[RowT]) -> dict[Key, Timeline[RowT]]:
    if kind not in _TIMELINES:
        by_key: dict[Key, list[RowT]] = {}
        for row in rows(kind):
            for key in row.lookup_keys():
                by_key.setdefault(key, []).append(row)
        _TIMELINES[kind] = {key: Timeline(group) for key, group in by_key.items()}
    return _TIMELINES[kind]


def _tables(file: str) -> dict[str, list[dict[str, object]]]:
    if file not in _TABLES:
        with (DATA / file).open("rb") as stream:
            _TABLES[file] = tomllib.load(stream)
    return _TABLES[file]


def _read_row(kind: type[RowT], raw: dict[str, object]) -> RowT:
    """Build a row from its TOML table; each field must be there, be known, and be of its declared type."""
    types = get_type_hints(kind)
    known = {field.name: field for field in fields(kind)}
    where = f"{kind.file} [[{kind.table}]] {raw}"
    if unknown := raw.keys() - known.keys():
        raise ParameterFileError(f"{where}: unknown field {', '.join(sorted(unknown))}")
    if missing := {name for name, field in known.items() if field.default is MISSING} - raw.keys():
        raise ParameterFileError(f"{where}: missing field {', '.join(sorted(missing))}")
    try:
        values: dict[str, Any] = {name: _read_value(types[name], value) for name, value in raw.items()}
        row = kind(**values)
    except (TypeError, ValueError, ArithmeticError) as error:
        raise ParameterFileError(f"{where}: {error}") from error
    if row.valid_to is not None and row.valid_to < row.valid_from:
        raise ParameterFileError(f"{where}: ends before it begins")
    if not row.source.strip():
        raise ParameterFileError(f"{where}: names no source")
    return row


def _read_value(wanted: Any, value: object) -> object:
    """Turn a TOML value into the type of its field. Percentages are strings, so that they stay exact."""
    if get_origin(wanted) in (Union, UnionType):
        wanted = next(part for part in get_args(wanted) if part is not type(None))
    if get_origin(wanted) is tuple:
        if not isinstance(value, list):
            raise TypeError(f"{value!r} is not a list")
        item_type = get_args(wanted)[0]
        return tuple(_read_value(item_type, item) for item in value)
    convert: Callable[[Any], object] | None = None
    if wanted is Decimal or issubclass(wanted, StrEnum):
        wanted, convert = str, wanted
    if type(value) is not wanted:  # exactly: a bool is no int, a date with a time is no date
        raise TypeError(f"{value!r} is not a {wanted.__name__}")
    return convert(value) if convert else value
