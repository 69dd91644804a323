"""What an officer writes about a request. One form on the page, so that no button loses what another field holds."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citizens.models import User
from support.desk.access import answerers
from support.models import SupportRequest
from support.requests.forms import MOST_TEXT

if TYPE_CHECKING:
    ChoiceOfUser = forms.ModelChoiceField[User]
else:
    ChoiceOfUser = forms.ModelChoiceField


def _area(label: Any, rows: int = 8) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=MOST_TEXT,
        error_messages={"required": _("Hãy viết vài dòng rồi bấm lại.")},
        widget=forms.Textarea(attrs={"rows": rows, "cols": 80}),
    )


class AnswerForm(forms.Form):
    text = _area(_("Viết cho người dân"))


class NoteForm(forms.Form):
    note = _area(_("Ghi chú hoặc lời nhắn cho đồng nghiệp, người dân không thấy"), rows=3)


class OfficerField(ChoiceOfUser):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.username)


class AssignForm(forms.Form):
    officer = OfficerField(
        User.objects.none(), label=_("Giao cho"), required=False, empty_label=_("chưa giao")
    )

    def __init__(self, *args: Any, item: SupportRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = User.objects.filter(  # type: ignore[attr-defined]
            officer__in=answerers(item.province_id)
        ).order_by("username")
        self.initial.setdefault("officer", item.assigned_to_id)


class HandOverForm(forms.Form):
    """Who answers these requests from now on: somebody who may see every one of them."""

    officer = OfficerField(User.objects.none(), label=_("Giao cho"), empty_label=_("chọn một người"))

    def __init__(self, *args: Any, rows: Sequence[SupportRequest], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        provinces = {row.province_id for row in rows}
        officers = answerers(provinces.pop() if len(provinces) == 1 else None)
        self.fields["officer"].queryset = User.objects.filter(  # type: ignore[attr-defined]
            officer__in=officers, is_active=True
        ).order_by("username")


class MergeForm(forms.Form):
    number = forms.CharField(
        label=_("Gộp yêu cầu này vào yêu cầu số"),
        max_length=14,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
