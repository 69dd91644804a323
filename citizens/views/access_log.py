"""Who looked at my record."""

import json
from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from citizens.access import CitizenHttpRequest, citizen_required, self_required
from citizens.access_proof import proof
from citizens.actors import DataClass, purpose_words
from citizens.data_requests import ask_about, term_ends
from citizens.forms.my_data import QuestionForm
from citizens.models import AccessEntry

PAGE_SIZE = 50


@citizen_required
@require_GET
def access_log(request: CitizenHttpRequest) -> HttpResponse:
    """Every look of somebody else, newest first, by day."""
    entries = (
        AccessEntry.objects.for_actor(request.actor).with_seal().select_related("question").newest_first()
    )
    page = Paginator(entries, PAGE_SIZE).get_page(request.GET.get("page"))
    days = [
        {"day": day, "entries": [_words(entry) for entry in group]}
        for day, group in groupby(page, key=lambda entry: localtime(entry.at).date())
    ]
    return render(
        request,
        "citizens/access_log.html",
        {"page": page, "days": days, "mine": not request.actor.acts_for_another},
    )


@self_required
@require_http_methods(["GET", "POST"])
def question(request: CitizenHttpRequest, public_id: UUID) -> HttpResponse:
    """Ask why somebody looked."""
    entry = AccessEntry.objects.for_actor(request.actor).filter(public_id=public_id).first()
    if entry is None:
        raise Http404
    form = QuestionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        asked = ask_about(entry, request.citizen, form.cleaned_data["text"], localdate())
        messages.success(
            request,
            _("Đã gửi câu hỏi số %(number)s. Hạn trả lời: %(day)s.")
            % {"number": asked.number, "day": asked.due_on.strftime("%d/%m/%Y")},
        )
        return redirect("citizens:access-log")
    context = {
        "form": form,
        "line": _words(entry),
        "due": term_ends("access_question_working_days", localdate()),
    }
    return render(request, "citizens/access_question.html", context)


@self_required
@require_GET
def download(request: CitizenHttpRequest) -> HttpResponse:
    """One's own entries with their proof."""
    response = HttpResponse(
        json.dumps(proof(request.actor), ensure_ascii=False, indent=1), content_type="application/json"
    )
    response["Content-Disposition"] = 'attachment; filename="ai-da-xem.json"'
    return response


def _words(entry: AccessEntry) -> dict[str, object]:
    """An entry as people say it."""
    return {
        "entry": entry,
        "time": localtime(entry.at),
        "parts": ", ".join(str(DataClass(part).label) for part in entry.data_classes),
        "purpose": purpose_words(entry.purpose),
        "sealed": hasattr(entry, "seal"),
        "question": getattr(entry, "question", None),
    }
