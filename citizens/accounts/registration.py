"""A new account: who you are and how to reach you, codes from there, a password if you want one.

Every step looks, costs and answers the same whether the number is on record, has an account or is made up
(security.md T13). What was said is compared with the records later, by the worker. The account begins unverified.
"""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from citizens.access import public
from citizens.accounts import codes, identity
from citizens.accounts.codes import Purpose, Target
from citizens.accounts.identity_forms import (
    BirthDateField,
    clean_email,
    clean_number,
    clean_phone,
    number_field,
)
from citizens.accounts.proof_of_work import ProofOfWorkMixin
from citizens.accounts.sign_in import sign_in, wrong_code
from citizens.accounts.steady import steady
from citizens.accounts.step_up import prove
from citizens.models import Contact, ContactKind, IdentityClaim, User

DRAFT = "registration"


class RegistrationForm(ProofOfWorkMixin):
    """What is asked on the first page."""

    proof_purpose = "register"

    number = number_field()
    full_name = forms.CharField(
        label=gettext_lazy("Họ và tên"),
        max_length=120,
        error_messages={"required": gettext_lazy("Hãy nhập họ và tên như trên thẻ căn cước.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    birth_date = BirthDateField()
    phone = forms.CharField(
        label=gettext_lazy("Số điện thoại"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    email = forms.CharField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("Có cả hai thì mất một cái bạn vẫn vào được. Ít nhất cần một."),
        required=False,
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "email", "inputmode": "email", "autocapitalize": "none"}
        ),
    )

    def clean_number(self) -> str:
        return clean_number(self.cleaned_data["number"])

    def clean_phone(self) -> str:
        return clean_phone(text) if (text := self.cleaned_data["phone"]) else ""

    def clean_email(self) -> str:
        return clean_email(text) if (text := self.cleaned_data["email"]) else ""

    def clean(self) -> dict[str, Any] | None:
        if not self.errors and not (self.cleaned_data.get("phone") or self.cleaned_data.get("email")):
            self.add_error("phone", _("Hãy nhập số điện thoại hoặc e-mail, tốt nhất là cả hai."))
        return super().clean()


class ConfirmForm(forms.Form):
    """One code for each channel. One right code is enough to go on; the other can come later."""

    def __init__(self, *args: Any, channels: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "phone": gettext_lazy("Mã trong tin nhắn điện thoại"),
            "email": gettext_lazy("Mã trong e-mail"),
        }
        for channel in channels:
            self.fields[channel] = forms.CharField(
                label=labels[channel],
                max_length=12,
                required=len(channels) == 1,
                widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.values()):
            raise ValidationError(_("Hãy nhập ít nhất một mã."))
        return cleaned


@public
@steady
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("accounts:security")
    form = RegistrationForm(request.POST or None, request=request)
    if form.is_valid():
        draft = {name: form.cleaned_data[name] for name in ("number", "full_name", "phone", "email")}
        request.session[DRAFT] = {
            **draft,
            "birth_date": form.cleaned_data["birth_date"].isoformat(),
            "done": [],
        }
        for kind in ContactKind.values:
            if draft[kind]:
                codes.send_code(request, Purpose.REGISTER, Target(kind=kind, address=draft[kind]), slot=kind)
        return redirect("accounts:register-confirm")
    return render(request, "accounts/register.html", {"form": form})


@public
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    draft = request.session.get(DRAFT)
    if not draft:
        return redirect("accounts:register")
    channels = [kind for kind in ContactKind.values if draft[kind]]
    form = ConfirmForm(request.POST or None, channels=channels)
    if form.is_valid():
        confirmed = [kind for kind in channels if _code_is_right(request, form, kind)]
        if confirmed and not form.errors:
            user = _open_account(draft, confirmed)
            del request.session[DRAFT]
            response = sign_in(
                request, user, method="code", redirect_url=reverse("accounts:register-password")
            )
            prove(request, user, "code")
            return response
    context = {"form": form, "minutes": codes.LIVES_FOR.seconds // 60}
    return render(request, "accounts/register_confirm.html", context)


def _code_is_right(request: HttpRequest, form: ConfirmForm, kind: str) -> bool:
    code = form.cleaned_data.get(kind)
    if not code:
        return False
    draft = request.session[DRAFT]
    if kind in draft["done"]:
        return True
    checked = codes.check_code(request.session, Purpose.REGISTER, code, slot=kind)
    if checked.right:
        draft["done"] = [*draft["done"], kind]
        request.session[DRAFT] = draft
        return True
    form.add_error(kind, wrong_code(checked.tries_left))
    return False


@transaction.atomic
def _open_account(draft: dict[str, Any], confirmed: list[str]) -> User:
    user = identity.new_account()
    IdentityClaim.objects.create(
        user=user,
        number=draft["number"],
        full_name=draft["full_name"],
        birth_date=date.fromisoformat(draft["birth_date"]),
    )
    for kind in confirmed:
        Contact.objects.create(user=user, kind=kind, value=draft[kind], verified_at=timezone.now())
    return user


def welcome(request: HttpRequest) -> None:
    messages.success(request, _("Tài khoản đã lập xong. Chỉ còn bước xác minh để xem hồ sơ."))
