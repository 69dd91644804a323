"""Medical visits with their cost lines: XML1 to XML3 of Decision 130/QĐ-BYT, or the same fields as CSV and XLSX.

Amounts come with parts of a đồng and are kept whole. Lines are rounded one after the other so that, part by part,
the rounded lines add up to the rounded visit: what is kept differs from what was sent by less than one đồng a line.
"""
# ruff: noqa: S608 - the statements are put together from names of this module; what people wrote is in tables

from citizens.actors import DataClass
from insurance.imports import cells
from insurance.imports.kind import NO_PERSON, Check, Column, Kind, Target
from insurance.models import VisitState, VisitType
from insurance.models.shared import FACILITY_CODE

TABLES = {"xml1": "lượt khám", "xml2": "thuốc", "xml3": "dịch vụ, vật tư"}
HEAD, LINE = "s.bang = 'xml1'", "s.bang <> 'xml1'"
# MA_NHOM (Decision 130/QĐ-BYT, as amended): 10 and 11 are supplies, 14 to 16 days in a bed.
SUPPLIES, BEDS = "(10, 11)", "(14, 15, 16)"
MEDICINES_AFTER = 100_000  # STT begins with 1 in both tables of lines; medicines are counted from here
PARTS = {"fund_paid": "t_bhtt", "copaid": "t_bncct", "self_paid": "t_bntt", "other_paid": "t_nguonkhac"}
STATES = {str(value): str(label) for value, label in VisitState.choices}
TYPES = {str(value): str(label) for value, label in VisitType.choices}


def _visit_type(text: str) -> str | None:
    return cells.choice(TYPES)(text.zfill(2) if text.isdigit() else text)


def _line_part(column: str) -> str:
    """The whole đồng of a line: what the sum up to it, rounded, has more than the sum before it."""
    amount = f"coalesce(s.{column}, 0)"
    so_far = (
        f"sum({amount}) OVER (PARTITION BY s.ma_cskcb, s.ma_lk ORDER BY s.bang, s.stt, s.line"
        " ROWS UNBOUNDED PRECEDING)"
    )
    return f"(round({so_far}) - round({so_far} - {amount}))"


def _differs(left: str, right: str) -> str:
    return f"abs(coalesce({left}, 0) - ({right})) >= 1"


def _sum(*columns: str) -> str:
    return " + ".join(f"coalesce(s.{column}, 0)" for column in columns)


def _lines_disagree(head: str, line: str) -> str:
    """Visits whose lines do not add up to the visit itself in one column."""
    return (
        f"SELECT h.line, '{head}', h.{head}::text, 'Các dòng chi phí cộng lại được '"
        f" || coalesce(trim_scale(l.total), 0) || ', khác số ghi ở lượt khám.'"
        f" FROM checked h LEFT JOIN (SELECT ma_cskcb, ma_lk,"
        f" sum(coalesce({line}, 0)) AS total FROM checked WHERE bang <> 'xml1' GROUP BY 1, 2) l USING (ma_cskcb, ma_lk)"
        f" WHERE h.bang = 'xml1' AND abs(coalesce(h.{head}, 0) - coalesce(l.total, 0)) >= 1"
    )


def _money(name: str, about: str, example: str = "", *also: str, required: bool = False) -> Column:
    return Column(name, "numeric", cells.amount, about, example, required=required, also=also)


KIND = Kind(
    name="visits",
    title="Khám chữa bệnh",
    data_class=DataClass.HEALTH,
    xml=True,
    columns=(
        Column(
            "bang", "text", cells.required(cells.choice(TABLES)),
            "Dòng này thuộc bảng nào: xml1 (lượt khám), xml2 (thuốc), xml3 (dịch vụ, vật tư).", "xml1", required=True,
        ),
        Column("ma_lk", "text", cells.required(cells.text(100)), "Mã đợt điều trị (MA_LK).", "LK202609010001",
               required=True),
        Column(
            "ma_cskcb", "text",
            cells.required(cells.pattern(FACILITY_CODE.strip("^$"), "Mã cơ sở khám chữa bệnh có 5 chữ số.")),
            "Mã cơ sở khám chữa bệnh, 5 chữ số.", "75011", required=True,
        ),
        Column("stt", "int", cells.count(MEDICINES_AFTER - 1), "Số thứ tự trong một bảng của một lượt.", "1",
               required=True),
        Column(
            "ma_the_bhyt", "text",
            cells.last_of(cells.pattern(r"([A-Z]{2}[1-5]\d{2})?\d{10}",
                                        "Số thẻ gồm 15 ký tự như DN4790123456789, hoặc 10 chữ số.")),
            "XML1: số thẻ BHYT; 10 số cuối là mã số BHXH của người khám. Có nhiều thẻ thì lấy thẻ sau cùng.",
            "DN4797923456789", required=True,
        ),
        Column("so_cccd", "text", cells.pattern(r"\d{9}|\d{12}", "Số định danh có 12 chữ số."),
               "XML1: số định danh cá nhân; nếu ghi thì phải là của người có thẻ.", ""),
        Column("ten_cskcb", "text", cells.text(160),
               "XML1: tên cơ sở khám chữa bệnh. Thiếu thì lấy theo mã từ danh sách địa điểm.", ""),
        Column("ma_loai_kcb", "text", _visit_type,
               f"XML1: loại khám chữa bệnh: {', '.join(f'{code} ({label})' for code, label in TYPES.items())}.", "01",
               required=True),
        Column("ma_doituong_kcb", "text", cells.text(4), "XML1: mã đối tượng đến khám, như 1.1.", "1.1"),
        Column("ngay_vao", "timestamptz", cells.moment,
               "XML1: ngày giờ vào, như 202609010830 hoặc 01/09/2026 08:30.", "202609010830", required=True),
        Column("ngay_ra", "timestamptz", cells.moment, "XML1: ngày giờ ra.", "202609011015"),
        Column("so_ngay_dtri", "smallint", cells.count(3_000), "XML1: số ngày điều trị.", "0"),
        Column("chan_doan_vao", "text", cells.text(5_000), "XML1: chẩn đoán vào; giữ 300 ký tự đầu.",
               "Viêm phế quản cấp"),
        Column("chan_doan_rv", "text", cells.text(5_000), "XML1: chẩn đoán ra; giữ 300 ký tự đầu.",
               "Viêm phế quản cấp"),
        Column("ma_benh_chinh", "text", cells.icd, "XML1: mã bệnh chính theo ICD-10.", "J20.9", required=True),
        Column("ma_benh_kt", "text[]", cells.icds, "XML1: mã bệnh kèm theo, cách nhau bằng dấu chấm phẩy.", "I10"),
        Column("trang_thai", "text", cells.choice(STATES),
               f"XML1: {', '.join(f'{code} ({label})' for code, label in STATES.items())}."
               " Thiếu cột này thì lượt mới là received, lượt đã có giữ nguyên.", "received"),
        Column("ngay_ttoan", "timestamptz", cells.moment, "XML1: ngày thanh toán.", ""),
        Column("ngay_mien_cct", "date", cells.day, "XML1: ngày bắt đầu được miễn cùng chi trả.", ""),
        _money("t_tongchi_bv", "XML1: tổng chi phí.", "81350", required=True),
        _money("t_tongchi_bh", "XML1: chi phí trong phạm vi BHYT, bằng T_BHTT cộng T_BNCCT.", "81350", required=True),
        _money("t_bhtt", "Quỹ BHYT trả.", "65080", required=True),
        _money("t_bncct", "Người bệnh cùng trả.", "16270", required=True),
        _money("t_bntt", "Người bệnh tự trả.", "0", required=True),
        _money("t_nguonkhac", "Nguồn khác trả.", "0", required=True),
        Column("ma_nhom", "smallint", cells.count(99),
               "XML3: mã nhóm chi phí; 10, 11 là vật tư, 14 đến 16 là ngày giường.", ""),
        Column("ma_thuoc", "text", cells.text(255), "XML2: mã thuốc.", ""),
        Column("ten_thuoc", "text", cells.text(1_024), "XML2: tên thuốc; giữ 300 ký tự đầu.", ""),
        Column("ma_dich_vu", "text", cells.text(255), "XML3: mã dịch vụ.", ""),
        Column("ten_dich_vu", "text", cells.text(1_024), "XML3: tên dịch vụ; giữ 300 ký tự đầu.", ""),
        Column("ma_vat_tu", "text", cells.text(255), "XML3: mã vật tư.", ""),
        Column("ten_vat_tu", "text", cells.text(1_024), "XML3: tên vật tư; giữ 300 ký tự đầu.", ""),
        Column("don_vi_tinh", "text", cells.text(50), "XML2, XML3: đơn vị tính.", ""),
        Column("so_luong", "numeric", cells.amount, "XML2, XML3: số lượng.", "", required=True),
        _money("don_gia_bh", "XML2 (DON_GIA), XML3 (DON_GIA_BH): đơn giá.", "", "don_gia"),
        Column("tyle_tt_bh", "smallint", cells.count(100), "XML2, XML3: tỷ lệ BHYT tính, phần trăm.", ""),
        _money("thanh_tien_bv", "XML2, XML3: thành tiền, bằng bốn phần trả cộng lại.", "", required=True),
    ),
    joins="LEFT JOIN (SELECT DISTINCT ON (ma_cskcb, ma_lk) ma_cskcb, ma_lk, ma_the_bhyt FROM {stage}"
    " WHERE bang = 'xml1' ORDER BY ma_cskcb, ma_lk, line) head ON head.ma_cskcb = s.ma_cskcb AND head.ma_lk = s.ma_lk"
    " LEFT JOIN citizens_citizen numbered ON numbered.bhxh_number = right(head.ma_the_bhyt, 10)"
    " LEFT JOIN citizens_citizen person ON person.id = coalesce(numbered.merged_into_id, numbered.id) {reach}"
    " LEFT JOIN facilities_place place ON place.facility_code = s.ma_cskcb"
    " LEFT JOIN (SELECT ma_cskcb, ma_lk, "
    + ", ".join(f"round(sum(coalesce({column}, 0))) AS {part}" for part, column in PARTS.items())
    + " FROM {stage} WHERE bang <> 'xml1' GROUP BY 1, 2) sums"
    " ON s.bang = 'xml1' AND sums.ma_cskcb = s.ma_cskcb AND sums.ma_lk = s.ma_lk",
    looked_up={
        "citizen_id": "person.id",
        "personal_id": "person.personal_id",
        "known_name": "place.name",
        **{part: f"sums.{part}" for part in PARTS},
    },
    checks=(
        Check("ma_the_bhyt", f"{HEAD} AND s.ma_the_bhyt IS NULL", "Lượt khám phải có số thẻ BHYT."),
        Check("ma_the_bhyt", f"{HEAD} AND s.ma_the_bhyt IS NOT NULL AND s.citizen_id IS NULL",
              NO_PERSON.replace("mã số BHXH này", "số thẻ này")),
        # SECURITY: a claim does not land in the record of somebody else because one digit of a card is wrong.
        Check("so_cccd", f"{HEAD} AND s.so_cccd <> s.personal_id", "Không phải số định danh của người có thẻ này.",
              needs=("so_cccd",)),
        *(
            Check(column, f"{HEAD} AND s.{column} IS NULL", "Lượt khám phải có ô này.")
            for column in ("ma_loai_kcb", "ngay_vao", "ma_benh_chinh", "t_tongchi_bv", "t_tongchi_bh")
        ),
        Check("ngay_ra", f"{HEAD} AND s.ngay_ra < s.ngay_vao", "Ngày ra không thể trước ngày vào.", needs=("ngay_ra",)),
        Check("t_tongchi_bh", f"{HEAD} AND {_differs('s.t_tongchi_bh', _sum('t_bhtt', 't_bncct'))}",
              "Chi phí trong phạm vi BHYT phải bằng phần quỹ trả cộng phần người bệnh cùng trả."),
        Check("t_tongchi_bv", f"{HEAD} AND {_differs('s.t_tongchi_bv', _sum(*PARTS.values()))}",
              "Tổng chi phí phải bằng các phần trả cộng lại."),
        Check("thanh_tien_bv", f"{LINE} AND {_differs('s.thanh_tien_bv', _sum(*PARTS.values()))}",
              "Thành tiền phải bằng các phần trả cộng lại."),
        Check("stt", f"{LINE} AND s.stt IS NULL", "Dòng chi phí phải có số thứ tự."),
        Check("so_luong", f"{LINE} AND s.so_luong IS NULL", "Dòng chi phí phải có số lượng."),
        Check("ten_thuoc", "s.bang = 'xml2' AND coalesce(s.ten_thuoc, '') = ''", "Dòng thuốc phải có tên."),
        Check("ten_dich_vu",
              "s.bang = 'xml3' AND coalesce(nullif(s.ten_dich_vu, ''), nullif(s.ten_vat_tu, '')) IS NULL",
              "Dòng dịch vụ hoặc vật tư phải có tên."),
    ),
    more=tuple(
        _lines_disagree(head, line)
        for head, line in (("t_tongchi_bv", "thanh_tien_bv"), *((column, column) for column in PARTS.values()))
    ),
    targets=(
        Target(
            table="insurance_medicalvisit",
            rows=HEAD,
            key=("facility_code", "claim_number"),
            values={
                "citizen_id": "s.citizen_id",
                "facility_code": "s.ma_cskcb",
                "claim_number": "s.ma_lk",
                "facility_name": "left(coalesce(nullif(s.ten_cskcb, ''), s.known_name,"
                " 'Cơ sở KCB ' || s.ma_cskcb), 160)",
                "card_number": "s.ma_the_bhyt",
                "visit_type": "s.ma_loai_kcb",
                "access_code": "coalesce(s.ma_doituong_kcb, '')",
                "arrived_at": "s.ngay_vao",
                "left_at": "s.ngay_ra",
                "days": "coalesce(s.so_ngay_dtri, 0)",
                "diagnosis_in": "left(coalesce(s.chan_doan_vao, ''), 300)",
                "diagnosis_out": "left(coalesce(s.chan_doan_rv, ''), 300)",
                "main_icd": "s.ma_benh_chinh",
                "other_icds": "coalesce(s.ma_benh_kt, '{}')",
                "state": "coalesce(s.trang_thai, 'received')",
                "settled_on": "(s.ngay_ttoan AT TIME ZONE 'Asia/Ho_Chi_Minh')::date",
                "exempt_from": "s.ngay_mien_cct",
                **{part: f"s.{part}" for part in PARTS},
                "in_scope": "s.fund_paid + s.copaid",
                "total": "s.fund_paid + s.copaid + s.self_paid + s.other_paid",
            },
            needs={
                "access_code": ("ma_doituong_kcb",),
                "left_at": ("ngay_ra",),
                "days": ("so_ngay_dtri",),
                "diagnosis_in": ("chan_doan_vao",),
                "diagnosis_out": ("chan_doan_rv",),
                "other_icds": ("ma_benh_kt",),
                "state": ("trang_thai",),
                "settled_on": ("ngay_ttoan",),
                "exempt_from": ("ngay_mien_cct",),
            },
            defaults={
                "access_code": "''", "days": "0", "diagnosis_in": "''", "diagnosis_out": "''", "other_icds": "'{}'",
                "state": "'received'",
            },
            shown="ma_lk",
        ),
        Target(
            table="insurance_visitline",
            rows=LINE,
            parent="visit_id",
            whole=True,
            key=("visit_id", "position"),
            values={
                "citizen_id": "s.citizen_id",
                "position": f"s.stt + CASE WHEN s.bang = 'xml2' THEN {MEDICINES_AFTER} ELSE 0 END",
                "kind": f"CASE WHEN s.bang = 'xml2' THEN 'medicine' WHEN s.ma_nhom IN {BEDS} THEN 'bed'"
                f" WHEN s.ma_nhom IN {SUPPLIES} OR nullif(s.ten_vat_tu, '') IS NOT NULL THEN 'supply'"
                " ELSE 'service' END",
                "code": "left(CASE WHEN s.bang = 'xml2' THEN coalesce(s.ma_thuoc, '')"
                " ELSE coalesce(nullif(s.ma_vat_tu, ''), s.ma_dich_vu, '') END, 50)",
                "name": "left(CASE WHEN s.bang = 'xml2' THEN s.ten_thuoc"
                " ELSE coalesce(nullif(s.ten_vat_tu, ''), s.ten_dich_vu) END, 300)",
                "unit": "coalesce(s.don_vi_tinh, '')",
                "quantity": "round(s.so_luong, 3)",
                "unit_price": "round(coalesce(s.don_gia_bh, 0))",
                "scope_percent": "coalesce(s.tyle_tt_bh, 100)",
                **{part: _line_part(column) for part, column in PARTS.items()},
                "total": " + ".join(_line_part(column) for column in PARTS.values()),
            },
            shown="ma_lk",
        ),
    ),
    examples=(
        {
            "bang": "xml1", "ma_lk": "LK202609010001", "ma_cskcb": "75011", "stt": "1",
            "ma_the_bhyt": "DN4797923456789", "ma_loai_kcb": "01", "ma_doituong_kcb": "1.1",
            "ngay_vao": "202609010830", "ngay_ra": "202609011015", "so_ngay_dtri": "0",
            "chan_doan_vao": "Viêm phế quản cấp", "chan_doan_rv": "Viêm phế quản cấp", "ma_benh_chinh": "J20.9",
            "ma_benh_kt": "I10", "trang_thai": "received", "t_tongchi_bv": "81350", "t_tongchi_bh": "81350",
            "t_bhtt": "65080", "t_bncct": "16270", "t_bntt": "0", "t_nguonkhac": "0",
        },
        {
            "bang": "xml2", "ma_lk": "LK202609010001", "ma_cskcb": "75011", "stt": "1", "ma_thuoc": "40.169",
            "ten_thuoc": "Cefuroxim 500 mg", "don_vi_tinh": "Viên", "so_luong": "14", "don_gia_bh": "2596,4286",
            "tyle_tt_bh": "100", "thanh_tien_bv": "36350", "t_bhtt": "29080", "t_bncct": "7270", "t_bntt": "0",
            "t_nguonkhac": "0",
        },
        {
            "bang": "xml3", "ma_lk": "LK202609010001", "ma_cskcb": "75011", "stt": "1", "ma_nhom": "13",
            "ma_dich_vu": "02.1897", "ten_dich_vu": "Khám nội", "don_vi_tinh": "Lần", "so_luong": "1",
            "don_gia_bh": "45000", "tyle_tt_bh": "100", "thanh_tien_bv": "45000", "t_bhtt": "36000",
            "t_bncct": "9000", "t_bntt": "0", "t_nguonkhac": "0",
        },
    ),
)  # fmt: skip
