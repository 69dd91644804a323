"""What the worker does for rooms that this one does not know: each registers its own from its app's `ready()`."""

from collections.abc import Callable

Chore = Callable[[], int]  # does what is due, says how many
_chores: dict[str, tuple[Chore, float]] = {}
_apart: set[Chore] = set()


def register(name: str, chore: Chore, every: float, *, apart: bool = False) -> None:
    """`every` is in seconds. The same name again replaces the chore. One that may take long runs `apart`, beside the
    others, so that codes and messages do not wait for it."""
    _chores[name] = (chore, every)
    if apart:
        _apart.add(chore)


def is_apart(chore: Chore) -> bool:
    return chore in _apart


def registered() -> tuple[tuple[Chore, float], ...]:
    return tuple(_chores.values())
