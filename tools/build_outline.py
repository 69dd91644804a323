"""Draw static/map/vietnam.json: the outline of the provinces behind our map when no tiles are configured.

The shapes are schematic. They are worked out from points only: the centre points of today's 3,321 wards and of the
10,000 communes before the merger (PyPI `vietnamadminunits`, MIT). Each point gets the land nearest to it, the land of
a province's points is its shape, and the edge of the country is where points end. A border or a coast can be several
kilometres off; this is no map for deciding what belongs to whom.

Hoàng Sa and Trường Sa are drawn from the places of their main islands.

Run: python tools/build_outline.py (needs shapely, which comes with vietnamadminunits)
"""

import gzip
import json
import sqlite3
from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path

import shapely
from shapely import MultiPoint, Point, Polygon
from shapely.geometry import MultiPolygon
from shapely.ops import unary_union

TARGET = Path(__file__).resolve().parent.parent / "static" / "map" / "vietnam.json"
REACH = 0.16  # degrees: land reaches this far around a commune's centre before the edge is drawn in again
SHRINK = 0.12
SIMPLIFY = 0.018
MAINLAND = 109.6  # degrees east: farther out lie islands only

# Main islands of the two archipelagos: (latitude, longitude), rounded to about a kilometre.
HOANG_SA = [
    (16.83, 112.34),
    (16.53, 111.61),
    (16.45, 111.70),
    (16.45, 111.51),
    (15.78, 111.20),
    (16.67, 112.73),
    (16.05, 112.52),
    (16.97, 112.27),
    (16.45, 111.58),
    (16.34, 112.02),
]
TRUONG_SA = [
    (8.65, 111.92),
    (11.43, 114.33),
    (9.89, 114.33),
    (10.18, 114.37),
    (10.38, 114.48),
    (8.97, 113.70),
    (7.89, 112.92),
    (8.93, 112.35),
    (8.85, 112.20),
    (8.18, 113.30),
    (11.05, 114.28),
    (10.38, 114.37),
    (9.72, 114.28),
    (8.87, 114.65),
    (7.98, 113.92),
    (9.20, 112.88),
    (10.93, 115.80),
]


def points() -> dict[str, list[tuple[float, float]]]:
    """(longitude, latitude) of every ward, old and new, by the code of the province they are in today."""
    spec = find_spec("vietnamadminunits")
    assert spec and spec.origin
    data = Path(spec.origin).parent / "data"
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    with sqlite3.connect(f"file:{data / 'dataset.db'}?mode=ro", uri=True) as source:
        today = {}
        for key, code, lat, lon in source.execute(
            "SELECT provinceKey, provinceCode, wardLat, wardLon FROM admin_units"
        ):
            today[key] = code
            found[code].append((lon, lat))
        merged = json.loads((data / "converter_2025.json").read_text())["DICT_PROVINCE"]
        heirs = {old: new for new, olds in merged.items() for old in olds} if merged else {}
        for key, lat, lon in source.execute("SELECT provinceKey, wardLat, wardLon FROM admin_units_legacy"):
            code = today.get(key) or today.get(heirs.get(key, ""))
            if code and lat and lon:
                found[code].append((lon, lat))
    return found


def province_names() -> dict[str, str]:
    spec = find_spec("vietnamadminunits")
    assert spec and spec.origin
    with sqlite3.connect(
        f"file:{Path(spec.origin).parent / 'data' / 'dataset.db'}?mode=ro", uri=True
    ) as source:
        return dict(source.execute("SELECT DISTINCT provinceCode, provinceShort FROM admin_units"))


def main() -> None:
    by_province = points()
    everywhere = [(xy, code) for code, list_of in by_province.items() for xy in set(list_of)]
    land_points = [(xy, code) for xy, code in everywhere if xy[0] < MAINLAND]
    land = unary_union([Point(xy).buffer(REACH) for xy, _ in land_points]).buffer(-SHRINK)
    cells = shapely.voronoi_polygons(MultiPoint([xy for xy, _ in land_points]), extend_to=land)
    tree = shapely.STRtree([Point(xy) for xy, _ in land_points])
    parts: dict[str, list[Polygon]] = defaultdict(list)
    for cell in cells.geoms:
        index = tree.query(cell, predicate="contains")
        if len(index):
            parts[land_points[index[0]][1]].append(cell)
    codes = sorted(parts)
    shapes = [_clean(unary_union(parts[code]).intersection(land)) for code in codes]
    shapes = list(shapely.coverage_simplify(shapes, SIMPLIFY))
    names = province_names()
    provinces = [
        {"name": names[code], "at": _label_spot(shape), "rings": _rings(shape)}
        for code, shape in zip(codes, shapes, strict=True)
    ]
    islands = [
        {"name": "Quần đảo Hoàng Sa", "of": "TP. Đà Nẵng", "at": [16.45, 112.0], "dots": HOANG_SA},
        {"name": "Quần đảo Trường Sa", "of": "Khánh Hòa", "at": [9.7, 113.9], "dots": TRUONG_SA},
    ]
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(
        json.dumps({"provinces": provinces, "islands": islands}, ensure_ascii=False, separators=(",", ":"))
        + "\n"
    )
    raw = TARGET.read_bytes()
    print(
        f"{TARGET.name}: {len(provinces)} provinces, {len(raw)} bytes, {len(gzip.compress(raw))} compressed"
    )


def _clean(shape: Polygon | MultiPolygon) -> Polygon | MultiPolygon:
    """Without the crumbs that lie apart."""
    if isinstance(shape, Polygon):
        return shape
    largest = max(part.area for part in shape.geoms)
    return MultiPolygon(
        [part for part in shape.geoms if isinstance(part, Polygon) and part.area > min(0.002, largest / 2)]
    )


def _label_spot(shape: Polygon | MultiPolygon) -> list[float]:
    spot = max(shape.geoms, key=lambda part: part.area) if isinstance(shape, MultiPolygon) else shape
    point = spot.representative_point()
    return [round(point.y, 2), round(point.x, 2)]


def _rings(shape: Polygon | MultiPolygon) -> list[list[list[float]]]:
    """Outer rings as [latitude, longitude], two decimals (about a kilometre) being more than the method gives."""
    parts = [shape] if isinstance(shape, Polygon) else list(shape.geoms)
    return [[[round(y, 3), round(x, 3)] for x, y in part.exterior.coords[:-1]] for part in parts]


if __name__ == "__main__":
    main()
