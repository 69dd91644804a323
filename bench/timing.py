"""The baseline view, and the server's own clock on each answer."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from citizens import limits
from citizens.access import public
from insurance.models import ParticipationPeriod


class ServerTimeMiddleware:
    """Say in a header how long the server worked on the answer, in milliseconds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        response = self.get_response(request)
        response["X-Server-Ms"] = f"{(time.perf_counter() - started) * 1000:.3f}"
        return response


class NoLimitsMiddleware:
    """Limits are counted as ever, and refuse nobody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        limits.take = self._counting(limits.take)
        limits.spend = self._counting(limits.spend)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    @staticmethod
    def _counting(count: Callable[..., bool]) -> Callable[..., bool]:
        return lambda *arguments, **named: count(*arguments, **named) or True


@public
def minimal(request: HttpRequest) -> HttpResponse:
    """Session, user and one indexed query, as plain as Django can be."""
    period = ParticipationPeriod.objects.filter(citizen__user=request.user.pk).first()
    return HttpResponse(period.scheme if period else "-")
