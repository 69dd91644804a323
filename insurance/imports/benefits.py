"""Benefits: decisions, and the payments of each. One file holds both; a row says which it is."""

from citizens.actors import DataClass
from citizens.rules.numbers import BHXH_DIGITS
from insurance.imports import cells
from insurance.imports.kind import PERSON_CHECKS, PERSON_JOIN, Check, Column, Kind, Target
from insurance.models import BenefitKind, BenefitState, PayoutChannel, PayoutState

ROWS = {"decision": "quyết định", "payment": "lần chi"}
DECISION, PAYMENT = "s.loai_dong = 'decision'", "s.loai_dong = 'payment'"


def _words(choices: type[BenefitKind | BenefitState | PayoutChannel | PayoutState]) -> dict[str, str]:
    return {str(value): str(label) for value, label in choices.choices}


def _told(words: dict[str, str]) -> str:
    return ", ".join(f"{code} ({label})" for code, label in words.items())


def _needed(rows: str, column: str, sentence: str) -> Check:
    return Check(column, f"{rows} AND s.{column} IS NULL", sentence)


_SPAN = "CASE WHEN s.tu_ngay <= s.den_ngay THEN daterange(s.tu_ngay, s.den_ngay + 1) END"

KIND = Kind(
    name="benefits",
    title="Quyền lợi đã hưởng",
    data_class=DataClass.BENEFITS,
    columns=(
        Column(
            "loai_dong", "text", cells.required(cells.choice(ROWS)),
            "Dòng này là gì: decision (quyết định) hay payment (lần chi của một quyết định).", "decision",
            required=True, also=("dong",),
        ),
        Column(
            "ma_so_bhxh", "text", cells.required(cells.digits(BHXH_DIGITS)),
            "Mã số BHXH, 10 chữ số. Người này phải có sẵn trong hệ thống.", "7923456789",
            required=True, also=("so bhxh",),
        ),
        Column(
            "che_do", "text", cells.required(cells.choice(_words(BenefitKind))),
            f"Chế độ: {_told(_words(BenefitKind))}.", "sickness", required=True, also=("loai che do",),
        ),
        Column(
            "so_quyet_dinh", "text", cells.text(40),
            "Số quyết định. Dòng chi trả ghi lại đúng số của quyết định.", "0123/QĐ-BHXH", required=True,
        ),
        Column(
            "ngay_phat_sinh", "date", cells.required(cells.day),
            "Ngày phát sinh: ngày sinh con, ngày đầu nghỉ, ngày tai nạn, ngày chấm dứt hợp đồng, tháng đầu hưởng lương"
            " hưu. Dòng chi trả ghi lại đúng ngày của quyết định.", "05/10/2026", required=True,
        ),
        Column(
            "tinh_trang", "text", cells.choice(_words(BenefitState)),
            f"Tình trạng của quyết định: {_told(_words(BenefitState))}.", "ended", required=True,
        ),
        Column("ngay_quyet_dinh", "date", cells.day, "Ngày ra quyết định.", "20/10/2026", required=True),
        Column("so_ho_so", "text", cells.text(40), "Số hồ sơ, số sổ hưu.", "HS-2026-0123"),
        Column("dot_chi", "text", cells.text(20), "Đợt chi theo mẫu C70a.", "10/2026-1"),
        Column(
            "ma_don_vi", "text", cells.pattern(r"[A-Z0-9]{5,20}", "Mã đơn vị gồm 5 đến 20 chữ in hoa và số."),
            "Mã đơn vị lập danh sách. Để trống khi không qua đơn vị.", "TA0001Z", also=("don vi",),
        ),
        Column(
            "tu_ngay", "date", cells.day, "Ngày đầu hưởng; với dòng chi trả: ngày đầu của thời gian được chi.",
            "05/10/2026", required=True,
        ),
        Column(
            "den_ngay", "date", cells.day, "Ngày cuối, tính cả ngày này.", "09/10/2026", required=True,
        ),
        Column("so_ngay", "numeric", cells.decimal(4, 1), "Số ngày được tính.", "5"),
        Column("luy_ke_nam", "numeric", cells.decimal(4, 1), "Số ngày lũy kế trong năm.", "5"),
        Column(
            "muc_binh_quan", "bigint", cells.money, "Tiền lương hoặc mức bình quân tính hưởng, đồng.", "8450000",
            also=("tien luong tinh huong",),
        ),
        Column("ty_le", "numeric", cells.decimal(3, 2), "Tỷ lệ hưởng, phần trăm.", "75", also=("ty le huong",)),
        Column("so_thang_dong", "int", cells.count(999), "Số tháng đóng.", ""),
        Column("so_thang_truoc_2014", "int", cells.count(999), "Trong đó trước năm 2014.", ""),
        Column("so_thang_huong", "int", cells.count(999), "Số tháng được hưởng (thất nghiệp).", ""),
        Column("so_thang_bao_luu", "int", cells.count(999), "Số tháng bảo lưu (thất nghiệp).", ""),
        Column("vung_luong", "smallint", cells.count(4), "Vùng lương tối thiểu, 1 đến 4.", ""),
        Column("so_con", "smallint", cells.count(9), "Số con (thai sản).", ""),
        Column("suy_giam", "smallint", cells.count(100), "Suy giảm khả năng lao động, phần trăm.", ""),
        Column(
            "so_tien", "bigint", cells.money,
            "Số tiền, đồng: cả khoản, mức hằng tháng đầu tiên, hoặc tiền của lần chi. Để trống khi không được duyệt.",
            "1320313", required=True,
        ),
        Column("ly_do_tu_choi", "text", cells.text(300), "Lý do; bắt buộc khi không được duyệt (refused).", ""),
        Column(
            "trang_thai_chi", "text", cells.choice(_words(PayoutState)),
            f"Chỉ dòng chi trả: {_told(_words(PayoutState))}.", "",
        ),
        Column("ngay_chi", "date", cells.day, "Chỉ dòng chi trả: ngày chi; bắt buộc khi đã chi (paid).", ""),
        Column(
            "hinh_thuc", "text", cells.choice(_words(PayoutChannel)),
            f"Chỉ dòng chi trả: {_told(_words(PayoutChannel))}.", "", also=("hinh thuc nhan",),
        ),
        Column("noi_chi", "text", cells.text(120), "Chỉ dòng chi trả: ngân hàng, nơi chi trả.", ""),
        Column(
            "tai_khoan", "text", cells.masked_account,
            "Chỉ dòng chi trả: số tài khoản; hệ thống chỉ giữ bốn số cuối.", "", also=("so tai khoan",),
        ),
    ),
    joins=PERSON_JOIN + " {reach} LEFT JOIN citizens_employer unit ON unit.unit_code = s.ma_don_vi",
    looked_up={"citizen_id": "person.id", "employer_id": "unit.id", "period": _SPAN},
    checks=(
        *PERSON_CHECKS,
        Check("ma_don_vi", "s.ma_don_vi IS NOT NULL AND s.employer_id IS NULL", "Không có đơn vị nào mang mã này.",
              needs=("ma_don_vi",)),
        Check("den_ngay", "s.den_ngay < s.tu_ngay", "Ngày cuối không thể trước ngày đầu."),
        Check("den_ngay", "(s.tu_ngay IS NULL) <> (s.den_ngay IS NULL)", "Phải ghi cả ngày đầu và ngày cuối."),
        _needed(DECISION, "tinh_trang", "Quyết định phải có tình trạng."),
        _needed(DECISION, "ngay_quyet_dinh", "Quyết định phải có ngày."),
        Check("so_tien", f"{DECISION} AND (s.tinh_trang = 'refused') <> (s.so_tien IS NULL)",
              "Quyết định không được duyệt thì không có số tiền, và ngược lại."),
        Check("tinh_trang", f"{DECISION} AND s.tinh_trang = 'refused' AND coalesce(s.ly_do_tu_choi, '') = ''",
              "Khi không duyệt phải ghi lý do ở cột ly_do_tu_choi."),
        Check("so_thang_truoc_2014", "s.so_thang_truoc_2014 > coalesce(s.so_thang_dong, -1)",
              "Số tháng trước năm 2014 không thể nhiều hơn số tháng đóng.", needs=("so_thang_truoc_2014",)),
        Check("vung_luong", "s.vung_luong = 0", "Vùng lương tối thiểu từ 1 đến 4.", needs=("vung_luong",)),
        _needed(PAYMENT, "so_tien", "Lần chi phải có số tiền."),
        _needed(PAYMENT, "tu_ngay", "Lần chi phải ghi chi cho thời gian nào."),
        _needed(PAYMENT, "trang_thai_chi", "Lần chi phải có trạng thái."),
        _needed(PAYMENT, "hinh_thuc", "Lần chi phải ghi hình thức nhận."),
        Check("ngay_chi", f"{PAYMENT} AND s.trang_thai_chi = 'paid' AND s.ngay_chi IS NULL",
              "Lần đã chi phải có ngày chi."),
    ),
    targets=(
        Target(
            table="insurance_benefitdecision",
            rows=DECISION,
            key=("citizen_id", "kind", "decision_number", "event_on"),
            values={
                "citizen_id": "s.citizen_id",
                "kind": "s.che_do",
                "decision_number": "coalesce(s.so_quyet_dinh, '')",
                "event_on": "s.ngay_phat_sinh",
                "state": "s.tinh_trang",
                "decided_on": "s.ngay_quyet_dinh",
                "file_number": "coalesce(s.so_ho_so, '')",
                "batch": "coalesce(s.dot_chi, '')",
                "employer_id": "s.employer_id",
                "period": "s.period",
                "days": "s.so_ngay",
                "days_in_year": "s.luy_ke_nam",
                "base_amount": "s.muc_binh_quan",
                "rate_percent": "s.ty_le",
                "months_contributed": "s.so_thang_dong",
                "months_before_2014": "s.so_thang_truoc_2014",
                "months_granted": "s.so_thang_huong",
                "months_reserved": "s.so_thang_bao_luu",
                "wage_region": "s.vung_luong",
                "children": "s.so_con",
                "capacity_loss_percent": "s.suy_giam",
                "amount": "s.so_tien",
                "reason": "coalesce(s.ly_do_tu_choi, '')",
            },
            needs={
                "file_number": ("so_ho_so",),
                "batch": ("dot_chi",),
                "employer_id": ("ma_don_vi",),
                "days": ("so_ngay",),
                "days_in_year": ("luy_ke_nam",),
                "base_amount": ("muc_binh_quan",),
                "rate_percent": ("ty_le",),
                "months_contributed": ("so_thang_dong",),
                "months_before_2014": ("so_thang_truoc_2014",),
                "months_granted": ("so_thang_huong",),
                "months_reserved": ("so_thang_bao_luu",),
                "wage_region": ("vung_luong",),
                "children": ("so_con",),
                "capacity_loss_percent": ("suy_giam",),
                "reason": ("ly_do_tu_choi",),
            },
            defaults={"file_number": "''", "batch": "''", "reason": "''"},
            shown="so_quyet_dinh",
        ),
        Target(
            table="insurance_benefitpayment",
            rows=PAYMENT,
            parent="decision_id",
            key=("decision_id", "period"),
            values={
                "citizen_id": "s.citizen_id",
                "period": "s.period",
                "amount": "s.so_tien",
                "state": "s.trang_thai_chi",
                "paid_on": "s.ngay_chi",
                "channel": "s.hinh_thuc",
                "place": "coalesce(s.noi_chi, '')",
                "account_masked": "coalesce(s.tai_khoan, '')",
            },
            needs={"place": ("noi_chi",), "account_masked": ("tai_khoan",)},
            defaults={"place": "''", "account_masked": "''"},
            shown="so_quyet_dinh",
        ),
    ),
    examples=(
        {
            "loai_dong": "decision", "ma_so_bhxh": "7923456789", "che_do": "sickness", "so_quyet_dinh": "0123/QĐ-BHXH",
            "ngay_phat_sinh": "05/10/2026", "tinh_trang": "ended", "ngay_quyet_dinh": "20/10/2026",
            "so_ho_so": "HS-2026-0123", "dot_chi": "10/2026-1", "ma_don_vi": "TA0001Z", "tu_ngay": "05/10/2026",
            "den_ngay": "09/10/2026", "so_ngay": "5", "luy_ke_nam": "5", "muc_binh_quan": "8450000", "ty_le": "75",
            "so_tien": "1320313",
        },
        {
            "loai_dong": "payment", "ma_so_bhxh": "7923456789", "che_do": "sickness", "so_quyet_dinh": "0123/QĐ-BHXH",
            "ngay_phat_sinh": "05/10/2026", "tu_ngay": "05/10/2026", "den_ngay": "09/10/2026", "so_tien": "1320313",
            "trang_thai_chi": "paid", "ngay_chi": "25/10/2026", "hinh_thuc": "bank", "noi_chi": "Ngân hàng Thử",
            "tai_khoan": "******1234",
        },
    ),
)  # fmt: skip
