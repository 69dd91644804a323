"""Places as open data: the same search, as GeoJSON or CSV, with licence, date and ETag."""

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any

from django.conf import settings
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date, quote_etag

from facilities.querysets import PlaceQuerySet
from territory.spreadsheets import inert

LICENCE = "CC BY 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
BATCH = 2_000
FIELDS = (
    "code", "kind", "name", "alias", "address", "former_address", "area_name", "ward_id", "province_id", "latitude",
    "longitude", "is_approximate", "phone", "website", "facility_type", "care_level", "facility_code",
    "accepts_registration", "issues_leave_papers", "wheelchair", "services", "checked_on", "source", "licence",
    "is_demo",
)  # fmt: skip
HEADINGS = {"ward_id": "ward_code", "province_id": "province_code", "area_name": "area"}


@dataclass(frozen=True)
class Format:
    name: str
    content_type: str


GEOJSON = Format("geojson", "application/geo+json")
CSV = Format("csv", "text/csv; charset=utf-8")


def respond(request: HttpRequest, places: PlaceQuerySet, form: Format) -> HttpResponseBase:
    """The file, or 304 when the reader has it already. The tag follows from the question and the newest change."""
    state = places.order_by().aggregate(number=Count("pk"), newest=Max("updated_at"))
    mark = json.dumps([form.name, FIELDS, sorted(request.GET.lists()), state["number"], str(state["newest"])])
    etag = quote_etag(hashlib.sha256(mark.encode()).hexdigest()[:32])
    modified = int(state["newest"].timestamp()) if state["newest"] else None
    not_modified = get_conditional_response(request, etag, modified)
    response: HttpResponseBase
    if isinstance(not_modified, HttpResponseNotModified):
        response = not_modified
    elif request.method == "HEAD":
        response = HttpResponse(content_type=form.content_type)
    else:
        rows = places.order_by("code").values(*FIELDS).iterator(chunk_size=BATCH)
        lines = geojson_lines(rows) if form is GEOJSON else csv_lines(rows)
        response = StreamingHttpResponse(lines, content_type=form.content_type)
        response["Content-Disposition"] = (
            f'attachment; filename="dia-diem-{timezone.localdate():%Y-%m-%d}.{form.name}"'
        )
    response["ETag"] = etag
    if modified:
        response["Last-Modified"] = http_date(modified)
    response["Cache-Control"] = "public, max-age=600"
    response["Link"] = f'<{LICENCE_URL}>; rel="license"'
    response["Access-Control-Allow-Origin"] = "*"  # open data: any page may read it
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def geojson_lines(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """One feature a line."""
    head = {
        "name": "An Sinh: địa điểm",
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
        "licence_note": "A row with its own `licence` follows that one.",
        "date": timezone.localdate().isoformat(),
        "demo": settings.DEMO,
    }
    yield '{"type":"FeatureCollection","metadata":' + json.dumps(head, ensure_ascii=False) + ',"features":['
    for number, row in enumerate(rows):
        latitude, longitude = row.pop("latitude"), row.pop("longitude")
        feature = {
            "type": "Feature",
            "id": row["code"],
            "geometry": {"type": "Point", "coordinates": [round(longitude, 6), round(latitude, 6)]},
            "properties": {HEADINGS.get(name, name): value for name, value in row.items()},
        }
        comma = "," if number else ""
        yield f"{comma}\n" + json.dumps(feature, ensure_ascii=False, default=str, separators=(",", ":"))
    yield "\n]}\n"


def csv_lines(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    yield _csv_line([*(HEADINGS.get(name, name) for name in FIELDS), "dataset_licence", "dataset_date"])
    today = timezone.localdate().isoformat()
    for row in rows:
        row["services"] = " ".join(row["services"])
        yield _csv_line([*(row[name] for name in FIELDS), LICENCE, today])


def _csv_line(values: Iterable[Any]) -> str:
    line = StringIO()
    csv.writer(line).writerow([inert(value) for value in values])
    return line.getvalue()
