"""Participation periods: who paid for which months, under which scheme, on which wage."""

from citizens.actors import DataClass
from citizens.rules.numbers import BHXH_DIGITS
from insurance.imports import cells
from insurance.imports.kind import PERSON_CHECKS, PERSON_JOIN, Check, Column, Kind, Target
from insurance.models import PaymentState, Scheme, Source


def _words(choices: type[Scheme] | type[PaymentState] | type[Source]) -> dict[str, str]:
    return {str(value): str(label) for value, label in choices.choices}


_NOTHING_AS_EMPTY = "coalesce(s.{0}, '')"

KIND = Kind(
    name="participation",
    title="Quá trình tham gia",
    data_class=DataClass.PARTICIPATION,
    columns=(
        Column(
            "ma_so_bhxh",
            "text",
            cells.required(cells.digits(BHXH_DIGITS)),
            "Mã số BHXH, 10 chữ số. Người này phải có sẵn trong hệ thống.",
            "7923456789",
            required=True,
            also=("ma so bhxh", "so bhxh", "bhxh number"),
        ),
        Column(
            "loai_bao_hiem",
            "text",
            cells.required(cells.choice(_words(Scheme))),
            "Loại bảo hiểm: bhxh (BHXH bắt buộc), bhxh_tn (BHXH tự nguyện), bhtn, tnld, bhyt."
            " Viết bằng chữ cũng được.",
            "bhxh",
            required=True,
            also=("loai bh", "che do", "scheme"),
        ),
        Column(
            "tu_thang",
            "date",
            cells.required(cells.month),
            "Tháng đầu, như 03/2019.",
            "01/2024",
            required=True,
            also=("tu", "thang dau", "from month"),
        ),
        Column(
            "den_thang",
            "date",
            cells.required(cells.month),
            "Tháng cuối, tính cả tháng này.",
            "12/2024",
            required=True,
            also=("den", "thang cuoi", "to month"),
        ),
        Column(
            "ma_don_vi",
            "text",
            cells.pattern(r"[A-Z0-9]{5,20}", "Mã đơn vị gồm 5 đến 20 chữ in hoa và số."),
            "Mã đơn vị đóng. Để trống khi người tham gia tự đóng.",
            "TA0001Z",
            also=("don vi", "employer"),
        ),
        Column(
            "chuc_danh",
            "text",
            cells.text(160),
            "Chức danh, công việc; tối đa 160 ký tự.",
            "Công nhân may",
            also=("cong viec", "chuc danh cong viec", "job title"),
        ),
        Column(
            "noi_lam_viec",
            "text",
            cells.text(200),
            "Nơi làm việc; tối đa 200 ký tự.",
            "Phường Trấn Biên, Đồng Nai",
            also=("work place",),
        ),
        Column(
            "ma_doi_tuong",
            "text",
            cells.pattern(r"[A-Z]{2}", "Mã đối tượng gồm 2 chữ cái."),
            "Mã đối tượng tham gia, 2 chữ, như DN, GD.",
            "DN",
            also=("doi tuong", "member code"),
        ),
        Column(
            "muc_luong",
            "bigint",
            cells.money,
            "Tiền lương (hoặc thu nhập) làm căn cứ đóng, đồng một tháng.",
            "8500000",
            also=("tien luong", "luong dong", "insured wage"),
        ),
        Column(
            "he_so",
            "numeric",
            cells.decimal(3, 2),
            "Hệ số lương, khi lương tính theo hệ số.",
            "2,34",
            also=("he so luong", "coefficient"),
        ),
        Column("pc_chuc_vu", "bigint", cells.money, "Phụ cấp chức vụ, đồng.", "", also=("phu cap chuc vu",)),
        Column(
            "pc_vuot_khung",
            "bigint",
            cells.money,
            "Phụ cấp thâm niên vượt khung, đồng.",
            "",
            also=("phu cap tham nien vuot khung",),
        ),
        Column(
            "pc_tham_nien",
            "bigint",
            cells.money,
            "Phụ cấp thâm niên nghề, đồng.",
            "",
            also=("phu cap tham nien nghe",),
        ),
        Column(
            "trang_thai",
            "text",
            cells.required(cells.choice(_words(PaymentState))),
            "Trạng thái: paid (đã đóng), late (chậm đóng), correction (đang điều chỉnh),"
            " credited (được tính đóng), withdrawn (đã hưởng một lần).",
            "paid",
            required=True,
            also=("state", "tinh trang"),
        ),
        Column(
            "nguon",
            "text",
            cells.choice(_words(Source)),
            "Nguồn: employer (báo cáo của đơn vị), agent (đại lý thu), agency (cơ quan ghi nhận), book (sổ giấy)."
            " Thiếu cột này thì theo nguồn chọn khi nhập.",
            "employer",
            also=("source",),
        ),
    ),
    joins=PERSON_JOIN + " {reach} LEFT JOIN citizens_employer unit ON unit.unit_code = s.ma_don_vi",
    looked_up={
        "citizen_id": "person.id",
        "employer_id": "unit.id",
        "months": "CASE WHEN s.tu_thang <= s.den_thang THEN"
        " daterange(s.tu_thang, (s.den_thang + interval '1 month')::date) END",
    },
    checks=(
        *PERSON_CHECKS,
        Check("den_thang", "s.den_thang < s.tu_thang", "Tháng cuối không thể trước tháng đầu."),
        Check(
            "ma_don_vi",
            "s.ma_don_vi IS NOT NULL AND s.employer_id IS NULL",
            "Không có đơn vị nào mang mã này.",
            needs=("ma_don_vi",),
        ),
    ),
    targets=(
        Target(
            table="insurance_participationperiod",
            key=("citizen_id", "scheme", "months"),
            values={
                "citizen_id": "s.citizen_id",
                "scheme": "s.loai_bao_hiem",
                "months": "s.months",
                "employer_id": "s.employer_id",
                "job_title": _NOTHING_AS_EMPTY.format("chuc_danh"),
                "work_place": _NOTHING_AS_EMPTY.format("noi_lam_viec"),
                "member_code": _NOTHING_AS_EMPTY.format("ma_doi_tuong"),
                "insured_wage": "s.muc_luong",
                "coefficient": "s.he_so",
                "position_allowance": "s.pc_chuc_vu",
                "seniority_excess_allowance": "s.pc_vuot_khung",
                "seniority_allowance": "s.pc_tham_nien",
                "payment_state": "s.trang_thai",
                "source": "coalesce(s.nguon, {source})",
            },
            needs={
                "employer_id": ("ma_don_vi",),
                "job_title": ("chuc_danh",),
                "work_place": ("noi_lam_viec",),
                "member_code": ("ma_doi_tuong",),
                "insured_wage": ("muc_luong",),
                "coefficient": ("he_so",),
                "position_allowance": ("pc_chuc_vu",),
                "seniority_excess_allowance": ("pc_vuot_khung",),
                "seniority_allowance": ("pc_tham_nien",),
                "source": ("nguon",),
            },
            defaults={"job_title": "''", "work_place": "''", "member_code": "''", "source": "{source}"},
            overlap=("citizen_id", "scheme", "months"),
            shown="tu_thang",
        ),
    ),
)
