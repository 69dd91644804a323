"""Versions that the history triggers kept, with who wrote each."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from citizens.models import User

MOST = 30
BEFORE = "truoc"  # the parameter of an address: versions older than this one


def _with_names(events: Iterable[Any]) -> list[Any]:
    """Versions with the account that wrote each, by name; the accounts are asked for together."""
    found = list(events)
    users = {(event.pgh_context.metadata if event.pgh_context else {}).get("user") for event in found}
    names: dict[Any, str] = dict(
        User.objects.filter(pk__in=users - {None}, is_staff=True).values_list("pk", "username")
    )
    for event in found:
        metadata = event.pgh_context.metadata if event.pgh_context else {}
        event.who = names.get(metadata.get("user")) or metadata.get("command") or "–"
    return found


def newest(request: HttpRequest, events: QuerySet[Any]) -> tuple[list[Any], str]:
    """(versions, newest first, at most MOST of them; the query of the page of older ones, empty after the last)."""
    before = request.GET.get(BEFORE, "")
    rows = events.select_related("pgh_context").order_by("-pgh_id")
    if before.isascii() and before.isdigit() and len(before) < 19:
        rows = rows.filter(pgh_id__lt=int(before))
    found = _with_names(rows[: MOST + 1])
    return found[:MOST], f"?{BEFORE}={found[MOST - 1].pgh_id}" if len(found) > MOST else ""
