"""Dated numbers of `data/*.toml`: the row in force on the day of the event, never the row of today.

Other rooms keep files of the same form; `read` and `latest` are for theirs too.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A whole number in force from a day on; `certainty` is V, K or U."""

    key: str
    value: int
    start: date
    source: str
    certainty: str


def read(path: Path) -> tuple[Parameter, ...]:
    """The `[[row]]` tables of one file."""
    return tuple(
        Parameter(row["key"], row["value"], row["from"], row["source"], row["certainty"])
        for row in tomllib.loads(path.read_text(encoding="utf-8"))["row"]
    )


@cache
def rows() -> tuple[Parameter, ...]:
    return tuple(row for path in sorted(DATA.glob("*.toml")) for row in read(path))


def in_force(key: str, day: date) -> Parameter:
    return latest(rows(), key, day)


def latest(rows: Iterable[Parameter], key: str, day: date) -> Parameter:
    """The latest row of `key` that had begun on `day`. Raises LookupError when there is none."""
    begun = [row for row in rows if row.key == key and row.start <= day]
    if not begun:
        raise LookupError(f"no value of {key} on {day}")
    return max(begun, key=lambda row: row.start)
