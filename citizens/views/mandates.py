"""Acting for another person: who may, whom one acts for, and the way back."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from citizens import asking
from citizens import mandates as service
from citizens.access import CitizenHttpRequest, public, self_required
from citizens.accounts.step_up import fresh_proof_required
from citizens.forms.mandates import InvitationForm
from citizens.models import Mandate

HOME = "insurance:overview"


@self_required
@require_GET
def mandates(request: CitizenHttpRequest) -> HttpResponse:
    """Children of the household, people who trust me, people I trust."""
    today, me = localdate(), request.citizen
    adults = Mandate.objects.standing().filter(kind="consent", ends_on__gt=today).order_by("pk")
    given, held = list(adults.given_by(me)), list(adults.held_by(me))
    context = {
        "children": service.children_of(me, today),
        "held": [m for m in held if m.confirmed_at],
        "invitations": [m for m in held if not m.confirmed_at and service.invitation_ends_on(m) > today],
        "given": [m for m in given if m.confirmed_at],
        "waiting": [m for m in given if not m.confirmed_at and service.invitation_ends_on(m) > today],
        "guardians": list(
            Mandate.objects.standing().filter(kind="child", ends_on__gt=today).given_by(me).order_by("pk")
        ),
    }
    return render(request, "citizens/mandates.html", context)


@self_required
@fresh_proof_required
@require_http_methods(["GET", "POST"])
def invitation(request: CitizenHttpRequest) -> HttpResponse:
    """Ask somebody to act for me."""
    form = InvitationForm(request.POST or None, subject=request.citizen, today=localdate())
    if form.is_valid():
        if form.save() is None:
            messages.warning(
                request, _("Bạn đang có nhiều lời mời chưa được trả lời. Hãy thu hồi bớt rồi mời tiếp.")
            )
        else:
            messages.success(request, _("Đã ghi lời mời. Nếu mã số đúng, người đó sẽ thấy khi đăng nhập."))
        return redirect("citizens:mandates")
    return render(request, "citizens/invitation.html", {"form": form}, status=400 if form.errors else 200)


@self_required
@require_POST
def confirm(request: CitizenHttpRequest, public_id: UUID) -> HttpResponseBase:
    """Agree to act for somebody, after a fresh proof. An invitation that is not one's own is not there at all."""
    if not Mandate.objects.standing().filter(public_id=public_id, holder=request.citizen).exists():
        raise Http404
    return _confirm(request, public_id)


@partial(fresh_proof_required, back="citizens:mandates")
def _confirm(request: CitizenHttpRequest, public_id: UUID) -> HttpResponseBase:
    if service.confirm(request.citizen, str(public_id), localdate()) is None:
        raise Http404
    messages.success(request, _("Đã nhận lời. Bạn có thể mở hồ sơ của người đó từ đây."))
    return redirect("citizens:mandates")


@self_required
@require_POST
def revoke(request: CitizenHttpRequest, public_id: UUID) -> HttpResponse:
    if service.revoke(request.citizen, str(public_id)) is None:
        raise Http404
    messages.success(request, _("Đã chấm dứt. Từ bây giờ người đó không xem được nữa."))
    return redirect("citizens:mandates")


@self_required
@require_POST
def act_for_child(request: CitizenHttpRequest) -> HttpResponse:
    """Open a child's record. The form names one of one's own children; anything else is not there."""
    again = request.POST.get("again") == "1"
    mandate = service.open_child(request.citizen, request.POST.get("child", ""), localdate(), again=again)
    if mandate is None:
        raise Http404
    asking.begin_acting(request, mandate)
    return redirect(HOME)


@self_required
@require_POST
def act_for_adult(request: CitizenHttpRequest, public_id: UUID) -> HttpResponse:
    mandate = Mandate.objects.usable_by(request.citizen, str(public_id), localdate())
    if mandate is None:
        raise Http404
    asking.begin_acting(request, mandate)
    return redirect(HOME)


@public  # it gives something up and shows nothing
@require_POST
def stop_acting(request: HttpRequest) -> HttpResponse:
    """Back to one's own record, from whatever page; from the counter, to the receipt."""
    if asking.is_at_counter(request):
        visit = asking.end_at_counter(request) if request.user.is_authenticated else None
        return redirect("admin:citizens_citizen_receipt", visit.number) if visit else redirect("admin:index")
    asking.stop_acting(request)
    return redirect(HOME)
