"""One notice as people read it, on the page and in files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citizens.models import Employer
from enterprises import notices
from enterprises.models import Notice, UnitPayment
from insurance import words
from insurance.models import Scheme
from insurance.rules.arrears import deadline_of
from insurance.rules.parameters import Certainty, Fund, LatePaymentRate, find
from insurance.tables.base import Column, Kind, Table

FUNDS = (
    Column("scheme", gettext_lazy("Loại bảo hiểm")),
    Column("fund", gettext_lazy("Quỹ")),
    Column("people", gettext_lazy("Số người"), Kind.NUMBER),
    Column("wages", gettext_lazy("Quỹ lương"), Kind.MONEY),
    Column("employer_rate", gettext_lazy("Đơn vị"), Kind.PERCENT),
    Column("employee_rate", gettext_lazy("Người lao động"), Kind.PERCENT),
    Column("total", gettext_lazy("Phải đóng"), Kind.MONEY),
)


@dataclass
class Sheet:
    employer: Employer
    notice: Notice
    later: Sequence[Notice]  # the notices after it: they may have adjusted it
    payments: Sequence[UnitPayment]  # those the notice has counted, as far as they are on record
    uncounted: Sequence[UnitPayment] = ()  # of its month, booked after it was issued

    @property
    def month(self) -> str:
        return words.month(self.notice.month)

    @property
    def slug(self) -> str:
        return f"{self.notice.month:%Y-%m}"

    @property
    def deadline(self) -> date:
        return deadline_of(self.notice.month)

    @property
    def balance(self) -> list[tuple[str, str, str]]:
        """The parts in the form's order: letter and name, amount, note."""
        notice = self.notice
        changed = ", ".join(
            f"{words.month(date.fromisoformat(entry['month']))}: {words.dong(entry['amount'])}"
            for entry in notice.adjustments
        )
        return [
            (_("A. Kỳ trước mang sang"), words.dong(notice.opening), ""),
            (_("B. Phải đóng trong kỳ"), words.dong(notice.due), ""),
            (_("Điều chỉnh các kỳ trước"), words.dong(notice.adjustment), changed),
            (_("Lãi chậm đóng"), words.dong(notice.interest), self.interest_note),
            (_("C. Đã nộp trong kỳ"), words.dong(notice.paid), ""),
            (_("Đ. Chuyển kỳ sau"), words.dong(notice.closing), ""),
        ]

    @property
    def interest_note(self) -> str:
        rate = find(LatePaymentRate, self.notice.month)
        if rate is None:
            return _("Trước 07/2025 lãi tính theo lãi đầu tư quỹ từng năm: không tính ở đây.")
        text = _("%(rate)s mỗi ngày trên số còn nợ quá hạn. %(source)s.") % {
            "rate": words.percent(rate.percent_per_day),
            "source": rate.source,
        }
        doubt = _("Mức này chưa chắc chắn.")
        return text if rate.certainty != Certainty.UNCERTAIN else f"{text} {doubt}"

    @cached_property
    def funds(self) -> Table:
        """D. By fund, at the rates of the month."""
        rows = [
            (
                str(Scheme(line["scheme"]).label),
                str(notices.FUND_NAMES[Fund(line["fund"])]),
                line["people"],
                line["wages"],
                Decimal(line["employer_rate"]),
                Decimal(line["employee_rate"]),
                line["employer"] + line["employee"],
            )
            for line in self.notice.lines
        ]
        return Table("theo-quy", _("Phải đóng theo quỹ"), FUNDS, rows, frozenset({"total"}))

    @cached_property
    def paid(self) -> Table:
        columns = (
            Column("reference", _("Số chứng từ")),
            Column("paid_on", _("Ngày nộp"), Kind.DAY),
            Column("amount", _("Số tiền"), Kind.MONEY),
        )
        rows = [(payment.reference, payment.paid_on, payment.amount) for payment in self.payments]
        return Table("da-nop", _("Số tiền đã nộp"), columns, rows, frozenset({"amount"}))

    @property
    def uncounted_words(self) -> str:
        return words.dong(sum(payment.amount for payment in self.uncounted))

    @property
    def on_vouchers(self) -> int:
        return sum(payment.amount for payment in self.payments)

    @property
    def on_vouchers_words(self) -> str:
        return words.dong(self.on_vouchers)

    # -- Recomputed today

    @cached_property
    def recomputed(self) -> notices.Dues:
        return notices.dues_of(self.employer, self.notice.month)

    @cached_property
    def settled(self) -> int:
        """What was issued for this month, with what later notices added to it."""
        return self.notice.due + notices.adjusted(self.later)[self.notice.month]

    @property
    def difference(self) -> int:
        return self.recomputed.total - self.settled

    @property
    def difference_words(self) -> str:
        return words.dong(abs(self.difference))

    @property
    def recomputed_words(self) -> str:
        return words.dong(self.recomputed.total)

    @property
    def without_amount(self) -> int:
        return max((due.without_amount for due in self.recomputed.by_scheme.values()), default=0)

    @property
    def uncertain(self) -> bool:
        return self.recomputed.certainty == Certainty.UNCERTAIN

    # -- Files

    def as_rows(self) -> tuple[list[str], list[list[Any]]]:
        """For a spreadsheet: amounts as numbers."""
        notice = self.notice
        head = [
            _("Thông báo C12-TS tháng %(month)s") % {"month": self.month},
            self.employer.name,
            self.employer.unit_code,
        ]
        amounts = (
            notice.opening, notice.due, notice.adjustment, notice.interest, notice.paid, notice.closing,
        )  # fmt: skip
        rows: list[list[Any]] = [
            [name, amount, note] for (name, _text, note), amount in zip(self.balance, amounts, strict=True)
        ]
        for table in (self.funds, self.paid):
            rows += [[], [str(table.title)], [str(column.title) for column in table.columns]]
            rows += [[_plain(value) for value in row] for row in table.rows]
        return head, rows


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return date_format(value)
    return float(value) if isinstance(value, Decimal) else value
