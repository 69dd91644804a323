"""BHYT cards as a table."""

from collections.abc import Iterable
from datetime import date

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from insurance.models import CardState, HiCard
from insurance.tables.base import Column, Kind, Table, Value

CARDS = (
    Column("valid", _("Giá trị sử dụng"), Kind.DAYS),
    Column("number", _("Số thẻ")),
    Column("member_code", _("Mã đối tượng")),
    Column("benefit_level", _("Mức hưởng"), Kind.NUMBER),
    Column("facility", _("Nơi đăng ký ban đầu")),
    Column("facility_code", _("Mã nơi đăng ký"), on_screen=False),
    Column("area_code", _("Mã nơi sinh sống")),
    Column("five_years_on", _("Đủ 5 năm liên tục"), Kind.DAY, on_screen=False),
    Column("issued_on", _("Ngày cấp"), Kind.DAY, on_screen=False),
    Column("state", _("Tình trạng")),
    Column("state_reason", _("Lý do")),
)


def standing(card: HiCard, day: date) -> str:
    """Whether it is good on that day. Of a card that ended years ago "issued" says nothing to anybody."""
    if card.state != CardState.ACTIVE:
        return card.get_state_display()
    if day < card.valid.lower:
        return str(_("Chưa đến ngày"))
    return str(_("Còn giá trị") if day < card.valid.upper else _("Đã hết hạn"))


def cards(found: Iterable[HiCard], day: date | None = None) -> Table:
    """As it is today, or as it was on an earlier day."""
    day = day or localdate()
    rows: list[list[Value]] = [
        [
            (card.valid.lower, card.valid.upper),
            card.number,
            card.member_code,
            card.benefit_level,
            card.facility_name,
            card.facility_code,
            card.area_code,
            card.five_years_on,
            card.issued_on,
            standing(card, day),
            card.state_reason,
        ]
        for card in found
    ]
    return Table("the-bhyt", _("Thẻ BHYT"), CARDS, rows)
