"""Answers that take the same time whatever was typed (security.md T13).

The work on both branches is the same already; what is left of a difference disappears in a floor with some noise.
"""

import secrets
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

View = TypeVar("View", bound=Callable[..., Any])
NOISE = 0.1  # of the floor


def wait_until_even(started: float, floor: float) -> None:
    """Sleep to the next whole multiple of the floor since `started`, and a little more by chance."""
    if floor > 0:
        spent = time.perf_counter() - started
        even = floor * (int(spent / floor) + 1)
        time.sleep(even - spent + floor * NOISE * secrets.randbelow(1000) / 1000)


def steady(view: View) -> View:
    """Each POST to this view takes one even span of time."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        started = time.perf_counter()
        response = cast(HttpResponseBase, view(request, *args, **kwargs))
        if request.method == "POST":
            wait_until_even(started, settings.STEADY_SECONDS)
        return response

    return cast(View, wrapper)
