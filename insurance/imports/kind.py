"""What a kind of file is: its columns, where they go, and what must be true of its rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from citizens.actors import DataClass
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
    """A table in which rows end.

    `values` says for each of its columns the SQL of the new value, from the staging row `s`; a column of the table
    stays as it is when the file has none of the columns named in `needs`.

    A target with a `parent` holds parts of the rows of the target before it: the parent is found by its own key,
    whose values the part's row repeats, and `parent` is the column that points to it.
    """

    table: str
    key: tuple[str, ...]  # columns that name a row: the same key again is the same row
    values: Mapping[str, str]
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rows: str = "true"  # which rows of the file are meant: SQL over `s`
    overlap: tuple[str, ...] = ()  # columns that are equal, and last a range that may not overlap
    overlap_if: str = "true"  # only rows like this take part: SQL over `t`, of the file or on record
    shown: str = (
        ""  # the column of the file under which errors of the whole row are shown; the first if not told
    )
    defaults: Mapping[str, str] = field(default_factory=dict)  # for new rows without the column
    parent: str = ""
    whole: bool = False  # parts come with their parent, all of them: those on record beside them are removed
    told: Mapping[str, str] = field(
        default_factory=dict
    )  # column -> SQL over {row}: how a difference shows what is not read as it stands


@dataclass(frozen=True)
class Kind:
    name: str
    title: str
    data_class: DataClass | None  # of what it writes, for the access log; None: it names no person
    columns: tuple[Column, ...]
    joins: str  # SQL after "FROM stage s": people and the like looked up; {reach} and {stage} are filled in
    looked_up: Mapping[str, str]  # column -> SQL of what was found
    checks: tuple[Check, ...]
    targets: tuple[Target, ...]
    more: tuple[str, ...] = ()  # SQL that finds line, column, value and reason of what is wrong between rows
    province: str = "person.province_id"  # by what a province's officer is held to their province
    xml: bool = False  # also comes as the tables of Decision 130/QĐ-BYT
    examples: tuple[
        Mapping[str, str], ...
    ] = ()  # further rows of the template, beside the columns' own examples

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def template(self) -> list[list[str]]:
        """Headings and example rows, as they stand in docs/examples/."""
        names = [column.name for column in self.columns]
        first = {column.name: column.example for column in self.columns}
        return [names, *([row.get(name, "") for name in names] for row in (self.examples or (first,)))]


# A number that was merged into another record leads to that person.
PERSON_JOIN = (
    "LEFT JOIN citizens_citizen numbered ON numbered.bhxh_number = s.ma_so_bhxh"
    " LEFT JOIN citizens_citizen person ON person.id = coalesce(numbered.merged_into_id, numbered.id)"
)
NO_PERSON = "Không có người nào mang mã số BHXH này trong phạm vi của bạn."
PERSON_CHECKS = (Check("ma_so_bhxh", "s.ma_so_bhxh IS NOT NULL AND s.citizen_id IS NULL", NO_PERSON),)

__all__ = ["NO_PERSON", "PERSON_CHECKS", "PERSON_JOIN", "Check", "Column", "Kind", "Target", "text"]
