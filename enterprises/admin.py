"""The office's side: legal representatives to approve, and reported changes to decide, row by row."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citizens import employer_members
from citizens.access import staff_request
from citizens.actors import DataClass
from citizens.models import EmployerMember
from enterprises import disputes, reports
from enterprises.models import ChangeRow, RowDispute

if TYPE_CHECKING:
    MemberBase = admin.ModelAdmin[EmployerMember]
    RowBase = admin.ModelAdmin[ChangeRow]
    DisputeBase = admin.ModelAdmin[RowDispute]
    FormBase = forms.ModelForm[Any]
else:
    MemberBase = RowBase = DisputeBase = admin.ModelAdmin
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
        actor = staff_request(request).actor
        people = set(self.people_named(rows))
        for data_class in self.classes_shown():
            actor.work.note(data_class, people)

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
        label=_("quyết định"),
        choices=[(ACCEPT, _("Nhận")), (REFUSE, _("Không nhận"))],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label=_("lý do"),
        required=False,
        max_length=300,
        help_text=_("Bắt buộc khi không nhận. Đơn vị đọc được."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == REFUSE and not cleaned.get("why"):
            self.add_error("why", _("Không nhận thì phải ghi lý do."))
        return cleaned


class ClaimForm(DecisionForm):
    class Meta:
        model = EmployerMember
        fields: tuple[str, ...] = ()


class RowForm(DecisionForm):
    class Meta:
        model = ChangeRow
        fields: tuple[str, ...] = ()


@admin.register(EmployerMember)
class ClaimAdmin(Watched, MemberBase):
    """People who say they represent a unit, oldest first."""

    staff_roles: ClassVar[dict[str, str]] = ROLES
    staff_province = "employer__managing_office__province_id"
    staff_office = "employer__managing_office_id"
    form = ClaimForm
    fields = ("employer", "citizen", "note", "created_at", "decision", "why")
    readonly_fields = ("employer", "citizen", "note", "created_at")
    list_display = ("employer", "citizen", "created_at")
    list_select_related = ("employer", "citizen")
    list_per_page = 50
    ordering = ("created_at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[EmployerMember]:
        return super().get_queryset(request).filter(basis="claimed", confirmed_at=None, ended_at=None)

    def classes_shown(self) -> tuple[DataClass, ...]:
        return (DataClass.IDENTITY,)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if self.has_change_permission(request, obj) else self.fields[:4]

    def save_model(self, request: HttpRequest, obj: EmployerMember, form: Any, change: bool) -> None:
        decided = employer_members.decide_claim(
            member=obj,
            officer=staff_request(request).user,
            approve=form.cleaned_data["decision"] == ACCEPT,
            refusal=form.cleaned_data["why"],
            now=timezone.now(),
        )
        if not decided:
            messages.error(request, _("Đề nghị này đã được trả lời, hoặc là của chính bạn."))


@admin.register(ChangeRow)
class ChangeRowAdmin(Watched, RowBase):
    """Rows of D02-LT that wait, those due first."""

    staff_roles: ClassVar[dict[str, str]] = ROLES
    staff_province = "report__employer__managing_office__province_id"
    staff_office = "report__employer__managing_office_id"
    form = RowForm
    fields = (
        "report", "unit", "kind", "full_name", "bhxh_number", "month", "wage_before", "wage", "job_title", "state",
        "reason", "decision", "why",
    )  # fmt: skip
    readonly_fields = fields[:-2]
    list_display = (
        "due_on",
        "report",
        "unit",
        "line",
        "kind",
        "full_name",
        "month",
        "wage_before",
        "wage",
        "state",
    )
    list_select_related = ("report__employer",)
    list_filter = ("state", "kind")
    search_fields = ("=report__number", "=bhxh_number")
    search_help_text = _("Số báo cáo hoặc mã số BHXH, đủ số")
    list_per_page = 50
    ordering = ("report__due_on", "report", "line")
    actions = ("accept_rows",)
    bulk_actions: ClassVar[dict[str, tuple[str, ...]]] = {
        "accept_rows": ()
    }  # asks first; records have no way back

    def get_queryset(self, request: HttpRequest) -> QuerySet[ChangeRow]:
        return super().get_queryset(request).filter(report__sent_at__isnull=False)

    def people_named(self, rows: Iterable[ChangeRow]) -> Iterable[int]:
        return reports.people_named(rows)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        waits = obj is not None and obj.state == ChangeRow.State.WAITING
        return self.fields if waits and self.has_change_permission(request, obj) else self.fields[:-2]

    @admin.display(description=_("đơn vị"))
    def unit(self, row: ChangeRow) -> str:
        return row.report.employer.name

    @admin.display(description=_("hạn trả lời"), ordering="report__due_on")
    def due_on(self, row: ChangeRow) -> Any:
        return row.report.due_on

    def save_model(self, request: HttpRequest, obj: ChangeRow, form: Any, change: bool) -> None:
        if obj.state != ChangeRow.State.WAITING:
            return
        if form.cleaned_data["decision"] == REFUSE:
            reports.refuse(obj, staff_request(request).user, form.cleaned_data["why"], timezone.now())
        else:
            self._accept(request, obj)

    @admin.action(description=_("Nhận các dòng đã chọn"), permissions=["change"])
    def accept_rows(self, request: HttpRequest, rows: QuerySet[ChangeRow]) -> None:
        done = sum(self._accept(request, row) for row in rows.filter(state=ChangeRow.State.WAITING))
        self.message_user(request, _("Đã ghi %(count)s dòng vào hồ sơ.") % {"count": done})

    def _accept(self, request: HttpRequest, row: ChangeRow) -> bool:
        try:
            reports.accept(row, staff_request(request).user, timezone.now())
        except reports.CannotApply as refused:
            self.message_user(request, f"{row.full_name}: {refused}", messages.ERROR)
            return False
        return True


@admin.register(RowDispute)
class RowDisputeAdmin(Watched, DisputeBase):
    """Rows that a worker or a unit doubts, those due first. Each look is logged."""

    staff_roles: ClassVar[dict[str, str]] = {"national": "view change", "records": "view change"}
    fields = (
        "number",
        "citizen",
        "employer",
        "subject_text",
        "side",
        "reason",
        "opened_at",
        "due_on",
        "answer",
    )
    readonly_fields = fields[:-1]
    list_display = ("due_on", "number", "employer", "subject_text", "side", "answered_at")
    list_select_related = ("employer", "citizen")
    search_fields = ("=number",)
    search_help_text = _("Số phản đối, đủ số")
    list_per_page = 50
    ordering = ("answered_at", "due_on", "pk")

    def save_model(self, request: HttpRequest, obj: RowDispute, form: Any, change: bool) -> None:
        if obj.answer and obj.answered_at is None:
            disputes.answer(obj, officer=staff_request(request).user, text=obj.answer, now=timezone.now())
