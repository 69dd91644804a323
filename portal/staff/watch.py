"""What auditors look through: openings of records, alerts, steps of two people, visits at the counter."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from citizens.access import staff_request
from citizens.masks import mask_name
from citizens.models import Approval, CounterVisit, RecordOpening, StaffAlert

if TYPE_CHECKING:
    AlertBase = admin.ModelAdmin[StaffAlert]
    OpeningBase = admin.ModelAdmin[RecordOpening]
    ApprovalBase = admin.ModelAdmin[Approval]
    VisitBase = admin.ModelAdmin[CounterVisit]
else:
    AlertBase = OpeningBase = ApprovalBase = VisitBase = admin.ModelAdmin


class LookedFilter(admin.SimpleListFilter):
    title = _("đã xem xét")
    parameter_name = "xong"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("khong", _("Chưa")), ("co", _("Rồi"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "khong":
            return queryset.filter(looked_at=None)
        return queryset.filter(looked_at__isnull=False) if self.value() == "co" else queryset


@admin.register(StaffAlert)
class StaffAlertAdmin(AlertBase):
    """What an auditor looks at. A conclusion closes it; nobody closes one about themselves."""

    staff_roles: ClassVar[dict[str, str]] = {"auditor": "view change", "national": "view"}
    staff_province = "officer__officer__province_id"
    list_display = ("at", "kind", "officer", "looked_at", "looked_by")
    list_filter = (LookedFilter, "kind")
    list_select_related = ("officer", "looked_by")
    list_per_page = 50
    ordering = ("-at", "-pk")
    fields = ("at", "kind", "officer", "opening_words", "conclusion", "looked_at", "looked_by")
    readonly_fields = ("at", "kind", "officer", "opening_words", "looked_at", "looked_by")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None or obj.officer_id != request.user.pk

    @admin.display(description=_("lần mở hồ sơ"))
    def opening_words(self, alert: StaffAlert) -> str:
        opening = RecordOpening._base_manager.filter(alerts=alert).first()
        if opening is None:
            return "–"
        when = timezone.localtime(opening.opened_at).strftime("%d/%m/%Y %H:%M")
        return f"{when} · {opening.get_reason_display()} {opening.case_number}"

    def save_model(self, request: HttpRequest, obj: StaffAlert, form: Any, change: bool) -> None:
        obj.looked_at, obj.looked_by = timezone.now(), staff_request(request).user
        super().save_model(request, obj, form, change)


@admin.register(RecordOpening)
class RecordOpeningAdmin(OpeningBase):
    staff_roles: ClassVar[dict[str, str]] = {"auditor": "view", "national": "view"}
    list_display = ("opened_at", "officer", "reason", "case_number", "whose")
    list_filter = ("reason",)
    list_select_related = ("officer", "citizen")
    list_per_page = 50
    ordering = ("-pk",)
    search_fields = ("officer__username",)
    search_help_text = _("Tên đăng nhập của cán bộ")
    fields = ("opened_at", "officer", "reason", "case_number", "ends_at", "whose")

    @admin.display(description=_("hồ sơ của"))
    def whose(self, opening: RecordOpening) -> str:
        return mask_name(opening.citizen.full_name)


@admin.register(CounterVisit)
class CounterVisitAdmin(VisitBase):
    staff_roles: ClassVar[dict[str, str]] = {"auditor": "view", "national": "view"}
    list_display = ("number", "officer", "unit", "began_at", "ended_at", "whose")
    list_select_related = ("officer", "citizen")
    list_per_page = 50
    ordering = ("-pk",)
    search_fields = ("=number",)
    search_help_text = _("Số phiếu")
    fields = ("number", "officer", "unit", "began_at", "ends_at", "ended_at", "consent", "whose")

    @admin.display(description=_("người dân"))
    def whose(self, visit: CounterVisit) -> str:
        return mask_name(visit.citizen.full_name)


@admin.register(Approval)
class ApprovalAdmin(ApprovalBase):
    """Both steps of what needs two people. The second is done where the papers are."""

    staff_roles: ClassVar[dict[str, str]] = {
        "national": "view",
        "records": "view",
        "support": "view",
        "auditor": "view",
    }
    staff_province = "province_id"
    list_display = ("number", "kind", "state", "proposed_by", "proposed_at", "decided_by", "decided_at")
    list_filter = ("state", "kind")
    list_select_related = ("proposed_by", "decided_by")
    list_per_page = 50
    ordering = ("proposed_at", "pk")
    fields = (
        "number", "kind", "state", "province", "proposed_by", "proposed_at", "decided_by", "decided_at", "reason",
        "where",
    )  # fmt: skip
    readonly_fields = ("where",)

    @admin.display(description=_("xem và quyết định"))
    def where(self, approval: Approval) -> str | SafeString:
        if approval.state != Approval.State.WAITING:
            return "–"
        return format_html('<a href="{}">{}</a>', reverse("accounts:papers-queue"), _("Giấy tờ chờ xem"))
