"""What a person writes: the report, and what they add later."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citizens.uploads.fields import EvidenceField
from insurance.corrections.fields import MOST_TEXT, Field, Input
from insurance.corrections.subjects import Subject

WHY = 1000


class CorrectionForm(forms.Form):
    """One field of one row. The choice of the field decides how the right value is typed."""

    muc = forms.ChoiceField(
        label=gettext_lazy("Mục nào sai?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Hãy chọn mục sai.")},
    )
    dung = forms.CharField(
        label=gettext_lazy("Đúng ra là"),
        required=False,
        max_length=MOST_TEXT,
        error_messages={"required": gettext_lazy("Hãy ghi giá trị đúng.")},
    )
    vi_sao = forms.CharField(
        label=gettext_lazy("Vì sao bạn biết điều này sai?"),
        max_length=WHY,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": WHY}),
        error_messages={"required": gettext_lazy("Hãy viết vì sao, một câu cũng được.")},
    )
    giay_to = EvidenceField(required=False, max_files=5)

    def __init__(self, *args: Any, subject: Subject, chosen: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subject = subject
        self.fields["muc"].choices = [  # type: ignore[attr-defined]
            (field.name, _with_value(field, value)) for field, value in subject.values()
        ]
        if len(subject.kind.fields) == 1:
            chosen = chosen or subject.kind.fields[0].name
        if self.is_bound:
            chosen = self.data.get("muc", "")
        self.fields["muc"].initial = chosen
        self.chosen = subject.kind.field(chosen)
        self._type_of_value()

    def _type_of_value(self) -> None:
        """Without a choice yet, the box says nothing of its form; the value is read by the field all the same."""
        box = self.fields["dung"]
        box.required = self.chosen is None or self.chosen.input is not Input.NOTHING
        if self.chosen is None:
            box.help_text = _("Chọn mục sai ở trên trước. Ngày ghi như 05/09/1990, tiền ghi như 5.200.000.")
            return
        box.help_text = self.chosen.input_hint
        if self.chosen.input is Input.CHOICE:
            box.widget = forms.Select(choices=[("", "–"), *self.chosen.choices])
        elif self.chosen.input in {Input.MONEY, Input.DIGITS}:
            box.widget.attrs["inputmode"] = "numeric"
        elif self.chosen.input is Input.NOTHING:
            box.widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        field = self.subject.kind.field(cleaned.get("muc", ""))
        if field is None:
            return cleaned
        if "dung" in self.errors:
            return cleaned
        try:
            value = field.read(cleaned.get("dung", ""))
        except ValidationError as error:
            self.add_error("dung", error)
            return cleaned
        written = field.written(value)
        if value is not None and written == field.recorded(self.subject.row):
            self.add_error("dung", _("Giá trị này giống giá trị đang có trên hồ sơ."))
        if field.name == "account" and len(str(value)) != 4:
            self.add_error("dung", _("Chỉ ghi 4 số cuối của tài khoản, đừng ghi cả số."))
        return {**cleaned, "field": field, "asked": written, "asked_value": value}


class ReplyForm(forms.Form):
    noi_dung = forms.CharField(
        label=gettext_lazy("Bạn viết thêm"),
        required=False,
        max_length=WHY,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": WHY}),
    )
    giay_to = EvidenceField(required=False, max_files=5)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("noi_dung") and not cleaned.get("giay_to"):
            raise ValidationError(_("Hãy viết vài dòng hoặc chọn tệp."))
        return cleaned


def _with_value(field: Field, value: str) -> str:
    """ "Ngày sinh: 01/02/1980 trên hồ sơ"."""
    if not value:
        return str(field.label)
    return format_html(
        '<span>{} <span class="text-soft">{}</span></span>',
        field.label,
        _("(trên hồ sơ: %(value)s)") % {"value": value},
    )
