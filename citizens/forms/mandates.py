"""Inviting somebody to act for oneself."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citizens.accounts.identity_forms import clean_bhxh_number
from citizens.actors import DataClass
from citizens.mandates import GRANTABLE, invite
from citizens.models import Citizen, Mandate
from citizens.rules.guardianship import is_allowed_term, months_later

TERMS = ((1, _("1 tháng")), (3, _("3 tháng")), (6, _("6 tháng")), (12, _("1 năm")))


class InvitationForm(forms.Form):
    """Whom, what they may see, for how long. The answer is the same whether or not the number is somebody's."""

    number = forms.CharField(
        label=_("Mã số BHXH của người bạn nhờ"),
        help_text=_("10 số trên sổ BHXH hoặc thẻ BHYT của người đó. Họ phải đồng ý rồi mới xem được."),
        max_length=20,
        error_messages={"required": _("Hãy nhập mã số BHXH của người bạn nhờ.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    scope = forms.MultipleChoiceField(
        label=_("Cho người đó xem"),
        choices=[(str(part), part.label) for part in GRANTABLE],
        initial=[str(DataClass.PARTICIPATION)],
        error_messages={"required": _("Hãy chọn ít nhất một phần.")},
        widget=forms.CheckboxSelectMultiple,
    )
    months = forms.TypedChoiceField(label=_("Trong thời gian"), choices=TERMS, coerce=int, initial=3)

    def __init__(self, *args: Any, subject: Citizen, today: date, **kwargs: Any) -> None:
        self.subject, self.today = subject, today
        super().__init__(*args, **kwargs)

    def clean_number(self) -> str:
        return clean_bhxh_number(
            self.cleaned_data["number"],
            own=self.subject.bhxh_number,
            refusal=_("Đây là mã số của chính bạn. Hãy nhập mã số của người bạn nhờ."),
        )

    def clean_months(self) -> int:
        months: int = self.cleaned_data["months"]
        if not is_allowed_term(self.today, months_later(self.today, months)):
            raise forms.ValidationError(_("Việc ủy quyền dài nhất là một năm."))
        return months

    def save(self) -> Mandate | None:
        return invite(
            subject=self.subject,
            number=self.cleaned_data["number"],
            scope=self.cleaned_data["scope"],
            months=self.cleaned_data["months"],
            day=self.today,
        )
