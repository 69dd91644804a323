"""What a kind of file is: its columns, where they go, and what must be true of its rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from insurance.imports.cells import Reader, text


@dataclass(frozen=True)
class Column:
    """A column of the file and of the staging table, which has the same name."""

    name: str  # the heading, also in the template
    sql_type: str  # of the staging table
    read: Reader
    about: str  # for docs/data_formats.md and for whoever fills the file in
    example: str
    required: bool = False  # the heading must be there
    also: tuple[str, ...] = ()  # headings others write, in plain words without signs


@dataclass(frozen=True)
class Check:
    """A row is refused when `bad` holds. `s` is the row with its person and the like already looked up."""

    column: str
    bad: str  # an SQL condition
    reason: str
    needs: tuple[str, ...] = ()  # columns the file may not have


@dataclass(frozen=True)
class Target:
    """The table rows end in.

    `values` says for each of its columns the SQL of the new value, from the staging row `s`; a column of the table
    stays as it is when the file has none of the columns named in `needs`.
    """

    table: str
    key: tuple[str, ...]  # columns that name a row: the same key again is the same row
    values: Mapping[str, str]
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    overlap: tuple[str, ...] = ()  # columns that are equal, and last a range that may not overlap
    overlap_if: str = "true"  # only rows like this take part: SQL over the alias `t`
    overlap_if_staged: str = "true"  # the same over `s`
    overlap_column: str = ""  # where the error is shown
    defaults: Mapping[str, str] = field(default_factory=dict)  # for new rows without the column


@dataclass(frozen=True)
class Kind:
    name: str
    title: str
    columns: tuple[Column, ...]
    joins: str  # SQL after "FROM stage s": people and the like looked up
    looked_up: Mapping[str, str]  # column -> SQL of what was found
    checks: tuple[Check, ...]
    target: Target

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


PERSON_JOIN = "LEFT JOIN citizens_citizen person ON person.bhxh_number = s.ma_so_bhxh"
PERSON_CHECKS = (
    Check(
        "ma_so_bhxh",
        "s.ma_so_bhxh IS NOT NULL AND s.citizen_id IS NULL",
        "Không có người nào mang mã số BHXH này trong phạm vi của bạn.",
    ),
)

__all__ = ["PERSON_CHECKS", "PERSON_JOIN", "Check", "Column", "Kind", "Target", "text"]
