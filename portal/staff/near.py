"""Names one letter away from what was typed: a hand that slipped, a letter swapped, left out or doubled.

Only beginnings of names are asked for, so that the index which finds the right spelling finds these too.
"""

from collections.abc import Callable, Iterator
from string import ascii_lowercase

LETTERS = f"{ascii_lowercase} "
REACH = 2  # how far before the letter at which nobody goes on the slip may lie


def longest_known(text: str, is_known: Callable[[str], bool]) -> int:
    """How many letters of `text` somebody's name begins with; a few questions, however long it is."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if is_known(text[:middle]) else (low, middle - 1)
    return low


def one_slip_away(text: str, known: int) -> list[str]:
    """`text` with one letter put right near the place from which on nobody has that name."""
    found = dict.fromkeys(
        slip for place in range(max(known - REACH, 0), known + 1) for slip in _at(text, place)
    )
    return [name for name in found if name != text and name.strip()]


def _at(text: str, place: int) -> Iterator[str]:
    head, tail = text[:place], text[place:]
    if len(tail) > 1:
        yield head + tail[1] + tail[0] + tail[2:]
    if tail:
        yield head + tail[1:]
        yield from (head + letter + tail[1:] for letter in LETTERS)
    yield from (head + letter + tail for letter in LETTERS)
