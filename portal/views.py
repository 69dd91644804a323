"""The shell's own pages."""

import json
import logging
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from citizens.access import public, staff_or_debug
from portal.display import TEXT_SIZES, THEMES
from portal.home import tasks_of
from portal.logs import request_id
from portal.news.models import NewsArticle

logger = logging.getLogger("portal.csp")
HOME_NOTICES, HOME_CARDS = 3, 3
HOME_NEWS = HOME_NOTICES + HOME_CARDS  # enough when every notice is also among the newest
MAX_REPORT_BYTES = 16 * 1024


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What people come for, by who is looking; what everybody must know; what is new."""
    shown = NewsArticle.objects.shown_at(timezone.now()).for_listing().newest_first()
    newest = list(shown[:HOME_NEWS])
    notices = list(shown.pinned()[:HOME_NOTICES])
    pinned = {notice.pk for notice in notices}
    context = {
        "tasks": tasks_of(request),
        "notices": notices,
        "news": [article for article in newest if article.pk not in pinned][:HOME_CARDS],
    }
    return render(request, "portal/home.html", context)


@public
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/about.html")


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/privacy.html")


@staff_or_debug(settings.DEBUG)
@require_safe
def design_system(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/design_system.html")


@public
@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Remember text size and theme, and go back to where the reader was."""
    target = request.POST.get("next", "")
    # SECURITY: only a path of this site, or the form would send people anywhere.
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = "/"
    response = redirect(target)
    for choice in (TEXT_SIZES, THEMES):
        choice.remember(request.POST.get(choice.name, ""), response)
    return response


@public
@csrf_exempt  # browsers send these reports by themselves, without our token
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    """Note which directive was broken and by what kind of source; addresses of pages are not kept."""
    try:
        report: Any = json.loads(request.body[:MAX_REPORT_BYTES])
        body = report.get("csp-report", report) if isinstance(report, dict) else report[0].get("body", {})
        directive = (
            body.get("effective-directive")
            or body.get("effectiveDirective")
            or body.get("violated-directive")
        )
        blocked = body.get("blocked-uri") or body.get("blockedURL") or ""
        logger.warning(
            "content security policy broken",
            extra={"directive": str(directive)[:40], "blocked": str(blocked).partition("?")[0][:60]},
        )
    except (ValueError, LookupError, AttributeError, TypeError):
        pass  # anybody can post here; what is no report is no news
    return HttpResponse(status=204)


@public
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


@public
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


@public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that waited too long: say so, and that going back and sending again helps."""
    return render(request, "403.html", {"form_expired": True}, status=403)


@public
def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same page for what does not exist and what is not yours to see."""
    return render(request, "404.html", status=404)


@public
def server_error(request: HttpRequest) -> HttpResponse:
    """Says nothing but a reference that finds the error in the log.

    Drawn without the request: what broke may be the database, the session or a context processor.
    """
    return HttpResponse(render_to_string("500.html", {"reference": request_id.get()}), status=500)
