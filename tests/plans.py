"""What the database would do for a question: is it led to the rows by a condition, or does it read a whole table?"""

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection


def plan_of(sql: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql.replace('%', '%%')}", ())
        plan = cursor.fetchone()[0]
    found: dict[str, Any] = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
    return found


def read_whole(plan: dict[str, Any], tables: set[str]) -> Iterator[str]:
    """Nodes that read one of these tables and are not led into an index by a condition."""
    if plan.get("Relation Name") in tables and not ({"Index Cond", "Recheck Cond"} & plan.keys()):
        yield f"{plan['Node Type']} of {plan['Relation Name']}"
    for part in plan.get("Plans", []):
        yield from read_whole(part, tables)
