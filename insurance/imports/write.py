"""The rows of a comparison into the record, with their history. The caller's transaction makes it all or nothing."""
# ruff: noqa: S608 - the statements are put together from names in our own kinds; what people wrote is in tables

from typing import Any

import pgtrigger
from django.apps import apps
from django.db import models

from insurance.imports.compare import Comparison, Tell
from insurance.imports.kind import Target

CHUNK = 50_000  # rows a statement
PAGE = 8192  # bytes


def write(comparison: Comparison, tell: Tell, *, new_rows: int) -> None:
    """Parents before their parts; what a whole has no more goes last."""
    # Told at each statement whether a person or employer is there, instead of a list kept until the end.
    comparison.cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    done = 0
    for number, target in enumerate(comparison.kind.targets):
        if target.parent:
            _find_new_parents(comparison, number, target)
        for written in _insert(comparison, number, target):
            done += written
            tell("Ghi vào hồ sơ", 0.6 + 0.38 * min(1.0, done / max(new_rows, 1)))
        _update(comparison, number, target)
    for table, rows in comparison.removed().items():
        comparison.cursor.execute(f"DELETE FROM {table} WHERE id IN (SELECT t.id {rows})")


def _insert(comparison: Comparison, number: int, target: Target) -> Any:
    """New rows in the order of their keys, some pages of the work table at a time."""
    cursor = comparison.cursor
    names = [*([target.parent] if target.parent else []), *target.values]
    model = _model_of(target.table)
    event, copied = _event_columns(model)
    stamps = _stamps(comparison, target)
    insert = (
        f"INSERT INTO {target.table} ({', '.join([*stamps, *names])})"
        f" SELECT {', '.join([*stamps.values(), *(f'w.{name}' for name in names)])} FROM work_{number} w"
        " WHERE w.ctid >= %s::tid AND w.ctid < %s::tid AND w.target_id IS NULL"
    )
    cursor.execute(f"SELECT pg_relation_size('work_{number}'), count(*) FROM work_{number}")
    size, count = cursor.fetchone()
    pages = -(-size // PAGE)
    step = max(1, pages * CHUNK // max(count, 1))
    # The history's insert trigger steps aside: the same events are written by the same statement.
    with pgtrigger.ignore(f"{model._meta.label}:insert_insert"):
        for start in range(0, pages, step):
            cursor.execute(
                f"WITH context AS MATERIALIZED (SELECT _pgh_attach_context() AS id),"
                f" fresh AS ({insert} RETURNING *)"
                f" INSERT INTO {event} ({copied}, pgh_obj_id, pgh_label, pgh_created_at, pgh_context_id)"
                f" SELECT {copied}, id, 'insert', now(), (SELECT id FROM context) FROM fresh",
                [f"({start},0)", f"({start + step},0)"],
            )
            yield cursor.rowcount


def _stamps(comparison: Comparison, target: Target) -> dict[str, str]:
    """What a new row gets beside its values, if its table has a place for it."""
    stamps = {"public_id": "gen_random_uuid()", "imported_at": "now()"}
    return {name: sql for name, sql in stamps.items() if name in comparison.types[target.table]}


def _find_new_parents(comparison: Comparison, number: int, target: Target) -> None:
    join = comparison.parent_join(number).removeprefix("LEFT ")
    comparison.cursor.execute(
        f"UPDATE work_{number} w SET {target.parent} = parent.id FROM checked s {join}"
        f" WHERE w.line = s.line AND w.{target.parent} IS NULL"
    )


def _update(comparison: Comparison, number: int, target: Target) -> None:
    fields = comparison.compared(target)
    if fields:
        changes = [f"{name} = w.{name}" for name in fields]
        changes += ["imported_at = now()"] if "imported_at" in _stamps(comparison, target) else []
        comparison.cursor.execute(
            f"UPDATE {target.table} t SET {', '.join(changes)}"
            f" FROM work_{number} w WHERE t.id = w.target_id AND w.changes"
        )


def _model_of(table: str) -> type[models.Model]:
    return next(model for model in apps.get_models() if model._meta.db_table == table)


def _event_columns(model: type[models.Model]) -> tuple[str, str]:
    event: Any = model._meta.get_field("events").related_model
    columns = [field.column for field in event._meta.concrete_fields if not field.name.startswith("pgh_")]
    return event._meta.db_table, ", ".join(columns)
