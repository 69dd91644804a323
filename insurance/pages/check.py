"""The public page that checks a code. It shows what the code says and nothing else of the record."""

import json
from datetime import timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from citizens.access import public
from insurance.check_codes import keys, services
from insurance.check_codes.codec import RefusedError
from insurance.forms_check import CheckForm
from insurance.models import CheckKind
from insurance.proofs import figures
from portal.http import HtmxHttpRequest, render_page

CAMERA = "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"
LIST_LIFE = timedelta(seconds=30)


@public
@require_http_methods(["GET", "POST"])
def check(request: HtmxHttpRequest) -> HttpResponse:
    """Is this code genuine and still good? By typing, photo or camera; the script also checks without a network.

    POST, so that no code stands in an address or a log; a code in the address after # never reaches us.
    """
    form = CheckForm(request.POST, request.FILES) if request.method == "POST" else CheckForm()
    context: dict[str, object] = {
        "form": form,
        "known": json.dumps(_known()),
        "papers": [
            (services.KINDS[kind].value, figures.title(kind), figures.forms(kind)) for kind in CheckKind
        ],
    }
    if form.is_valid():
        try:
            answer = services.check(form.cleaned_data["code"])
            context |= {
                "answer": answer,
                "good": answer.is_valid_on(localdate()),
                "about": figures.title(answer.kind),
                "figures": figures.lines(answer.kind, answer.figures),
                "intact": form.intact,
            }
        except RefusedError as refused:
            context["refusal"] = refused.refusal.value
    response = render_page(request, "insurance/check.html", context, partial="result")
    response["Permissions-Policy"] = CAMERA
    return response


@public
@require_safe
@cache_control(public=True, max_age=int(LIST_LIFE.total_seconds()))
def known(request: HttpRequest) -> JsonResponse:
    """Keys to believe and codes to refuse, for checkers; names nobody."""
    return JsonResponse(_known())


@public
@require_safe
@cache_control(max_age=0)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the card page for when there is no network. At the root, so that it may."""
    return render(request, "insurance/sw.js", content_type="text/javascript")


def _known() -> dict[str, object]:
    now = timezone.now()
    return {"keys": keys.public_keys(), "revoked": services.revoked_serials(now), "at": int(now.timestamp())}
