"""The public questions. A POST answers on its own page: what was typed never stands in an address."""

import time
from typing import Any

from cryptography.fernet import InvalidToken
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as draw
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from citizens import limits
from citizens.access import public
from citizens.accounts.steady import steady
from citizens.limits import DAY, HOUR, Limit
from citizens.models import Citizen
from citizens.secrets import seal, unseal
from insurance.lookups import answers, gate
from insurance.lookups.forms import CardForm, EmployerForm, NumberForm
from territory import counting

EVEN_LENGTH = 32_768  # bytes: every answer is as long as every other (T13)
SEND_LIMITS = (Limit(1, HOUR), Limit(3, DAY))
TICKET_AGE = 600  # seconds between an answer and asking for the full number
NOBODY = 0
LOOKUPS = "look-up"  # counted by day whatever the answer is; what was asked is not kept


def render(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """A page of this corner, with the way back to its start."""
    parents = [(_("Tra cứu"), reverse("lookups:overview"))]
    return draw(request, template, {"parents": parents, **(context or {})}, status=status)


@public
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    return render(request, "lookups/overview.html")


@public
@never_cache
@steady
@require_http_methods(["GET", "HEAD", "POST"])
def number(request: HttpRequest) -> HttpResponse:
    """My BHXH number: masked here, in full only to a channel on record."""
    form = NumberForm(request.POST or None, request=request)
    if not form.is_valid():
        return render(request, "lookups/number.html", {"form": form}, status=422 if form.is_bound else 200)
    given = form.cleaned_data
    asked = [given["personal_id"], given["old_number"]]
    refused = gate.admit(request, "number", [given["full_name"].casefold(), *asked, str(given["birth_date"])])
    if refused:
        return _refuse(request, "lookups/number.html", form, refused)
    gate.watch(request, "number", filter(None, asked))
    counting.add(LOOKUPS, given["province"].pk)
    person = answers.find_person(
        name=given["full_name"],
        province=given["province"].pk,
        number=given["old_number"],
        personal_id=given["personal_id"],
        birth_date=given["birth_date"],
    )
    with answers.asked_about(person) as actor:
        Citizen.objects.for_actor(actor).exists()
        masked = answers.masked_number(person)
    ticket = seal(f"{person.pk if person else NOBODY:012d}{int(time.time()):012d}".encode()).decode()
    renumbered = bool(person and given["old_number"] and person.bhxh_number != given["old_number"])
    context = {"form": form, "answered": True, "masked": masked, "ticket": ticket, "renumbered": renumbered}
    return _even(render(request, "lookups/number.html", context))


@public
@never_cache
@steady
@require_POST
def number_send(request: HttpRequest) -> HttpResponse:
    """Send the full number to where the person can be reached already. The answer never says where that is."""
    key = _ticket_of(request)
    if key and limits.take("lookup-send", key, SEND_LIMITS):
        person = Citizen.objects.select_related("user").filter(pk=key).first()
        if person is not None:
            with answers.asked_about(person) as actor:
                Citizen.objects.for_actor(actor).exists()
                answers.send_number(
                    person,
                    subject=_("Mã số BHXH của bạn"),
                    text=_(
                        "An Sinh: mã số BHXH của bạn là %(number)s. Nếu bạn không hỏi, hãy bỏ qua tin này "
                        "hoặc gọi 1900 9068."
                    )
                    % {"number": person.bhxh_number},
                )
    return _even(render(request, "lookups/number_sent.html"))


def _ticket_of(request: HttpRequest) -> int:
    """The person an answer of ours was about, while it is fresh."""
    try:
        text = unseal(request.POST.get("ticket", "")[:400].encode())
        key, made = int(text[:12]), int(text[12:])
    except (InvalidToken, ValueError):
        return NOBODY
    return key if time.time() - made <= TICKET_AGE else NOBODY


@public
@never_cache
@steady
@require_http_methods(["GET", "HEAD", "POST"])
def card(request: HttpRequest) -> HttpResponse:
    """Is this BHYT card valid on a day: until when, or why not and what to do."""
    form = CardForm(request.POST or None, request=request)
    if not form.is_valid():
        return render(request, "lookups/card.html", {"form": form}, status=422 if form.is_bound else 200)
    given = form.cleaned_data
    refused = gate.admit(request, "card", [given["number"]])
    if refused:
        return _refuse(request, "lookups/card.html", form, refused)
    gate.watch(request, "card", [given["number"]])
    counting.add(LOOKUPS)
    person = answers.find_person(
        name=given["full_name"], number=given["number"], birth_date=given["birth_date"]
    )
    with answers.asked_about(person) as actor:
        coverage = answers.coverage(actor, given["day"])
    context = {"form": form, "answered": True, "found": person is not None, "coverage": coverage}
    context["renumbered"] = person is not None and person.bhxh_number != given["number"]
    return _even(render(request, "lookups/card.html", context))


@public
@require_safe
def employer(request: HttpRequest) -> HttpResponse:
    """Does an employer take part? Public information: tax number, unit code or name."""
    form = EmployerForm(request.GET if "q" in request.GET else None)
    context: dict[str, Any] = {"form": form}
    status = 200
    if form.is_valid():
        if limits.take("lookup-employer", limits.network_of(request), gate.OF_EMPLOYERS):
            counting.add(LOOKUPS)
            found = answers.employers(form.cleaned_data["q"])
            shown = found[: answers.MOST_EMPLOYERS]
            pages = answers.office_pages(shown)
            context |= {
                "answered": True,
                "employers": [(unit, pages.get(unit.pk)) for unit in shown],
                "more": len(found) > answers.MOST_EMPLOYERS,
            }
        else:
            context["refused"], status = gate.Refused.NETWORK, 429
    return render(request, "lookups/employer.html", context, status=status)


def _refuse(request: HttpRequest, template: str, form: Any, refused: gate.Refused) -> HttpResponse:
    return _even(render(request, template, {"form": form, "refused": refused}, status=429))


def _even(response: HttpResponse) -> HttpResponse:
    """As long as every other answer, and not compressed: neither length tells what stands in it."""
    body = response.content.rstrip()
    length = -(-len(body) // EVEN_LENGTH) * EVEN_LENGTH
    response.content = body + b"\n" * (length - len(body))
    response["Content-Encoding"] = "identity"
    return response
