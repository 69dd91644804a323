"""Choosing an hour to be called."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from citizens.accounts.proof_of_work import ProofOfWorkMixin
from citizens.querysets import phone_number
from support.models import CallbackSlot
from support.requests.forms import PURPOSE
from territory.alphabet import alphabetical
from territory.models import Province

if TYPE_CHECKING:
    ChoiceOfSlot = forms.ModelChoiceField[CallbackSlot]
else:
    ChoiceOfSlot = forms.ModelChoiceField

MOST_SUBJECT = 300


class ProvinceForm(forms.Form):
    """Whose hours to show."""

    tinh = forms.ModelChoiceField(
        Province.objects.order_by(alphabetical("name")),
        label=_("Tỉnh, thành phố"),
        empty_label=_("Chọn tỉnh, thành phố"),
    )


class SlotField(ChoiceOfSlot):
    default_error_messages = {
        "required": _("Hãy chọn một giờ."),
        "invalid_choice": _("Giờ này vừa hết chỗ. Hãy chọn giờ khác."),
    }


class BookingForm(forms.Form):
    """Hour, telephone, and in a few words what about."""

    slot = SlotField(CallbackSlot.objects.none(), label=_("Giờ gọi"), widget=forms.RadioSelect)
    telephone = forms.CharField(
        label=_("Số điện thoại của bạn"),
        help_text=_("Cán bộ gọi vào số này. 10 số, bắt đầu bằng 0."),
        max_length=20,
        error_messages={"required": _("Hãy nhập số điện thoại.")},
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    subject = forms.CharField(
        label=_("Bạn muốn hỏi về việc gì?"),
        help_text=_("Vài chữ để cán bộ chuẩn bị. Đừng ghi số căn cước hay mật khẩu."),
        max_length=MOST_SUBJECT,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    submission = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, slots: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slot"].queryset = slots  # type: ignore[attr-defined]

    def clean_telephone(self) -> str:
        number = phone_number(self.cleaned_data["telephone"])
        if number is None:
            raise ValidationError(_("Số điện thoại có 10 số và bắt đầu bằng 0."))
        return number


class StrangerBookingForm(ProofOfWorkMixin, BookingForm):
    proof_purpose = PURPOSE


class ChangeForm(forms.Form):
    """Another hour of the same province."""

    slot = SlotField(CallbackSlot.objects.none(), label=_("Giờ khác"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, slots: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slot"].queryset = slots  # type: ignore[attr-defined]
