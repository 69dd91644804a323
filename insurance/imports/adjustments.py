"""Changes of monthly benefits: the amount before, the amount after, from which day, by which text.

The amounts of one decision are a chain: each begins with what the one before it left, and the first with the amount of
the decision. A file that breaks the chain, in itself or with the record, is refused.
"""
# ruff: noqa: S608 - the statements are put together from names written here; what people wrote is in tables

from citizens.actors import DataClass
from citizens.rules.numbers import BHXH_DIGITS
from insurance.benefits import MONTHLY
from insurance.imports import cells
from insurance.imports.kind import PERSON_CHECKS, PERSON_JOIN, Check, Column, Kind, Target
from insurance.models import BenefitKind

_MONTHLY = {kind.value: str(kind.label) for kind in BenefitKind if kind in MONTHLY}
_TOLD = ", ".join(f"{code} ({label})" for code, label in _MONTHLY.items())
_DECISION = (
    " LEFT JOIN LATERAL (SELECT min(d.id) AS id, count(*) AS found, min(d.state) AS state"
    " FROM insurance_benefitdecision d WHERE d.citizen_id = person.id AND d.kind = s.che_do"
    " AND d.decision_number = coalesce(s.so_quyet_dinh, '') AND d.event_on = s.ngay_phat_sinh) decision ON true"
)
# Every amount of the decisions the file speaks of, as it would stand afterwards.
_CHAIN = """
    SELECT s.line, s.decision_id, s.tu_ngay AS day, s.muc_truoc AS before, s.muc_moi AS after
    FROM checked s WHERE s.decision_id IS NOT NULL AND s.tu_ngay IS NOT NULL
    UNION ALL SELECT NULL, a.decision_id, a.effective_on, a.amount_before, a.amount_after
    FROM insurance_benefitadjustment a WHERE a.decision_id IN (SELECT decision_id FROM checked) AND NOT EXISTS (
        SELECT FROM checked s WHERE s.decision_id = a.decision_id AND s.tu_ngay = a.effective_on)
    UNION ALL SELECT NULL, d.id, '-infinity', NULL, d.amount
    FROM insurance_benefitdecision d WHERE d.id IN (SELECT decision_id FROM checked)
"""


def _broken(column: str, near: str, differs: str, reason: str, only: str = "true") -> str:
    """SECURITY: the amount on record is not told: the row's own is beside the reason, and it is that one to check."""
    return (
        f"SELECT f.line, '{column}', f.{near}::text, '{reason}' FROM (SELECT *, lag(after) OVER w AS was,"
        f" lead(before) OVER w AS comes, lead(line) OVER w AS next_line FROM ({_CHAIN}) c"
        f" WINDOW w AS (PARTITION BY decision_id ORDER BY day)) f WHERE f.line IS NOT NULL AND {differs} AND {only}"
    )


KIND = Kind(
    name="adjustments",
    title="Điều chỉnh mức hưởng hằng tháng",
    data_class=DataClass.BENEFITS,
    columns=(
        Column(
            "ma_so_bhxh", "text", cells.required(cells.digits(BHXH_DIGITS)),
            "Mã số BHXH, 10 chữ số. Người này phải có sẵn trong hệ thống.", "7923456789",
            required=True, also=("so bhxh",),
        ),
        Column(
            "che_do", "text", cells.required(cells.choice(_MONTHLY)), f"Chế độ hằng tháng: {_TOLD}.", "pension",
            required=True, also=("loai che do",),
        ),
        Column(
            "so_quyet_dinh", "text", cells.text(40), "Số quyết định hưởng, đã có trên hồ sơ.", "0456/QĐ-BHXH",
            required=True,
        ),
        Column(
            "ngay_phat_sinh", "date", cells.required(cells.day), "Ngày phát sinh của quyết định đó.", "01/03/2020",
            required=True,
        ),
        Column(
            "tu_ngay", "date", cells.required(cells.day), "Ngày mức mới bắt đầu.", "01/07/2024",
            required=True, also=("ngay dieu chinh", "hieu luc tu"),
        ),
        Column(
            "muc_truoc", "bigint", cells.required(cells.money),
            "Mức đang hưởng ngay trước ngày đó, đồng một tháng; phải khớp với hồ sơ.", "5000000",
            required=True, also=("muc cu",),
        ),
        Column(
            "muc_moi", "bigint", cells.required(cells.money), "Mức mới, đồng một tháng.", "5750000",
            required=True, also=("muc sau",),
        ),
        Column("ty_le_tang", "numeric", cells.decimal(3, 2), "Tăng bao nhiêu phần trăm.", "15", also=("tang",)),
        Column(
            "theo_van_ban", "text", cells.required(cells.text(160)), "Theo văn bản nào; người hưởng đọc được.",
            "Nghị định 75/2024/NĐ-CP", required=True, also=("van ban", "ly do"),
        ),
    ),
    joins=PERSON_JOIN + " {reach}" + _DECISION,
    looked_up={
        "citizen_id": "person.id",
        "found": "decision.found",
        "decision_id": "CASE WHEN decision.found = 1 THEN decision.id END",
        "state": "decision.state",
    },
    checks=(
        *PERSON_CHECKS,
        Check("so_quyet_dinh", "s.citizen_id IS NOT NULL AND s.che_do IS NOT NULL AND s.ngay_phat_sinh IS NOT NULL"
              " AND s.found = 0", "Hồ sơ của người này không có quyết định như vậy. Hãy nhập quyết định trước."),
        Check("so_quyet_dinh", "s.found > 1",
              "Hồ sơ đang có hai quyết định giống nhau ở chỗ này. Hãy báo cho người quản trị trước khi nhập."),
        Check("so_quyet_dinh", "s.state = 'refused' AND s.found = 1",
              "Quyết định này không được duyệt, nên không có mức để điều chỉnh."),
        Check("tu_ngay", "s.tu_ngay < s.ngay_phat_sinh", "Không thể trước ngày phát sinh của quyết định."),
        Check("muc_moi", "s.muc_moi = s.muc_truoc", "Mức mới đúng bằng mức trước: không có gì thay đổi."),
        Check("ty_le_tang", "s.ty_le_tang > 0 AND s.muc_moi < s.muc_truoc",
              "Ghi tăng mà mức mới lại thấp hơn mức trước.", needs=("ty_le_tang",)),
    ),
    targets=(
        Target(
            table="insurance_benefitadjustment",
            key=("decision_id", "effective_on"),
            values={
                "decision_id": "s.decision_id",
                "effective_on": "s.tu_ngay",
                "citizen_id": "s.citizen_id",
                "amount_before": "s.muc_truoc",
                "amount_after": "s.muc_moi",
                "percent": "s.ty_le_tang",
                "reason": "s.theo_van_ban",
            },
            needs={"percent": ("ty_le_tang",)},
            shown="tu_ngay",
        ),
    ),
    more=(
        _broken("muc_truoc", "before", "f.before <> f.was",
                "Không bằng mức ngay trước ngày này, theo quyết định và các lần điều chỉnh trước."),
        _broken("muc_moi", "after", "f.after <> f.comes",
                "Lần điều chỉnh sau ngày này, đã có trên hồ sơ, bắt đầu từ một mức khác.",
                only="f.next_line IS NULL"),
    ),
)  # fmt: skip
