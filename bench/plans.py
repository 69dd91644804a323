"""What the database would do for the questions of a page: does it walk a large table from end to end?"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

LARGE = 100_000  # rows by the planner's own estimate


def scans(questions: Iterable[str]) -> list[str]:
    """The large tables that these statements would read whole, each once."""
    from django.db import connection

    found: set[str] = set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND reltuples > %s", [LARGE])
        large = {name for (name,) in cursor.fetchall()}
        for question in questions:
            if not question.startswith("SELECT") or "set_config" in question:
                continue  # what writes, with what the history wants to know of it before
            cursor.execute(f"EXPLAIN (FORMAT JSON) {question}".replace("%", "%%"), ())
            plan = cursor.fetchone()[0]
            found |= large & set(read_whole((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]))
    return sorted(found)


def read_whole(plan: dict[str, Any], capped: bool = False) -> Iterator[str]:
    """Tables walked from end to end. A walk that leaves out nothing and stops at a limit above it does not count."""
    kind = plan["Node Type"]
    if kind == "Seq Scan" and not (capped and "Filter" not in plan):
        yield plan["Relation Name"]
    capped = kind == "Limit" or (capped and kind in {"Result", "Subquery Scan", "Nested Loop"})
    for part in plan.get("Plans", []):
        yield from read_whole(part, capped)
