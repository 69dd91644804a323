"""What people say of themselves: numbers, names, birth dates and channels, as they are typed."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from citizens.models import ContactKind
from citizens.querysets import only_digits, phone_number
from citizens.rules.numbers import is_bhxh_number, names_a_person

OLDEST_YEARS = 130


def clean_phone(text: str) -> str:
    number = phone_number(text)
    if number is None:
        raise ValidationError(_("Số điện thoại có 10 chữ số và bắt đầu bằng 0, ví dụ 0912 345 678."))
    return number


def clean_email(text: str) -> str:
    address = text.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise ValidationError(_("E-mail cần có dạng ten@vidu.vn.")) from error
    return address


class ContactForm(forms.Form):
    """One phone number or e-mail address."""

    value = forms.CharField(
        label=_("Số điện thoại hoặc e-mail mới"),
        max_length=254,
        error_messages={"required": _("Hãy nhập số điện thoại hoặc e-mail.")},
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, kind: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        if kind == ContactKind.PHONE:
            self.fields["value"].label = _("Số điện thoại mới")
        elif kind == ContactKind.EMAIL:
            self.fields["value"].label = _("E-mail mới")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if text := cleaned.get("value"):
            kind = self.kind or (ContactKind.EMAIL if "@" in text else ContactKind.PHONE)
            cleaned["kind"] = kind
            try:
                cleaned["value"] = clean_email(text) if kind == ContactKind.EMAIL else clean_phone(text)
            except ValidationError as error:
                self.add_error("value", error)
        return cleaned


def number_field() -> forms.CharField:
    return forms.CharField(
        label=_("Mã số BHXH hoặc số căn cước"),
        help_text=_("10 số trên sổ BHXH hoặc thẻ BHYT, hay 12 số trên thẻ căn cước."),
        max_length=20,
        error_messages={"required": _("Hãy nhập mã số BHXH hoặc số căn cước.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


def clean_number(text: str) -> str:
    number = only_digits(text)
    if not names_a_person(number):
        raise ValidationError(_("Mã số BHXH có 10 số, số căn cước có 12 số."))
    return number


def clean_bhxh_number(text: str, *, own: str = "", refusal: str | Promise = "") -> str:
    """The BHXH number of somebody else: not the `own`, which `refusal` says."""
    number = only_digits(text)
    if not is_bhxh_number(number):
        raise ValidationError(_("Mã số BHXH có đúng 10 chữ số."))
    if own and number == own:
        raise ValidationError(str(refusal))
    return number


class BirthDateField(forms.DateField):
    """A date as people write it here: ngày/tháng/năm."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Ngày sinh"),
            help_text=_("Ngày/tháng/năm, ví dụ 20/05/1990."),
            input_formats=["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%d%m%Y"],
            error_messages={
                "required": _("Hãy nhập ngày sinh."),
                "invalid": _("Hãy viết ngày/tháng/năm, ví dụ 20/05/1990."),
            },
            widget=forms.DateInput(format="%d/%m/%Y", attrs={"autocomplete": "bday", "inputmode": "numeric"}),
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if isinstance(day, date) and not localdate().year - OLDEST_YEARS <= day.year <= localdate().year:
            raise ValidationError(_("Ngày sinh này không thể có. Hãy xem lại năm."))
        return day
