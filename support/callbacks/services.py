"""Slots and bookings. A slot's count and its bookings change in one transaction; the database refuses one too many."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.timezone import get_default_timezone, localdate, localtime
from django.utils.translation import gettext as _

from citizens.limits import spend, take
from citizens.messaging import outbox
from citizens.models import Citizen, ContactKind, OutboxMessage
from citizens.models.data_requests import case_number
from support import parameters
from support.models import BookingState, CallbackBooking, CallbackSlot
from support.requests.letters import OF_THE_SITE, TO_ONE_ADDRESS, TOPIC
from support.requests.services import TooManyError, forget_history
from territory.models import Province
from territory.workdays import is_working_day

PREFIX = "GL"


class FullError(Exception):
    """Somebody took the last place, or the hour has begun."""


class AlreadyBookedError(Exception):
    """This telephone has a call booked already."""


class NotNowError(Exception):
    """The booking no longer stands."""


# -- Slots


def coming_days(today: date) -> list[date]:
    """The working days on which calls are offered: never today, so that staff see their list in the morning."""
    ahead = parameters.in_force("callback_days_ahead", today)
    days: list[date] = []
    day = today
    while len(days) < ahead:
        day += timedelta(days=1)
        if is_working_day(day):
            days.append(day)
    return days


def starts_of(day: date) -> list[datetime]:
    zone = get_default_timezone()
    return [datetime.combine(day, time(hour), zone) for hour in parameters.callback_hours()]


def open_slots(now: datetime | None = None) -> int:
    """Make the slots of the coming days for every province where they are missing. Run by the worker.

    What staff changed stays: a slot that is there is left alone.
    """
    today = localdate(now or timezone.now())
    capacity = parameters.in_force("callback_capacity", today)
    starts = [start for day in coming_days(today) for start in starts_of(day)]
    there = set(CallbackSlot.objects.filter(starts_at__in=starts).values_list("province_id", "starts_at"))
    missing = [
        CallbackSlot(province_id=province, starts_at=start, capacity=capacity)
        for province in Province.objects.order_by("code").values_list("code", flat=True)
        for start in starts
        if (province, start) not in there
    ]
    CallbackSlot.objects.bulk_create(missing, ignore_conflicts=True, batch_size=500)
    return len(missing)


def _take_place(slot_id: int, now: datetime) -> None:
    """One statement decides: two people never get the last place."""
    taken = CallbackSlot.objects.bookable(now).filter(pk=slot_id).update(taken=F("taken") + 1)
    if not taken:
        raise FullError


def _free_place(slot_id: int) -> None:
    CallbackSlot.objects.filter(pk=slot_id, taken__gt=0).update(taken=F("taken") - 1)


# -- Bookings


def booked_before(submission: str) -> CallbackBooking | None:
    return CallbackBooking.objects.filter(submission=submission).first()


def book(
    *,
    submission: str,
    slot: CallbackSlot,
    telephone: str,
    subject: str,
    citizen: Citizen | None,
    language: str,
    remind: bool = True,
    admit: Callable[[], bool] = lambda: True,
) -> CallbackBooking:
    """Take one place. FullError, AlreadyBookedError, TooManyError. The same submission again is the same booking."""
    now = timezone.now()
    booking = CallbackBooking(
        number=case_number(PREFIX, localdate(now)),
        citizen=citizen,
        province_id=slot.province_id,
        language=language,
        submission=submission,
        slot=slot,
        sealed_subject=CallbackBooking.sealed(subject),
        booked_at=now,
    )
    booking.set_contact(ContactKind.PHONE, telephone)
    try:
        with transaction.atomic():
            # SECURITY: before the count, so that a second press never takes a place.
            booking.save()
            if not admit():
                raise TooManyError
            _take_place(slot.pk, now)
            if remind:
                _set_reminder(booking)
    except IntegrityError:
        known = booked_before(submission)
        if known is None:
            raise AlreadyBookedError from None
        return known
    return booking


def _lock(booking: CallbackBooking) -> CallbackBooking:
    row = (
        CallbackBooking.objects.select_for_update(of=("self",))
        .select_related("slot", "reminder")
        .get(pk=booking.pk)
    )
    if row.state != BookingState.BOOKED:
        raise NotNowError
    return row


@transaction.atomic
def cancel(booking: CallbackBooking) -> CallbackBooking:
    row = _lock(booking)
    row.state = BookingState.CANCELLED
    _drop_reminder(row)
    row.save()
    _free_place(row.slot_id)
    return row


@transaction.atomic
def change(booking: CallbackBooking, slot: CallbackSlot) -> CallbackBooking:
    """To another hour of the same province; when it is full, the old one stays."""
    row = _lock(booking)
    if slot.pk == row.slot_id:
        return row
    if slot.province_id != row.province_id:
        raise FullError
    # Both rows in one order, or two people who swap hours wait for each other.
    list(CallbackSlot.objects.select_for_update().filter(pk__in=[slot.pk, row.slot_id]).order_by("pk"))
    _take_place(slot.pk, timezone.now())
    _free_place(row.slot_id)
    _drop_reminder(row)
    row.slot = slot
    _set_reminder(row)
    row.save()
    return row


@transaction.atomic
def settle(booking: CallbackBooking, state: BookingState) -> CallbackBooking:
    """The call was made, or nobody answered."""
    row = _lock(booking)
    row.state = state
    row.save()
    return row


# -- The reminder: a message that waits in the outbox for its hour


def _set_reminder(booking: CallbackBooking) -> None:
    before = timedelta(minutes=parameters.in_force("callback_reminder_minutes", localdate()))
    known = booking.contact
    if known is None or not take("support-letter", booking.contact_key, TO_ONE_ADDRESS):
        return
    if not spend("support-letter", OF_THE_SITE):
        return
    with translation.override(booking.language):
        when = date_format(localtime(booking.slot.starts_at), "H:i d/m/Y")
        text = _("An Sinh: hẹn gọi %(number)s, cán bộ sẽ gọi bạn từ %(when)s. Muốn hủy: vào trang Hỗ trợ.")
        message = outbox.queue(
            kind=known[0],
            address=known[1],
            subject=_("An Sinh: nhắc hẹn gọi"),
            text=text % {"number": booking.number, "when": when},
            topic=TOPIC,
        )
    message.due_at = booking.slot.starts_at - before
    message.save(update_fields=["due_at"])
    booking.reminder = message
    CallbackBooking.objects.filter(pk=booking.pk).update(reminder=message)


def _drop_reminder(booking: CallbackBooking) -> None:
    waiting = OutboxMessage.objects.filter(pk=booking.reminder_id or 0, state=OutboxMessage.State.WAITING)
    waiting.update(state=OutboxMessage.State.DROPPED, sealed=b"")
    booking.reminder = None


def purge(now: datetime | None = None) -> int:
    """Forget calls of past months, and slots nobody booked. Run by the worker."""
    moment = now or timezone.now()
    before = moment - timedelta(days=parameters.in_force("callback_kept_days", localdate(moment)))
    keys = list(
        CallbackBooking.objects.filter(slot__starts_at__lt=before).values_list("pk", flat=True)[:1000]
    )
    with transaction.atomic():
        CallbackBooking.objects.filter(pk__in=keys).delete()
        forget_history("CallbackBookingEvent", keys)
        CallbackSlot.objects.filter(starts_at__lt=before, bookings=None).delete()
    return len(keys)
