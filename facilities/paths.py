"""How a place stands in an address."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class PlaceCode(StringConverter):
    """A place's code: capitals and digits, so it is never taken for a page's name."""

    regex = "[A-Z0-9][A-Z0-9.-]{1,19}"


register_converter(PlaceCode, "place_code")
