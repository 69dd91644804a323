"""Reports of changes (D02-LT): what a unit declares, row by row, and what the office decided."""

import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from citizens.models import Citizen, Employer, EmployerMember, User, keeps_history

if TYPE_CHECKING:
    from django.db.models import QuerySet  # noqa: F401


class ReportQuerySet(models.QuerySet["ChangeReport"]):
    """SECURITY: a report is the unit's: start with `of()`."""

    def of(self, employer_id: int) -> Self:
        return self.filter(employer=employer_id)

    def newest_first(self) -> Self:
        return self.order_by("-pk")

    def counted(self) -> Self:
        """With how many rows are wrong, wait, were accepted and refused."""
        right = Q(rows__errors=[])
        return self.annotate(
            wrong=Count("rows", filter=~right),
            right=Count("rows", filter=right),
            accepted=Count("rows", filter=Q(rows__state="accepted")),
            refused=Count("rows", filter=Q(rows__state="refused")),
            waiting=Count("rows", filter=Q(rows__state="waiting")),
        )


class ChangeReport(models.Model):
    """A list of changes. A draft until it is sent; then it has a number and a day by which it is answered."""

    public_id = models.UUIDField(_("mã tra cứu"), default=uuid.uuid4, editable=False, unique=True)
    employer = models.ForeignKey(
        Employer, on_delete=models.PROTECT, related_name="reports", verbose_name=_("đơn vị")
    )
    made_by = models.ForeignKey(
        EmployerMember, on_delete=models.PROTECT, related_name="reports", verbose_name=_("người lập")
    )
    number = models.CharField(_("số"), max_length=16, unique=True, null=True, blank=True)
    made_at = models.DateTimeField(_("lập lúc"), auto_now_add=True)
    sent_at = models.DateTimeField(_("gửi lúc"), null=True, blank=True)
    due_on = models.DateField(_("hạn trả lời"), null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("báo cáo tăng giảm (D02-LT)")
        verbose_name_plural = _("báo cáo tăng giảm (D02-LT)")
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None, number=None, due_on=None)
                | Q(sent_at__isnull=False, number__isnull=False, due_on__isnull=False),
                name="change_report_sent_whole",
            )
        ]

    def __str__(self) -> str:
        return self.number or str(self.public_id)


class ChangeRowQuerySet(models.QuerySet["ChangeRow"]):
    """Drafts are the unit's alone; what is `sent()` concerns the office and the people named."""

    def of(self, report: ChangeReport) -> Self:
        return self.filter(report=report)

    def of_unit(self, employer_id: int) -> Self:
        return self.filter(report__employer=employer_id)

    def sent(self) -> Self:
        return self.filter(report__sent_at__isnull=False)

    def waiting(self) -> Self:
        """Sent, and not yet answered."""
        return self.sent().filter(state="waiting")

    def right(self) -> Self:
        return self.filter(errors=[])

    def wrong(self) -> Self:
        return self.exclude(errors=[])

    def may_be_about(self, person: Citizen) -> Self:
        """Recognised as this person, or not recognised and with their number: the name decides then."""
        numbers = Citizen._base_manager.filter(Q(pk=person.pk) | Q(merged_into=person.pk)).values(
            "bhxh_number"
        )
        return self.filter(Q(citizen=person) | Q(citizen=None, bhxh_number__in=numbers))

    def without_number(self) -> Self:
        """New people who have none yet."""
        return self.filter(kind="increase", bhxh_number="")

    def in_order(self) -> Self:
        return self.order_by("line")


@keeps_history()
class ChangeRow(models.Model):
    """One change of one person. `errors` are those found before sending; such a row is not sent."""

    class Kind(models.TextChoices):
        INCREASE = "increase", _("Tăng")
        DECREASE = "decrease", _("Giảm")
        WAGE = "wage", _("Điều chỉnh lương")

    class State(models.TextChoices):
        WAITING = "waiting", _("Chờ cơ quan BHXH")
        ACCEPTED = "accepted", _("Đã ghi vào hồ sơ")
        REFUSED = "refused", _("Không nhận")

    public_id = models.UUIDField(_("mã tra cứu"), default=uuid.uuid4, editable=False, unique=True)
    report = models.ForeignKey(
        ChangeReport, on_delete=models.CASCADE, related_name="rows", verbose_name=_("báo cáo")
    )
    line = models.PositiveIntegerField(_("dòng"))
    kind = models.CharField(_("phương án"), max_length=8, choices=Kind.choices, blank=True)
    full_name = models.CharField(_("họ và tên"), max_length=120, blank=True)
    bhxh_number = models.CharField(_("mã số BHXH"), max_length=10, blank=True)
    month = models.DateField(_("từ tháng"), null=True, blank=True)
    wage = models.BigIntegerField(_("lương đóng"), null=True, blank=True)
    wage_before = models.BigIntegerField(_("lương đang đóng"), null=True, blank=True)
    job_title = models.CharField(_("công việc"), max_length=160, blank=True)
    cells = models.JSONField(_("như đã gõ"), default=dict)
    errors = models.JSONField(_("lỗi"), default=list)
    state = models.CharField(_("tình trạng"), max_length=8, choices=State.choices, default=State.WAITING)
    # Known once the office has recognised the person; the unit is told the state alone.
    citizen = models.ForeignKey(
        Citizen, on_delete=models.PROTECT, null=True, blank=True, related_name="reported_changes",
        verbose_name=_("người lao động"),
    )  # fmt: skip
    reason = models.CharField(_("lý do"), max_length=300, blank=True)
    decided_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người quyết định"),
    )
    decided_at = models.DateTimeField(_("quyết định lúc"), null=True, blank=True)

    objects = ChangeRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("dòng báo tăng giảm")
        verbose_name_plural = _("dòng báo tăng giảm")
        indexes = [
            models.Index(fields=["bhxh_number"], condition=~Q(bhxh_number=""), name="change_row_number"),
            models.Index(fields=["report"], condition=Q(decided_at=None), name="change_row_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["report", "line"], name="change_row_line_once"),
            models.CheckConstraint(
                condition=Q(state="waiting")
                | Q(decided_by__isnull=False, decided_at__isnull=False)
                & (Q(state="accepted") | ~Q(reason="")),
                name="change_row_decision_says_why",
                violation_error_message=_("Không nhận thì phải ghi lý do."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report}, {self.line}"
