"""The assistant: a form and a transcript, live with htmx. Answers about a record open behind the sign-in."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from citizens.access import CitizenHttpRequest, public, self_required
from portal.http import HtmxHttpRequest, render_page
from support import personal, services
from support.assistant.intents import Personal
from support.assistant.phrases import PHRASES
from support.forms import AskForm
from support.models import Turn
from support.requests.handover import note_page
from support.transcript import MOST_TURNS, ShownTurn, show


@public
@require_http_methods(["GET", "HEAD", "POST"])
def assistant(request: HtmxHttpRequest) -> HttpResponse:
    """Ask, and read what was said. Without htmx a question ends in a redirect to its answer."""
    if request.method != "POST":
        note_page(request)
        return _page(request, AskForm())
    form = AskForm(request.POST)
    if form.is_valid() and not services.may_ask(request):
        form.add_error("question", str(PHRASES["too-fast"]))
    if not form.is_valid():
        return _page(request, form)
    turn = services.ask(request, form.cleaned_data["question"])
    if request.htmx:
        return render(
            request,
            "support/assistant.html#answer",
            {"turns": show([turn]), "form": AskForm(), "fresh": True},
        )
    if turn.reply["personal"] and turn.reply["phrase"] == "personal":
        return redirect("support:assistant-personal", kind=turn.reply["personal"])
    return redirect(f"{request.path}#cau-{turn.pk}")


def _page(request: HtmxHttpRequest, form: AskForm) -> HttpResponse:
    context = {"form": form, "turns": [] if request.htmx else _turns(request), "fresh": bool(request.htmx)}
    return render_page(request, "support/assistant.html", context, partial="answer")


def _turns(request: HtmxHttpRequest) -> list[ShownTurn]:
    conversation = services.current_conversation(request)
    if conversation is None:
        return []
    newest: list[Turn] = list(conversation.turns.order_by("-pk")[:MOST_TURNS])
    return show(newest[::-1])


@self_required
@require_safe
def assistant_personal(request: CitizenHttpRequest, kind: str) -> HttpResponse:
    """One answer about the session's own person: a page, or the piece that the conversation asks for."""
    if kind not in [known.value for known in Personal]:
        raise Http404
    context = {"answer": personal.answer(Personal(kind), request.actor)}
    return render_page(request, "support/assistant_personal.html", context, partial="answer")


@public
@require_POST
def assistant_forget(request: HtmxHttpRequest) -> HttpResponse:
    services.forget(request)
    messages.success(request, _("Đã xóa cuộc trò chuyện."))
    return redirect("support:assistant")
