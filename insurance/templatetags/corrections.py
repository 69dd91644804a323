"""The mark on a row that is being looked at, and the way to report a row."""

from typing import Any

from django import template

from insurance.corrections.marks import Marks, address
from insurance.models import CorrectionKind

register = template.Library()


@register.inclusion_tag("insurance/partials/correction_note.html")
def correction_note(marks: Marks | None, kind: str, key: object, *, full: bool = False) -> dict[str, Any]:
    """What is open on this row, with both values; `full` adds what was answered."""
    if not marks:
        return {}
    return {"open": marks.open(kind, key), "decided": marks.decided(kind, key) if full else []}


@register.inclusion_tag("insurance/partials/correction_link.html")
def correction_link(marks: Marks | None, kind: str, key: object) -> dict[str, Any]:
    """ "Báo sai", for those who may."""
    return {"url": address(CorrectionKind(kind), key) if marks and marks.may_file else ""}
