"""Call-backs: no hour is ever overbooked, nobody holds two, and what is freed can be taken."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from citizens.models import OutboxMessage
from citizens.tests.factories import make_citizen, make_ward
from citizens.tests.helpers import letters
from support import parameters
from support.callbacks import services
from support.models import CallbackBooking, CallbackSlot
from support.tests.factories_requests import make_booking, make_slot

NEW = "/ho-tro/lien-he/goi-lai/"


def test_no_sentence_names_another_hotline_than_the_data() -> None:
    """The number is one fact (service_terms.toml); this finds every sentence to change with it."""
    card = parameters.hotline()
    assert card.tel == card.number.replace(" ", "")
    assert card.hours_unsure and card.cost_unsure  # never shown as certain (contact.html marks them)
    rooms = ("portal", "support", "citizens", "insurance", "facilities", "enterprises", "templates", "locale")
    files = [
        path
        for room in rooms
        for path in (settings.BASE_DIR / room).rglob("*.*")
        if path.suffix in {".py", ".html", ".toml", ".po", ".txt"} and "tests" not in path.parts
    ]
    named = {
        found[0].replace("\xa0", " ")
        for path in files
        for found in re.finditer(r"\b1(?:800|900)[ .\xa0]?\d{4}\b", path.read_text("utf-8"))
    }
    assert named == {card.number, card.tel}


@pytest.mark.django_db(transaction=True)
def test_two_hundred_at_once_for_twenty_places_give_exactly_twenty() -> None:
    slots = [make_slot(capacity=2) for _number in range(10)]

    def try_it(number: int) -> bool:
        try:
            services.book(
                submission=f"race-{number}",
                slot=slots[number % 10],
                telephone=f"03{number:08d}",
                subject="",
                citizen=None,
                language="vi",
                remind=False,
            )
        except services.FullError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(20) as pool:
        won = sum(pool.map(try_it, range(200)))
    assert won == 20
    assert CallbackBooking.objects.standing().count() == 20
    assert {(slot.taken, slot.bookings.count()) for slot in CallbackSlot.objects.all()} == {(2, 2)}


@pytest.mark.django_db(transaction=True)
def test_the_same_form_pressed_fifty_times_takes_one_place() -> None:
    slot = make_slot(capacity=50)

    def press(_number: int) -> int:
        try:
            return services.book(
                submission="once",
                slot=slot,
                telephone="0912345678",
                subject="",
                citizen=None,
                language="vi",
            ).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        assert len(set(pool.map(press, range(50)))) == 1
    slot.refresh_from_db()
    assert slot.taken == 1


@pytest.mark.django_db
def test_the_database_refuses_one_too_many() -> None:
    slot = make_slot(capacity=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        CallbackSlot.objects.filter(pk=slot.pk).update(taken=2)


@pytest.mark.django_db
def test_a_telephone_holds_one_booking_and_what_is_cancelled_is_free() -> None:
    slot = make_slot(capacity=1)
    first = make_booking(slot=slot, telephone="0911111111")
    with pytest.raises(services.AlreadyBookedError):
        make_booking(telephone="0911111111")
    with pytest.raises(services.FullError):
        make_booking(slot=slot)
    assert CallbackBooking.objects.count() == 1
    services.cancel(first)
    with pytest.raises(services.NotNowError):
        services.cancel(first)
    slot.refresh_from_db()
    assert slot.taken == 0
    make_booking(slot=slot)


@pytest.mark.django_db
def test_a_change_moves_the_place_and_the_reminder() -> None:
    old, new, full = make_slot(), make_slot(), make_slot(capacity=1)
    far = make_slot("48")
    make_booking(slot=full)
    booking = make_booking(slot=old)
    for refused in (full, far):
        with pytest.raises(services.FullError):
            services.change(booking, refused)
    services.change(booking, new)
    assert [CallbackSlot.objects.get(pk=slot.pk).taken for slot in (old, new, full)] == [0, 1, 1]
    booking.refresh_from_db()
    assert booking.reminder is not None
    assert booking.reminder.due_at == new.starts_at - timedelta(minutes=60)
    waiting = OutboxMessage.objects.filter(state="waiting", topic="support")
    assert waiting.count() == 2, "one for each standing booking; the moved one's first is dropped"
    services.cancel(booking)
    assert waiting.count() == 1


@pytest.mark.django_db
def test_hours_are_made_for_working_days_and_left_alone_after() -> None:
    make_ward("75")
    friday_before_tet = datetime(2026, 2, 13, 3, tzinfo=timezone.get_default_timezone())
    assert services.coming_days(friday_before_tet.date())[0] == date(2026, 2, 23)
    assert services.coming_days(date(2026, 11, 23))[0] == date(2026, 11, 25), "the 24th is a holiday"
    made = services.open_slots(friday_before_tet)
    assert made == 7 * 6
    CallbackSlot.objects.update(capacity=9)
    assert services.open_slots(friday_before_tet) == 0
    assert set(CallbackSlot.objects.values_list("capacity", flat=True)) == {9}


def data_of(slot: CallbackSlot, **changes: Any) -> dict[str, Any]:
    return {"slot": slot.pk, "telephone": "0987654321", "subject": "", "submission": "s1", **changes}


@pytest.mark.django_db
def test_a_person_books_sees_and_cancels_and_nobody_else_finds_it(client: Client) -> None:
    person, slot = make_citizen(), make_slot()
    CallbackSlot.objects.filter(pk=slot.pk).update(id=1_234_567)  # written as a key, not as "1.234.567"
    slot = CallbackSlot.objects.get()
    client.force_login(person.user)
    assert 'value="1234567"' in client.get(NEW).content.decode()
    # T30: what is no field of the form changes nothing.
    response = client.post(NEW, data_of(slot, state="done", citizen="1", capacity="99"))
    booking = CallbackBooking.objects.get()
    assert (booking.citizen, booking.state, booking.slot) == (person, "booked", slot)
    here = reverse("support:callback-detail", args=[booking.public_id])
    assert response.headers["Location"] == here
    assert client.post(NEW, data_of(slot)).headers["Location"] == here, "the same form again"
    page = client.get(here)
    assert page.headers["Cache-Control"] == "no-store"
    assert "09…" in page.content.decode()
    assert "0987654321" not in page.content.decode()
    stranger = Client()
    stranger.force_login(make_citizen().user)
    for other in (stranger, Client()):
        assert other.post(here, {"do": "cancel"}).status_code in {302, 404}
    followed = reverse("support:callback-followed", args=[booking.public_id])
    assert Client().get(followed).status_code == 404
    booking.refresh_from_db()
    assert booking.state == "booked"
    client.post(here, {"do": "cancel"})
    booking.refresh_from_db()
    assert (booking.state, len(letters("support"))) == ("cancelled", 0)


@pytest.mark.django_db
def test_a_past_or_full_hour_is_no_choice(client: Client) -> None:
    client.force_login(make_citizen().user)
    past, full = make_slot(hours=-1), make_slot(capacity=1)
    make_booking(slot=full)
    for slot in (past, full):
        response = client.post(NEW, data_of(slot))
        assert response.status_code == 422
        assert "Giờ này vừa hết chỗ" in response.content.decode()
    assert CallbackBooking.objects.count() == 1
