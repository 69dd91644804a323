"""Alarms of the public look-ups: somebody asked for a number that is nobody's, or for far too many (T12)."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from citizens.access import staff_request
from insurance.models import LookupAlarm

if TYPE_CHECKING:
    AlarmBase = admin.ModelAdmin[LookupAlarm]
else:
    AlarmBase = admin.ModelAdmin

MARK = 6  # of the fingerprint of a network: enough to tell that two alarms came from one


class LookedFilter(admin.SimpleListFilter):
    title = _("đã xem xét")
    parameter_name = "xong"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("khong", _("Chưa")), ("co", _("Rồi"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() in {"khong", "co"}:
            return queryset.filter(looked_at__isnull=self.value() == "khong")
        return queryset


@admin.register(LookupAlarm)
class LookupAlarmAdmin(AlarmBase):
    """What happened, from how many networks, and what somebody made of it. Nothing here says who was asked about."""

    staff_roles: ClassVar[dict[str, str]] = {"auditor": "view change", "national": "view change"}
    staff_province = ""  # one gate for the whole country
    list_display = ("at", "reason", "page", "note", "network", "looked_at", "looked_by")
    list_filter = (LookedFilter, "reason")
    list_select_related = ("looked_by",)
    list_per_page = 50
    ordering = ("-at", "-pk")
    fields = ("at", "reason", "page", "note", "network", "conclusion", "looked_at", "looked_by")
    readonly_fields = ("at", "reason", "page", "note", "network", "looked_at", "looked_by")
    actions = ("mark_looked_at",)
    bulk_actions: ClassVar[dict[str, tuple[str, ...]]] = {"mark_looked_at": ("looked_at", "looked_by")}

    @admin.display(description=_("trang"))
    def page(self, alarm: LookupAlarm) -> Any:
        return {"number": _("Mã số BHXH của tôi"), "card": _("Thẻ BHYT còn giá trị không?")}.get(
            alarm.question, alarm.question
        )

    @admin.display(description=_("dấu của mạng"))
    def network(self, alarm: LookupAlarm) -> str:
        return alarm.network_key[:MARK]

    def save_model(self, request: HttpRequest, obj: LookupAlarm, form: Any, change: bool) -> None:
        obj.looked_at, obj.looked_by = timezone.now(), staff_request(request).user
        super().save_model(request, obj, form, change)

    @admin.action(description=_("Ghi: đã xem xét"))
    def mark_looked_at(self, request: HttpRequest, queryset: QuerySet[LookupAlarm]) -> None:
        """A flood sounds every minute: they are looked at together."""
        number = queryset.filter(looked_at=None).update(
            looked_at=timezone.now(), looked_by=staff_request(request).user
        )
        text = ngettext("Đã ghi xem xét %(number)s báo động.", "Đã ghi xem xét %(number)s báo động.", number)
        self.message_user(request, text % {"number": number}, messages.SUCCESS)
