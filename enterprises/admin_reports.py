"""Rows of D02-LT that wait for the office: decided one by one with a reason, or accepted together after a look."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from citizens.access import staff_request
from citizens.accounts.identity_forms import clean_bhxh_number
from citizens.models import Citizen
from enterprises import reports
from enterprises.admin_common import REFUSE, ROLES, DecisionForm, OpenFilter, Watched
from enterprises.models import ChangeRow
from insurance import words

if TYPE_CHECKING:
    RowBase = admin.ModelAdmin[ChangeRow]
else:
    RowBase = admin.ModelAdmin


class RowForm(DecisionForm):
    """With the number of a new person whom the unit reported without one."""

    number = forms.CharField(
        label=_("Mã số BHXH"),
        required=False,
        max_length=20,
        help_text=_(
            "Đơn vị báo người này chưa có mã số. Ghi mã số đã tra được hoặc vừa cấp; bắt buộc khi nhận."
        ),
    )

    class Meta:
        model = ChangeRow
        fields: tuple[str, ...] = ()

    def clean_number(self) -> str:
        typed = self.cleaned_data["number"]
        return clean_bhxh_number(typed) if typed else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        accepts = cleaned.get("decision") not in (None, REFUSE)
        if (
            accepts
            and not self.instance.bhxh_number
            and "number" in self.fields
            and not cleaned.get("number")
        ):
            self.add_error("number", _("Muốn nhận thì phải ghi mã số của người này."))
        return cleaned


class RowFilter(OpenFilter):
    waiting = "decided_at"
    due = "report__due_on"


@admin.register(ChangeRow)
class ChangeRowAdmin(Watched, RowBase):
    """What waits first, by the day due."""

    staff_roles: ClassVar[dict[str, str]] = ROLES
    staff_province = "report__employer__managing_office__province_id"
    staff_office = "report__employer__managing_office_id"
    form = RowForm
    fields = (
        "unit", "full_name", "bhxh_number", "change", "job_title", "on_record", "state", "reason", "number",
        "decision", "why",
    )  # fmt: skip
    readonly_fields = fields[:-3]
    list_display = ("due_on", "full_name", "change", "unit", "state")
    list_display_links = ("due_on", "full_name")
    list_select_related = ("report__employer",)
    list_filter = (RowFilter, "kind")
    search_fields = ("=report__number", "=bhxh_number")
    search_help_text = _("Số báo cáo hoặc mã số BHXH, đủ số")
    list_per_page = 50
    ordering = ("report__due_on", "report", "line")
    actions = ("accept_rows",)
    bulk_actions: ClassVar[dict[str, tuple[str, ...]]] = {"accept_rows": ()}  # records have no way back

    def get_queryset(self, request: HttpRequest) -> QuerySet[ChangeRow]:
        return super().get_queryset(request).filter(report__sent_at__isnull=False)

    def people_named(self, rows: Iterable[ChangeRow]) -> Iterable[int]:
        return reports.people_named(rows)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        waits = obj is not None and obj.state == ChangeRow.State.WAITING
        decides = waits and self.has_change_permission(request, obj)
        hidden = {"reason"} if waits else {"on_record"}
        hidden |= set() if decides and not obj.bhxh_number else {"number"}
        hidden |= set() if decides else {"decision", "why"}
        return [name for name in self.fields if name not in hidden]

    @admin.display(description=_("đơn vị"))
    def unit(self, row: ChangeRow) -> str:
        return f"{row.report.employer.name} ({row.report})"

    @admin.display(description=_("hạn trả lời"), ordering="report__due_on")
    def due_on(self, row: ChangeRow) -> Any:
        return row.report.due_on

    @admin.display(description=_("thay đổi"))
    def change(self, row: ChangeRow) -> str:
        """ "Điều chỉnh lương từ 11/2026: 8.120.000 đ → 9.000.000 đ"."""
        head = gettext("%(kind)s từ %(month)s") % {
            "kind": row.get_kind_display(),
            "month": words.month(row.month) if row.month else "–",
        }
        wages = [words.dong(wage) for wage in (row.wage_before, row.wage) if wage is not None]
        return f"{head}: {' → '.join(wages)}" if wages else head

    @admin.display(description=_("đối chiếu"))
    def on_record(self, row: ChangeRow) -> str:
        return reports.matches_of([row])[row.pk]

    # -- One row

    def save_model(self, request: HttpRequest, obj: ChangeRow, form: Any, change: bool) -> None:
        """SECURITY: nothing of the form is saved but the decision, by the service."""
        if obj.state != ChangeRow.State.WAITING:
            return
        if form.cleaned_data["decision"] == REFUSE:
            reports.refuse(obj, staff_request(request).user, form.cleaned_data["why"], timezone.now())
        else:
            self._accept(request, obj, form.cleaned_data.get("number", ""))

    def response_change(self, request: HttpRequest, obj: ChangeRow) -> HttpResponse:
        """On to the next row of the report; a row that could not be accepted stays, with the reason above it."""
        obj.refresh_from_db()
        if obj.state == ChangeRow.State.WAITING:
            return redirect("admin:enterprises_changerow_change", obj.pk)
        self.message_user(
            request,
            gettext("%(name)s: %(state)s.")
            % {"name": obj.full_name, "state": obj.get_state_display().lower()},
            messages.SUCCESS,
        )
        following = self.get_queryset(request).filter(report=obj.report_id, state=ChangeRow.State.WAITING)
        found = following.order_by("line").first()
        if found is None:
            return redirect("admin:enterprises_changerow_changelist")
        return redirect("admin:enterprises_changerow_change", found.pk)

    # -- Several

    @admin.action(description=_("Nhận các dòng đã chọn"), permissions=["change"])
    def accept_rows(self, request: HttpRequest, rows: QuerySet[ChangeRow]) -> None:
        waiting = rows.filter(state=ChangeRow.State.WAITING).select_related("report__employer")
        done = sum(self._accept(request, row) for row in waiting)
        self.message_user(
            request, gettext("Đã ghi %(count)s dòng vào hồ sơ.") % {"count": done}, messages.SUCCESS
        )

    def bulk_labels(self, request: HttpRequest, rows: list[ChangeRow]) -> list[str]:
        """Each row as it will be written, and whom it matches. A look like that at the list."""
        self.note_look(request, rows)
        matches = reports.matches_of(rows)
        return [
            f"{row.full_name}. {self.change(row)}. {row.report.employer.name}. {matches[row.pk]}"
            for row in rows
        ]

    def _accept(self, request: HttpRequest, row: ChangeRow, number: str = "") -> bool:
        # Whoever carries a number that was typed here is looked up, and finds so in their own log.
        self.note_people(
            request, Citizen.objects.carrying([number] if number else []).values_list("person", flat=True)
        )
        try:
            reports.accept(row, staff_request(request).user, timezone.now(), number)
        except reports.CannotApply as refused:
            self.message_user(request, f"{row.full_name}: {refused}", messages.ERROR)
            return False
        return True
