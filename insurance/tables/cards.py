"""BHYT cards as a table."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from insurance.models import HiCard
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


def cards(found: Iterable[HiCard]) -> Table:
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
            card.get_state_display(),
            card.state_reason,
        ]
        for card in found
    ]
    return Table("the-bhyt", _("Thẻ BHYT"), CARDS, rows)
