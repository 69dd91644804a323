"""Ways to a person: the hotline, the office of one's ward, and a call at an hour of one's choice."""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from citizens.access import CitizenHttpRequest, public, self_required
from citizens.limits import DAY, HOUR, Limit, network_of, take
from facilities.in_charge import offices_in_charge
from portal.http import HtmxHttpRequest, render_page
from support.callbacks import services
from support.callbacks.forms import BookingForm, ChangeForm, ProvinceForm, StrangerBookingForm
from support.models import CallbackBooking, CallbackSlot
from support.parameters import hotline
from support.requests import following
from support.requests.services import TooManyError
from support.views.requests import person_of, submission_key
from territory.models import Province

OF_A_PERSON = (Limit(6, HOUR), Limit(12, DAY))
OF_A_NETWORK = (Limit(6, HOUR), Limit(20, DAY))
MOST_PLACE = 80


@public
@require_safe
def contact(request: HtmxHttpRequest) -> HttpResponse:
    """Telephone with its price, e-mail, the office of a ward, a call-back, a letter."""
    asked = " ".join(request.GET.get("noi", "").replace("\x00", "").split())[:MOST_PLACE]
    context = {
        "hotline": hotline(),
        "asked": asked,
        "answer": offices_in_charge(noi=asked) if asked else None,
    }
    return render_page(request, "support/contact.html", context, partial="offices")


@dataclass(frozen=True)
class SlotDay:
    """A day and its hours that can be booked."""

    day: date
    hours: list[tuple[str, datetime]] = field(
        default_factory=list
    )  # key of the slot: a word, or "1.234" would be sent


def days_of(slots: Any) -> list[SlotDay]:
    local = [(str(slot.pk), localtime(slot.starts_at)) for slot in slots]
    return [SlotDay(day, list(group)) for day, group in groupby(local, key=lambda pair: pair[1].date())]


def _slots(province: Province | str | None) -> Any:
    code = province.pk if isinstance(province, Province) else province
    if not code:
        return CallbackSlot.objects.none()
    return CallbackSlot.objects.of_province(code).bookable(timezone.now()).in_order()


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def callback_new(request: HtmxHttpRequest) -> HttpResponse:
    """Choose the province, an hour, leave a number."""
    person = person_of(request)
    if request.method == "POST" and (known := _already(request)):
        return _to_booking(request, known)
    code = request.GET.get("tinh") or (person.province_id if person else "")
    chosen = ProvinceForm({"tinh": code} if code else None)
    province = chosen.cleaned_data.get("tinh") if chosen.is_valid() else None
    slots = _slots(province)
    data = request.POST or None
    initial = {"submission": secrets.token_urlsafe(12), "telephone": _telephone(request)}
    form = (
        BookingForm(data, slots=slots, initial=initial)
        if person
        else StrangerBookingForm(data, slots=slots, initial=initial, request=request)
    )
    if form.is_valid():
        booking = _book(request, form, person)
        if booking is not None:
            return _to_booking(request, booking)
    elif form.is_bound and (known := _already(request)):
        return _to_booking(request, known)
    context = {
        "province_form": chosen,
        "province": province,
        "form": form,
        "days": days_of(slots),
        "person": person,
    }
    status = 422 if form.errors else 200
    return render(request, "support/callback_new.html", context, status=status)


def _already(request: HttpRequest) -> CallbackBooking | None:
    return services.booked_before(submission_key(request, request.POST.get("submission", "")[:64]))


def _telephone(request: HttpRequest) -> str:
    if not request.user.is_authenticated:
        return ""
    known = request.user.contacts.verified().filter(kind="phone").first()
    return known.value if known else ""


def _book(request: HttpRequest, form: BookingForm, person: Any) -> CallbackBooking | None:
    given = form.cleaned_data
    try:
        return services.book(
            submission=submission_key(request, given["submission"]),
            slot=given["slot"],
            telephone=given["telephone"],
            subject=given["subject"],
            citizen=person,
            language=get_language() or settings.LANGUAGE_CODE,
            admit=lambda: _may_book(request, person),
        )
    except TooManyError:
        form.add_error(None, _("Bạn đã đặt nhiều lần. Hãy chờ một giờ rồi thử lại, hoặc gọi 1900 9068."))
    except services.FullError:
        form.add_error("slot", _("Giờ này vừa hết chỗ. Hãy chọn giờ khác."))
    except services.AlreadyBookedError:
        form.add_error(
            "telephone", _("Số này đang có một hẹn gọi. Hãy mở hẹn đó bằng số và mã để đổi giờ hoặc hủy.")
        )
    return None


def _may_book(request: HttpRequest, person: Any) -> bool:
    if person:
        return take("callback-person", person.pk, OF_A_PERSON)
    return take("callback-network", network_of(request), OF_A_NETWORK)


def _to_booking(request: HttpRequest, booking: CallbackBooking) -> HttpResponse:
    if booking.citizen_id:
        return redirect("support:callback-detail", public_id=booking.public_id)
    following.remember(request, booking)
    return redirect("support:callback-followed", public_id=booking.public_id)


@self_required
@require_http_methods(["GET", "HEAD", "POST"])
def callback_detail(request: CitizenHttpRequest, public_id: UUID) -> HttpResponse:
    booking = (
        CallbackBooking.objects.for_actor(request.actor)
        .select_related("slot")
        .filter(public_id=public_id)
        .first()
    )
    if booking is None:
        raise Http404
    return _booking(request, booking, reverse("support:callback-detail", args=[public_id]))


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def callback_followed(request: HtmxHttpRequest, public_id: UUID) -> HttpResponse:
    booking = following.followed(request, CallbackBooking, public_id)
    return _booking(request, booking, reverse("support:callback-followed", args=[public_id]))


def _booking(request: HttpRequest, booking: CallbackBooking, here: str) -> HttpResponse:
    """When the call comes; another hour, or none."""
    slots = _slots(booking.province_id).exclude(pk=booking.slot_id)
    form = ChangeForm(request.POST if request.POST.get("do") == "change" else None, slots=slots)
    try:
        if request.method == "POST" and request.POST.get("do") == "cancel":
            services.cancel(booking)
            messages.success(request, _("Đã hủy hẹn gọi."))
            return redirect(here)
        if form.is_valid():
            services.change(booking, form.cleaned_data["slot"])
            messages.success(request, _("Đã đổi giờ gọi."))
            return redirect(here)
    except services.NotNowError:
        messages.error(request, _("Hẹn này vừa đổi tình trạng. Hãy xem lại."))
        return redirect(here)
    except services.FullError:
        form.add_error("slot", _("Giờ này vừa hết chỗ. Hãy chọn giờ khác."))
    context = {
        "booking": booking,
        "starts_at": localtime(booking.slot.starts_at),
        "form": form,
        "days": days_of(slots) if booking.state == "booked" else [],
        "is_followed": booking.citizen_id is None,
    }
    return render(request, "support/callback_detail.html", context, status=422 if form.errors else 200)
