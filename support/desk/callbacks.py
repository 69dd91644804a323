"""The calls of the day, and how many each hour takes."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from citizens.access import staff_request
from support.callbacks import services
from support.desk.access import ANSWER
from support.models import BookingState, CallbackBooking, CallbackSlot

if TYPE_CHECKING:
    BookingBase = admin.ModelAdmin[CallbackBooking]
    SlotBase = admin.ModelAdmin[CallbackSlot]
    SlotFormBase = forms.ModelForm[CallbackSlot]
else:
    BookingBase = SlotBase = admin.ModelAdmin
    SlotFormBase = forms.ModelForm


class DayFilter(admin.SimpleListFilter):
    """Today's calls and earlier ones of which nobody wrote how they went, unless another span is asked for."""

    title = _("ngày")
    parameter_name = "ngay"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("coming", _("Các ngày tới")), ("all", _("Tất cả"))]

    def choices(self, changelist: Any) -> Any:
        for number, choice in enumerate(super().choices(changelist)):
            yield {**choice, "display": _("Hôm nay, và cuộc chưa ghi")} if number == 0 else choice

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[CallbackBooking]
    ) -> QuerySet[CallbackBooking]:
        if self.value() == "all":
            return queryset
        if self.value() == "coming":
            return queryset.filter(slot__starts_at__date__gt=localdate(), state=BookingState.BOOKED)
        today = Q(slot__starts_at__date=localdate()) & ~Q(state=BookingState.CANCELLED)
        return queryset.filter(today | Q(slot__starts_at__lt=timezone.now(), state=BookingState.BOOKED))


@admin.register(CallbackBooking)
class CallbackBookingAdmin(BookingBase):
    """Whom to call, when and about what. Numbers are read only here, and each look is logged."""

    staff_roles = ANSWER
    raw_id_fields = ("citizen", "slot")

    list_display = ("when", "telephone", "who", "about", "state", "province")
    list_display_links = None
    list_filter = (DayFilter, "state")
    search_fields = ("number",)
    list_per_page = 50
    show_full_result_count = False
    actions = ("mark_done", "mark_missed")
    bulk_actions: ClassVar[dict[str, tuple[str, ...]]] = dict.fromkeys(actions, ("state",))

    def get_queryset(self, request: HttpRequest) -> QuerySet[CallbackBooking]:
        rows = CallbackBooking.objects.for_actor(staff_request(request).actor).soonest_first()
        return rows.select_related("slot", "citizen", "province")

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return []

    def bulk_label(self, call: CallbackBooking) -> str:
        return f"{self.when(call)} · {call.number}"

    @admin.display(description=_("giờ"))
    def when(self, call: CallbackBooking) -> str:
        when = f"{localtime(call.slot.starts_at):%H:%M %d/%m/%Y}"
        if call.state == BookingState.BOOKED and localdate(call.slot.starts_at) < localdate():
            return _("%(when)s, QUÁ HẠN") % {"when": when}
        return when

    @admin.display(description=_("gọi số"))
    def telephone(self, call: CallbackBooking) -> str:
        return call.contact[1] if call.contact else ""

    @admin.display(description=_("người"))
    def who(self, call: CallbackBooking) -> str:
        return call.citizen.full_name if call.citizen else "–"

    @admin.display(description=_("về việc"))
    def about(self, call: CallbackBooking) -> str:
        return call.subject or "–"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By the actions of the list alone."""
        return obj is None

    def _settle(self, request: HttpRequest, queryset: QuerySet[CallbackBooking], state: BookingState) -> None:
        number = 0
        for call in queryset.filter(state=BookingState.BOOKED):
            try:
                services.settle(call, state)
            except services.NotNowError:
                continue
            number += 1
        text = ngettext("Đã ghi %(number)s cuộc gọi.", "Đã ghi %(number)s cuộc gọi.", number)
        self.message_user(request, text % {"number": number}, messages.SUCCESS)

    @admin.action(description=_("Đã gọi"), permissions=["change"])
    def mark_done(self, request: HttpRequest, queryset: QuerySet[CallbackBooking]) -> None:
        self._settle(request, queryset, BookingState.DONE)

    @admin.action(description=_("Gọi không gặp"), permissions=["change"])
    def mark_missed(self, request: HttpRequest, queryset: QuerySet[CallbackBooking]) -> None:
        self._settle(request, queryset, BookingState.MISSED)


class SlotForm(SlotFormBase):
    class Meta:
        model = CallbackSlot
        fields = ("capacity",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        when = f"{localtime(self.instance.starts_at):%H:%M %d/%m/%Y}"
        self.fields["capacity"].widget.attrs["aria-label"] = _("Số cuộc gọi lúc %(when)s") % {"when": when}

    def clean_capacity(self) -> int:
        capacity: int = self.cleaned_data["capacity"]
        if capacity < self.instance.taken:
            raise forms.ValidationError(_("Số cuộc gọi không được ít hơn số đã đặt."))
        return capacity


@admin.register(CallbackSlot)
class CallbackSlotAdmin(SlotBase):
    """How many calls an hour takes. Fewer than are booked already is refused."""

    staff_roles = {"national": "view change", "support": "view change", "records": "view"}
    staff_province = "province_id"

    list_display = ("starts_at", "province", "capacity", "taken")
    list_editable = ("capacity",)
    list_display_links = None
    list_select_related = ("province",)
    date_hierarchy = "starts_at"
    list_per_page = 60
    show_full_result_count = False
    fields = ("province", "starts_at", "capacity", "taken")
    readonly_fields = ("province", "starts_at", "taken")

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return SlotForm

    def get_queryset(self, request: HttpRequest) -> QuerySet[CallbackSlot]:
        rows: QuerySet[CallbackSlot] = CallbackSlot.objects.filter(
            starts_at__date__gte=localdate()
        ).in_order()
        return rows

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return []
