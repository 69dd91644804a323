"""Opening hours at the edges: spans, lunch, holidays, exceptions, unknown. 2026-11-24 (Tuesday) is a public holiday."""

from datetime import date, datetime, time

import pytest

from facilities.hours import Schedule, schedule_of
from facilities.models import HoursException, Place
from facilities.tests.factories import make_place, office_hours
from facilities.vocabulary import Service

WEEK = {day: [(time(7, 30), time(11, 30)), (time(13), time(17))] for day in range(5)}
MONDAY, HOLIDAY, WEDNESDAY, FRIDAY, SUNDAY = (date(2026, 11, day) for day in (23, 24, 25, 27, 29))


def schedule(**fields: object) -> Schedule:
    values: dict[str, object] = {"week": WEEK, "exceptions": {}, "reasons": {}, "is_holiday": HOLIDAY.__eq__}
    return Schedule(**{**values, **fields})  # type: ignore[arg-type]


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute))


@pytest.mark.parametrize(
    ("moment", "is_open", "words"),
    [
        (at(WEDNESDAY, 7, 29), False, "đang đóng cửa, mở cửa lúc 7:30 hôm nay"),
        (at(WEDNESDAY, 7, 30), True, "Đang mở cửa, đến 11:30"),
        (at(WEDNESDAY, 10, 59), True, "Đang mở cửa, đến 11:30"),
        (at(WEDNESDAY, 11), True, "Sắp đóng cửa lúc 11:30"),
        (at(WEDNESDAY, 11, 29), True, "Sắp đóng cửa lúc 11:30"),
        (at(WEDNESDAY, 11, 30), False, "đang đóng cửa, mở cửa lúc 13:00 hôm nay"),
        (at(WEDNESDAY, 17), False, "đang đóng cửa, mở cửa lúc 7:30 ngày mai"),
        (at(FRIDAY, 17), False, "đang đóng cửa, mở cửa lúc 7:30 thứ Hai"),
        (at(SUNDAY, 12), False, "đang đóng cửa, mở cửa lúc 7:30 ngày mai"),
        (at(HOLIDAY, 9), False, "nghỉ lễ hôm nay, mở cửa lúc 7:30 ngày mai"),
        (at(MONDAY, 17), False, "đang đóng cửa, mở cửa lúc 7:30 thứ Tư"),
    ],
)
def test_state(moment: datetime, is_open: bool, words: str) -> None:
    state = schedule().state_at(moment)
    assert (state.is_open, state.words) == (is_open, words)


def test_a_place_known_to_open_on_holidays_is_open() -> None:
    assert schedule(opens_on_holidays=True).state_at(at(HOLIDAY, 9)).is_open is True


def test_an_exception_wins_over_week_and_holiday() -> None:
    closed = schedule(exceptions={WEDNESDAY: []})
    assert closed.state_at(at(WEDNESDAY, 9)).is_open is False
    opened = schedule(exceptions={HOLIDAY: [(time(8), time(10))]})
    assert opened.state_at(at(HOLIDAY, 9)).is_open is True
    assert opened.state_at(at(HOLIDAY, 10)).is_open is False


def test_unknown_hours_are_neither_open_nor_closed() -> None:
    state = schedule(week={}).state_at(at(WEDNESDAY, 9))
    assert state.is_open is None
    assert schedule(week={}, has_emergency=True).state_at(at(SUNDAY, 3)).is_open is True


def test_an_emergency_room_is_said_apart_from_ordinary_hours() -> None:
    state = schedule(has_emergency=True).state_at(at(SUNDAY, 3))
    assert state.words == "Cấp cứu 24/24. Khám thường: đang đóng cửa, mở cửa lúc 7:30 ngày mai"


def test_a_long_closing_names_the_date() -> None:
    days = {date(2026, 12, day): [] for day in range(1, 12)} | {
        date(2026, 11, day): [] for day in (25, 26, 27, 30)
    }
    assert (
        schedule(exceptions=days).state_at(at(WEDNESDAY, 9)).words
        == "đang đóng cửa, mở cửa lúc 7:30 thứ Hai, ngày 14/12/2026"
    )


def test_nothing_within_a_month_is_not_guessed() -> None:
    assert (
        schedule(is_holiday=lambda day: True).state_at(at(WEDNESDAY, 9)).words
        == "đang đóng cửa, chưa rõ ngày mở lại"
    )


def test_weekly_rows_join_equal_days() -> None:
    week = {**WEEK, 5: [(time(7, 30), time(11, 30))]}
    assert schedule(week=week).weekly_rows() == [
        ("Thứ Hai đến thứ Sáu", "7:30–11:30, 13:00–17:00"),
        ("Thứ Bảy", "7:30–11:30"),
        ("Chủ nhật", "Nghỉ"),
    ]


def test_coming_exceptions_name_holidays_and_reasons() -> None:
    days = schedule(
        exceptions={WEDNESDAY: [(time(8), time(9))]}, reasons={WEDNESDAY: "Tập huấn"}
    ).coming_exceptions(MONDAY)
    assert days == [(HOLIDAY, "Nghỉ", "Ngày lễ"), (WEDNESDAY, "8:00–9:00", "Tập huấn")]


@pytest.mark.django_db
@pytest.mark.parametrize("hour", [7, 8, 12, 13, 17])
@pytest.mark.parametrize("day", [MONDAY, HOLIDAY, WEDNESDAY, SUNDAY])
def test_the_filter_open_now_agrees_with_the_words(day: date, hour: int) -> None:
    """The database's answer and the page's words come from two pieces of code: they must agree."""
    office_hours(make_place(code="WEEK"))
    holiday = make_place(code="HOLIDAY", opens_on_holidays=True)
    office_hours(holiday, range(7))
    unusual = make_place(code="UNUSUAL")
    office_hours(unusual)
    HoursException.objects.create(place=unusual, day=WEDNESDAY)
    HoursException.objects.create(place=unusual, day=SUNDAY, opens=time(8), closes=time(13))
    make_place(code="UNKNOWN")
    make_place(code="EMERGENCY", kind="facility", services=[Service.EMERGENCY])
    moment = at(day, hour)
    found = {place.code for place in Place.objects.open_at(moment)}
    said = {
        place.code for place in Place.objects.for_listing() if schedule_of(place).state_at(moment).is_open
    }
    assert found == said
    assert "UNKNOWN" not in found
