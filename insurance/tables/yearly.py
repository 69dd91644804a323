"""The yearly confirmation of contribution time (C14-TS) as a table: one row a year, months in each scheme."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from insurance.models import ParticipationPeriod, PaymentState, Scheme
from insurance.rules.months import MONTHS_PER_YEAR, month_index
from insurance.tables.base import Column, Kind, Table, Value

YEARS = (
    Column("year", _("Năm")),
    Column("bhxh", _("BHXH bắt buộc"), Kind.NUMBER),
    Column("bhxh_tn", _("BHXH tự nguyện"), Kind.NUMBER),
    Column("bhtn", _("BHTN"), Kind.NUMBER),
    Column("tnld", _("BHTNLĐ-BNN"), Kind.NUMBER),
    Column("bhyt", _("BHYT"), Kind.NUMBER),
    Column("late", _("BHXH chậm đóng"), Kind.NUMBER),
    Column("unsettled", _("BHXH đang điều chỉnh"), Kind.NUMBER),
    Column("withdrawn", _("Đã hưởng một lần"), Kind.NUMBER),
    Column("employers", _("Đơn vị")),
)
COUNTED = {PaymentState.PAID, PaymentState.CREDITED}
OTHER = {PaymentState.LATE: "late", PaymentState.CORRECTION: "unsettled", PaymentState.WITHDRAWN: "withdrawn"}


def yearly(periods: Sequence[ParticipationPeriod]) -> Table:
    """Months counted in each scheme, newest year first; months that do not count stand in columns of their own."""
    months: dict[int, dict[str, int]] = {}
    employers: dict[int, dict[str, None]] = {}
    for period in periods:
        start, end = month_index(period.months.lower), month_index(period.months.upper)
        state = PaymentState(period.payment_state)
        key = period.scheme if state in COUNTED else OTHER[state]
        if state not in COUNTED and period.scheme not in (Scheme.BHXH, Scheme.BHXH_TN):
            continue
        for year in range(start // MONTHS_PER_YEAR, (end - 1) // MONTHS_PER_YEAR + 1):
            first, last = max(start, year * MONTHS_PER_YEAR), min(end, (year + 1) * MONTHS_PER_YEAR)
            of_year = months.setdefault(year, {})
            of_year[key] = of_year.get(key, 0) + last - first
            if period.employer:
                employers.setdefault(year, {})[period.employer.name] = None
    rows: list[list[Value]] = [
        [
            str(year),
            *(months[year].get(column.key, 0) for column in YEARS[1:-1]),
            ", ".join(employers.get(year, ())),
        ]
        for year in sorted(months, reverse=True)
    ]
    return Table(
        "c14-ts", _("Thời gian đóng theo năm (C14-TS)"), YEARS, rows, frozenset(c.key for c in YEARS[1:-1])
    )
