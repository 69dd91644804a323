"""Small helpers of the design system's partials."""

from collections.abc import Iterator
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.template import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# 24 x 24, drawn with strokes; colour and weight come from the class .icon.
SHAPES = {
    "alert": '<path d="M12 3 2 20h20zM12 10v4M12 17.2v.1"/>',
    "arrow-left": '<path d="M20 12H4m6-6-6 6 6 6"/>',
    "arrow-right": '<path d="M4 12h16m-6-6 6 6-6 6"/>',
    "book": '<path d="M5 4h11a3 3 0 0 1 3 3v13H7a2 2 0 0 1-2-2zM5 18a2 2 0 0 1 2-2h12M9 8h6"/>',
    "building": '<path d="M5 21V4h14v17M3 21h18M9 8h2m2 0h2M9 12h2m2 0h2M10 21v-5h4v5"/>',
    "calendar": '<path d="M4 6h16v14H4zM4 10h16M8 3v4m8-4v4"/>',
    "check": '<path d="m4 12.5 5 5L20 6.5"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.5 2"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "coin": '<ellipse cx="12" cy="6" rx="7" ry="3"/><path d="M5 6v12c0 4 14 4 14 0V6M5 12c0 4 14 4 14 0"/>',
    "cross-circle": '<circle cx="12" cy="12" r="9"/><path d="m9 9 6 6m0-6-6 6"/>',
    "download": '<path d="M12 4v11m-5-5 5 5 5-5M4 20h16"/>',
    "edit": '<path d="M4 20h4L19 9l-4-4L4 16z"/>',
    "eye": '<path d="M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12z"/><circle cx="12" cy="12" r="3"/>',
    "globe": '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18"/>',
    "help": '<circle cx="12" cy="12" r="9"/><path d="M9 9.5a3 3 0 1 1 4 2.5q-1 .5-1 2M12 16.7v.1"/>',
    "hospital": '<path d="M4 21V7h16v14M2 21h20M12 10v6m-3-3h6M9 7V3h6v4"/>',
    "home": '<path d="m3 11 9-7 9 7M6 9v11h12V9"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v6m0-9.8v.1"/>',
    "lock": '<path d="M5 11h14v9H5zM8 11V8a4 4 0 0 1 8 0v3"/>',
    "mail": '<path d="M3 6h18v12H3zM3 7l9 6 9-6"/>',
    "map-pin": '<path d="M12 21s7-6.5 7-11.5a7 7 0 0 0-14 0C5 14.5 12 21 12 21z"/><circle cx="12" cy="9.5" r="2.5"/>',
    "phone": '<path d="M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4q0 1-1 1A15 15 0 0 1 4 5q0-1 1-1z"/>',
    "print": '<path d="M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z"/>',
    "search": '<circle cx="11" cy="11" r="7"/><path d="m16 16 5 5"/>',
    "text-size": '<path d="m3 19 5-13 5 13M4.8 15h6.4M14 19l3.5-8 3.5 8M15.2 16.5h4.6"/>',
    "user": '<circle cx="12" cy="8" r="4"/><path d="M4 21c1-5 4-7 8-7s7 2 8 7"/>',
}
# Every shape is a constant above, so it is safe as it stands.
ICONS = {
    name: mark_safe(f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{shape}</svg>')  # noqa: S308
    for name, shape in SHAPES.items()
}

TONE_ICONS = {
    "info": "info",
    "success": "check",
    "warning": "alert",
    "danger": "cross-circle",
    "error": "cross-circle",
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of SHAPES. It is decoration: the word beside it says the same."""
    return ICONS[name]


@register.simple_tag
def tone_icon(tone: str) -> SafeString:
    """The icon of a tone (info, success, warning, danger); that of `info` for any other."""
    return ICONS[TONE_ICONS.get(tone, "info")]


@register.simple_tag
def page_numbers(page: Page[Any]) -> Iterator[int | str]:
    """Page numbers around the current one, with an ellipsis where some are left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.simple_tag(takes_context=True)
def page_url(context: RequestContext, number: int) -> SafeString:
    """The address of this list's page `number`: the filters in the query stay."""
    query = context.request.GET.copy()
    query["page"] = str(number)
    return format_html("?{}", query.urlencode())


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Whether the label belongs behind the field."""
    return field.widget_type == "checkbox"
