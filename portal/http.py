"""Requests as our views see them, and the one place that decides between a page and a fragment."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails


class HtmxHttpRequest(HttpRequest):
    htmx: HtmxDetails


def render_page(
    request: HtmxHttpRequest, template: str, context: dict[str, Any], *, partial: str, status: int = 200
) -> HttpResponse:
    """Render the page, or only its named partial when htmx wants a fragment.

    `partial` names a `partialdef` in `template`. A boosted link or a history restore wants the whole page.
    """
    htmx = request.htmx
    if htmx and not (htmx.boosted or htmx.history_restore_request):
        template = f"{template}#{partial}"
    response = render(request, template, context, status=status)
    # One URL, two bodies: without Vary a cache may hand the fragment to a page load.
    patch_vary_headers(response, ["HX-Request"])
    return response
