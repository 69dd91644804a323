"""What a unit owes and pays: money received, and the monthly notice C12-TS as it was issued."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from citizens.models import Employer, keeps_history

if TYPE_CHECKING:
    from datetime import date


class UnitQuerySet(models.QuerySet[Any]):
    """SECURITY: a unit's money is the unit's: start with `of()`."""

    def of(self, employer_id: int) -> Self:
        return self.filter(employer=employer_id)


class NoticeQuerySet(UnitQuerySet):
    def newest_first(self) -> Self:
        return self.order_by("-month")

    def oldest_first(self) -> Self:
        return self.order_by("month")

    def since(self, month: "date") -> Self:
        return self.filter(month__gte=month)


@keeps_history()
class UnitPayment(models.Model):
    """Money of a unit that reached the account of the office."""

    employer = models.ForeignKey(
        Employer, on_delete=models.PROTECT, related_name="payments", verbose_name=_("đơn vị")
    )
    reference = models.CharField(_("số chứng từ"), max_length=40)
    paid_on = models.DateField(_("ngày nộp"))
    amount = models.BigIntegerField(_("số tiền"))
    # Empty: known from the beginning. Money booked after the notice of its month stands in the next one.
    imported_at = models.DateTimeField(_("ghi nhận lúc"), null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("lần nộp tiền của đơn vị")
        verbose_name_plural = _("các lần nộp tiền của đơn vị")
        constraints = [
            models.UniqueConstraint(fields=["employer", "reference"], name="unit_payment_reference_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="unit_payment_is_money"),
        ]
        indexes = [models.Index(fields=["employer", "paid_on"], name="unit_payment_days")]

    def __str__(self) -> str:
        return self.reference


@keeps_history()
class Notice(models.Model):
    """C12-TS: what was owed, due, paid and is left for a month. Never changed once issued; later notices adjust.

    The office's own notices come from files and count for more than those we put together from the records: they take
    the place of ours, and ours after them carry on from theirs.

    `lines` has one entry a fund, `adjustments` one for each earlier month whose records have changed since.
    """

    class Origin(models.TextChoices):
        COMPUTED = "computed", _("lập từ hồ sơ")
        OFFICIAL = "official", _("cơ quan BHXH gửi")

    employer = models.ForeignKey(
        Employer, on_delete=models.PROTECT, related_name="notices", verbose_name=_("đơn vị")
    )
    origin = models.CharField(
        _("từ đâu"), max_length=8, choices=Origin.choices, default=Origin.COMPUTED, db_default=Origin.COMPUTED
    )
    month = models.DateField(_("tháng"))
    people = models.PositiveIntegerField(_("số lao động"))
    opening = models.BigIntegerField(_("kỳ trước mang sang"))
    due = models.BigIntegerField(_("phải đóng trong kỳ"))
    adjustment = models.BigIntegerField(_("điều chỉnh kỳ trước"))
    interest = models.BigIntegerField(_("lãi chậm đóng"))
    paid = models.BigIntegerField(_("đã nộp trong kỳ"))
    closing = models.BigIntegerField(_("chuyển kỳ sau"))
    lines = models.JSONField(_("theo quỹ"))
    adjustments = models.JSONField(_("các điều chỉnh"), default=list)
    issued_at = models.DateTimeField(_("lập lúc"))

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("thông báo C12-TS")
        verbose_name_plural = _("thông báo C12-TS")
        constraints = [
            models.UniqueConstraint(fields=["employer", "month"], name="notice_one_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="notice_of_a_whole_month"),
            models.CheckConstraint(
                condition=Q(closing=F("opening") + F("due") + F("adjustment") + F("interest") - F("paid")),
                name="notice_adds_up",
                violation_error_message=_("Các số của thông báo phải cộng lại đúng."),
            ),
            models.CheckConstraint(
                condition=Q(origin__in=["computed", "official"]), name="notice_origin_known"
            ),
        ]

    def __str__(self) -> str:
        return f"C12-TS {self.month:%m/%Y}"

    @property
    def is_official(self) -> bool:
        return self.origin == self.Origin.OFFICIAL
