"""Money of units that reached the office's account, as its bank or treasury lists it."""

from enterprises.imports.units import CODE, JOIN, KNOWN, PROVINCE
from insurance.imports import cells
from insurance.imports.kind import Check, Column, Kind, Target

KIND = Kind(
    name="unit_payments",
    title="Tiền nộp của đơn vị",
    data_class=None,
    province=PROVINCE,
    columns=(
        CODE,
        Column(
            "so_chung_tu", "text", cells.required(cells.text(40)),
            "Số chứng từ nộp tiền; mỗi số một lần trong một đơn vị.", "UNC 2610-001",
            required=True, also=("so unc", "chung tu"),
        ),
        Column(
            "ngay_nop", "date", cells.required(cells.day), "Ngày tiền vào tài khoản của cơ quan BHXH.",
            "20/10/2026", required=True, also=("ngay",),
        ),
        Column(
            "so_tien", "bigint", cells.required(cells.money), "Số tiền, đồng.", "152000000", required=True,
        ),
    ),
    joins=JOIN,
    looked_up={"employer_id": "unit.id"},
    checks=(
        KNOWN,
        Check("so_tien", "s.so_tien = 0", "Số tiền phải lớn hơn 0."),
        Check("ngay_nop", "s.ngay_nop > (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date",
              "Ngày này chưa tới."),
    ),
    targets=(
        Target(
            table="enterprises_unitpayment",
            key=("employer_id", "reference"),
            values={
                "employer_id": "s.employer_id",
                "reference": "s.so_chung_tu",
                "paid_on": "s.ngay_nop",
                "amount": "s.so_tien",
            },
            shown="so_chung_tu",
        ),
    ),
)  # fmt: skip
