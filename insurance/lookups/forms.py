"""What is asked of somebody who looks something up. Nothing typed ever stands in an address."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from citizens.accounts.identity_forms import BirthDateField
from citizens.accounts.proof_of_work import ProofOfWorkMixin
from citizens.querysets import only_digits
from citizens.rules.numbers import is_personal_id
from insurance.rules.identifiers import IdentifierError, parse_hi_card_number
from territory.alphabet import alphabetical
from territory.models import Province

PURPOSE = "lookup"


def name_field() -> forms.CharField:
    return forms.CharField(
        label=_("Họ và tên"),
        help_text=_("Có dấu hay không dấu đều được."),
        max_length=120,
        error_messages={"required": _("Hãy nhập họ và tên.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def digits_field(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class NumberForm(ProofOfWorkMixin):
    """My BHXH number: province, name and at least one thing more."""

    proof_purpose = PURPOSE
    field_order = ("province", "full_name", "personal_id", "birth_date", "old_number")

    province = forms.ModelChoiceField(
        Province.objects.order_by(alphabetical("name")),
        label=_("Tỉnh, thành phố"),
        help_text=_("Nơi bạn đang tham gia, theo tên từ tháng 7/2025."),
        empty_label=_("Chọn tỉnh, thành phố"),
        error_messages={"required": _("Hãy chọn tỉnh, thành phố.")},
    )
    full_name = name_field()
    personal_id = digits_field(_("Số căn cước"), _("12 số trên thẻ căn cước."))
    birth_date = BirthDateField(required=False)
    old_number = forms.CharField(
        label=_("Số sổ hoặc số thẻ BHYT cũ"),
        help_text=_("Nếu còn giấy tờ cũ: 10 số trên sổ, hoặc 15 ký tự trên thẻ."),
        required=False,
        max_length=24,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_personal_id(self) -> str:
        number = only_digits(self.cleaned_data["personal_id"])
        if number and not is_personal_id(number):
            raise ValidationError(_("Số căn cước có đúng 12 số."))
        return number

    def clean_old_number(self) -> str:
        return card_number(self.cleaned_data["old_number"]) if self.cleaned_data["old_number"] else ""

    def clean(self) -> dict[str, Any] | None:
        given = [self.data.get(name, "").strip() for name in ("personal_id", "birth_date", "old_number")]
        if not any(given):
            raise ValidationError(_("Cần ít nhất một thông tin nữa: số căn cước, ngày sinh, hoặc số cũ."))
        return super().clean()


class CardForm(ProofOfWorkMixin):
    """Is a BHYT card valid: number, name, birth date, and for which day."""

    proof_purpose = PURPOSE
    field_order = ("number", "full_name", "birth_date", "day")

    number = forms.CharField(
        label=_("Số thẻ BHYT hoặc mã số BHXH"),
        help_text=_("15 ký tự như DN4790123456789, hoặc chỉ 10 số cuối."),
        max_length=24,
        error_messages={"required": _("Hãy nhập số thẻ hoặc mã số BHXH.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    full_name = name_field()
    birth_date = BirthDateField()
    day = forms.DateField(
        label=_("Xem cho ngày nào"),
        help_text=_("Để trống là hôm nay."),
        required=False,
        input_formats=["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"],
        error_messages={"invalid": _("Hãy viết ngày/tháng/năm, ví dụ 20/05/2026.")},
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_number(self) -> str:
        return card_number(self.cleaned_data["number"])

    def clean_day(self) -> date:
        return self.cleaned_data["day"] or localdate()


class EmployerForm(forms.Form):
    """Does an employer take part: tax number, unit code or name. Public information, so it may be linked to."""

    q = forms.CharField(
        label=_("Mã số thuế, mã đơn vị, hoặc tên đơn vị"),
        help_text=_("Tên gõ không dấu cũng được, ít nhất 3 chữ."),
        max_length=120,
        error_messages={"required": _("Hãy nhập mã số thuế, mã đơn vị hoặc tên.")},
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


def card_number(text: str) -> str:
    """The 10 digits of a card number in either form."""
    try:
        return parse_hi_card_number(text).bhxh_number
    except IdentifierError:
        raise ValidationError(_("Số này phải có 10 số, hoặc 15 ký tự như DN4790123456789.")) from None
