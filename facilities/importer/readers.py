"""A file of places as rows: `{our column: text}`, with the line each came from."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from territory.text import fold

# Our columns, and what others write above theirs (folded, without signs).
HEADERS = {
    "code": ("ma", "ma dia diem", "ma co quan", "id", "ref"),
    "kind": ("loai", "loai dia diem", "type"),
    "name": ("ten", "ten dia diem", "ten co quan", "ten co so", "ten don vi"),
    "alias": ("ten khac", "ten cu", "alt name", "old name"),
    "level": ("cap", "cap chuyen mon", "tuyen", "care level"),
    "facility_code": ("ma cskcb", "ma co so kcb", "ma kcb"),
    "province_code": ("ma tinh",),
    "province": ("tinh", "tinh thanh pho", "tinh thanh", "province name"),
    "ward_code": ("ma xa", "ma phuong xa"),
    "ward": ("xa", "phuong xa", "xa phuong", "ward name"),
    "address": ("dia chi", "dia chi moi", "street address"),
    "former_address": ("dia chi cu", "old address"),
    "latitude": ("lat", "vi do", "y"),
    "longitude": ("lon", "lng", "long", "kinh do", "x"),
    "phone": ("dien thoai", "so dien thoai", "sdt", "contact phone", "tel"),
    "website": ("trang web", "web", "contact website"),
    "precision": ("coord precision", "do chinh xac"),
    "managed_wards": ("xa phuong phu trach", "dia ban", "dia ban quan ly"),
    "hours": ("gio lam viec", "gio mo cua"),
    "hours_note": ("ghi chu gio",),
    "services": ("dich vu",),
    "registration": ("nhan dang ky kcb", "dang ky kcb ban dau", "accepts registration"),
    "leave_papers": ("cap giay nghi viec", "issues leave papers"),
    "wheelchair": ("xe lan",),
    "contract_from": ("hop dong tu", "hop dong tu ngay"),
    "contract_to": ("hop dong den", "hop dong den ngay"),
    "source": ("nguon",),
    "licence": ("giay phep", "license"),
    "checked_on": ("kiem tra ngay", "ngay kiem tra"),
    "score_band": ("diem xep cap",),
    "former_tier": ("tuyen cu", "tuyen truoc 2025"),
}
_COLUMN = {
    spelling: column
    for column, spellings in HEADERS.items()
    for spelling in (column.replace("_", " "), *spellings)
}
REQUIRED = ("name",)


class UnreadableFile(Exception):  # noqa: N818 - it is about the file
    """The file as a whole cannot be read; the message says why and what to do."""


@dataclass(frozen=True)
class Row:
    line: int
    values: dict[str, str]


def column_of(header: object) -> str | None:
    """Our column for a header, or None for one we have no use for."""
    words = "".join(char if char.isalnum() else " " for char in fold(str(header or "")))
    return _COLUMN.get(" ".join(words.split()))


def read(path: Path) -> tuple[list[Row], list[str]]:
    """Rows, and the headers nobody understood. The format follows from the name's end, JSON's from its content."""
    readers = {".csv": _read_csv, ".xlsx": _read_xlsx, ".geojson": _read_json, ".json": _read_json}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise UnreadableFile(f"{path.name}: only .csv, .xlsx, .geojson and .json (Overpass) can be read.")
    try:
        return reader(path)
    except OSError as error:
        raise UnreadableFile(f"{path.name}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{path.name} is not UTF-8. Save it again with the encoding UTF-8.") from error
    except (csv.Error, json.JSONDecodeError) as error:
        raise UnreadableFile(f"{path.name} cannot be read: {error}.") from error


def _table(header: list[object], lines: Iterator[tuple[int, list[object]]]) -> tuple[list[Row], list[str]]:
    columns = [column_of(cell) for cell in header]
    known = [column for column in columns if column]
    if missing := [column for column in REQUIRED if column not in known]:
        raise UnreadableFile(f"No column for {', '.join(missing)}. The first line must hold the headings.")
    if twice := {column for column in known if known.count(column) > 1}:
        raise UnreadableFile(f"Two columns mean the same: {', '.join(sorted(twice))}.")
    rows = []
    for line, cells in lines:
        values = {column: _text(cell) for column, cell in zip(columns, cells, strict=False) if column}
        if any(values.values()):
            rows.append(Row(line, values))
    unknown = [str(cell) for cell, column in zip(header, columns, strict=True) if cell and not column]
    return rows, unknown


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


def _read_csv(path: Path) -> tuple[list[Row], list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        sample = file.read(4096)
        file.seek(0)
        delimiter = max(",;\t", key=sample.partition("\n")[0].count)
        reader = csv.reader(file, delimiter=delimiter)
        header = next(reader, [])
        return _table(list(header), ((reader.line_num, list(cells)) for cells in reader))


def _read_xlsx(path: Path) -> tuple[list[Row], list[str]]:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception as error:
        raise UnreadableFile(f"{path.name} is not a sound XLSX file.") from error
    lines = enumerate(book.worksheets[0].iter_rows(values_only=True), start=1)
    header = next(lines, (1, ()))[1]
    return _table(list(header), ((number, list(cells)) for number, cells in lines))


def _read_json(path: Path) -> tuple[list[Row], list[str]]:
    data = json.loads(path.read_text(encoding="utf-8-sig"))
    if isinstance(data, dict) and isinstance(data.get("features"), list):
        records = [_feature(feature) for feature in data["features"]]
    elif isinstance(data, dict) and isinstance(data.get("elements"), list):
        records = [_element(element) for element in data["elements"]]
    else:
        raise UnreadableFile(f"{path.name} is neither GeoJSON (features) nor Overpass JSON (elements).")
    rows, unknown = [], set()
    for number, record in enumerate(records, start=1):
        values = {}
        for header, value in record.items():
            column = column_of(header)
            if column is None:
                unknown.add(header)
            elif column not in values or header.replace("_", " ") == column.replace("_", " "):
                values[column] = _text(" ".join(map(str, value)) if isinstance(value, list) else value)
        if values.get("name"):  # an unnamed shape on somebody's map is no place of ours
            rows.append(Row(number, values))
    return rows, sorted(unknown)


def _feature(feature: dict[str, Any]) -> dict[str, Any]:
    geometry = feature.get("geometry") or {}
    spot = geometry.get("coordinates") if geometry.get("type") == "Point" else None
    record = dict(feature.get("properties") or {})
    if "id" in feature:
        record.setdefault("code", feature["id"])
    if spot:
        record["longitude"], record["latitude"] = spot[0], spot[1]
    return record


def _element(element: dict[str, Any]) -> dict[str, Any]:
    """An Overpass element: OpenStreetMap's tags in our words. Its licence is ODbL and goes with the row."""
    tags = element.get("tags") or {}
    spot = element if "lat" in element else element.get("center") or {}
    street = " ".join(filter(None, (tags.get("addr:housenumber"), tags.get("addr:street"))))
    name = tags.get("name:vi") or tags.get("name") or ""
    amenity = tags.get("healthcare") or tags.get("amenity") or ""
    is_office = "bao hiem xa hoi" in fold(name) or fold(name).startswith("bhxh")
    kinds = {"doctors": "clinic", "doctor": "clinic", "centre": "medical_center"}
    record = {
        "code": f"OSM-{element.get('type', 'n')[:1].upper()}{element.get('id', '')}",
        "name": name,
        "alias": tags.get("old_name") or tags.get("alt_name"),
        "kind": "office" if is_office else kinds.get(amenity, amenity),
        "address": street or tags.get("addr:full"),
        "ward": tags.get("addr:ward") or tags.get("addr:subdistrict"),
        "province": tags.get("addr:province") or tags.get("addr:city"),
        "phone": tags.get("phone") or tags.get("contact:phone"),
        "website": tags.get("website") or tags.get("contact:website"),
        "latitude": spot.get("lat"),
        "longitude": spot.get("lon"),
        "wheelchair": tags.get("wheelchair"),
        "services": "emergency" if tags.get("emergency") == "yes" else "",
        "source": "OpenStreetMap contributors",
        "licence": "ODbL 1.0",
    }
    return {key: value for key, value in record.items() if value not in (None, "")}
