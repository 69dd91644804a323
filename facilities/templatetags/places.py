"""The map of places, and the links that open another map."""

import json
from typing import Any
from urllib.parse import quote

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from facilities.models import Place

register = template.Library()

_ESCAPES = {
    ord("<"): "\\u003C",
    ord(">"): "\\u003E",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


@register.inclusion_tag("facilities/partials/map.html")
def place_map(place: Place | None = None) -> dict[str, Any]:
    """An empty box and what the script needs to draw a map in it: of one place, or of the search in the page."""
    return {
        "place": place,
        "leaflet_js": static("leaflet/leaflet.js"),
        "leaflet_css": static("leaflet/leaflet.css"),
        "outline": static("map/vietnam.json"),
        "clusters": reverse("facilities:place-clusters"),
        "tiles": settings.MAP_TILES_URL,
        "attribution": settings.MAP_TILES_ATTRIBUTION,
    }


@register.filter
def geo_link(place: Place) -> str:
    """Opens the map app of a phone, whichever it is."""
    spot = f"{place.latitude:.6f},{place.longitude:.6f}"
    return f"geo:{spot}?q={spot}({quote(place.name)})"


@register.filter
def google_link(place: Place) -> str:
    return f"https://www.google.com/maps/dir/?api=1&destination={place.latitude:.6f},{place.longitude:.6f}"


@register.filter
def apple_link(place: Place) -> str:
    return f"https://maps.apple.com/?daddr={place.latitude:.6f},{place.longitude:.6f}"


@register.filter
def osm_link(place: Place) -> str:
    return f"https://www.openstreetmap.org/directions?to={place.latitude:.6f}%2C{place.longitude:.6f}"


@register.filter
def dial(phone: str) -> str:
    """The first number of a text with one or more, as a phone dials it."""
    first = phone.split(";")[0].split("/")[0].split(" - ")[0]
    return "".join(char for char in first if char.isdigit() or char == "+")


@register.filter
def json_ld(data: dict[str, Any]) -> SafeString:
    """Structured data as a data block.

    SECURITY: `<`, `>` and `&` are written as escapes, so no text can end the block.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped just above
