"""What every file about units has: the unit, known and within the reach of who sends the file."""

from insurance.imports import cells
from insurance.imports.kind import Check, Column

CODE = Column(
    "ma_don_vi",
    "text",
    cells.required(cells.pattern(r"[A-Z0-9]{5,20}", "Mã đơn vị gồm 5 đến 20 chữ in hoa và số.")),
    "Mã đơn vị. Đơn vị phải có sẵn trong hệ thống.",
    "TA0001Z",
    required=True,
    also=("don vi",),
)
# A unit belongs to the province of the office that looks after it.
JOIN = (
    "LEFT JOIN (citizens_employer unit JOIN citizens_sioffice office ON office.id = unit.managing_office_id {reach})"
    " ON unit.unit_code = s.ma_don_vi"
)
PROVINCE = "office.province_id"
KNOWN = Check(
    "ma_don_vi",
    "s.ma_don_vi IS NOT NULL AND s.employer_id IS NULL",
    "Không có đơn vị nào mang mã này trong phạm vi của bạn.",
)
