"""How an account becomes its owner's: VNeID, papers an officer has seen, or a counter code."""

import hashlib
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from citizens import limits
from citizens.access import AccountHttpRequest, account_required
from citizens.accounts import passwords, registration
from citizens.accounts.passwords import PasswordForm
from citizens.accounts.step_up import step_up_required
from citizens.limits import DAY, Limit
from citizens.models import IdentityCheck, User
from citizens.uploads.fields import PictureField
from citizens.uploads.store import store

UPLOADS = (Limit(5, DAY),)


@account_required
@require_GET
def overview(request: AccountHttpRequest) -> HttpResponse:
    check = request.account.identity_checks.order_by("-pk").first()
    context = {
        "verified": request.account.is_verified,
        "check": check,
        "vneid": bool(settings.VNEID["ISSUER"]),
    }
    return render(request, "accounts/verify.html", context)


class PapersForm(forms.Form):
    """Both sides of the ID card, photographed."""

    front = PictureField(
        label=gettext_lazy("Mặt trước thẻ căn cước"),
        error_messages={"required": gettext_lazy("Hãy chọn ảnh mặt trước.")},
    )
    back = PictureField(
        label=gettext_lazy("Mặt sau thẻ căn cước"),
        help_text="",
        error_messages={"required": gettext_lazy("Hãy chọn ảnh mặt sau.")},
    )


@account_required
@step_up_required
@require_http_methods(["GET", "POST"])
def papers(request: AccountHttpRequest) -> HttpResponse:
    user = request.account
    if user.is_verified or user.identity_checks.filter(state=IdentityCheck.State.WAITING).exists():
        return redirect("accounts:verify")
    form = PapersForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        if limits.take("papers", user.pk, UPLOADS):
            _keep(user, form.cleaned_data)
            messages.success(
                request, _("Đã nhận giấy tờ. Cán bộ xem trong vài ngày làm việc và báo cho bạn.")
            )
            return redirect("accounts:verify")
        form.add_error(None, _("Bạn đã gửi nhiều lần hôm nay. Hãy thử lại ngày mai."))
    context = {
        "form": form,
        "title": _("Gửi ảnh thẻ căn cước"),
        "lead": _("Ảnh được mã hóa, chỉ cán bộ xác minh mở được, và bị xóa ngay khi có kết quả."),
        "submit": _("Gửi"),
        "multipart": True,
        "cancel": "accounts:verify",
    }
    return render(request, "accounts/form_page.html", context)


@transaction.atomic
def _keep(user: User, data: dict[str, Any]) -> None:
    front, back = data["front"], data["back"]
    IdentityCheck.objects.create(
        user=user,
        front=store(front, by=user),
        back=store(back, by=user),
        digest=hashlib.sha256(front.data + back.data).hexdigest(),
    )


@account_required
@step_up_required
@require_http_methods(["GET", "POST"])
def first_password(request: AccountHttpRequest) -> HttpResponse:
    """After registration: a password, or none."""
    form = PasswordForm(request.POST or None, user=request.account)
    if form.is_valid():
        passwords.set_password(request, request.account, form.cleaned_data["password"])
        registration.welcome(request)
        return redirect("accounts:verify")
    context = {
        "form": form,
        "title": _("Đặt mật khẩu"),
        "lead": _("Không bắt buộc: bạn luôn vào được bằng mã gửi đến điện thoại hoặc e-mail."),
        "submit": _("Lưu mật khẩu"),
        "cancel": "accounts:verify",
        "cancel_words": _("Bỏ qua"),
    }
    return render(request, "accounts/form_page.html", context)
