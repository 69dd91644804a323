"""What the office's pages about units share: looks that are noted, decisions with a reason, what waits first."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from citizens.access import staff_request
from citizens.actors import DataClass

if TYPE_CHECKING:
    FormBase = forms.ModelForm[Any]
else:
    FormBase = forms.ModelForm

ROLES = {"national": "view change", "records": "view change", "auditor": "view"}
ACCEPT, REFUSE = "accept", "refuse"


class Watched:
    """Lists and pages whose rows name people: who is named finds the look in their own access log.

    SECURITY: rows of these tables are not all a person's record, so their querysets cannot note every read.
    """

    def people_named(self, rows: Iterable[Any]) -> Iterable[int]:
        return {row.citizen_id for row in rows if row.citizen_id}

    def classes_shown(self) -> tuple[DataClass, ...]:
        return DataClass.IDENTITY, DataClass.PARTICIPATION

    def note_look(self, request: HttpRequest, rows: Iterable[Any]) -> None:
        self.note_people(request, self.people_named(rows))

    def note_people(self, request: HttpRequest, people: Iterable[int]) -> None:
        named = set(people)
        for data_class in self.classes_shown():
            staff_request(request).actor.work.note(data_class, named)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        found = super().get_changelist_instance(request)  # type: ignore[misc]
        self.note_look(request, list(found.result_list))
        return found

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        row = super().get_object(request, object_id, from_field)  # type: ignore[misc]
        if row is not None:
            self.note_look(request, [row])
        return row


class DecisionForm(FormBase):
    """Yes, or no with a reason."""

    decision = forms.ChoiceField(
        label=_("Quyết định"),
        choices=[(ACCEPT, _("Nhận")), (REFUSE, _("Không nhận"))],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label=_("Lý do"),
        required=False,
        max_length=300,
        help_text=_("Bắt buộc khi không nhận. Đơn vị đọc được."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == REFUSE and not cleaned.get("why"):
            self.add_error("why", _("Không nhận thì phải ghi lý do."))
        return cleaned


class OpenFilter(admin.SimpleListFilter):
    """Without a choice what waits; `waiting` says which field is empty as long as it does."""

    title = _("việc")
    parameter_name = "viec"
    waiting = "answered_at"
    due = "due_on"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("qua-han", _("Quá hạn")), ("xong", _("Đã trả lời")), ("het", _("Tất cả"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        open_ones = queryset.filter(**{self.waiting: None})
        match self.value():
            case "qua-han":
                return open_ones.filter(**{f"{self.due}__lt": localdate()})
            case "xong":
                return queryset.exclude(**{self.waiting: None})
            case "het":
                return queryset
        return open_ones

    def choices(self, changelist: Any) -> Any:
        for choice in super().choices(changelist):
            if choice["query_string"] == changelist.get_query_string(remove=[self.parameter_name]):
                choice["display"] = gettext("Đang chờ")
            yield choice
