"""Keys that sign checkable codes: which one signs, which are still believed, a new one when one is old or lost."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from citizens.access import staff_request
from citizens.accounts.step_up import is_fresh
from insurance.check_codes import keys
from insurance.models import SigningKey

if TYPE_CHECKING:
    KeyBase = admin.ModelAdmin[SigningKey]
else:
    KeyBase = admin.ModelAdmin


class RotateForm(forms.Form):
    """Why: most often because a year has passed. A key that was lost is believed no longer, with all its codes."""

    lost = forms.ModelChoiceField(
        label=_("Khóa bị lộ hoặc mất"),
        queryset=SigningKey.objects.filter(revoked_at=None),
        required=False,
        empty_label=_("không, chỉ đổi định kỳ"),
        help_text=_(
            "Chọn khóa nào thì mọi mã do khóa đó ký hết giá trị ngay: thẻ và giấy đã in phải cấp lại."
        ),
    )
    sure = forms.BooleanField(
        label=_("Tôi hiểu: từ bây giờ khóa mới ký"),
        error_messages={"required": _("Hãy đánh dấu ô xác nhận trước.")},
    )


@admin.register(SigningKey)
class SigningKeyAdmin(KeyBase):
    """Read only; a new key has its own page."""

    staff_roles: ClassVar[dict[str, str]] = {"national": "view change"}
    staff_province = ""  # one house, one key
    list_display = ("key_id", "state", "created_at", "retired_at", "revoked_at")
    ordering = ("-created_at",)
    fields = ("key_id", "state", "created_at", "retired_at", "revoked_at", "public_key")
    actions = None
    change_list_template = "admin/insurance/signingkey/change_list.html"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("tình trạng"))
    def state(self, key: SigningKey) -> Any:
        if key.revoked_at:
            return _("không tin nữa")
        return _("thôi ký, mã cũ vẫn đúng đến hết hạn") if key.retired_at else _("đang ký")

    def get_urls(self) -> list[Any]:
        own = path("doi-khoa/", self.admin_site.admin_view(self.rotate), name="insurance_signingkey_rotate")
        return [own, *super().get_urls()]

    def rotate(self, request: HttpRequest) -> HttpResponse:
        """SECURITY: a fresh proof, a confirmation, and a line in the history of the key."""
        fresh = is_fresh(request, staff_request(request).user)
        form = RotateForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and not fresh:
            messages.error(request, _("Hãy xác nhận lại là bạn, rồi làm tiếp."))
            return redirect("admin:insurance_signingkey_rotate")
        if form.is_valid():
            lost = form.cleaned_data["lost"]
            new = keys.rotate(revoke=lost.key_id if lost else None)
            self.log_addition(request, new, "rotate")
            messages.success(request, _("Khóa %(key)s ký từ bây giờ.") % {"key": new.key_id})
            return redirect("admin:insurance_signingkey_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Đổi khóa ký"),
            "opts": self.opts,
            "form": form,
            "prove_url": ""
            if fresh
            else f"{reverse('account_reauthenticate')}?{urlencode({'next': request.path})}",
        }
        status = 400 if form.is_bound else 200
        return render(request, "admin/insurance/signingkey/rotate.html", context, status=status)
