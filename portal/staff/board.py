"""The first page of the admin: what waits, and a few figures of the week, each with a link to its list.

SECURITY: a figure about fewer than TOO_FEW people is not told, nor drawn (T35).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.core.cache import cache
from django.db.models import Count, Max
from django.db.models.functions import TruncDate
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from citizens.models import AccessEntry, Employer
from citizens.staff.roles import StaffRole, roles_of
from portal.staff.employers import paying_late
from portal.staff.guard import MOST_COUNTED
from support.models import Article, Turn

TOO_FEW = 10
DAYS = 7
NEWEST_ROWS = 20_000  # how far back a figure looks at most: it costs the same at any size
KEPT_SECONDS = 300
BAR, GAP, HEIGHT = 16, 4, 40


@dataclass(frozen=True)
class Bar:
    """One day of a chart, in the units of its picture."""

    day: date
    count: int
    x: int
    y: int
    height: int

    @property
    def is_told(self) -> bool:
        return self.count >= TOO_FEW


@dataclass(frozen=True)
class Card:
    title: str | Promise
    url: str
    count: int
    is_more: bool = False
    about_people: bool = False
    bars: tuple[Bar, ...] = ()

    @property
    def is_told(self) -> bool:
        return not self.about_people or self.count == 0 or self.count >= TOO_FEW


def by_day(model: Any, field: str, **filters: Any) -> dict[date, int]:
    """Rows of each of the last days, out of the newest ones."""
    since = timezone.make_aware(datetime.combine(localdate() - timedelta(days=DAYS - 1), time.min))
    newest = model._base_manager.aggregate(newest=Max("pk"))["newest"] or 0
    rows = (
        model._base_manager.filter(pk__gt=newest - NEWEST_ROWS, **{f"{field}__gte": since}, **filters)
        .annotate(day=TruncDate(field))
        .values("day")
        .annotate(number=Count("pk"))
        .order_by("day")
    )
    return {row["day"]: row["number"] for row in rows}


def kept(name: str, counted: Callable[[], Any]) -> Any:
    """A figure of the whole country, counted every few minutes."""
    return cache.get_or_set(f"staff-board-{name}-{localdate()}", counted, KEPT_SECONDS)


def bars_of(counts: dict[date, int]) -> tuple[Bar, ...]:
    days = [localdate() - timedelta(days=number) for number in range(DAYS - 1, -1, -1)]
    told = {day: counts.get(day, 0) if counts.get(day, 0) >= TOO_FEW else 0 for day in days}
    tallest = max([*told.values(), 1])
    bars = []
    for position, day in enumerate(days):
        height = round(HEIGHT * told[day] / tallest)
        bars.append(Bar(day, counts.get(day, 0), position * (BAR + GAP), HEIGHT - height, height))
    return tuple(bars)


def cards(request: HttpRequest) -> Iterator[Card]:
    roles = roles_of(request.user)
    today = localdate()
    if roles & {StaffRole.NATIONAL, StaffRole.AUDITOR}:
        sessions = kept("sessions", lambda: by_day(UserSession, "created_at"))
        looks = kept("looks", lambda: by_day(AccessEntry, "at"))
        log = reverse("admin:citizens_accessentry_changelist")
        yield Card(
            _("Phiên đăng nhập mở hôm nay"),
            log,
            sessions.get(today, 0),
            about_people=True,
            bars=bars_of(sessions),
        )
        yield Card(
            _("Lượt xem hồ sơ hôm nay"), log, looks.get(today, 0), about_people=True, bars=bars_of(looks)
        )
    employers: Any = admin.site._registry[Employer]
    if employers.allows(request, "view"):
        late = paying_late(employers.get_queryset(request)).order_by()[:MOST_COUNTED].count()
        url = reverse("admin:citizens_employer_changelist") + "?dong=cham"
        yield Card(_("Đơn vị đang chậm đóng"), url, late, is_more=late == MOST_COUNTED)
    articles: Any = admin.site._registry[Article]
    if articles.allows(request, "change"):
        unsure = kept("unsure", lambda: by_day(Turn, "asked_at", reply__phrase__in=["unsure", "outside"]))
        url = reverse("admin:support_article_changelist")
        yield Card(
            _("Câu hỏi trợ lý chưa trả lời được, 7 ngày"),
            url,
            sum(unsure.values()),
            about_people=True,
            bars=bars_of(unsure),
        )
        ending = Article.objects.filter(
            is_published=True, valid_until__range=(today, today + timedelta(days=30))
        ).count()
        yield Card(_("Bài viết sắp hết hiện, 30 ngày"), f"{url}?shown=ending", ending)
