"""Which unit one works for: choosing, being invited, leaving, and the people who work for it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from citizens import asking
from citizens import employer_members as service
from citizens.access import CitizenHttpRequest, EmployerHttpRequest, employer_required, self_required
from citizens.models import EmployerMember
from enterprises.forms import ClaimForm, InvitationForm


@self_required
@require_safe
def home(request: CitizenHttpRequest) -> HttpResponse:
    """The units I work for, those that invited me, and the way in for a legal representative."""
    own = list(EmployerMember.objects.standing().of_person(request.citizen).order_by("employer__name", "pk"))
    context = {
        "units": [member for member in own if member.confirmed_at],
        "claims": [member for member in own if member.basis == "claimed" and not member.confirmed_at],
        "invitations": service.invitations_to(request.citizen, timezone.now()),
        "current": request.session.get(asking.EMPLOYER_KEY),
    }
    return render(request, "enterprises/home.html", context)


@self_required
@require_POST
def choose(request: CitizenHttpRequest, public_id: UUID) -> HttpResponse:
    """Work for this unit from now on."""
    found = EmployerMember.objects.usable_by(request.citizen, str(public_id))
    if not found:
        raise Http404
    asking.work_for(request, found[0])
    return redirect("enterprises:overview")


@self_required
@require_POST
def confirm(request: CitizenHttpRequest, public_id: UUID) -> HttpResponse:
    member = service.confirm(request.citizen, str(public_id), timezone.now())
    if member is None:
        raise Http404
    asking.work_for(request, member)
    messages.success(request, _("Bạn làm hồ sơ cho %(unit)s từ bây giờ.") % {"unit": member.employer.name})
    return redirect("enterprises:overview")


@self_required
@require_POST
def leave(request: CitizenHttpRequest, public_id: UUID) -> HttpResponse:
    """I stop working for a unit, or decline; an owner takes somebody off the list."""
    asked = EmployerMember.objects.standing().filter(public_id=public_id).first()
    member = service.end(key=str(public_id), by=request.citizen, now=timezone.now())
    if member is None:
        if asked is not None and asked.citizen_id == request.citizen.pk:
            messages.warning(
                request, _("Bạn là chủ duy nhất của đơn vị. Hãy trao vai trò chủ cho người khác trước.")
            )
            return redirect("enterprises:home")
        raise Http404
    if member.citizen_id == request.citizen.pk:
        asking.stop_work_for(request)
        messages.success(request, _("Bạn đã thôi làm hồ sơ cho %(unit)s.") % {"unit": member.employer.name})
        return redirect("enterprises:home")
    messages.success(request, _("Người đó không còn vào được hồ sơ của đơn vị, kể từ bây giờ."))
    return redirect("enterprises:team")


@self_required
@require_http_methods(["GET", "POST"])
def claim(request: CitizenHttpRequest) -> HttpResponse:
    """Ask to be approved as the legal representative of a unit."""
    form = ClaimForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if service.claim(person=request.citizen, **form.cleaned_data) is None:
            messages.warning(request, _("Bạn đang có nhiều đề nghị chờ duyệt. Hãy đợi trả lời đã."))
        else:
            messages.success(
                request,
                _(
                    "Đã ghi đề nghị. Nếu mã đơn vị đúng, cơ quan BHXH quản lý đơn vị sẽ xem giấy tờ và trả lời bạn."
                ),
            )
        return redirect("enterprises:home")
    return render(request, "enterprises/claim.html", {"form": form}, status=400 if form.errors else 200)


@employer_required()
@require_safe
def team(request: EmployerHttpRequest) -> HttpResponse:
    """Who works for the unit."""
    rows = EmployerMember.objects.standing().of_employer(request.employer.pk).order_by("pk")
    members = [row for row in rows if row.confirmed_at]
    waiting = [row for row in rows if not row.confirmed_at and row.basis == "invited"]
    context = {"members": members, "waiting": waiting if request.membership.may_manage else []}
    return render(request, "enterprises/team.html", context)


@employer_required("owner")
@require_http_methods(["GET", "POST"])
def invite(request: EmployerHttpRequest) -> HttpResponse:
    """Ask somebody to work for the unit."""
    form = InvitationForm(
        request.POST if request.method == "POST" else None, own_number=request.citizen.bhxh_number
    )
    if form.is_valid():
        if service.invite(by=request.membership, **form.cleaned_data) is None:
            messages.warning(request, _("Đơn vị đang có nhiều lời mời chưa được trả lời. Hãy thu hồi bớt."))
        else:
            messages.success(request, _("Đã ghi lời mời. Nếu mã số đúng, người đó sẽ thấy khi đăng nhập."))
        return redirect("enterprises:team")
    return render(request, "enterprises/invite.html", {"form": form}, status=400 if form.errors else 200)
