"""The first page of the admin: what waits, and a few figures of the week, each with a link to its list.

SECURITY: a figure about fewer than TOO_FEW people is not told, nor drawn (T35).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import admin
from django.core.cache import cache
from django.db.models import Count, Max
from django.db.models.functions import TruncDate
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from citizens.access_log import LOOKS
from citizens.accounts.sessions import SIGN_INS, STAFF_SIGN_INS
from citizens.models import Employer
from citizens.staff.roles import StaffRole, roles_of
from insurance.lookups.views import LOOKUPS
from portal.staff.employers import paying_late
from portal.staff.guard import MOST_COUNTED, reach_of
from portal.staff.queues import MOST, Waiting
from support.models import Article, Turn
from territory import counting
from territory.models import Province

TOO_FEW = 10
DAYS = 7
DAYS_LISTED = 31
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


@dataclass(frozen=True)
class Counted:
    """What is counted as it happens (`territory.counting`), and for which roles."""

    slug: str
    what: str
    today: str | Promise
    roles: frozenset[StaffRole]


WHOLE = frozenset({StaffRole.NATIONAL, StaffRole.AUDITOR})
OFFICE = WHOLE | {StaffRole.RECORDS, StaffRole.SUPPORT}
COUNTED = [
    Counted("dang-nhap", SIGN_INS, _("Lượt đăng nhập của người dân hôm nay"), OFFICE),
    Counted("tra-cuu", LOOKUPS, _("Lượt tra cứu công khai hôm nay"), OFFICE),
    Counted("xem-ho-so", LOOKS, _("Lượt cán bộ xem hồ sơ hôm nay"), OFFICE),
    Counted("can-bo", STAFF_SIGN_INS, _("Lượt đăng nhập của cán bộ hôm nay"), WHOLE),
]


def province_of(request: HttpRequest) -> str | None:
    """Whose figures: one province's, or None for all."""
    reach = reach_of(request)
    return None if reach.nationwide else reach.province_id or "-"


def counts(counted: Counted, request: HttpRequest, days: int) -> dict[date, int]:
    return counting.by_day(counted.what, localdate() - timedelta(days=days - 1), province_of(request))


def counted_for(request: HttpRequest) -> list[Counted]:
    roles = roles_of(request.user)
    return [counted for counted in COUNTED if roles & counted.roles]


def cards(request: HttpRequest, waiting: Iterable[Waiting]) -> Iterator[Card]:
    today = localdate()
    waiting = list(waiting)
    if waiting:
        overdue = sum(queue.overdue for queue in waiting)
        more = any(queue.overdue >= MOST for queue in waiting)
        yield Card(_("Việc quá hạn"), reverse("admin:waiting-list") + "?muon=1", overdue, is_more=more)
    for counted in counted_for(request):
        found = counts(counted, request, DAYS)
        url = reverse("admin:day-counts", args=[counted.slug])
        yield Card(counted.today, url, found.get(today, 0), about_people=True, bars=bars_of(found))
    employers: Any = admin.site._registry[Employer]
    if employers.allows(request, "view"):
        units = paying_late(employers.get_queryset(request)).order_by()[:MOST_COUNTED]
        reach = reach_of(request)
        late = kept(f"late-{reach.province_id}-{reach.office_id}", units.count)
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


# -- A figure's own page


@dataclass(frozen=True)
class Line:
    words: str
    count: int
    is_hidden: bool = False

    @property
    def is_told(self) -> bool:
        return not self.is_hidden and (self.count == 0 or self.count >= TOO_FEW)


def without_a_single_gap(lines: list[Line]) -> list[Line]:
    """SECURITY: one line alone that is not told would be the sum less the others; the smallest told goes with it."""
    told = [line for line in lines if line.is_told and line.count]
    if len(lines) - sum(line.is_told for line in lines) != 1 or not told:
        return lines
    least = min(told, key=lambda line: line.count)
    return [replace(line, is_hidden=True) if line is least else line for line in lines]


def day_counts(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Its days, newest first; for who sees the whole country, its provinces today. Http404 for what is not theirs."""
    counted = next((row for row in counted_for(request) if row.slug == slug), None)
    if counted is None:
        raise Http404
    today, found = localdate(), counts(counted, request, DAYS_LISTED)
    days = [today - timedelta(days=number) for number in range(DAYS_LISTED)]
    lines = [Line(date_format(day), found.get(day, 0)) for day in days]
    provinces = []
    if province_of(request) is None:
        names = dict(Province.objects.values_list("code", "name"))
        provinces = [
            Line(names.get(code, gettext("Không theo tỉnh")), number)
            for code, number in sorted(
                counting.by_province(counted.what, today).items(), key=lambda pair: (-pair[1], pair[0])
            )
        ]
    return {"title": counted.today, "days": lines, "provinces": without_a_single_gap(provinces)}
