"""Rows that a worker or a unit doubts: the office answers both."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citizens.access import staff_request
from enterprises import disputes
from enterprises.admin_common import OpenFilter, Watched
from enterprises.models import RowDispute

if TYPE_CHECKING:
    DisputeBase = admin.ModelAdmin[RowDispute]
    FormBase = forms.ModelForm[RowDispute]
else:
    DisputeBase, FormBase = admin.ModelAdmin, forms.ModelForm


class AnswerForm(FormBase):
    class Meta:
        model = RowDispute
        fields = ("answer",)
        help_texts: ClassVar = {
            "answer": _("Người lao động và đơn vị cùng đọc được. Gửi rồi thì không sửa được nữa."),
        }
        error_messages: ClassVar = {"answer": {"required": _("Hãy viết câu trả lời.")}}
        widgets: ClassVar = {"answer": forms.Textarea(attrs={"rows": 5, "cols": 80})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "answer" in self.fields:
            self.fields["answer"].required = True


@admin.register(RowDispute)
class RowDisputeAdmin(Watched, DisputeBase):
    """What waits first, by the day due. Each look is logged."""

    staff_roles: ClassVar[dict[str, str]] = {"national": "view change", "records": "view change"}
    form = AnswerForm
    fields = (
        "number", "citizen", "employer", "subject_text", "side", "reason", "opened_at", "due_on", "answer",
    )  # fmt: skip
    readonly_fields = fields[:-1]
    list_display = ("due_on", "number", "citizen", "employer", "subject_text", "side", "answered_at")
    list_display_links = ("due_on", "number")
    list_select_related = ("employer", "citizen")
    list_filter = (OpenFilter,)
    search_fields = ("=number",)
    search_help_text = _("Số phản đối, đủ số")
    list_per_page = 50
    ordering = ("due_on", "pk")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """An answer that was given stays as both sides read it."""
        answered = obj is not None and obj.answered_at is not None
        return self.fields if answered else self.readonly_fields

    def save_model(self, request: HttpRequest, obj: RowDispute, form: Any, change: bool) -> None:
        if obj.answer and obj.answered_at is None:
            disputes.answer(obj, officer=staff_request(request).user, text=obj.answer, now=timezone.now())
