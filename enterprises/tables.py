"""What the enterprise area shows and gives as files, as tables of `insurance.tables`."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from insurance.models import ParticipationPeriod
from insurance.tables.base import Column, Kind, Table

PERIODS = (
    Column("months", _("Từ tháng đến tháng"), Kind.MONTHS),
    Column("job_title", _("Công việc")),
    Column("wage", _("Lương đóng"), Kind.MONEY),
    Column("state", _("Trạng thái")),
)


def unit_periods(rows: Sequence[ParticipationPeriod]) -> Table:
    """Rows of one person that the unit declared."""
    return Table(
        "giai-doan",
        _("Các giai đoạn"),
        PERIODS,
        [
            (
                (row.months.lower, row.months.upper),
                row.job_title,
                row.insured_wage,
                row.get_payment_state_display(),
            )
            for row in rows
        ],
    )
