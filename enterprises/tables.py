"""What the enterprise area shows and gives as files, as tables of `insurance.tables`."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from enterprises.models import Notice
from insurance import words
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


HISTORY = (
    Column("month", _("Tháng")),
    Column("people", _("Số người"), Kind.NUMBER),
    Column("opening", _("Mang sang"), Kind.MONEY),
    Column("due", _("Phải đóng"), Kind.MONEY),
    Column("adjustment", _("Điều chỉnh"), Kind.MONEY),
    Column("interest", _("Lãi chậm đóng"), Kind.MONEY),
    Column("paid", _("Đã nộp"), Kind.MONEY),
    Column("closing", _("Chuyển kỳ sau"), Kind.MONEY),
)


def notice_history(notices: Sequence[Notice]) -> Table:
    return Table(
        "c12-ts",
        _("Thông báo C12-TS theo tháng"),
        HISTORY,
        [
            (words.month(notice.month), *(getattr(notice, column.key) for column in HISTORY[1:]))
            for notice in notices
        ],
    )
