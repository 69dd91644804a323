"""Medical visits as tables: the visits, and what one of them cost."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from insurance.icd10 import plain_name
from insurance.models import MedicalVisit, VisitLine
from insurance.tables.base import Column, Kind, Table, Value

VISITS = (
    Column("arrived_at", _("Vào"), Kind.MOMENT),
    Column("left_at", _("Ra"), Kind.MOMENT),
    Column("facility", _("Cơ sở khám chữa bệnh")),
    Column("facility_code", _("Mã cơ sở")),
    Column("visit_type", _("Loại")),
    Column("main_icd", _("Mã bệnh")),
    Column("diagnosis", _("Chẩn đoán")),
    Column("plain_name", _("Nói dễ hiểu")),
    Column("total", _("Tổng chi phí"), Kind.MONEY),
    Column("fund_paid", _("Quỹ BHYT trả"), Kind.MONEY),
    Column("copaid", _("Bạn cùng trả"), Kind.MONEY),
    Column("self_paid", _("Bạn tự trả"), Kind.MONEY),
    Column("other_paid", _("Nguồn khác"), Kind.MONEY),
    Column("state", _("Trạng thái")),
    Column("correction", _("Đang xem lại")),
)
LINES = (
    Column("arrived_at", _("Vào"), Kind.MOMENT, on_screen=False),
    Column("facility", _("Cơ sở khám chữa bệnh"), on_screen=False),
    Column("name", _("Tên")),
    Column("code", _("Mã")),
    Column("quantity", _("Số lượng"), Kind.NUMBER),
    Column("unit", _("Đơn vị")),
    Column("unit_price", _("Đơn giá"), Kind.MONEY),
    Column("scope_percent", _("BHYT tính"), Kind.PERCENT),
    Column("total", _("Thành tiền"), Kind.MONEY),
    Column("fund_paid", _("Quỹ BHYT trả"), Kind.MONEY),
    Column("copaid", _("Bạn cùng trả"), Kind.MONEY),
    Column("self_paid", _("Bạn tự trả"), Kind.MONEY),
    Column("other_paid", _("Nguồn khác"), Kind.MONEY),
)
MONEY = frozenset({"total", "fund_paid", "copaid", "self_paid", "other_paid"})


def visits(found: Iterable[MedicalVisit], notes: Mapping[str, str] | None = None) -> Table:
    """`notes`: what is being looked at, by the visit's public id; it stands beside the visit here too."""
    notes = notes or {}
    rows: list[list[Value]] = [
        [
            visit.arrived_at,
            visit.left_at,
            visit.facility_name,
            visit.facility_code,
            visit.get_visit_type_display(),
            visit.main_icd,
            visit.diagnosis_out or visit.diagnosis_in,
            plain_name(visit.main_icd),
            visit.total,
            visit.fund_paid,
            visit.copaid,
            visit.self_paid,
            visit.other_paid,
            visit.get_state_display(),
            notes.get(str(visit.public_id), ""),
        ]
        for visit in found
    ]
    return Table("kham-chua-benh", _("Khám chữa bệnh BHYT"), VISITS, rows, MONEY)


def lines(found: Iterable[VisitLine]) -> Table:
    """`found` comes with its visits."""
    rows: list[list[Value]] = [
        [
            line.visit.arrived_at,
            line.visit.facility_name,
            line.name,
            line.code,
            line.quantity,
            line.unit,
            line.unit_price,
            line.scope_percent,
            line.total,
            line.fund_paid,
            line.copaid,
            line.self_paid,
            line.other_paid,
        ]
        for line in found
    ]
    return Table("chi-phi", _("Chi phí của lần khám"), LINES, rows, MONEY)
