"""What a person says is wrong with a visit."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insurance.models import DisputeKind


class DisputeForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Điều gì sai?"),
        choices=DisputeKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn điều sai.")},
    )
    explanation = forms.CharField(
        label=_("Bạn nói rõ thêm"),
        required=False,
        max_length=1_000,
        help_text=_("Ví dụ: hôm đó tôi đi làm, không đến bệnh viện này."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["explanation"].error_messages["max_length"] = _("Hãy viết không quá 1.000 chữ cái.")
