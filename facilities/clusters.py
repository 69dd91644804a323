"""Places for the map: those that would touch at a zoom level become one circle with a number.

The database counts them on a grid, so what goes over the network stays small however many places there are.
"""

from typing import Any

from django.db.models import Avg, Count, F, FloatField, Func, Min, Value
from django.db.models.functions import Floor

from facilities.querysets import PlaceQuerySet

CELL = 64  # pixels: a finger's width and the number in it
TILE = 256  # pixels of the whole world at zoom 0
MAX_CELLS = 500

Cell = list[Any]  # latitude, longitude, how many, and of a single place: code, name, kind


def clusters(places: PlaceQuerySet, zoom: int) -> list[Cell]:
    """One entry a cell of the grid: [latitude, longitude, count] or [latitude, longitude, 1, code, name, kind]."""
    degrees = 360 / (TILE << zoom) * CELL
    rows = (
        places.order_by()
        .annotate(row=_step("latitude", degrees), column=_step("longitude", degrees))
        .values("row", "column")
        .annotate(
            number=Count("pk"),
            at_latitude=Avg("latitude"),
            at_longitude=Avg("longitude"),
            only_code=Min("code"),
            only_name=Min("name"),
            only_kind=Min("kind"),
        )
        .order_by("-number", "only_code")[:MAX_CELLS]
    )
    return [_cell(row) for row in rows]


def _step(field: str, degrees: float) -> Func:
    return Floor(F(field) / Value(degrees, FloatField()), output_field=FloatField())


def _cell(row: dict[str, Any]) -> Cell:
    spot = [round(row["at_latitude"], 5), round(row["at_longitude"], 5), row["number"]]
    return [*spot, row["only_code"], row["only_name"], row["only_kind"]] if row["number"] == 1 else spot
