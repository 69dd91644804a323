"""What people type to get in."""

from allauth.account.forms import LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _


class SignInForm(LoginForm):
    """BHXH number or personal ID number, and the password."""

    error_messages = {
        "account_inactive": _("Tài khoản này đang tạm khóa. Hãy gọi 1900 9068 để được giúp."),
        "username_password_mismatch": _(
            "Số hoặc mật khẩu chưa đúng. Kiểm tra lại từng ký tự, hoặc xem cách lấy lại tài khoản."
        ),
    }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("remember", None)
        login = self.fields["login"]
        login.label = _("Mã số BHXH hoặc số căn cước")
        login.help_text = _("10 số trên sổ BHXH hoặc thẻ BHYT, hay 12 số trên thẻ căn cước.")
        login.error_messages["required"] = _("Hãy nhập mã số BHXH hoặc số căn cước.")
        # A placeholder repeats the label in pale letters; a keypad for numbers would lock staff names out.
        login.widget = forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        )
        password = self.fields["password"]
        password.label = _("Mật khẩu")
        password.help_text = ""
        password.error_messages["required"] = _("Hãy nhập mật khẩu.")
        password.widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
