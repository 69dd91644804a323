"""Correcting one's record: report a row, follow what becomes of it, answer, withdraw."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from citizens import limits
from citizens.access import CitizenHttpRequest, citizen_required
from citizens.limits import DAY, Limit
from citizens.models import Citizen, StoredFile
from citizens.uploads.store import attachment
from insurance.corrections import services
from insurance.corrections.forms import CorrectionForm, ReplyForm
from insurance.corrections.kinds import BY_CODE, PERSON
from insurance.corrections.marks import Mark, Marks
from insurance.corrections.services import NotAllowedError
from insurance.corrections.subjects import OWN_FACTS, Subject, find
from insurance.models import Correction, CorrectionKind, CorrectionState
from portal.http import render_page
from territory.workdays import working_days_until

MOST_SHOWN = 100
FILINGS = (Limit(20, DAY),)
REPLIES = (Limit(30, DAY),)
TONES = {
    CorrectionState.RECEIVED: "info",
    CorrectionState.IN_REVIEW: "info",
    CorrectionState.WAITING: "warning",
    CorrectionState.ACCEPTED: "success",
    CorrectionState.REFUSED: "danger",
    CorrectionState.WITHDRAWN: "info",
}


@citizen_required
@require_safe
def correction_list(request: CitizenHttpRequest) -> HttpResponse:
    """What did I report, and how far is it? And who the record says I am."""
    found = Correction.objects.for_actor(request.actor).newest_first()[:MOST_SHOWN]
    entries = [_entry(correction) for correction in found]
    person = Citizen.objects.for_actor(request.actor).select_related("ward").get()
    context = {
        "open": [entry for entry in entries if entry["correction"].is_open],
        "closed": [entry for entry in entries if not entry["correction"].is_open],
        "facts": [(f.label, value) for f, value in Subject(PERSON, OWN_FACTS, person).values()],
        "marks": Marks(request.actor, CorrectionKind.PERSON),
        "own_facts": OWN_FACTS,
        "most": MOST_SHOWN,
        "is_cut": len(entries) == MOST_SHOWN,
    }
    return render_page(request, "insurance/correction_list.html", context, partial="corrections")


@citizen_required
@require_http_methods(["GET", "POST"])
def correction_new(request: CitizenHttpRequest, key: str) -> HttpResponse:
    """Say what is wrong in one row. A stranger's row is as absent as a made-up one."""
    subject = find(request.actor, key)
    if subject is None:
        raise Http404
    if not services.may_file(request.actor):
        return render(request, "citizens/only_yourself.html", status=403)
    bound = request.method == "POST"
    form = CorrectionForm(
        request.POST if bound else None,
        request.FILES if bound else None,
        subject=subject,
        chosen=request.GET.get("muc", ""),
    )
    if form.is_valid():
        if limits.take("correction", request.citizen.pk, FILINGS):
            return _filed(request, subject, form)
        form.add_error(None, _("Bạn đã gửi nhiều yêu cầu hôm nay. Hãy thử lại ngày mai, hoặc gọi 1900 9068."))
    context = {
        "subject": subject,
        "form": form,
        "back": _page_of(subject),
        "marks": Marks(request.actor, subject.kind.kind),
        "due": services.due_on(localdate(), subject.kind.part),
        "is_new": not bound,
    }
    return render_page(request, "insurance/correction_new.html", context, partial="value")


def _filed(request: CitizenHttpRequest, subject: Subject, form: CorrectionForm) -> HttpResponse:
    data = form.cleaned_data
    correction, is_new = services.file(
        actor=request.actor,
        subject=subject,
        field=data["field"],
        asked=data["asked"],
        asked_value=data["asked_value"],
        why=data["vi_sao"],
        evidence=data["giay_to"],
        now=timezone.now(),
    )
    if is_new:
        text = _("Đã nhận yêu cầu %(number)s. Chúng tôi trả lời chậm nhất ngày %(day)s.")
        messages.success(request, text % {"number": correction.number, "day": date_format(correction.due_on)})
    else:
        messages.info(request, _("Mục này đã có yêu cầu đang được xem xét. Bạn có thể viết thêm ở đây."))
    return redirect("insurance:correction-detail", correction.public_id)


@citizen_required
@require_http_methods(["GET", "POST"])
def correction_detail(request: CitizenHttpRequest, public_id: UUID) -> HttpResponse:
    """One request: both values, what was said, what came of it. Posting adds to the thread."""
    correction = _own(request, public_id)
    may_file = services.may_file(request.actor)
    bound = request.method == "POST"
    if bound and not may_file:
        return render(request, "citizens/only_yourself.html", status=403)
    form = ReplyForm(request.POST if bound else None, request.FILES if bound else None)
    if form.is_valid():
        try:
            if not limits.take("correction-reply", request.citizen.pk, REPLIES):
                raise NotAllowedError(_("Bạn đã gửi nhiều lần hôm nay. Hãy thử lại ngày mai."))  # noqa: TRY301
            services.reply(
                actor=request.actor,
                correction=correction,
                text=form.cleaned_data["noi_dung"],
                evidence=form.cleaned_data["giay_to"],
                now=timezone.now(),
            )
        except NotAllowedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Đã gửi. Cán bộ sẽ đọc phần bạn bổ sung."))
            return redirect("insurance:correction-detail", public_id)
    kind = BY_CODE[CorrectionKind(correction.kind)]
    context = {
        **_entry(correction),
        "form": form if correction.is_open and may_file else None,
        "kind": kind,
        "days_left": working_days_until(localdate(), correction.due_on),
    }
    return render_page(request, "insurance/correction_detail.html", context, partial="thread")


@citizen_required
@require_POST
def correction_withdraw(request: CitizenHttpRequest, public_id: UUID) -> HttpResponse:
    correction = _own(request, public_id)
    try:
        services.withdraw(actor=request.actor, correction=correction, now=timezone.now())
    except NotAllowedError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Đã rút yêu cầu %(number)s.") % {"number": correction.number})
    return redirect("insurance:correction-detail", public_id)


@citizen_required
@require_safe
def correction_file(request: CitizenHttpRequest, public_id: UUID) -> HttpResponse:
    """One of the papers sent with a request."""
    own = Correction.objects.for_actor(request.actor).filter(files__file__public_id=public_id).first()
    if own is None:
        raise Http404
    return attachment(StoredFile.objects.defer("content").get(public_id=public_id))


def _own(request: CitizenHttpRequest, public_id: UUID) -> Correction:
    found = Correction.objects.for_actor(request.actor).with_thread().filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def _entry(correction: Correction) -> dict[str, Any]:
    return {
        "correction": correction,
        "label": Mark(correction).label,
        "tone": TONES[CorrectionState(correction.state)],
    }


def _page_of(subject: Subject) -> str:
    name, arguments = subject.kind.url(subject.row)
    return reverse(name, args=arguments)
