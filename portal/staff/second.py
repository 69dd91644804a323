"""Everything that waits for a second person (T07), in one list: who proposed it and why, who may confirm, until when.

Four kinds stand in it: papers that open a record to an account, two records that become one (and their taking apart),
money of a benefit, and the account it is paid to. The first three are `Approval`s, money goes the way of corrections.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from citizens.access import staff_request
from citizens.accounts.handles import handle_of
from citizens.models import Approval, IdentityCheck, MergePaper
from citizens.staff.roles import AT_THE_COUNTER, roles_of
from citizens.uploads.store import attachment
from insurance.corrections.services import HOLD
from insurance.models import Correction
from portal.staff.merging import pages as merging
from portal.staff.merging import steps
from portal.staff.proposals import MAY_PROPOSE, must_be_allowed
from territory.workdays import working_days_until

if TYPE_CHECKING:
    ApprovalBase = admin.ModelAdmin[Approval]
else:
    ApprovalBase = admin.ModelAdmin

MOST_SHOWN = 100


@dataclass(frozen=True)
class Step:
    """One thing that waits, in words. It names nobody: who it is about is read on its own page."""

    number: str
    kind: str
    about: str
    why: str
    first: str  # who took the first step
    first_at: datetime
    own: bool
    second: str  # who may take the second
    ready_at: datetime | None
    due_on: date
    url: str

    @property
    def is_ready(self) -> bool:
        return self.ready_at is None or now() >= self.ready_at

    @property
    def is_late(self) -> bool:
        return self.due_on < localdate()

    @property
    def clock(self) -> str:
        """Working days left, or over."""
        left = working_days_until(localdate(), self.due_on)
        if left < 0:
            over = ngettext("quá %(count)s ngày làm việc", "quá %(count)s ngày làm việc", -left)
            return over % {"count": -left}
        if left == 0:
            return _("hết hạn hôm nay")
        words = ngettext("còn %(count)s ngày làm việc", "còn %(count)s ngày làm việc", left)
        return words % {"count": left}


def approvals_waiting(request: HttpRequest) -> QuerySet[Approval] | None:
    """Those this officer may act on, whoever proposed them; None when no step of this kind is theirs."""
    room: Any = admin.site._registry[Approval]
    roles = roles_of(request.user)
    if not (room.allows(request, "view") and roles & AT_THE_COUNTER):
        return None
    rows: QuerySet[Approval] = room.get_queryset(request).waiting()
    return rows if roles & MAY_PROPOSE else rows.filter(kind=Approval.Kind.IDENTITY)


def corrections_waiting(request: HttpRequest) -> Any:
    room: Any = admin.site._registry[Correction]
    return room.get_queryset(request).waiting_for_second() if room.allows(request, "change") else None


def approvals_of_others(request: HttpRequest) -> QuerySet[Any] | None:
    """What somebody else proposed: this officer's to confirm."""
    rows = approvals_waiting(request)
    return None if rows is None else rows.exclude(proposed_by=request.user.pk)


def corrections_of_others(request: HttpRequest) -> QuerySet[Any] | None:
    rows = corrections_waiting(request)
    return None if rows is None else rows.exclude(proposed_by=request.user.pk)


def steps_waiting(request: HttpRequest) -> list[Step]:
    found = [*_of_approvals(request), *_of_corrections(request)]
    return sorted(found, key=lambda step: (step.due_on, step.first_at))[:MOST_SHOWN]


def _of_approvals(request: HttpRequest) -> Iterator[Step]:
    rows = approvals_waiting(request)
    if rows is None:
        return
    for row in rows.select_related("proposed_by", "province").order_by("due_on", "proposed_at")[:MOST_SHOWN]:
        is_papers = row.kind == Approval.Kind.IDENTITY
        if row.province is None:
            second = _("quản trị toàn quốc khác")
        else:
            who = _("cán bộ quầy khác của %(place)s") if is_papers else _("cán bộ hồ sơ khác của %(place)s")
            second = who % {"place": row.province.name}
        yield Step(
            number=row.number,
            kind=row.get_kind_display(),
            about="",
            why=row.why,
            first=row.proposed_by.username,
            first_at=row.proposed_at,
            own=row.proposed_by_id == request.user.pk,
            second=second,
            ready_at=row.ready_at,
            due_on=row.due_on or localdate(row.proposed_at),
            url=address_of(row),
        )


def _of_corrections(request: HttpRequest) -> Iterator[Step]:
    rows = corrections_waiting(request)
    if rows is None:
        return
    for row in rows.select_related("citizen__province", "proposed_by").order_by("due_on", "pk")[:MOST_SHOWN]:
        yield Step(
            number=row.number,
            kind=_("sửa %(what)s") % {"what": row.get_kind_display().lower()},
            about=row.subject_text,
            why=row.why if row.by_office else row.proposed_answer,
            first=row.proposed_by.username,
            first_at=row.proposed_at,
            own=row.proposed_by_id == request.user.pk,
            second=_("cán bộ hồ sơ khác của %(place)s") % {"place": row.citizen.province.name},
            ready_at=row.proposed_at + HOLD,
            due_on=row.due_on,
            url=reverse("admin:insurance_correction_change", args=[row.pk]),
        )


def address_of(approval: Approval) -> str:
    """Where the second step is taken: beside the papers, or beside the two records."""
    if approval.kind == Approval.Kind.IDENTITY:
        return reverse("accounts:papers-check", args=[handle_of(IdentityCheck(pk=approval.target))])
    return reverse("admin:citizens_approval_decide", args=[approval.pk])


@admin.register(Approval)
class ApprovalAdmin(ApprovalBase):
    """The book of both steps, done and waiting. What waits is worked from its queue."""

    staff_roles: ClassVar[dict[str, str]] = {
        "national": "view",
        "records": "view",
        "support": "view",
        "auditor": "view",
    }
    staff_province = "province_id"
    # SECURITY: further only for MAY_PROPOSE, and the database keeps two accounts apart.
    staff_pages: ClassVar[dict[str, str]] = {"citizens_approval_decide": "view"}
    list_display = ("number", "kind", "state", "proposed_by", "proposed_at", "decided_by", "decided_at")
    list_filter = ("state", "kind")
    list_select_related = ("proposed_by", "decided_by")
    list_per_page = 50
    ordering = ("-proposed_at", "-pk")
    search_fields = ("=number",)
    search_help_text = gettext_lazy("Số của việc")
    fields = (
        "number", "kind", "state", "province", "why", "proposed_by", "proposed_at", "ready_at", "due_on", "decided_by",
        "decided_at", "reason", "where",
    )  # fmt: skip
    readonly_fields = ("where",)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        own = [
            path("cho/", view(self.queue), name="citizens_approval_queue"),
            path("<int:pk>/mo/", view(self.open), name="citizens_approval_open"),
            path("<int:pk>/quyet-dinh/", view(self.decide), name="citizens_approval_decide"),
            path("giay-to/<int:pk>/", view(self.paper), name="citizens_approval_paper"),
        ]
        return own + super().get_urls()

    @admin.display(description=gettext_lazy("xem và quyết định"))
    def where(self, approval: Approval) -> str | SafeString:
        if approval.kind == Approval.Kind.IDENTITY and approval.state != Approval.State.WAITING:
            return "–"  # the pictures are wiped
        return format_html('<a href="{}">{}</a>', address_of(approval), _("Mở trang của việc này"))

    def queue(self, request: HttpRequest) -> HttpResponse:
        found = steps_waiting(request)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Việc chờ người thứ hai"),
            "mine": [step for step in found if not step.own],
            "proposed": [step for step in found if step.own],
        }
        return render(request, "admin/people/second.html", context)

    def open(self, request: HttpRequest, pk: int) -> HttpResponse:
        """To where the second step is taken."""
        found = self.get_queryset(request).filter(pk=pk, state=Approval.State.WAITING).first()
        return redirect(address_of(found) if found is not None else "admin:citizens_approval_queue")

    def decide(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Two records beside each other, and the second step."""
        approval = self._found(request, pk=pk)
        filled = merging.decide(request, approval)
        if isinstance(filled, HttpResponse):
            return filled
        context = {**self.admin_site.each_context(request), **filled}
        return render(request, "admin/people/decide.html", context, status=filled["status"])

    def paper(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One paper of a proposal, for the officers who decide."""
        paper = MergePaper.objects.select_related("file").defer("file__content").filter(pk=pk).first()
        if paper is None:
            raise Http404
        self._found(request, target=paper.merge_id)
        return attachment(paper.file)

    def _found(self, request: HttpRequest, **asked: Any) -> Approval:
        """A merge of this officer's province. SECURITY: of no other, and for the roles that keep records."""
        rows = self.get_queryset(request).filter(kind__in=steps.KINDS, **asked)
        found: Approval | None = rows.select_related("proposed_by", "decided_by").first()
        if found is None:
            raise Http404
        must_be_allowed(staff_request(request).actor)
        return found
