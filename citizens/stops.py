"""What the link "stop this" in a notice can stop. Rooms that this one does not know register theirs from `ready()`."""

from collections.abc import Callable

Stopper = Callable[[str], bool]  # takes the secret of the link; True when it stopped something
_stoppers: dict[str, tuple[Stopper, bool]] = {}


def register(name: str, stopper: Stopper, *, signs_out: bool = False) -> None:
    """`signs_out`: stopping ends the account's sessions, too. The same name again replaces it."""
    _stoppers[name] = (stopper, signs_out)


def stop(secret: str) -> tuple[bool, bool]:
    """Whether something was stopped, and whether the account was signed out everywhere."""
    for stopper, signs_out in _stoppers.values():
        if stopper(secret):
            return True, signs_out
    return False, False
