"""Everything that waits for an officer: queue by queue (how many, how many overdue, the oldest), and all in one list.

Each queue is a page of the admin the officer may open, and its rows are those of that page. Counts end at MOST.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Count, DateTimeField, F, Min, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localdate, localtime, make_aware
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from citizens.access import staff_request
from citizens.accounts.papers import papers_waiting
from citizens.models import AccessQuestion, Approval, DataRequest, EmployerMember, StaffAlert
from citizens.staff.roles import AT_THE_COUNTER, roles_of
from enterprises.models import ChangeRow, RowDispute
from facilities.models import PlaceReport
from facilities.vocabulary import ReportState
from insurance.models import Correction, ImportBatch, LookupAlarm
from portal.staff import second
from portal.staff.guard import reach_of
from support.models import BookingState, CallbackBooking, SupportRequest
from territory.workdays import working_days_until

MOST = 999
MOST_ITEMS = 100  # of the one list: more is nobody's day


@dataclass(frozen=True)
class Queue:
    """`rows`: what waits, within the officer's reach; None when the queue is not theirs.

    `due`: the path to its day, or hour, of promise. What has none stands by `since`, when it came.
    `said`: paths whose values name a row in the one list, and no person. `one`: the page of a row.
    """

    slug: str
    title: str | Promise
    url: Callable[[], str]
    rows: Callable[[HttpRequest], QuerySet[Any] | None]
    due: str = ""
    since: str = ""
    said: tuple[str, ...] = ("number",)
    one: str = ""
    whose: str = ""  # the path to the account that has taken it

    @property
    def clock(self) -> str:
        return self.due or self.since


@dataclass(frozen=True)
class Waiting:
    slug: str
    title: str | Promise
    url: str
    count: int
    is_more: bool
    overdue: int
    oldest: date | None
    has_due: bool
    days_left: int | None

    @property
    def late_days(self) -> int:
        return -self.days_left if self.days_left is not None and self.days_left < 0 else 0


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
    # Those somebody has looked at wait for a second person.
    seen = Approval.objects.waiting().filter(kind=Approval.Kind.IDENTITY).values("target")
    return papers_waiting(user, reach_of(request)).exclude(pk__in=seen)


def corrections(request: HttpRequest) -> QuerySet[Any] | None:
    return of_page(Correction, state__in=("received", "in_review"))(request)


def files_of_amounts(request: HttpRequest) -> QuerySet[Any] | None:
    """Files another officer sent that change amounts of benefits: they wait for a second person."""
    if of_page(ImportBatch)(request) is None or not reach_of(request).nationwide:
        return None
    found: QuerySet[Any] = ImportBatch.objects.for_second(staff_request(request).actor)
    return found


def calls(request: HttpRequest) -> QuerySet[Any] | None:
    """Today's calls, and earlier ones of which nobody wrote how they went."""
    tomorrow = start_of(localdate() + timedelta(days=1))
    return of_page(CallbackBooking, state=BookingState.BOOKED, slot__starts_at__lt=tomorrow)(request)


SECOND, SECOND_TITLE = "hai-nguoi", _("Việc chờ người thứ hai")
QUEUES: list[Queue] = [
    # Two tables, one line of the first page and one page for both: portal/staff/second.py.
    Queue(
        SECOND,
        SECOND_TITLE,
        lambda: reverse("admin:citizens_approval_queue"),
        second.corrections_of_others,
        due="due_on",
        one="insurance_correction_change",
    ),
    Queue(
        SECOND,
        SECOND_TITLE,
        lambda: reverse("admin:citizens_approval_queue"),
        second.approvals_of_others,
        due="due_on",
        one="citizens_approval_open",
    ),
    Queue(
        "dinh-chinh",
        _("Yêu cầu đính chính"),
        page("insurance_correction"),
        corrections,
        due="due_on",
        one="insurance_correction_change",
    ),
    Queue(
        "tep-so-tien",
        _("Tệp đổi số tiền chờ người thứ hai"),
        page("insurance_importbatch", "?state__exact=checked"),
        files_of_amounts,
        since="created_at",
        said=("created_by__username",),
        one="insurance_importbatch_change",
    ),
    Queue(
        "giay-to",
        _("Giấy tờ chờ xem để mở tài khoản"),
        lambda: reverse("accounts:papers-queue"),
        papers,
        since="created_at",
        said=(),
    ),
    Queue(
        "dai-dien",
        _("Người xin đại diện đơn vị"),
        page("citizens_employermember"),
        of_page(EmployerMember),
        since="created_at",
        said=("employer__name",),
        one="citizens_employermember_change",
    ),
    Queue(
        "bao-tang-giam",
        _("Dòng báo tăng giảm của đơn vị"),
        page("enterprises_changerow"),
        of_page(ChangeRow, state=ChangeRow.State.WAITING),
        due="report__due_on",
        said=("report__number", "line", "report__employer__name"),
        one="enterprises_changerow_change",
    ),
    Queue(
        "phan-doi",
        _("Phản đối giai đoạn giữa người lao động và đơn vị"),
        page("enterprises_rowdispute"),
        of_page(RowDispute, answered_at=None),
        due="due_on",
        said=("number", "employer__name"),
        one="enterprises_rowdispute_change",
    ),
    Queue(
        "ho-tro",
        _("Yêu cầu hỗ trợ"),
        page("support_supportrequest"),
        of_page(SupportRequest, state="open"),
        due="due_on",
        one="support_supportrequest_change",
        whose="assigned_to__username",
    ),
    Queue(
        "goi-lai",
        _("Cuộc gọi lại"),
        page("support_callbackbooking"),
        calls,
        due="slot__starts_at",
    ),
    Queue(
        "du-lieu",
        _("Yêu cầu về dữ liệu cá nhân"),
        page("citizens_datarequest", "?state__exact=open"),
        of_page(DataRequest, state="open"),
        due="due_on",
        one="citizens_datarequest_change",
    ),
    Queue(
        "luot-xem",
        _("Câu hỏi về lượt xem hồ sơ"),
        page("citizens_accessquestion", "?state__exact=open"),
        of_page(AccessQuestion, state="open"),
        due="due_on",
        one="citizens_accessquestion_change",
    ),
    Queue(
        "dia-diem",
        _("Góp ý sai thông tin địa điểm"),
        page("facilities_placereport", "?state__exact=new"),
        of_page(PlaceReport, state=ReportState.NEW),
        since="created_at",
        said=("place__name",),
        one="facilities_placereport_change",
    ),
    Queue(
        "canh-bao",
        _("Cảnh báo về việc xem hồ sơ"),
        page("citizens_staffalert", "?xong=khong"),
        of_page(StaffAlert, looked_at=None),
        since="at",
        said=("officer__username",),
        one="citizens_staffalert_change",
    ),
    Queue(
        "bao-dong",
        _("Báo động tra cứu: có người dò số"),
        page("insurance_lookupalarm", "?xong=khong"),
        of_page(LookupAlarm, looked_at=None),
        since="at",
        said=("note",),
        one="insurance_lookupalarm_change",
    ),
]


def own_queues(request: HttpRequest) -> list[tuple[Queue, QuerySet[Any]]]:
    return [(queue, rows) for queue in QUEUES if (rows := queue.rows(request)) is not None]


def waiting_for(request: HttpRequest) -> Iterator[Waiting]:
    """The officer's queues, what is due first on top."""
    measured: dict[str, Waiting] = {}
    for queue, rows in own_queues(request):
        row = _measure(queue, rows)
        measured[queue.slug] = together(measured[queue.slug], row) if queue.slug in measured else row
    found = list(measured.values())
    yield from sorted(found, key=lambda row: (row.count == 0, row.oldest or date.max, -row.count))


def together(one: Waiting, other: Waiting) -> Waiting:
    """Two tables of one queue."""
    first = min((one, other), key=lambda row: row.oldest or date.max)
    return replace(
        first,
        count=min(one.count + other.count, MOST),
        is_more=one.is_more or other.is_more or one.count + other.count > MOST,
        overdue=one.overdue + other.overdue,
    )


def _measure(queue: Queue, rows: QuerySet[Any]) -> Waiting:
    """One question: how many, how many late, the oldest. Of the first MOST by their day."""
    today = localdate()
    first = rows.annotate(_clock=F(queue.clock)).order_by("_clock")[: MOST + 1]
    late = Q(_clock__lt=start_of(today) if is_hour(queue, rows) else today)
    found = first.aggregate(
        count=Count("pk"), oldest=Min("_clock"), overdue=Count("pk", filter=late if queue.due else Q(pk=None))
    )
    oldest = day_of(found["oldest"])
    days = working_days_until(today, oldest) if oldest and queue.due else None
    count = min(found["count"], MOST)
    return Waiting(
        queue.slug,
        queue.title,
        queue.url(),
        count,
        found["count"] > MOST,
        min(found["overdue"], count),
        oldest,
        bool(queue.due),
        days,
    )


# -- The one list


@dataclass(frozen=True)
class Item:
    """Something that waits: what, where, until when. Names nobody: whom it is about stands on its own page."""

    kind: str | Promise
    url: str
    words: str
    whose: str
    day: date
    hour: str
    has_due: bool
    days: int  # working days left, below zero when late; for what has no due day, how long it has waited

    @property
    def is_late(self) -> bool:
        return self.has_due and self.days < 0

    @property
    def clock(self) -> str:
        if not self.has_due:
            words = ngettext("chờ %(days)s ngày làm việc", "chờ %(days)s ngày làm việc", self.days)
            return words % {"days": self.days} if self.days else gettext("đến hôm nay")
        if self.days < 0:
            words = ngettext("QUÁ HẠN %(days)s ngày làm việc", "QUÁ HẠN %(days)s ngày làm việc", -self.days)
            return words % {"days": -self.days}
        if self.day == localdate():
            return gettext("hạn là hôm nay")
        words = ngettext("còn %(days)s ngày làm việc", "còn %(days)s ngày làm việc", self.days)
        return words % {"days": self.days}


def items(request: HttpRequest, slug: str = "", late_only: bool = False) -> tuple[list[Item], bool]:
    """What waits, oldest due first, of one kind or of all; and whether there is more than is shown.

    What two queues hold stands once: as the step that is this officer's to take.
    """
    found: dict[tuple[str, int], Item] = {}
    for queue, rows in own_queues(request):
        if (slug and queue.slug != slug) or (late_only and not queue.due):
            continue
        for key, item in _items_of(queue, rows, late_only):
            found.setdefault(key, item)
    listed = sorted(found.values(), key=lambda item: (item.day, item.hour))
    return listed[:MOST_ITEMS], len(listed) > MOST_ITEMS


def _items_of(queue: Queue, rows: QuerySet[Any], late_only: bool) -> Iterator[tuple[tuple[str, int], Item]]:
    today, hours = localdate(), is_hour(queue, rows)
    # SECURITY: within the officer's reach by the queue's own rows. A number and a day say nothing of a person, so
    # nobody's access log is told; whoever opens the row leaves an entry.
    plain = rows.model._base_manager.filter(pk__in=rows.order_by().values("pk"))
    plain = plain.annotate(_clock=F(queue.clock))
    if late_only:
        plain = plain.filter(_clock__lt=start_of(today) if hours else today)
    paths = ("pk", "_clock", *queue.said, *((queue.whose,) if queue.whose else ()))
    for pk, clock, *values in plain.order_by("_clock", "pk").values_list(*paths)[: MOST_ITEMS + 1]:
        whose = values.pop() if queue.whose else ""
        day = day_of(clock) or today
        yield (
            (rows.model._meta.label, pk),
            Item(
                kind=queue.title,
                url=reverse(f"admin:{queue.one}", args=[pk]) if queue.one else queue.url(),
                words=" · ".join(str(value) for value in values if value not in (None, "")),
                whose=whose or "",
                day=day,
                hour=f"{localtime(clock):%H:%M}" if hours and queue.due else "",
                has_due=bool(queue.due),
                days=working_days_until(today, day) if queue.due else working_days_until(day, today),
            ),
        )


def start_of(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))


def day_of(clock: Any) -> date | None:
    return localdate(clock) if isinstance(clock, datetime) else clock


def is_hour(queue: Queue, rows: QuerySet[Any]) -> bool:
    """Whether the clock of this queue is a moment, and no day."""
    model, field = rows.model, None
    for name in queue.clock.split("__"):
        field = model._meta.get_field(name)
        model = field.related_model
    return isinstance(field, DateTimeField)
