"""What auditors look through: openings of records, alerts, visits at the counter."""

from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from citizens.access import staff_request
from citizens.masks import mask_name, mask_number
from citizens.models import CounterVisit, RecordOpening, StaffAlert
from portal.staff import audit

if TYPE_CHECKING:
    AlertBase = admin.ModelAdmin[StaffAlert]
    OpeningBase = admin.ModelAdmin[RecordOpening]
    VisitBase = admin.ModelAdmin[CounterVisit]
else:
    AlertBase = OpeningBase = VisitBase = admin.ModelAdmin


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
    fields = ("at", "kind", "officer", "opening_words", "more", "conclusion", "looked_at", "looked_by")
    readonly_fields = ("at", "kind", "officer", "opening_words", "more", "looked_at", "looked_by")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None or obj.officer_id != request.user.pk

    @admin.display(description=_("xem thêm"))
    def more(self, alert: StaffAlert) -> SafeString:
        """Where an auditor goes on from here."""
        name = quote(alert.officer.username)
        return format_html(
            '<a href="{}?q={}">{}</a> · <a href="{}?q={}">{}</a>',
            reverse("admin:citizens_recordopening_changelist"),
            name,
            _("các lần mở hồ sơ của cán bộ này"),
            reverse("admin:citizens_accessentry_changelist"),
            name,
            _("nhật ký xem hồ sơ của cán bộ này"),
        )

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
    staff_pages: ClassVar[dict[str, str]] = {"citizens_recordopening_person": "view"}
    list_display = ("opened_at", "officer", "reason", "case_number", "whose")
    list_filter = ("reason",)
    list_select_related = ("officer", "citizen")
    list_per_page = 50
    ordering = ("-pk",)
    search_fields = ("officer__username",)
    search_help_text = _("Tên đăng nhập của cán bộ")
    fields = ("opened_at", "officer", "reason", "case_number", "ends_at", "whose")

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        own = [
            path("cua-mot-nguoi/", view(self.person), name="citizens_recordopening_person"),
            path("theo-can-bo/", view(self.officers), name="citizens_recordopening_officers"),
        ]
        return own + super().get_urls()

    def person(self, request: HttpRequest) -> HttpResponse:
        """Who looked at one person, by their number."""
        form = audit.PersonForm(request.POST if request.method == "POST" else None)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Ai đã xem hồ sơ của một người"),
            "form": form,
        }
        if form.is_valid():
            someone = audit.person_of(request, form.cleaned_data["number"])
            if someone is None:
                form.add_error("number", _("Không có người nào mang số này trong phạm vi của bạn."))
            else:
                actor = staff_request(request).actor
                entries = audit.looks_at(actor, someone, only_staff=form.cleaned_data["only_staff"])
                looks = audit.in_words(entries)
                context |= {
                    "who": mask_name(someone.full_name),
                    "number": mask_number(someone.bhxh_number),
                    "looks": looks,
                    "readers": audit.readers_of(looks),
                    "is_cut": len(looks) == audit.MOST_LINES,
                    "most": audit.MOST_LINES,
                }
        status = 400 if form.is_bound and form.errors else 200
        return render(request, "admin/audit/person.html", context, status=status)

    def officers(self, request: HttpRequest) -> HttpResponse:
        """How much each officer looks, the most without a request first."""
        span = audit.span_of(request)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Cán bộ nào xem nhiều"),
            "lines": audit.lines_of(request, span),
            "span": span,
            "spans": audit.SPANS,
            "times": audit.STANDS_OUT,
        }
        return render(request, "admin/audit/officers.html", context)

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
