"""Passkeys: allauth's WebAuthn, with every key good for signing in alone."""

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _


class AddPasskeyForm(AddWebAuthnForm):
    """Always with the device's own lock (finger, face or PIN): only then may a key replace password and code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Tên để bạn nhận ra, ví dụ “Điện thoại của tôi”")
        self.fields["name"].max_length = 60
        self.fields["name"].widget = forms.TextInput(attrs={"autocomplete": "off", "maxlength": 60})
        self.fields.pop("passwordless", None)

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True
        cleaned: dict[str, Any] = super().clean()
        return cleaned
