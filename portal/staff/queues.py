"""Everything that waits for an officer, in one list: how many, how many overdue, the oldest day due.

Each queue is a page of the admin the officer may open, and its rows are those of that page. Counts end at MOST.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import Min, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from citizens.accounts.officers import papers_waiting
from citizens.models import AccessQuestion, Approval, DataRequest, StaffAlert
from citizens.staff.roles import AT_THE_COUNTER, roles_of
from facilities.models import PlaceReport
from facilities.vocabulary import ReportState
from insurance.models import Correction
from portal.staff.guard import reach_of
from support.models import SupportRequest
from territory.workdays import working_days_until

MOST = 999


@dataclass(frozen=True)
class Queue:
    """`rows`: what waits, within the officer's reach; None when the queue is not theirs. `due`: the day's field."""

    title: str | Promise
    url: Callable[[], str]
    rows: Callable[[HttpRequest], QuerySet[Any] | None]
    due: str = ""


@dataclass(frozen=True)
class Waiting:
    title: str | Promise
    url: str
    count: int
    is_more: bool
    overdue: int
    oldest: date | None
    days_left: int | None


def of_page(model: Any, **filters: Any) -> Callable[[HttpRequest], QuerySet[Any] | None]:
    def rows(request: HttpRequest) -> QuerySet[Any] | None:
        room: Any = admin.site._registry.get(model)
        if room is None or not room.allows(request, "change"):
            return None
        found: QuerySet[Any] = room.get_queryset(request).filter(**filters)
        return found

    return rows


def page(model: str, query: str = "") -> Callable[[], str]:
    return lambda: reverse(f"admin:{model}_changelist") + query


def papers(request: HttpRequest) -> QuerySet[Any] | None:
    user: Any = request.user
    if not (roles_of(user) & AT_THE_COUNTER and hasattr(user, "officer")):
        return None
    return papers_waiting(user, reach_of(request))


def second_steps(request: HttpRequest) -> QuerySet[Any] | None:
    """What somebody else proposed."""
    room: Any = admin.site._registry[Approval]
    user: Any = request.user
    if not (room.allows(request, "view") and roles_of(user) & AT_THE_COUNTER):
        return None
    found: QuerySet[Any] = room.get_queryset(request).waiting().exclude(proposed_by=user.pk)
    return found


def corrections_to_confirm(request: HttpRequest) -> QuerySet[Any] | None:
    rows = of_page(Correction)(request)
    user: Any = request.user
    return None if rows is None else rows.waiting_for_second().exclude(proposed_by=user.pk)  # type: ignore[attr-defined]


def corrections(request: HttpRequest) -> QuerySet[Any] | None:
    return of_page(Correction, state__in=("received", "in_review"))(request)


QUEUES: list[Queue] = [
    Queue(_("Yêu cầu đính chính"), page("insurance_correction"), corrections, "due_on"),
    Queue(
        _("Đính chính chờ người thứ hai"),
        page("insurance_correction", "?viec=xac-nhan"),
        corrections_to_confirm,
        "due_on",
    ),
    Queue(_("Giấy tờ chờ xem để mở tài khoản"), lambda: reverse("accounts:papers-queue"), papers),
    Queue(_("Giấy tờ chờ người thứ hai"), page("citizens_approval", "?state__exact=waiting"), second_steps),
    Queue(
        _("Yêu cầu hỗ trợ"),
        page("support_supportrequest"),
        of_page(SupportRequest, state="open"),
        "due_on",
    ),
    Queue(
        _("Yêu cầu về dữ liệu cá nhân"),
        page("citizens_datarequest", "?state__exact=open"),
        of_page(DataRequest, state="open"),
        "due_on",
    ),
    Queue(
        _("Câu hỏi về lượt xem hồ sơ"),
        page("citizens_accessquestion", "?state__exact=open"),
        of_page(AccessQuestion, state="open"),
        "due_on",
    ),
    Queue(
        _("Góp ý sai thông tin địa điểm"),
        page("facilities_placereport", "?state__exact=new"),
        of_page(PlaceReport, state=ReportState.NEW),
    ),
    Queue(
        _("Cảnh báo về việc xem hồ sơ"),
        page("citizens_staffalert", "?xong=khong"),
        of_page(StaffAlert, looked_at=None),
    ),
]


def waiting_for(request: HttpRequest) -> Iterator[Waiting]:
    """The officer's queues, what is due first on top."""
    found = [_measure(queue, rows) for queue in QUEUES if (rows := queue.rows(request)) is not None]
    yield from sorted(found, key=lambda row: (row.count == 0, row.oldest or date.max, -row.count))


def _measure(queue: Queue, rows: QuerySet[Any]) -> Waiting:
    today = localdate()
    plain = rows.order_by()
    count = plain[: MOST + 1].count()
    overdue, oldest = 0, None
    if queue.due and count:
        overdue = plain.filter(**{f"{queue.due}__lt": today})[:MOST].count()
        oldest = plain.aggregate(oldest=Min(queue.due))["oldest"]
    days = working_days_until(today, oldest) if oldest and oldest >= today else None
    return Waiting(queue.title, queue.url(), min(count, MOST), count > MOST, overdue, oldest, days)
