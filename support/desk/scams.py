"""The list of known scams. Editors of content write; those who answer people read."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from support.desk.lines import LinesField
from support.models import Scam

if TYPE_CHECKING:
    ScamBase = admin.ModelAdmin[Scam]
    ScamFormBase = forms.ModelForm[Scam]
else:
    ScamBase = admin.ModelAdmin
    ScamFormBase = forms.ModelForm

EACH_LINE = _("Mỗi dòng một mục.")


class ScamForm(ScamFormBase):
    phrases = LinesField(
        label=_("câu chữ"),
        required=False,
        help_text=_(
            "Mỗi dòng: các nhóm chữ nối bằng dấu +, tin phải có đủ; trong nhóm, a|b là một trong hai."
        ),
    )
    links = LinesField(
        label=_("tên miền"), required=False, help_text=_("Mỗi dòng một tên; dấu * thay cho chữ bất kỳ.")
    )
    phones = LinesField(label=_("số điện thoại"), required=False, help_text=EACH_LINE)
    documents = LinesField(label=_("số văn bản"), required=False, help_text=EACH_LINE)

    class Meta:
        model = Scam
        fields = (
            "slug", "title", "title_en", "explanation", "explanation_en", "phrases", "links", "phones", "documents",
            "source", "seen_on", "is_published",
        )  # fmt: skip


@admin.register(Scam)
class ScamAdmin(ScamBase):
    staff_roles = {
        "national": "view add change delete",
        "content": "view add change delete",
        "support": "view",
        "records": "view",
    }
    staff_province = ""  # a trick is the same everywhere
    form = ScamForm
    list_display = ("title", "seen_on", "is_published", "changed_at")
    list_filter = ("is_published",)
    search_fields = ("title", "explanation")
    ordering = ("-seen_on", "pk")
    list_per_page = 50
    show_full_result_count = False

    def save_model(self, request: HttpRequest, obj: Scam, form: Any, change: bool) -> None:
        obj.changed_at = timezone.now()
        super().save_model(request, obj, form, change)
