"""The public page that checks a code. It shows what the code says and nothing else of the record."""

import json

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_http_methods, require_safe

from citizens.access import public
from insurance.check_codes import keys, services
from insurance.check_codes.codec import SERIAL_ALPHABET, RefusedError
from insurance.forms_check import CheckForm
from insurance.models import CheckKind
from insurance.proofs import figures
from portal.http import HtmxHttpRequest, render_page

CAMERA = "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"
LIST_LIFE, PIECE_LIFE = 300, 30  # seconds


@public
@require_http_methods(["GET", "POST"])
def check(request: HtmxHttpRequest) -> HttpResponse:
    """Is this code genuine and still good? By typing, photo or camera; the script also checks without a network.

    POST, so that no code stands in an address or a log; a code in the address after # never reaches us.
    """
    form = CheckForm(request.POST, request.FILES) if request.method == "POST" else CheckForm()
    context: dict[str, object] = {
        "form": form,
        "keys": json.dumps(keys.public_keys()),
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
@conditional_page
@cache_control(public=True, max_age=LIST_LIFE)
def known(request: HttpRequest) -> JsonResponse:
    """Keys to believe and a sieve of the codes to refuse, to take along where there is no network; names nobody."""
    return JsonResponse(
        {"keys": keys.public_keys(), "refused": services.refused_sieve(timezone.now())},
    )


@public
@require_safe
@cache_control(public=True, max_age=PIECE_LIFE)
def known_piece(request: HttpRequest, beginning: str) -> JsonResponse:
    """Exactly: the codes to refuse that begin with these two letters. So a checker need not tell which it has."""
    if not set(beginning) <= set(SERIAL_ALPHABET):
        raise Http404
    refused = services.refused_serials(timezone.now(), beginning)
    return JsonResponse({"keys": keys.public_keys(), "refused": refused})


@public
@require_safe
@cache_control(max_age=0)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the card page for when there is no network. At the root, so that it may."""
    return render(request, "insurance/sw.js", content_type="text/javascript")
