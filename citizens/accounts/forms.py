"""What people type to get in and to prove that it is them."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.forms import ReauthenticateForm as AllauthReauthenticateForm
from django import forms
from django.utils.translation import gettext_lazy as _

from citizens.models import ContactKind

IDENTIFIER_LABEL = _("Mã số BHXH, số căn cước, số điện thoại hoặc e-mail")
IDENTIFIER_HELP = _("Số điện thoại và e-mail chỉ dùng được khi bạn đã xác nhận chúng.")


def identifier_field() -> forms.CharField:
    # A placeholder repeats the label in pale letters; a keypad for numbers would lock e-mail and staff names out.
    return forms.CharField(
        label=IDENTIFIER_LABEL,
        help_text=IDENTIFIER_HELP,
        max_length=254,
        error_messages={"required": _("Hãy nhập một số hoặc e-mail của bạn.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "username webauthn", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


def code_field(longest: int = 12) -> forms.CharField:
    return forms.CharField(
        label=_("Mã 6 số"),
        max_length=longest,
        error_messages={"required": _("Hãy nhập mã bạn nhận được.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autocapitalize": "none"}
        ),
    )


class SignInForm(LoginForm):
    """A number or address that names the account, and the password."""

    error_messages = {
        "account_inactive": _("Tài khoản này đang tạm khóa. Hãy gọi 1900 9068 để được giúp."),
        "username_password_mismatch": _(
            "Số hoặc mật khẩu chưa đúng. Kiểm tra lại từng ký tự, hoặc xem cách lấy lại tài khoản."
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("remember", None)
        self.fields["login"] = identifier_field()
        password = self.fields["password"]
        password.label = _("Mật khẩu")
        password.help_text = ""
        password.error_messages["required"] = _("Hãy nhập mật khẩu.")
        password.widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
        self.order_fields(["login", "password"])


class CodeRequestForm(forms.Form):
    """Whom to send a sign-in code, and by which channel."""

    login = identifier_field()
    kind = forms.ChoiceField(
        label=_("Nhận mã qua"),
        choices=[(ContactKind.PHONE, _("tin nhắn điện thoại")), (ContactKind.EMAIL, _("e-mail"))],
        initial=ContactKind.PHONE,
        widget=forms.RadioSelect,
    )


class CodeForm(forms.Form):
    """The code that came."""

    code = code_field()


class ReauthenticateForm(AllauthReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        password = self.fields["password"]
        password.label, password.help_text = _("Mật khẩu của bạn"), ""
        password.widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
