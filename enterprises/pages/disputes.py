"""Rows that worker and unit both see: each side's list, and the form to doubt one."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from citizens.access import CitizenHttpRequest, EmployerHttpRequest, employer_required, self_required
from enterprises import disputes as service
from enterprises.models import RowDispute
from insurance.models import ParticipationPeriod

MOST_SHOWN = 200


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Điều gì không đúng?"),
        max_length=1000,
        help_text=gettext_lazy("Cả hai bên và cơ quan BHXH đọc được. Đừng ghi bệnh tật hay chuyện riêng."),
        error_messages={"required": gettext_lazy("Hãy viết điều không đúng.")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@self_required
@require_safe
def mine(request: CitizenHttpRequest) -> HttpResponse:
    """What units declared of me, newest first, and what is doubted."""
    own = ParticipationPeriod.objects.for_actor(request.actor).exclude(employer=None)
    rows = list(own.select_related("employer").order_by("-months", "scheme")[:MOST_SHOWN])
    found = list(RowDispute.objects.for_actor(request.actor).select_related("employer").newest_first())
    open_ones = {dispute.period_id for dispute in found if dispute.answered_at is None}
    context = {"groups": service.said_alike(rows, open_ones), "disputes": found}
    return render(request, "enterprises/mine.html", context)


@self_required
@require_http_methods(["GET", "POST"])
def object_as_worker(request: CitizenHttpRequest, public_id: UUID) -> HttpResponse:
    own = ParticipationPeriod.objects.for_actor(request.actor).exclude(employer=None)
    period = own.select_related("employer").filter(public_id=public_id).first()
    if period is None:
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        _file(request, period, RowDispute.Side.WORKER, form.cleaned_data["reason"])
        return redirect("enterprises:mine")
    context = {"form": form, "subject": service.subject_of(period), "unit": period.employer}
    return render(request, "enterprises/mine_dispute.html", context, status=400 if form.errors else 200)


@employer_required()
@require_safe
def dispute_list(request: EmployerHttpRequest) -> HttpResponse:
    """Rows of the unit that either side doubts."""
    rows = RowDispute.objects.for_actor(request.actor).select_related("citizen").newest_first()[:MOST_SHOWN]
    return render(request, "enterprises/dispute_list.html", {"disputes": list(rows)})


@employer_required("owner", "clerk")
@require_http_methods(["GET", "POST"])
def object_as_unit(request: EmployerHttpRequest, public_id: UUID) -> HttpResponse:
    own = (
        ParticipationPeriod.objects.for_actor(request.actor)
        .with_person()
        .select_related("employer", "citizen")
    )
    period = own.filter(public_id=public_id).first()
    if period is None:
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        _file(request, period, RowDispute.Side.UNIT, form.cleaned_data["reason"])
        return redirect("enterprises:disputes")
    context = {"form": form, "subject": service.subject_of(period), "name": period.citizen.full_name}
    return render(request, "enterprises/dispute.html", context, status=400 if form.errors else 200)


def _file(
    request: CitizenHttpRequest | EmployerHttpRequest, period: ParticipationPeriod, side: str, reason: str
) -> None:
    dispute = service.open_dispute(
        period=period, side=side, reason=reason, by=request.citizen.user, now=timezone.now()
    )
    messages.success(
        request,
        _("Đã nhận phản đối %(number)s. Cơ quan BHXH trả lời chậm nhất ngày %(day)s.")
        % {"number": dispute.number, "day": date_format(dispute.due_on)},
    )
