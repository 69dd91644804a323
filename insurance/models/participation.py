"""Runs of months of one person in a scheme. Months are half-open date ranges; money is whole VND.

Fields follow domain terms of docs/glossary.md. What must never be false is a constraint here, whoever writes the row.
"""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.fields.ranges import RangeEndsWith
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from citizens.models import Citizen, Employer, keeps_history
from insurance.querysets.participation import ParticipationPeriodQuerySet
from insurance.rules import participation


class Scheme(models.TextChoices):
    """Insurance schemes; the values are those of `insurance.rules.participation.Scheme`."""

    BHXH = participation.Scheme.BHXH.value, _("BHXH bắt buộc")
    BHXH_TN = participation.Scheme.BHXH_TN.value, _("BHXH tự nguyện")
    BHTN = participation.Scheme.BHTN.value, _("BHTN")
    TNLD = participation.Scheme.TNLD.value, _("BHTNLĐ-BNN")
    BHYT = participation.Scheme.BHYT.value, _("BHYT")


class PaymentState(models.TextChoices):
    """State of a period; the values are those of `insurance.rules.participation.PaymentState`."""

    PAID = participation.PaymentState.PAID.value, _("Đã đóng")
    LATE = participation.PaymentState.LATE.value, _("Chậm đóng")
    CORRECTION = participation.PaymentState.CORRECTION.value, _("Đang điều chỉnh")
    CREDITED = participation.PaymentState.CREDITED.value, _("Được tính đóng")
    WITHDRAWN = participation.PaymentState.WITHDRAWN.value, _("Đã hưởng một lần")


class Source(models.TextChoices):
    """Where a row came from."""

    EMPLOYER_REPORT = "employer", _("Báo cáo của đơn vị")
    COLLECTION_AGENT = "agent", _("Đại lý thu")
    AGENCY = "agency", _("Cơ quan BHXH ghi nhận")
    PAPER_BOOK = "book", _("Nhập từ sổ BHXH giấy")


def whole_dong(name: str) -> Q:
    """An amount that is unknown or not negative."""
    return Q(**{f"{name}__gte": 0}) | Q(**{name: None})


@keeps_history()
class ParticipationPeriod(models.Model):
    """A run of months of one person in one scheme with the same employer, job, wage and payment state."""

    public_id = models.UUIDField(_("mã tra cứu"), default=uuid.uuid4, editable=False)
    citizen = models.ForeignKey(
        Citizen,
        on_delete=models.PROTECT,
        related_name="participation_periods",
        verbose_name=_("người tham gia"),
    )
    scheme = models.CharField(_("loại bảo hiểm"), max_length=8, choices=Scheme.choices)
    months = DateRangeField(_("từ tháng đến tháng"))
    employer = models.ForeignKey(
        Employer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("đơn vị")
    )
    job_title = models.CharField(_("chức danh, công việc"), max_length=160, blank=True)
    work_place = models.CharField(_("nơi làm việc"), max_length=200, blank=True)
    member_code = models.CharField(_("mã đối tượng"), max_length=2, blank=True)
    insured_wage = models.BigIntegerField(_("tiền lương làm căn cứ đóng"), null=True, blank=True)
    coefficient = models.DecimalField(_("hệ số lương"), max_digits=5, decimal_places=2, null=True, blank=True)
    position_allowance = models.BigIntegerField(_("phụ cấp chức vụ"), null=True, blank=True)
    seniority_excess_allowance = models.BigIntegerField(
        _("phụ cấp thâm niên vượt khung"), null=True, blank=True
    )
    seniority_allowance = models.BigIntegerField(_("phụ cấp thâm niên nghề"), null=True, blank=True)
    payment_state = models.CharField(_("trạng thái"), max_length=10, choices=PaymentState.choices)
    source = models.CharField(_("nguồn"), max_length=8, choices=Source.choices)
    imported_at = models.DateTimeField(_("cập nhật lúc"))

    objects = ParticipationPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("giai đoạn tham gia")
        verbose_name_plural = _("quá trình tham gia")
        constraints = [
            ExclusionConstraint(
                name="participation_no_overlap",
                expressions=[
                    ("citizen", RangeOperators.EQUAL),
                    ("scheme", RangeOperators.EQUAL),
                    ("months", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_(
                    "Người này đã có giai đoạn khác trùng tháng trong cùng loại bảo hiểm."
                ),
            ),
            models.CheckConstraint(
                condition=Q(
                    months__isempty=False,
                    months__lower_inf=False,
                    months__upper_inf=False,
                    months__startswith__day=1,
                    months__endswith__day=1,
                ),
                name="participation_whole_months",
                violation_error_message=_("Giai đoạn phải gồm các tháng trọn: từ ngày 01 đến ngày 01."),
            ),
            models.CheckConstraint(condition=Q(scheme__in=Scheme.values), name="participation_scheme_known"),
            models.CheckConstraint(
                condition=Q(payment_state__in=PaymentState.values), name="participation_state_known"
            ),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="participation_source_known"),
            models.CheckConstraint(
                condition=whole_dong("insured_wage")
                & whole_dong("position_allowance")
                & whole_dong("seniority_excess_allowance")
                & whole_dong("seniority_allowance"),
                name="participation_money_not_negative",
                violation_error_message=_("Số tiền không được âm."),
            ),
            models.UniqueConstraint(fields=["public_id"], name="participation_public_id"),
        ]
        indexes = [
            # A unit's people: who is on record in a month, and until when.
            models.Index("employer", "scheme", RangeEndsWith("months"), name="participation_unit_until"),
            models.Index(
                fields=["employer"], condition=Q(payment_state="late"), name="participation_late_of_unit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.public_id}"
