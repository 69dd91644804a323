"""Filling tables by the million: indexes and constraints step aside, and come back exactly as they were.

Their definitions are read from the catalogue and put back word by word. Everything happens in the caller's
transaction: if it fails, nothing has changed. Until it ends, nobody else can use the tables.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

# Everything but primary keys, which other tables point at, and checks, which hold row by row.
_CONSTRAINTS = """
SELECT c.conrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid), c.contype
FROM pg_constraint c
WHERE c.conrelid = ANY(%s::regclass[]) AND c.contype IN ('u', 'x', 'f')
ORDER BY c.contype = 'f', c.conrelid::regclass::text, c.conname
"""
_INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
FROM pg_index i
WHERE i.indrelid = ANY(%s::regclass[])
  AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
ORDER BY i.indrelid::regclass::text, i.indexrelid::regclass::text
"""


@dataclass(frozen=True)
class Piece:
    """An index or a constraint, and the statement that makes it again."""

    name: str
    statement: str


def set_aside(tables: list[str]) -> list[Piece]:
    """Drop the tables' indexes and constraints and switch off their triggers; say how to get them back.

    The order of the pieces is that of remaking: uniqueness before foreign keys.
    """
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks still to come cannot be altered
        cursor.execute(_INDEXES, [tables])
        indexes = cursor.fetchall()
        cursor.execute(_CONSTRAINTS, [tables])
        constraints = cursor.fetchall()
        for table, name, _definition, _kind in reversed(constraints):
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {quote(name)}")
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    keys: list[Piece] = []
    links: list[Piece] = []
    for table, name, definition, kind in constraints:
        piece = Piece(name, f"ALTER TABLE {table} ADD CONSTRAINT {quote(name)} {definition}")
        (links if kind == "f" else keys).append(piece)
    return keys + [Piece(name, definition) for name, definition in indexes] + links


def put_back(pieces: list[Piece], tables: list[str]) -> Iterator[Piece]:
    """Make each piece again, checking all rows, and switch the triggers on; yields each before its work."""
    with connection.cursor() as cursor:
        for piece in pieces:
            yield piece
            cursor.execute(piece.statement)
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
