"""Places for BHXH staff: the editor with its pin, hours, exceptions, contracts, the queue of checks, the reports.

Staff of one province see and change that province's places only. What they change by hand is noted in `corrected`,
so that an import leaves it alone; the database keeps every change with who made it.
"""

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from facilities.models import ContractPeriod, HoursException, Jurisdiction, OpeningHours, Place, PlaceReport
from facilities.querysets import CHECKED_LONGEST_AGO
from facilities.vocabulary import ReportState, Service

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Place]
    ReportFormBase = forms.ModelForm[PlaceReport]
    PlaceModelAdmin = admin.ModelAdmin[Place]
    ReportModelAdmin = admin.ModelAdmin[PlaceReport]
    Inline = admin.TabularInline[Any, Place]
else:
    ModelForm = ReportFormBase = forms.ModelForm
    PlaceModelAdmin = ReportModelAdmin = admin.ModelAdmin
    Inline = admin.TabularInline

SHOWN_CHANGES = 10
# What an import may write, and staff may therefore want kept.
KEPT_FIELDS = frozenset(
    {
        "kind", "name", "alias", "ward", "address", "former_address", "latitude", "longitude", "is_approximate",
        "phone", "website", "facility_type", "care_level", "former_tier", "score_band", "facility_code",
        "accepts_registration", "issues_leave_papers", "wheelchair", "services", "hours_note", "checked_on",
    }
)  # fmt: skip


EVENTS = {
    "insert": gettext_lazy("thêm"),
    "update": gettext_lazy("sửa"),
    "delete": gettext_lazy("xóa"),
}


def field_of(name: str) -> Any:
    return Place._meta.get_field(name)


def said_field(name: str) -> str:
    return _("giờ mở cửa") if name == "hours" else str(field_of(name).verbose_name)


def said(event: Any, name: str) -> str:
    """A value that the history kept, as people read it."""
    value = getattr(event, name)
    if value in (None, "", []):
        return "–"
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if name == "services":
        return ", ".join(str(dict(Service.choices).get(code, code)) for code in value)
    if isinstance(value, date):
        return date_format(value)
    return str(dict(field_of(name).flatchoices).get(value, value))


class PlaceForm(ModelForm):
    services = forms.MultipleChoiceField(
        label=gettext_lazy("dịch vụ"),
        choices=Service.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    website = forms.URLField(
        label=gettext_lazy("trang web"), required=False, max_length=200, assume_scheme="https"
    )
    settles = forms.BooleanField(
        label=gettext_lazy("đã sửa theo các góp ý này: đóng chúng khi lưu"),
        required=False,
        widget=forms.CheckboxInput,
    )

    class Meta:
        model = Place
        fields = "__all__"
        widgets = {
            "latitude": forms.NumberInput(attrs={"step": "any", "data-pin-latitude": True}),
            "longitude": forms.NumberInput(attrs={"step": "any", "data-pin-longitude": True}),
        }


class HoursInline(Inline):
    extra = 0
    model = OpeningHours


class ExceptionInline(Inline):
    extra = 0
    model = HoursException


class ContractInline(Inline):
    extra = 0
    model = ContractPeriod


class JurisdictionInline(Inline):
    extra = 0
    model = Jurisdiction
    raw_id_fields = ("ward",)


class CheckedFilter(admin.SimpleListFilter):
    """The queue of places to check: never, or longest ago."""

    title = gettext_lazy("kiểm tra lần cuối")
    parameter_name = "checked"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("never", gettext_lazy("Chưa bao giờ")),
            ("year", gettext_lazy("Hơn một năm trước")),
            ("queue", gettext_lazy("Lâu nhất trước")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Place]) -> QuerySet[Place]:
        today = timezone.localdate()
        if self.value() == "never":
            return queryset.filter(checked_on=None, closed_on=None)
        if self.value() == "year":
            return queryset.filter(checked_on__lt=today.replace(year=today.year - 1, day=1), closed_on=None)
        if self.value() == "queue":
            return queryset.filter(closed_on=None)
        return queryset


@admin.register(Place)
class PlaceAdmin(PlaceModelAdmin):
    # A place that is gone gets the day it closed: its code stays, and so do links to it. Nobody deletes one.
    staff_roles = {
        "national": "view add change",
        "places": "view add change",
        "records": "view",
        "support": "view",
        "content": "view",
    }
    staff_province = "province_id"
    form = PlaceForm
    list_display = ("code", "name", "kind", "area_name", "checked_on", "closed_on")
    list_filter = (
        "kind",
        CheckedFilter,
        "facility_type",
        "care_level",
        "is_approximate",
        "is_demo",
        "province",
    )
    search_fields = ("code",)
    search_help_text = gettext_lazy("Mã, tên, tên khác hoặc địa chỉ; không cần dấu, viết tắt cũng được")
    raw_id_fields = ("ward",)
    readonly_fields = ("reports_waiting", "area_name", "pin", "kept_fields", "changes", "updated_at")
    inlines = (HoursInline, ExceptionInline, ContractInline, JurisdictionInline)
    actions = ("mark_checked",)
    bulk_actions = {"mark_checked": ("checked_on", "updated_at")}
    list_per_page = 50
    show_full_result_count = False
    fieldsets = (
        (None, {"fields": ("code", "kind", "name", "alias", "phone", "website")}),
        (
            gettext_lazy("Ở đâu"),
            {
                "fields": (
                    "ward", "area_name", "address", "former_address", "latitude", "longitude", "is_approximate", "pin",
                )
            },
        ),
        (
            gettext_lazy("Cơ sở khám chữa bệnh"),
            {
                "fields": (
                    "facility_type", "care_level", "former_tier", "score_band", "facility_code", "accepts_registration",
                    "issues_leave_papers",
                )
            },
        ),
        (
            gettext_lazy("Phục vụ"),
            {"fields": ("services", "wheelchair", "access_notes", "opens_on_holidays", "hours_note", "closed_on")},
        ),
        (
            gettext_lazy("Nguồn và lịch sử"),
            {"fields": ("checked_on", "source", "licence", "is_demo", "kept_fields", "updated_at", "changes")},
        ),
    )  # fmt: skip

    class Media:
        css = {"all": ("leaflet/leaflet.css", "css/tokens.css", "css/places.css")}
        js = ("leaflet/leaflet.js", "js/map-pin.js")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Place], search_term: str
    ) -> tuple[QuerySet[Place], bool]:
        """As visitors search: a code, or words of the name and address without their signs."""
        words = search_term.strip()
        if not words:
            return queryset, False
        by_code = queryset.filter(code__istartswith=words)
        by_name = Place.objects.named(words).values("pk")
        return by_code | queryset.filter(pk__in=by_name), False

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """What visitors say is wrong stands first, where it is put right."""
        found = super().get_fieldsets(request, obj)
        if obj is None or not obj.reports.waiting().exists():
            return found
        own = (
            ("reports_waiting", "settles")
            if self.has_change_permission(request, obj)
            else ("reports_waiting",)
        )
        return [(gettext_lazy("Góp ý đang chờ"), {"fields": own}), *found]

    @admin.display(description=gettext_lazy("người dân báo"))
    def reports_waiting(self, place: Place) -> SafeString:
        return format_html_join(
            "",
            '<div><a href="{}">{}: {} ({})</a></div>',
            (
                (
                    reverse("admin:facilities_placereport_change", args=[report.pk]),
                    report.get_subject_display(),
                    report.note or "–",
                    date_format(timezone.localdate(report.created_at)),
                )
                for report in place.reports.waiting().order_by("created_at")
            ),
        )

    @admin.display(description=gettext_lazy("ghim trên bản đồ"))
    def pin(self, place: Place) -> SafeString:
        """A map whose pin moves the two numbers and follows them. Without the script the numbers are enough."""
        from facilities.templatetags.places import place_map

        return format_html(
            '<div class="map" data-pin data-outline="{outline}" data-tiles="{tiles}"'
            ' data-attribution="{attribution}" data-pin-title="{title}"></div>',
            title=_("Kéo ghim đến đúng chỗ, hoặc gõ vĩ độ và kinh độ"),
            **{name: place_map(None)[name] for name in ("outline", "tiles", "attribution")},
        )

    @admin.display(description=field_of("corrected").verbose_name)
    def kept_fields(self, place: Place) -> str:
        return ", ".join(said_field(name) for name in place.corrected) or "–"

    @admin.display(description=gettext_lazy("lịch sử thay đổi"))
    def changes(self, place: Place) -> SafeString:
        """The latest changes kept by the database: when, and what became what."""
        events = list(place.events.order_by("-pgh_id")[: SHOWN_CHANGES + 1])  # type: ignore[attr-defined]
        lines = []
        for newer, older in pairwise([*events, None]):
            names = sorted(
                name for name in KEPT_FIELDS | {"closed_on"}
                if older is not None and getattr(newer, name) != getattr(older, name)
            )  # fmt: skip
            what = "; ".join(
                f"{said_field(name)}: {said(older, name)} → {said(newer, name)}" for name in names
            )
            label = EVENTS.get(newer.pgh_label, "")
            lines.append((f"{timezone.localtime(newer.pgh_created_at):%d/%m/%Y %H:%M}", label, what))
        return format_html_join("", "<div>{} {} {}</div>", lines[:SHOWN_CHANGES])

    def get_ordering(self, request: HttpRequest) -> Any:
        """The list's order goes before that of its filters: the queue has to be asked for here."""
        return CHECKED_LONGEST_AGO if request.GET.get(CheckedFilter.parameter_name) == "queue" else ("code",)

    def save_model(self, request: HttpRequest, obj: Place, form: Any, change: bool) -> None:
        """Note which fields a person set by hand."""
        if change:
            obj.corrected = sorted({*obj.corrected, *(set(form.changed_data) & KEPT_FIELDS)})
        super().save_model(request, obj, form, change)
        if change and form.cleaned_data.get("settles"):
            for report in obj.reports.waiting():
                report.settle(ReportState.FIXED, timezone.localdate())

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        if change and formset.model is OpeningHours and formset.has_changed():
            place: Place = form.instance
            place.corrected = sorted({*place.corrected, "hours"})
            place.save(update_fields=["corrected", "updated_at"])

    @admin.action(description=gettext_lazy("Ghi: đã kiểm tra hôm nay"))
    def mark_checked(self, request: HttpRequest, queryset: QuerySet[Place]) -> None:
        number = queryset.update(checked_on=timezone.localdate(), updated_at=timezone.now())
        text = ngettext("Đã ghi kiểm tra %(number)s nơi.", "Đã ghi kiểm tra %(number)s nơi.", number)
        self.message_user(request, text % {"number": number}, messages.SUCCESS)


class ReportForm(ReportFormBase):
    """What came of a report, on its own page; the day is ours."""

    class Meta:
        model = PlaceReport
        fields = ("state",)
        widgets = {"state": forms.RadioSelect}

    def clean_state(self) -> str:
        state: str = self.cleaned_data["state"]
        if state != self.instance.state:
            self.instance.settled_on = None if state == ReportState.NEW else timezone.localdate()
        return state


@admin.register(PlaceReport)
class PlaceReportAdmin(ReportModelAdmin):
    """The queue of what visitors say is wrong: oldest new ones first."""

    staff_roles = {"national": "view change", "places": "view change", "support": "view"}
    staff_province = "place__province_id"
    form = ReportForm
    list_display = ("created_at", "place", "subject", "note", "state", "settled_on")
    list_filter = ("state", "subject")
    list_select_related = ("place",)
    fields = ("mend", "subject", "note", "created_at", "state", "settled_on")
    readonly_fields = ("mend", "subject", "note", "created_at", "settled_on")
    actions = ("mark_fixed", "mark_rejected", "close_twins")
    bulk_actions = dict.fromkeys(actions, ("state", "settled_on"))

    def bulk_label(self, report: PlaceReport) -> str:
        said = f": {report.note}" if report.note else ""
        return f"{report.place.name}, {report.get_subject_display()}{said}"

    def get_ordering(self, request: HttpRequest) -> Any:
        return (Case(When(state=ReportState.NEW, then=0), default=1), "created_at")

    @admin.display(description=gettext_lazy("địa điểm"))
    def mend(self, report: PlaceReport) -> SafeString:
        """The place, where it is put right; a report settled by mistake goes back to new here."""
        address = reverse("admin:facilities_place_change", args=[report.place_id])
        return format_html('{} · <a href="{}">{}</a>', report.place, address, _("mở để sửa"))

    def _settle(self, request: HttpRequest, queryset: QuerySet[PlaceReport], state: ReportState) -> None:
        waiting = queryset.filter(state=ReportState.NEW)
        number = 0
        for report in waiting:
            report.settle(state, timezone.localdate())
            number += 1
        text = ngettext("Đã xử lý %(number)s góp ý.", "Đã xử lý %(number)s góp ý.", number)
        self.message_user(request, text % {"number": number}, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Đã sửa"))
    def mark_fixed(self, request: HttpRequest, queryset: QuerySet[PlaceReport]) -> None:
        self._settle(request, queryset, ReportState.FIXED)

    @admin.action(description=gettext_lazy("Không sửa: thông tin đang đúng"))
    def mark_rejected(self, request: HttpRequest, queryset: QuerySet[PlaceReport]) -> None:
        self._settle(request, queryset, ReportState.REJECTED)

    @admin.action(description=gettext_lazy("Đóng góp ý trùng, giữ lại cái gửi trước"))
    def close_twins(self, request: HttpRequest, queryset: QuerySet[PlaceReport]) -> None:
        """Of those chosen, the ones about the same thing of the same place as an earlier one that still waits."""
        twins = queryset.repeating_another()  # type: ignore[attr-defined]
        self._settle(request, twins, ReportState.TWIN)
