"""What the worker does for rooms that this one does not know: each registers its own from its app's `ready()`."""

from collections.abc import Callable

Chore = Callable[[], int]  # does what is due, says how many
_chores: dict[str, tuple[Chore, float]] = {}


def register(name: str, chore: Chore, every: float) -> None:
    """`every` is in seconds. The same name again replaces the chore."""
    _chores[name] = (chore, every)


def registered() -> tuple[tuple[Chore, float], ...]:
    return tuple(_chores.values())
