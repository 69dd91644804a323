"""Trusted people: chosen while all is well, agreed to by them, asked to vouch when the owner cannot get in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from citizens import limits
from citizens.access import AccountHttpRequest, account_required
from citizens.accounts import notices, recovery
from citizens.accounts.handles import find, handle_of
from citizens.accounts.recovery import IdentifierForm
from citizens.accounts.security import form_page
from citizens.accounts.step_up import step_up_required
from citizens.limits import DAY, Limit
from citizens.models import RecoveryRequest, TrustedPerson, User

MOST = 3
INVITATIONS = (Limit(5, DAY),)


@account_required
@require_http_methods(["GET"])
def overview(request: AccountHttpRequest) -> HttpResponse:
    user = request.account
    mine = user.trusted_people.order_by("pk")
    asked = user.trusted_by.select_related("owner__citizen").order_by("pk")
    pending = _to_vouch(user)
    context = {
        "mine": [
            {"handle": handle_of(row), "named": row.named, "confirmed": row.confirmed_at} for row in mine
        ],
        "invitations": [_card(row) for row in asked if not row.confirmed_at],
        "helping": [_card(row) for row in asked if row.confirmed_at],
        "requests": [
            {"handle": handle_of(row), "name": _name(row.user), "asked": row.created_at} for row in pending
        ],
        "room": len(mine) < MOST,
        "verified": user.is_verified,
    }
    return render(request, "accounts/trusted.html", context)


def _card(row: TrustedPerson) -> dict[str, str]:
    return {"handle": handle_of(row), "name": _name(row.owner)}


def _name(user: User | None) -> str:
    """The owner's name: they asked this person themselves."""
    citizen = getattr(user, "citizen", None)
    return citizen.full_name if citizen else _("Một người chưa xác minh")


def _to_vouch(user: User) -> list[RecoveryRequest]:
    return list(
        RecoveryRequest.objects.filter(
            state=RecoveryRequest.State.ASKED,
            user__trusted_people__person=user,
            user__trusted_people__confirmed_at__isnull=False,
            created_at__gt=timezone.now() - recovery.USABLE_FOR,
        )
        .select_related("user__citizen")
        .order_by("pk")
    )


@account_required
@step_up_required
@require_http_methods(["GET", "POST"])
def add(request: AccountHttpRequest) -> HttpResponse:
    """Choose somebody by a number or address of theirs. The answer is the same whether they have an account."""
    form = IdentifierForm(request.POST or None)
    user = request.account
    if form.is_valid():
        if user.trusted_people.count() >= MOST or not limits.take("trusted", user.pk, INVITATIONS):
            form.add_error(None, _("Bạn chọn được nhiều nhất 3 người, và mời 5 lần một ngày."))
        else:
            typed = form.cleaned_data["login"].strip()
            person = User.objects.identified_by(typed)
            invite = person is not None and person != user
            TrustedPerson.objects.get_or_create(
                owner=user, person=person if invite else None, named=f"{typed[:3]}…{typed[-3:]}"
            )
            if invite and person is not None:
                what = _("Có người chọn bạn làm người tin cậy. Đăng nhập để xem và trả lời")
                notices.tell(person, what, topic="trusted_asked")
            notices.tell(user, _("Bạn vừa chọn một người tin cậy"), topic="trusted_added")
            messages.success(request, _("Đã gửi lời mời. Người ấy cần đăng nhập và đồng ý."))
            return redirect("accounts:trusted")
    return form_page(
        request,
        form,
        title=_("Chọn người tin cậy"),
        lead=_("Người ấy chỉ giúp bạn vào lại tài khoản. Họ không xem được gì của bạn."),
        submit=_("Mời người này"),
        cancel="accounts:trusted",
    )


@account_required
@require_POST
def answer(request: AccountHttpRequest) -> HttpResponse:
    """Agree to be a trusted person, or decline; or, as the owner, take it back."""
    user = request.account
    if handle := request.POST.get("remove"):
        find(user.trusted_people.all(), handle).delete()
        notices.tell(user, _("Một người tin cậy vừa được bỏ"), topic="trusted_removed")
    elif handle := request.POST.get("decline"):
        find(user.trusted_by.all(), handle).delete()
    else:
        row = find(user.trusted_by.filter(confirmed_at=None), request.POST.get("accept", ""))
        row.confirmed_at = timezone.now()
        row.save(update_fields=["confirmed_at"])
        notices.tell(row.owner, _("Người tin cậy bạn chọn đã đồng ý"), topic="trusted_confirmed")
    return redirect("accounts:trusted")


@account_required
@step_up_required
@require_http_methods(["GET", "POST"])
def vouch(request: AccountHttpRequest, handle: str) -> HttpResponse:
    """Say that it is really them. Only a verified person may, and only after a fresh proof."""
    row = find(_to_vouch(request.account), handle)
    if request.method == "POST" and request.account.is_verified:
        recovery.vouch(row, request.account)
        messages.success(request, _("Cảm ơn bạn. Sau 24 giờ người ấy vào lại được."))
        return redirect("accounts:trusted")
    return form_page(
        request,
        None,
        title=_("Bạn xác nhận giúp %(name)s?") % {"name": _name(row.user)},
        lead=_(
            "Hãy gọi điện hoặc gặp trực tiếp trước. Nếu không phải họ nhờ, đừng xác nhận và báo cho họ ngay."
        ),
        submit=_("Đúng là họ, tôi xác nhận") if request.account.is_verified else "",
        cancel="accounts:trusted",
    )
