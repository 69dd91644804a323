"""A loaded file against the record: what is wrong with its rows, and which are new, change something, or say nothing.

Everything is a statement over whole tables, inside the transaction of the run. `checked` holds the rows with their
people looked up; `work_0`, `work_1` hold, for each table the kind writes to, the rows as they will be written, in the
order of their keys, each with the row on record that has the same key.
"""
# ruff: noqa: S608 - the statements are put together from names in our own kinds; what people wrote is in tables

from collections.abc import Callable
from typing import Any

from citizens.actors import Reach
from insurance.imports.kind import Check, Kind, Target

Tell = Callable[[str, float], object]  # what is being done, which share of all work is behind it


class Comparison:
    """The statements of one run. `headings` are the columns that its file has."""

    def __init__(
        self,
        kind: Kind,
        cursor: Any,
        *,
        stage: str,
        errors: str,
        headings: list[str],
        source: str,
        reach: Reach,
    ) -> None:
        self.kind, self.cursor, self.stage, self.errors = kind, cursor, stage, errors
        self.headings, self.source, self.reach = headings, source, reach
        self.types = {target.table: self._types_of(target.table) for target in kind.targets}

    def check(self, *, lock: bool, tell: Tell) -> None:
        execute = self.cursor.execute
        execute("SET LOCAL work_mem = '128MB'")
        scratch = ["checked", *(f"work_{number}" for number in range(len(self.kind.targets)))]
        execute("DROP TABLE IF EXISTS " + ", ".join(f"pg_temp.{name}" for name in scratch))
        if lock:
            # Readers go on; nobody else writes between our comparison and our rows.
            execute("SET LOCAL lock_timeout = '60s'")
            tables = ", ".join(target.table for target in self.kind.targets)
            execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")
        # What an earlier run of the check found may be true no longer; what the cells said stays.
        execute(f"DELETE FROM {self.errors} WHERE by_check")
        tell("Tìm người và đơn vị", 0.37)
        looked_up = ", ".join(f"{sql} AS {name}" for name, sql in self.kind.looked_up.items())
        execute(
            f"CREATE TEMP TABLE checked ON COMMIT DROP AS SELECT s.*, {looked_up}"
            f" FROM {self.stage} s {self._joins()} WHERE s.raw IS DISTINCT FROM '[]'"
        )
        execute("ANALYZE checked")
        tell("Kiểm tra từng dòng", 0.45)
        for check in self.kind.checks:
            if all(name in self.headings for name in check.needs):
                execute(self._refuse(check))
        for statement in self.kind.more:
            execute(f"INSERT INTO {self.errors} SELECT wrong.*, true FROM ({statement}) wrong")
        for number, target in enumerate(self.kind.targets):
            tell("So với hồ sơ đang có", 0.48 + 0.08 * number / len(self.kind.targets))
            self._make_work(number, target)
            self._check_same_key(number, target)
            self._check_same_person(number, target)
            self._check_overlap(number, target)
            if target.parent:
                self._check_parent(number, target)

    def counts(self) -> tuple[int, int, int, int]:
        """New, changed, as before, removed."""
        new = changed = same = 0
        for number in range(len(self.kind.targets)):
            self.cursor.execute(
                "SELECT count(*) FILTER (WHERE target_id IS NULL), count(*) FILTER (WHERE changes), count(*)"
                f" FROM work_{number}"
            )
            found = self.cursor.fetchone()
            new, changed, same = new + found[0], changed + found[1], same + found[2] - found[0] - found[1]
        return new, changed, same, sum(self._one(f"SELECT count(*) {sql}") for sql in self.removed().values())

    def removed(self) -> dict[str, str]:
        """For each table of parts that come whole: SQL after FROM of the rows on record that the file has no more."""
        return {
            target.table: f"FROM {target.table} t JOIN work_{number - 1} p ON t.{target.parent} = p.target_id"
            f" WHERE NOT EXISTS (SELECT FROM work_{number} w WHERE w.target_id = t.id)"
            for number, target in enumerate(self.kind.targets)
            if target.whole
        }

    def changed_people(self) -> list[int]:
        """Whose old values a comparison shows: they belong in the access log."""
        parts = [
            f"SELECT citizen_id FROM work_{number} WHERE changes"
            for number, target in enumerate(self.kind.targets)
            if "citizen_id" in target.values
        ]
        parts += [f"SELECT t.citizen_id {sql}" for sql in self.removed().values()]
        if not parts:
            return []
        self.cursor.execute(" UNION ".join(parts))
        return [row[0] for row in self.cursor.fetchall()]

    # -- parts of statements

    def is_present(self, target: Target, name: str) -> bool:
        """Whether the file says something about this column of the table."""
        needs = target.needs.get(name, ())
        return not needs or any(column in self.headings for column in needs)

    def compared(self, target: Target) -> list[str]:
        return [
            name
            for name in target.values
            if name not in (*target.key, target.parent) and self.is_present(target, name)
        ]

    def told(self, target: Target, name: str, row: str) -> str:
        """A column of a row as a difference shows it: SQL."""
        return target.told.get(name, f"{{row}}.{name}::text").replace("{row}", row)

    def parent_join(self, number: int, rows: str = "s") -> str:
        """The parent of a part on record, by the parent's key as the part's own row tells it."""
        parent = self.kind.targets[number - 1]
        same = " AND ".join(f"parent.{name} = {self._value(parent, name)}" for name in parent.key)
        return f"LEFT JOIN {parent.table} parent ON {same}"

    def _value(self, target: Target, name: str) -> str:
        if name == target.parent:
            return "parent.id"
        present = self.is_present(target, name)
        sql = target.values[name] if present else target.defaults.get(name, "NULL")
        return sql.replace("{source}", f"'{self.source}'")

    def _joins(self) -> str:
        province = self.reach.province_id
        reach = f"AND {self.kind.province} = '{int(province):02d}'" if province else ""
        reach = reach if province or self.reach.nationwide else "AND false"
        return self.kind.joins.format(reach=reach, stage=self.stage)

    def _make_work(self, number: int, target: Target) -> None:
        types, fields = self.types[target.table], self.compared(target)
        names = [*([target.parent] if target.parent else []), *target.values]
        values = ", ".join(f"({self._value(target, name)})::{types[name]} AS {name}" for name in names)
        same = " AND ".join(f"t.{name} = v.{name}" for name in target.key)
        old, new = (", ".join(f"{row}.{name}" for name in fields) for row in ("t", "v"))
        join = self.parent_join(number) if target.parent else ""
        self.cursor.execute(
            f"CREATE TEMP TABLE work_{number} ON COMMIT DROP AS SELECT v.*, t.id AS target_id,"
            f" t.id IS NOT NULL AND ROW({old}) IS DISTINCT FROM ROW({new}) AS changes"
            f" FROM (SELECT s.line, {values} FROM checked s {join} WHERE {target.rows}) v"
            f" LEFT JOIN {target.table} t ON {same} ORDER BY {', '.join(f'v.{name}' for name in target.key)}"
        )
        self.cursor.execute(f"ANALYZE work_{number}")

    # -- what is wrong

    def _refuse(self, check: Check) -> str:
        return (
            f"INSERT INTO {self.errors} SELECT line, '{check.column}', s.{check.column}::text,"
            f" '{check.reason}', true FROM checked s WHERE {check.bad}"
        )

    def _wrong(self, target: Target, found: str, reason: str, *, of_key: bool = False) -> None:
        """Errors of whole rows: `found` is SQL that gives their lines and what else `reason` names."""
        shown = target.shown or self.kind.columns[0].name
        if of_key and target.overlap:
            shown = self.kind.columns[0].name
        self.cursor.execute(
            f"INSERT INTO {self.errors} SELECT f.line, '{shown}', s.{shown}::text, {reason}, true"
            f" FROM ({found}) f JOIN checked s USING (line)"
        )

    def _key_in_file(self, number: int, target: Target) -> list[str]:
        """The key in terms of the file's own row: a parent that is new has no number yet."""
        names = [name for name in target.key if name != target.parent]
        parent = self.kind.targets[number - 1]
        inherited = [self._value(parent, name) for name in parent.key] if target.parent else []
        return [*inherited, *(self._value(target, name) for name in names)]

    def _check_same_key(self, number: int, target: Target) -> None:
        if set(target.key) == set(target.overlap):
            return  # the same key is an overlap
        keys = self._key_in_file(number, target)
        self._wrong(
            target,
            f"SELECT * FROM (SELECT line, min(line) OVER (PARTITION BY {', '.join(keys)}) AS first FROM checked s"
            f" WHERE ({target.rows}) AND ({') IS NOT NULL AND ('.join(keys)}) IS NOT NULL) d WHERE first < line",
            "'Trùng với dòng ' || f.first || ' của tệp này.'",
            of_key=True,
        )
        self._wrong(
            target,
            f"SELECT line FROM work_{number} WHERE target_id IS NOT NULL GROUP BY line HAVING count(*) > 1",
            "'Hồ sơ đang có hai dòng giống nhau ở chỗ này. Hãy báo cho người quản trị trước khi nhập.'",
        )

    def _check_same_person(self, number: int, target: Target) -> None:
        """SECURITY: a row on record does not move to another person, whatever its key."""
        if "citizen_id" in target.values and "citizen_id" not in target.key:
            self._wrong(
                target,
                f"SELECT w.line FROM work_{number} w JOIN {target.table} t ON t.id = w.target_id"
                " WHERE t.citizen_id <> w.citizen_id",
                "'Mã này đã ghi trong hồ sơ của người khác.'",
            )

    def _check_overlap(self, number: int, target: Target) -> None:
        if not target.overlap:
            return
        *equal, span = target.overlap
        names = ", ".join(equal)
        # In the order of their beginnings, a row overlaps when one before it ends after it begins.
        clashes = (
            f"SELECT * FROM (SELECT t.*, lower({span}) < max(upper({span})) OVER (PARTITION BY {names}"
            f" ORDER BY lower({span}), line ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS clash"
            f" FROM work_{number} t WHERE {span} IS NOT NULL AND {equal[0]} IS NOT NULL AND ({target.overlap_if})) o"
            " WHERE clash"
        )
        same = " AND ".join(f"t.{name} = b.{name}" for name in equal)
        self._wrong(
            target,
            f"SELECT b.line, min(t.line) AS first FROM ({clashes}) b JOIN work_{number} t ON {same}"
            f" AND t.{span} && b.{span} AND t.line <> b.line AND ({target.overlap_if}) GROUP BY b.line",
            "'Trùng thời gian với dòng ' || f.first || ' của tệp này.'",
        )
        same = " AND ".join(f"t.{name} = w.{name}" for name in equal)
        taking_part = target.overlap_if.replace("t.", "w.")
        # A row on record that keeps its key keeps its time: it overlaps nothing that it did not before.
        fresh = "w.target_id IS NULL" if set(target.key) == set(target.overlap) else "true"
        self._wrong(
            target,
            f"SELECT w.line, min(lower(t.{span})) AS first, max(upper(t.{span})) - 1 AS last FROM work_{number} w"
            f" JOIN {target.table} t ON {same} AND t.{span} && w.{span}"
            f" WHERE {fresh} AND ({taking_part}) AND ({target.overlap_if})"
            f" AND NOT EXISTS (SELECT FROM work_{number} p WHERE p.target_id = t.id) GROUP BY w.line",
            "'Trùng thời gian với dữ liệu đã có (' || to_char(f.first, 'DD/MM/YYYY') || ' – '"
            " || to_char(f.last, 'DD/MM/YYYY') || '). Hãy gửi đúng khoảng thời gian đã có để sửa,"
            " hoặc bỏ dòng này.'",
        )

    def _check_parent(self, number: int, target: Target) -> None:
        """A part needs what it is part of: in this file, or, where parts may come alone, on record."""
        parent = self.kind.targets[number - 1]
        same = " AND ".join(f"p.{name} = {self._value(parent, name)}" for name in parent.key)
        alone = "true" if target.whole else f"w.{target.parent} IS NULL"
        where = "trong tệp này" if target.whole else "trong tệp này hay trong hồ sơ"
        self._wrong(
            target,
            f"SELECT s.line FROM work_{number} w JOIN checked s USING (line) WHERE {alone}"
            f" AND NOT EXISTS (SELECT FROM work_{number - 1} p WHERE {same})",
            f"'Không có dòng chính của dòng này {where}.'",
        )

    # -- small parts

    def _types_of(self, table: str) -> dict[str, str]:
        self.cursor.execute(
            "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
            [table],
        )
        return dict(self.cursor.fetchall())

    def _one(self, query: str) -> int:
        self.cursor.execute(query)
        return int(self.cursor.fetchone()[0])
