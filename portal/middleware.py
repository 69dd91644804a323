"""What happens to each request of the whole site, in the order of settings.MIDDLEWARE."""

import logging
import secrets
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_out
from django.core.signals import got_request_exception
from django.dispatch import receiver
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.module_loading import import_string
from pghistory.middleware import HistoryMiddleware

from portal import health
from portal.logs import request_id

logger = logging.getLogger("portal.request")

GetResponse = Callable[[HttpRequest], HttpResponseBase]

PERMISSIONS = "camera=(), microphone=(), geolocation=(self), payment=(), usb=(), interest-cohort=()"


class RequestLogMiddleware:
    """Give each request an id, say it in the answer, and write one line when it is done."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = request_id.set(secrets.token_hex(8))
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id.get()
            match = request.resolver_match
            # The route and never the path: a path may name a person's row.
            logger.info(
                "request",
                extra={
                    "method": request.method,
                    "route": match.route if match else "-",
                    "status": response.status_code,
                    "ms": round((time.perf_counter() - started) * 1000, 1),
                },
            )
            return response
        finally:
            request_id.reset(token)


@receiver(got_request_exception)
def log_exception(sender: object, request: HttpRequest | None = None, **kwargs: Any) -> None:
    """An unhandled exception: type and places, never its message."""
    logger.error("unhandled exception", exc_info=True)


class HealthMiddleware:
    """Answer the operator's probes before sessions, languages and hosts matter."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        probe = health.PROBES.get(request.path)
        return probe(request) if probe else self.get_response(request)


class CompressionMiddleware(GZipMiddleware):
    """gzip for pages. Films and pictures are compressed already, and a piece of a film must stay the piece it is."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.has_header("Accept-Ranges"):
            return response
        return super().process_response(request, response)


class SecurityHeadersMiddleware:
    """The headers that neither Django nor django-csp writes."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS)  # a page may ask for the camera
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        if getattr(request, "signed_out", False):
            # Threat T19: nothing of the record stays in this browser. Cookies of text size and language may.
            response["Clear-Site-Data"] = '"cache", "storage"'
            response["Cache-Control"] = "no-store"
        response["Reporting-Endpoints"] = f'csp="{settings.CSP_REPORT_PATH}"'
        # The user that the view asked for; asking here would query for pages that need none, and after a failure.
        user = getattr(request, "_cached_user", None)
        # Pictures and films say of themselves that they are the same for everybody.
        public = response.get("Cache-Control", "").startswith("public")
        if user is not None and user.is_authenticated and not public:
            response["Cache-Control"] = "no-store"
        return response


@receiver(user_logged_out)
def note_sign_out(sender: object, request: HttpRequest | None = None, **kwargs: Any) -> None:
    if request is not None:
        request.signed_out = True  # type: ignore[attr-defined]


class CrossSiteMiddleware:
    """Refuse a form that the browser itself says another site has sent (threat T18).

    Beside the token and the Origin, which CsrfViewMiddleware asks for: this holds when a token has leaked.
    """

    SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
    FOREIGN = frozenset({"cross-site", "same-site"})  # same-site: a neighbour below the same domain

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        foreign = request.headers.get("Sec-Fetch-Site") in self.FOREIGN
        if request.method in self.SAFE or not foreign or getattr(view, "csrf_exempt", False):
            return None
        return import_string(settings.CSRF_FAILURE_VIEW)(request, reason="Sec-Fetch-Site")  # type: ignore[no-any-return]


class RecordHistoryMiddleware(HistoryMiddleware):
    """Tell the history triggers who is at work: the account's number and the request's id."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        return {
            "user": request.user.pk if request.user.is_authenticated else None,
            "request": request_id.get(),
        }
