"""My data: take it along, agree or not, ask for correction or deletion."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from citizens import exports
from citizens.access import CitizenHttpRequest, self_required
from citizens.data_requests import (
    CONSENT_TEXTS,
    TERMS,
    give_consent,
    is_uncertain,
    term_ends,
    withdraw_consent,
)
from citizens.forms.my_data import DataRequestForm
from citizens.models import Consent, DataExport, DataRequest
from portal.http import render_page


@self_required
@require_http_methods(["GET", "POST"])
def my_data(request: CitizenHttpRequest) -> HttpResponse:
    """One page for the four rights; the form on it files a request."""
    form = DataRequestForm(request.POST or None)
    if form.is_valid():
        filed = form.save(request.citizen, localdate())
        messages.success(
            request,
            _("Đã nhận yêu cầu số %(number)s. Hạn trả lời: %(day)s.")
            % {"number": filed.number, "day": filed.due_on.strftime("%d/%m/%Y")},
        )
        return redirect("citizens:my-data")
    given = {row.topic: row for row in Consent.objects.for_actor(request.actor).standing()}
    context = {
        "form": form,
        "export": DataExport.objects.for_actor(request.actor).defer("content").newest_first().first(),
        "consents": [{"text": text, "given": given.get(topic)} for topic, text in CONSENT_TEXTS.items()],
        "past_consents": Consent.objects.for_actor(request.actor).withdrawn().newest_first(),
        "requests": DataRequest.objects.for_actor(request.actor).newest_first(),
        "terms": [
            {
                "name": kind.label,
                "due": term_ends(key, localdate()),
                "is_uncertain": is_uncertain(key, localdate()),
            }
            for kind, key in TERMS.items()
        ],
    }
    return render_page(
        request, "citizens/my_data.html", context, partial="export", status=400 if form.errors else 200
    )


@self_required
@require_POST
def order_export(request: CitizenHttpRequest) -> HttpResponse:
    exports.order(request.citizen, get_language() or "vi")
    return redirect("citizens:my-data")


@self_required
@require_GET
def download_export(request: CitizenHttpRequest, public_id: UUID) -> HttpResponse:
    export = DataExport.objects.for_actor(request.actor).filter(public_id=public_id, state="ready").first()
    if export is None:
        raise Http404
    response = HttpResponse(bytes(export.content), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="du-lieu-cua-toi.zip"'
    return response


@self_required
@require_POST
def consent(request: CitizenHttpRequest) -> HttpResponse:
    """Give or take back one consent."""
    topic = request.POST.get("topic", "")
    if request.POST.get("give") == "1":
        if give_consent(request.citizen, topic) is None:
            raise Http404
        messages.success(request, _("Đã ghi sự đồng ý của bạn. Bạn có thể rút lại bất cứ lúc nào."))
    elif withdraw_consent(request.citizen, topic):
        messages.success(request, _("Đã rút lại sự đồng ý."))
    return redirect("citizens:my-data")
