"""BHYT cards: number, validity, where one is registered for first care."""

from citizens.actors import DataClass
from insurance.imports import cells
from insurance.imports.kind import PERSON_CHECKS, PERSON_JOIN, Check, Column, Kind, Target
from insurance.models import AreaCode, CardState
from insurance.models.shared import FACILITY_CODE

KIND = Kind(
    name="cards",
    title="Thẻ BHYT",
    data_class=DataClass.CARD,
    columns=(
        Column(
            "so_the",
            "text",
            cells.required(
                cells.pattern(
                    r"([A-Z]{2}[1-5]\d{2})?\d{10}", "Số thẻ gồm 15 ký tự như DN4790123456789, hoặc 10 chữ số."
                )
            ),
            "Số thẻ: 15 ký tự, hoặc 10 số cuối. 10 số cuối là mã số BHXH của người có thẻ.",
            "DN4797923456789",
            required=True,
            also=("so the bhyt", "ma the", "ma the bhyt"),
        ),
        Column(
            "ma_doi_tuong",
            "text",
            cells.required(cells.pattern(r"[A-Z]{2}", "Mã đối tượng gồm 2 chữ cái.")),
            "Mã đối tượng, 2 chữ, như DN, GD, TE.",
            "DN",
            required=True,
            also=("doi tuong",),
        ),
        Column(
            "muc_huong", "smallint", cells.count(5), "Mức hưởng in trên thẻ, 1 đến 5.", "4", also=("muc",)
        ),
        Column(
            "tu_ngay",
            "date",
            cells.required(cells.day),
            "Ngày đầu có giá trị.",
            "01/01/2026",
            required=True,
            also=("gia tri tu", "gt the tu"),
        ),
        Column(
            "den_ngay",
            "date",
            cells.required(cells.day),
            "Ngày cuối có giá trị, tính cả ngày này.",
            "31/12/2026",
            required=True,
            also=("gia tri den", "gt the den"),
        ),
        Column("ngay_cap", "date", cells.required(cells.day), "Ngày cấp thẻ.", "20/12/2025", required=True),
        Column("noi_cap", "text", cells.text(120), "Nơi cấp; tối đa 120 ký tự.", "BHXH tỉnh Đồng Nai"),
        Column(
            "tinh_trang",
            "text",
            cells.required(cells.choice({str(value): str(label) for value, label in CardState.choices})),
            "Tình trạng: active (đã cấp), replaced (đã đổi thẻ khác), cancelled (đã thu hồi).",
            "active",
            required=True,
            also=("trang thai",),
        ),
        Column(
            "ly_do_dung",
            "text",
            cells.text(200),
            "Vì sao đổi hoặc thu hồi. Bắt buộc khi tình trạng là replaced hoặc cancelled.",
            "",
        ),
        Column(
            "ma_cskcb",
            "text",
            cells.required(cells.pattern(FACILITY_CODE.strip("^$"), "Mã cơ sở khám chữa bệnh có 5 chữ số.")),
            "Mã nơi đăng ký khám chữa bệnh ban đầu, 5 chữ số, giữ nguyên mã cũ.",
            "75011",
            required=True,
            also=("ma dkbd", "ma noi dang ky kcb"),
        ),
        Column(
            "ten_cskcb",
            "text",
            cells.required(cells.text(160)),
            "Tên nơi đăng ký khám chữa bệnh ban đầu.",
            "Bệnh viện đa khoa Đồng Nai",
            required=True,
            also=("noi dang ky kcb",),
        ),
        Column(
            "ma_khu_vuc",
            "text",
            cells.choice({str(value): str(label) for value, label in AreaCode.choices if value}),
            "Mã nơi sinh sống: K1, K2, K3, hoặc để trống.",
            "",
        ),
        Column(
            "du_5_nam",
            "date",
            cells.day,
            "Ngày đủ 05 năm liên tục.",
            "01/01/2021",
            also=("nam nam lien tuc", "thoi diem du 5 nam"),
        ),
        Column("nguoi_giam_ho", "text", cells.text(120), "Cha, mẹ hoặc người giám hộ, với thẻ trẻ em.", ""),
    ),
    joins=PERSON_JOIN.replace("s.ma_so_bhxh", "right(s.so_the, 10)") + " {reach}",
    looked_up={
        "citizen_id": "person.id",
        "valid": "CASE WHEN s.tu_ngay <= s.den_ngay THEN daterange(s.tu_ngay, s.den_ngay + 1) END",
    },
    checks=(
        Check("so_the", PERSON_CHECKS[0].bad.replace("ma_so_bhxh", "so_the"), PERSON_CHECKS[0].reason),
        Check("den_ngay", "s.den_ngay < s.tu_ngay", "Ngày cuối không thể trước ngày đầu."),
        Check(
            "muc_huong",
            "s.muc_huong = 0 OR (length(s.so_the) = 15 AND s.muc_huong <> substr(s.so_the, 3, 1)::int)",
            "Mức hưởng từ 1 đến 5, và phải giống ký tự thứ ba của số thẻ.",
            needs=("muc_huong",),
        ),
        Check(
            "ma_doi_tuong",
            "length(s.so_the) = 15 AND s.ma_doi_tuong <> substr(s.so_the, 1, 2)",
            "Mã đối tượng phải giống hai chữ đầu của số thẻ.",
        ),
        Check(
            "tinh_trang",
            "s.tinh_trang <> 'active' AND coalesce(s.ly_do_dung, '') = ''",
            "Thẻ đã đổi hoặc thu hồi phải ghi lý do ở cột ly_do_dung.",
        ),
    ),
    targets=(
        Target(
            table="insurance_hicard",
            key=("citizen_id", "number", "issued_on"),
            values={
                "citizen_id": "s.citizen_id",
                "number": "s.so_the",
                "issued_on": "s.ngay_cap",
                "member_code": "s.ma_doi_tuong",
                "benefit_level": "s.muc_huong",
                "valid": "s.valid",
                "issued_by": "coalesce(s.noi_cap, '')",
                "state": "s.tinh_trang",
                "state_reason": "coalesce(s.ly_do_dung, '')",
                "facility_code": "s.ma_cskcb",
                "facility_name": "s.ten_cskcb",
                "area_code": "coalesce(s.ma_khu_vuc, '')",
                "five_years_on": "s.du_5_nam",
                "guardian_name": "coalesce(s.nguoi_giam_ho, '')",
            },
            needs={
                "benefit_level": ("muc_huong",),
                "issued_by": ("noi_cap",),
                "state_reason": ("ly_do_dung",),
                "area_code": ("ma_khu_vuc",),
                "five_years_on": ("du_5_nam",),
                "guardian_name": ("nguoi_giam_ho",),
            },
            defaults={"issued_by": "''", "state_reason": "''", "area_code": "''", "guardian_name": "''"},
            overlap=("citizen_id", "valid"),
            overlap_if="t.state = 'active'",
            shown="tu_ngay",
        ),
    ),
)
