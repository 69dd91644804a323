"""Where things are: the database walks an index of earth-centred points, people read exact distances.

`Ecef` puts a latitude and longitude (WGS84 degrees) on the ellipsoid as a point in space, in metres; `Chord` is the
straight line between two such points. A GiST index on the points gives the nearest first. The chord is shorter than
the way over the ground (28 m at 300 km), so what people read comes from `distance`, which is exact at any range.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Field, FloatField, Func, Value
from django.db.models.expressions import Combinable
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from geographiclib.geodesic import Geodesic

# Vietnam with its sea and islands, Hoàng Sa and Trường Sa included: (south, west, north, east) in degrees.
VIETNAM_BOX = (6.0, 102.0, 23.5, 118.0)

DIRECTIONS: Sequence[str | Promise] = (
    _("hướng bắc"),
    _("hướng đông bắc"),
    _("hướng đông"),
    _("hướng đông nam"),
    _("hướng nam"),
    _("hướng tây nam"),
    _("hướng tây"),
    _("hướng tây bắc"),
)


class CubeField(Field):  # type: ignore[type-arg]
    """The type of PostgreSQL's extension cube, as far as expressions need it."""

    def db_type(self, connection: Any) -> str:
        return "cube"


class Ecef(Func):
    """The point in space of (latitude, longitude). Spelt as in the index, or the index is not used."""

    function = "geo_ecef"
    arity = 2
    output_field = CubeField()


class Chord(Func):
    """Metres of the straight line between two points in space."""

    template = "(%(expressions)s)"
    arg_joiner = " <-> "
    arity = 2
    output_field = FloatField()


@dataclass(frozen=True, slots=True)
class Point:
    """WGS84 degrees."""

    latitude: float
    longitude: float

    def as_expression(self) -> Combinable:
        # A tenth of a millimetre is enough; the square of a latitude of 1e-200 is an underflow error in PostgreSQL.
        return Ecef(
            Value(round(self.latitude, 9), FloatField()), Value(round(self.longitude, 9), FloatField())
        )


@dataclass(frozen=True, slots=True)
class Way:
    """How far and where to: metres over the ground, and the first bearing in degrees (0 is north, 90 east)."""

    metres: float
    bearing: float

    @property
    def direction(self) -> str | Promise:
        return DIRECTIONS[round(self.bearing / 45) % 8]


def way(start: Point, end: Point) -> Way:
    """The shortest way over the WGS84 ellipsoid (Karney 2013), exact to nanometres at any range."""
    line = Geodesic.WGS84.Inverse(start.latitude, start.longitude, end.latitude, end.longitude)
    return Way(metres=line["s12"], bearing=line["azi1"] % 360)


def in_vietnam(point: Point) -> bool:
    south, west, north, east = VIETNAM_BOX
    return south <= point.latitude <= north and west <= point.longitude <= east
