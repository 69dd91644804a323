"""Names for rows in pages: opaque, and looked up only among the rows a person may see."""

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Model
from django.http import Http404

from citizens.secrets import fingerprint

Row = TypeVar("Row", bound=Model)


def handle_of(row: Model) -> str:
    return fingerprint("handle", row._meta.label, row.pk)[:22]


def find(rows: Iterable[Row], handle: str) -> Row:
    """The row a handle names; 404 for anything that is not among them."""
    for row in rows:
        if handle_of(row) == handle:
            return row
    raise Http404
