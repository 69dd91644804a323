"""Participation periods as a table."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from insurance.models import ParticipationPeriod
from insurance.tables.base import Column, Kind, Table, Value

PERIODS = (
    Column("months", _("Tháng"), Kind.MONTHS),
    Column("scheme", _("Loại bảo hiểm")),
    Column("employer", _("Đơn vị")),
    Column("unit_code", _("Mã đơn vị")),
    Column("job_title", _("Chức danh, công việc")),
    Column("member_code", _("Mã đối tượng")),
    Column("insured_wage", _("Lương đóng"), Kind.MONEY),
    Column("coefficient", _("Hệ số lương"), Kind.NUMBER),
    Column("state", _("Trạng thái")),
    Column("source", _("Nguồn")),
)


def periods(found: Iterable[ParticipationPeriod]) -> Table:
    rows: list[list[Value]] = [
        [
            (period.months.lower, period.months.upper),
            period.get_scheme_display(),
            period.employer.name if period.employer else "",
            period.employer.unit_code if period.employer else "",
            period.job_title,
            period.member_code,
            period.insured_wage,
            period.coefficient,
            period.get_payment_state_display(),
            period.get_source_display(),
        ]
        for period in found
    ]
    return Table("qua-trinh-tham-gia", _("Quá trình tham gia"), PERIODS, rows)
