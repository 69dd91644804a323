"""Files of records of others, brought in: `engine` does the work, a module a kind says what its columns mean."""

from collections.abc import Callable, Iterable

from django.utils.translation import override

from insurance.imports.kind import Kind

_of_rooms: list[Callable[[], Iterable[Kind]]] = []


def register(found: Callable[[], Iterable[Kind]]) -> None:
    """A room above this one tells what files it reads. Asked when somebody needs them: kinds need the models."""
    if found not in _of_rooms:
        _of_rooms.append(found)


def kinds() -> dict[str, Kind]:
    """Every kind by its name."""
    with override("vi"):  # the words that files may use are Vietnamese, whoever asks first
        from insurance.imports import (
            adjustments,
            benefits,
            cards,
            participation,
            visits,
        )  # they need the models

        own = (participation.KIND, cards.KIND, benefits.KIND, adjustments.KIND, visits.KIND)
        return {kind.name: kind for kind in (*own, *(kind for room in _of_rooms for kind in room()))}
