"""Versions that the history triggers kept, with who wrote each."""

from collections.abc import Iterable
from typing import Any

from citizens.models import User


def with_names(events: Iterable[Any]) -> list[Any]:
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
