"""Leave certificates as a table."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from insurance.models import LeaveCertificate
from insurance.tables.base import Column, Kind, Table, Value

PAPERS = (
    Column("kind", _("Loại giấy")),
    Column("serial", _("Số sê-ri")),
    Column("period", _("Nghỉ từ ngày đến ngày"), Kind.DAYS),
    Column("days", _("Số ngày"), Kind.NUMBER),
    Column("facility", _("Cơ sở khám chữa bệnh")),
    Column("facility_code", _("Mã cơ sở")),
    Column("diagnosis", _("Chẩn đoán")),
    Column("icd", _("Mã bệnh")),
    Column("treatment", _("Phương pháp điều trị")),
    Column("child_name", _("Chăm con")),
    Column("employer", _("Đơn vị làm việc")),
    Column("doctor", _("Người hành nghề ký")),
    Column("issued_on", _("Ngày cấp"), Kind.DAY),
    Column("state", _("Trạng thái")),
)


def papers(found: Iterable[LeaveCertificate]) -> Table:
    rows: list[list[Value]] = [
        [
            paper.get_kind_display(),
            paper.serial,
            (paper.period.lower, paper.period.upper) if paper.period else None,
            paper.days,
            paper.facility_name,
            paper.facility_code,
            paper.diagnosis,
            paper.icd,
            paper.treatment,
            paper.child_name,
            paper.employer_name,
            paper.doctor_name,
            paper.issued_on,
            paper.get_state_display(),
        ]
        for paper in found
    ]
    return Table("giay-nghi-viec", _("Giấy nghỉ việc"), PAPERS, rows)
