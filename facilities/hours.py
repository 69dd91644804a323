"""Is it open, and if not, when? Worked out from the week, the exceptions and the public holidays.

It never says "open" on a guess: a public holiday closes a place unless it is known to open then, and a place whose
hours nobody entered is neither open nor closed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.utils import formats
from django.utils.translation import gettext as _

from facilities.models import Place
from facilities.vocabulary import Service, Weekday
from territory.workdays import is_public_holiday

LOOK_AHEAD = 31  # days: the longest Tết closing is far shorter
CLOSING_SOON = timedelta(minutes=30)
SHOWN_EXCEPTIONS = timedelta(days=60)

Span = tuple[time, time]


@dataclass(frozen=True)
class State:
    """What to tell at one moment. `is_open` is None when nobody knows."""

    is_open: bool | None
    tone: str
    words: str


@dataclass(frozen=True)
class Schedule:
    """A place's hours: spans by weekday, spans (or none: closed) by exceptional day."""

    week: dict[int, list[Span]]
    exceptions: dict[date, list[Span]]
    reasons: dict[date, str]
    opens_on_holidays: bool = False
    has_emergency: bool = False
    is_holiday: Callable[[date], bool] = field(default=is_public_holiday)

    @property
    def is_known(self) -> bool:
        return bool(self.week)

    def spans_on(self, day: date) -> list[Span]:
        """When it is open that day, in order; empty when closed."""
        if day in self.exceptions:
            return self.exceptions[day]
        if self.is_holiday(day) and not self.opens_on_holidays:
            return []
        return self.week.get(day.weekday(), [])

    def state_at(self, moment: datetime) -> State:
        """The state at a local time."""
        day, now = moment.date(), moment.time()
        if not self.is_known and day not in self.exceptions:
            if self.has_emergency:
                return State(True, "success", _("Cấp cứu 24/24. Giờ khám thường: chưa rõ, hãy gọi trước"))
            return State(None, "info", _("Chưa rõ giờ làm việc, hãy gọi trước"))
        for opens, closes in self.spans_on(day):
            if opens <= now < closes:
                if datetime.combine(day, closes) - datetime.combine(day, now) <= CLOSING_SOON:
                    return State(True, "warning", _("Sắp đóng cửa lúc %(time)s") % {"time": clock(closes)})
                return State(True, "success", _("Đang mở cửa, đến %(time)s") % {"time": clock(closes)})
        words = self._closed_words(day, now)
        if self.has_emergency:
            return State(True, "success", _("Cấp cứu 24/24. Khám thường: %(words)s") % {"words": words})
        return State(False, "info", words)

    def _closed_words(self, day: date, now: time) -> str:
        following = self.next_opening(day, now)
        if following is None:
            return _("đang đóng cửa, chưa rõ ngày mở lại")
        when = _when(day, *following)
        if self.is_holiday(day) and not self.spans_on(day) and self.week.get(day.weekday()):
            return _("nghỉ lễ hôm nay, mở cửa lúc %(when)s") % {"when": when}
        return _("đang đóng cửa, mở cửa lúc %(when)s") % {"when": when}

    def next_opening(self, day: date, now: time) -> tuple[date, time] | None:
        """The first opening after that moment, at most a month ahead."""
        for ahead in range(LOOK_AHEAD + 1):
            later = day + timedelta(days=ahead)
            for opens, _closes in self.spans_on(later):
                if ahead or opens > now:
                    return later, opens
        return None

    def weekly_rows(self) -> list[tuple[str, str]]:
        """(days, hours) for the table: neighbouring days with the same hours share a row."""
        rows = []
        days = [(day, self.week.get(day, [])) for day in range(7)]
        for spans, group in groupby(days, key=lambda pair: pair[1]):
            members = [day for day, _spans in group]
            first, last = str(Weekday(members[0]).label), str(Weekday(members[-1]).label)
            name = (
                first if len(members) == 1 else _("%(first)s đến %(last)s") % {"first": first, "last": last}
            )
            rows.append((name[:1].upper() + name[1:], ", ".join(map(span_words, spans)) or _("Nghỉ")))
        return rows

    def coming_exceptions(self, today: date) -> list[tuple[date, str, str]]:
        """(day, hours, reason) of the unusual days ahead, public holidays among them."""
        days = {day for day in self.exceptions if today <= day <= today + SHOWN_EXCEPTIONS}
        ahead = [today + timedelta(days=number) for number in range(SHOWN_EXCEPTIONS.days + 1)]
        holidays = {day for day in ahead if self.week.get(day.weekday()) and self.is_holiday(day)}
        if self.opens_on_holidays:
            holidays = set()
        rows = []
        for day in sorted(days | holidays):
            reason = self.reasons.get(day, "") or (_("Ngày lễ") if day in holidays else "")
            rows.append((day, ", ".join(map(span_words, self.spans_on(day))) or _("Nghỉ"), reason))
        return rows


def schedule_of(place: Place) -> Schedule:
    """Its hours, read from rows prefetched with the place."""
    week: dict[int, list[Span]] = {}
    for row in sorted(place.hours.all(), key=lambda row: (row.weekday, row.opens)):
        week.setdefault(row.weekday, []).append((row.opens, row.closes))
    exceptions: dict[date, list[Span]] = {}
    reasons: dict[date, str] = {}
    for each in sorted(place.exceptions.all(), key=lambda each: (each.day, each.opens or time.min)):
        spans = exceptions.setdefault(each.day, [])
        if each.opens is not None and each.closes is not None:
            spans.append((each.opens, each.closes))
        reasons[each.day] = reasons.get(each.day) or each.reason
    return Schedule(
        week, exceptions, reasons, place.opens_on_holidays, has_emergency=Service.EMERGENCY in place.services
    )


def clock(at: time) -> str:
    """7:30, as people write it."""
    return f"{at.hour}:{at.minute:02}"


def span_words(span: Span) -> str:
    return f"{clock(span[0])}–{clock(span[1])}"


def _when(today: date, day: date, at: time) -> str:
    """7:30 hôm nay; 7:30 ngày mai; 7:30 thứ Hai; farther than a week with its date."""
    ahead = (day - today).days
    if ahead == 0:
        return _("%(time)s hôm nay") % {"time": clock(at)}
    if ahead == 1:
        return _("%(time)s ngày mai") % {"time": clock(at)}
    weekday = str(Weekday(day.weekday()).label)
    if ahead < 7:
        return _("%(time)s %(weekday)s") % {"time": clock(at), "weekday": weekday}
    return _("%(time)s %(weekday)s, ngày %(day)s") % {
        "time": clock(at),
        "weekday": weekday,
        "day": formats.date_format(day, "SHORT_DATE_FORMAT"),
    }
