"""The nearest places, in the exact order, a page at a time.

The database orders by the straight line; over the ground two places at almost the same distance may stand the other
way round. So a few rows more than asked for are read on both sides, sorted by the exact distance, and cut.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

from facilities.geo import Point, Way, way
from facilities.models import Place
from facilities.querysets import PlaceQuerySet

MARGIN = 8  # places that may stand in another order over the ground than through it
MAX_RESULTS = 1_000  # nobody reads further; a longer list costs more than it tells


@dataclass(frozen=True)
class Found:
    """A place, and the way to it when we know where from."""

    place: Place
    way: Way | None = None


@dataclass
class Results(Sequence[Found]):
    """A list of places that is only read where it is sliced. With `origin`: the nearest first."""

    places: PlaceQuerySet
    origin: Point | None = None

    @cached_property
    def _total(self) -> int:
        return self.places.order_by()[: MAX_RESULTS + 1].count()

    def __len__(self) -> int:
        return min(self._total, MAX_RESULTS)

    @property
    def is_cut(self) -> bool:
        """There are more than the list goes on to show."""
        return self._total > MAX_RESULTS

    @overload
    def __getitem__(self, index: int) -> Found: ...
    @overload
    def __getitem__(self, index: slice) -> list[Found]: ...
    def __getitem__(self, index: int | slice) -> Found | list[Found]:
        if isinstance(index, int):
            return self[index : index + 1][0]
        start, stop = index.start or 0, index.stop if index.stop is not None else MAX_RESULTS
        if self.origin is None:
            return [Found(place) for place in self.places[start:stop]]
        return nearest(self.places, self.origin, start, stop)


def nearest(places: PlaceQuerySet, origin: Point, start: int, stop: int) -> list[Found]:
    """Those that are number `start` up to `stop` by distance over the ground; at the same distance, by code."""
    first = max(0, start - MARGIN)
    rows = places.by_distance(origin)[first : stop + MARGIN]
    found = [Found(place, way(origin, place.point)) for place in rows]
    found.sort(key=lambda each: (each.way.metres if each.way else 0, each.place.code))
    return found[start - first : stop - first]
