"""Benefits as tables: decisions, payments, changes of a monthly amount."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from insurance.models import BenefitAdjustment, BenefitDecision, BenefitPayment, PayoutAccount
from insurance.tables.base import Column, Kind, Table, Value

DECISIONS = (
    Column("kind", _("Chế độ")),
    Column("decision_number", _("Số quyết định")),
    Column("decided_on", _("Ngày quyết định"), Kind.DAY),
    Column("period", _("Thời gian hưởng"), Kind.DAYS),
    Column("days", _("Số ngày"), Kind.NUMBER),
    Column("base_amount", _("Mức làm căn cứ"), Kind.MONEY),
    Column("rate_percent", _("Tỷ lệ"), Kind.PERCENT),
    Column("amount", _("Số tiền"), Kind.MONEY),
    Column("current_amount", _("Mức hiện nay"), Kind.MONEY, on_screen=False),
    Column("state", _("Tình trạng")),
    Column("reason", _("Lý do")),
)
ACCOUNTS = (
    Column("bank", _("Ngân hàng")),
    Column("account_masked", _("Tài khoản")),
    Column("since", _("Nhận tiền từ"), Kind.MOMENT),
    Column("until", _("Thôi nhận từ"), Kind.MOMENT),
)
PAYMENTS = (
    Column("benefit", _("Chế độ"), on_screen=False),
    Column("decision_number", _("Số quyết định"), on_screen=False),
    Column("period", _("Chi cho thời gian"), Kind.DAYS),
    Column("amount", _("Số tiền"), Kind.MONEY),
    Column("state", _("Trạng thái")),
    Column("paid_on", _("Ngày chi"), Kind.DAY),
    Column("channel", _("Hình thức nhận")),
    Column("place", _("Nơi chi trả")),
    Column("account_masked", _("Tài khoản")),
)
ADJUSTMENTS = (
    Column("benefit", _("Chế độ"), on_screen=False),
    Column("decision_number", _("Số quyết định"), on_screen=False),
    Column("effective_on", _("Từ ngày"), Kind.DAY),
    Column("amount_before", _("Mức trước"), Kind.MONEY),
    Column("percent", _("Tăng"), Kind.PERCENT),
    Column("amount_after", _("Mức mới"), Kind.MONEY),
    Column("reason", _("Theo văn bản")),
)


def decisions(found: Iterable[BenefitDecision], now: Mapping[int, int] | None = None) -> Table:
    """`now`: the monthly amount in force, by decision, where it has changed since."""
    rows: list[list[Value]] = [
        [
            decision.get_kind_display(),
            decision.decision_number,
            decision.decided_on,
            (decision.period.lower, decision.period.upper) if decision.period else None,
            decision.days,
            decision.base_amount,
            decision.rate_percent,
            decision.amount,
            (now or {}).get(decision.pk),
            decision.get_state_display(),
            decision.reason,
        ]
        for decision in found
    ]
    return Table("quyen-loi", _("Quyền lợi đã hưởng"), DECISIONS, rows)


def payments(found: Iterable[BenefitPayment]) -> Table:
    """`found` comes with its decisions."""
    rows: list[list[Value]] = [
        [
            payment.decision.get_kind_display(),
            payment.decision.decision_number,
            (payment.period.lower, payment.period.upper),
            payment.amount,
            payment.get_state_display(),
            payment.paid_on,
            payment.get_channel_display(),
            payment.place,
            payment.account_masked,
        ]
        for payment in found
    ]
    return Table("chi-tra", _("Các lần chi trả"), PAYMENTS, rows)


def adjustments(found: Iterable[BenefitAdjustment]) -> Table:
    """`found` comes with its decisions."""
    rows: list[list[Value]] = [
        [
            change.decision.get_kind_display(),
            change.decision.decision_number,
            change.effective_on,
            change.amount_before,
            change.percent,
            change.amount_after,
            change.reason,
        ]
        for change in found
    ]
    return Table("dieu-chinh", _("Lịch sử điều chỉnh"), ADJUSTMENTS, rows)


def accounts(found: Iterable[PayoutAccount]) -> Table:
    rows: list[list[Value]] = [[row.bank, row.account_masked, row.since, row.until] for row in found]
    return Table("tai-khoan-nhan-tien", _("Tài khoản nhận tiền"), ACCOUNTS, rows)
