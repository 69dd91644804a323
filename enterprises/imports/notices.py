"""The office's own notices C12-TS: for each unit and month its balance, its funds, and what changed of earlier months.

A notice comes whole: its balance is one row, each fund and each adjustment one more. It takes the place of what this
site had put together for the month. Official notices carry over from month to month, in the file and on record.
"""
# ruff: noqa: S608 - the statements are put together from names written here; what people wrote is in tables

from enterprises.imports.units import CODE, JOIN, KNOWN, PROVINCE
from enterprises.notices import FUND_NAMES
from insurance.imports import cells
from insurance.imports.kind import Check, Column, Kind, Target
from insurance.rules.contribution import FUNDS
from insurance.rules.parameters import Fund

ROWS = {"notice": "số dư của tháng", "fund": "một quỹ", "adjustment": "điều chỉnh một kỳ trước"}
NOTICE, FUND, ADJUSTMENT = (f"s.loai_dong = '{sort}'" for sort in ROWS)
_FUNDS = {fund.value: str(name) for fund, name in FUND_NAMES.items()}
_MONEY = ("mang_sang", "phai_dong", "dieu_chinh", "lai_cham_dong", "da_nop", "chuyen_ky_sau")
_SCHEME = (
    "CASE quy "
    + " ".join(
        f"WHEN '{fund.value}' THEN '{scheme.value}'" for scheme, funds in FUNDS.items() for fund in funds
    )
    + " END"
)
_NAMED = (
    "CASE e ->> 'fund' " + " ".join(f"WHEN '{code}' THEN '{name}'" for code, name in _FUNDS.items()) + " END"
)
_ORDER = "array_position(ARRAY['" + "','".join(fund.value for fund in Fund) + "'], quy)"
# The rows of one notice beside its balance, put together; `whole` when none of them lacks a figure.
_PARTS = f"""
    LEFT JOIN (
        SELECT ma_don_vi, thang,
            bool_or(loai_dong = 'notice') AS has_notice,
            bool_and(loai_dong <> 'fund' OR (quy IS NOT NULL AND don_vi_dong IS NOT NULL
                AND nguoi_lao_dong_dong IS NOT NULL)) AS whole_funds,
            bool_and(loai_dong <> 'adjustment' OR so_tien IS NOT NULL) AS whole_adjustments,
            coalesce(sum(don_vi_dong + nguoi_lao_dong_dong) FILTER (WHERE loai_dong = 'fund'), 0) AS of_funds,
            coalesce(sum(so_tien) FILTER (WHERE loai_dong = 'adjustment'), 0) AS of_adjustments,
            jsonb_agg(jsonb_build_object('scheme', {_SCHEME}, 'fund', quy, 'people', so_nguoi, 'wages', quy_luong,
                'employer_rate', trim_scale(ty_le_don_vi)::text,
                'employee_rate', trim_scale(ty_le_nguoi_lao_dong)::text,
                'employer', don_vi_dong, 'employee', nguoi_lao_dong_dong) ORDER BY {_ORDER})
                FILTER (WHERE loai_dong = 'fund') AS lines,
            jsonb_agg(jsonb_build_object('month', to_char(thang_dieu_chinh, 'YYYY-MM-DD'), 'amount', so_tien)
                ORDER BY thang_dieu_chinh) FILTER (WHERE loai_dong = 'adjustment') AS adjustments
        FROM {{stage}} WHERE raw IS DISTINCT FROM '[]' GROUP BY ma_don_vi, thang
    ) parts ON parts.ma_don_vi = s.ma_don_vi AND parts.thang = s.thang
"""
# Balances of the units the file speaks of, as they would stand afterwards.
_BALANCES = """
    SELECT s.line, s.employer_id, s.thang AS month, s.mang_sang AS opening, s.chuyen_ky_sau AS closing
    FROM checked s WHERE s.loai_dong = 'notice' AND s.employer_id IS NOT NULL AND s.thang IS NOT NULL
    UNION ALL SELECT NULL, n.employer_id, n.month, n.opening, n.closing FROM enterprises_notice n
    WHERE n.origin = 'official' AND n.employer_id IN (SELECT employer_id FROM checked) AND NOT EXISTS (
        SELECT FROM checked s WHERE s.loai_dong = 'notice' AND s.employer_id = n.employer_id AND s.thang = n.month)
"""


def _breaks(column: str, near: str, condition: str, reason: str) -> str:
    """Balances of two months in a row that do not meet."""
    return (
        f"SELECT f.line, '{column}', f.{near}::text, {reason} FROM (SELECT *, lag(closing) OVER w AS was,"
        " lag(month) OVER w AS last_month, lead(opening) OVER w AS comes, lead(month) OVER w AS next_month,"
        f" lead(line) OVER w AS next_line FROM ({_BALANCES}) c WINDOW w AS (PARTITION BY employer_id ORDER BY month)) f"
        f" WHERE f.line IS NOT NULL AND {condition}"
    )


def _twice(rows: str, column: str) -> str:
    return (
        f"SELECT d.line, '{column}', d.{column}::text, 'Trùng với dòng ' || d.first || ' của tệp này.'"
        f" FROM (SELECT s.line, s.{column}, min(s.line) OVER (PARTITION BY s.ma_don_vi, s.thang, s.{column}) AS first"
        f" FROM checked s WHERE {rows} AND s.{column} IS NOT NULL) d WHERE d.first < d.line"
    )


def _share(amount: str, rate: str, words: str) -> Check:
    """An amount is the wages at the rate; each person's part is rounded, so half a đồng a person may differ."""
    return Check(
        amount,
        f"{FUND} AND abs(s.{amount} - s.quy_luong * s.{rate} / 100) > coalesce(s.so_nguoi, 0) + 1",
        f"Không bằng quỹ lương nhân với tỷ lệ của {words}.",
    )


def _needed(rows: str, *columns: str) -> tuple[Check, ...]:
    return tuple(
        Check(column, f"{rows} AND s.{column} IS NULL", "Dòng loại này phải có ô này.") for column in columns
    )


KIND = Kind(
    name="notices",
    title="Thông báo C12-TS của đơn vị",
    data_class=None,
    province=PROVINCE,
    columns=(
        Column(
            "loai_dong", "text", cells.required(cells.choice(ROWS)),
            "Dòng này là gì: notice (số dư của tháng), fund (một quỹ), adjustment (điều chỉnh một kỳ trước).",
            "notice", required=True, also=("dong",),
        ),
        CODE,
        Column("thang", "date", cells.required(cells.month), "Tháng của thông báo.", "10/2026", required=True),
        Column("ngay_lap", "date", cells.day, "notice: ngày lập thông báo.", "05/11/2026", required=True),
        Column("so_nguoi", "int", cells.count(9_999_999), "notice: số lao động; fund: số người đóng quỹ này.", "2",
               required=True, also=("so lao dong",)),
        Column("mang_sang", "bigint", cells.signed_money,
               "notice: kỳ trước mang sang, đồng; số âm là đang thừa.", "0", required=True),
        Column("phai_dong", "bigint", cells.signed_money,
               "notice: phải đóng trong kỳ, bằng tổng các quỹ của tháng.", "6400000", required=True),
        Column("dieu_chinh", "bigint", cells.signed_money,
               "notice: điều chỉnh các kỳ trước, bằng tổng các dòng adjustment của tháng.", "0", required=True),
        Column("lai_cham_dong", "bigint", cells.signed_money, "notice: lãi chậm đóng.", "0", required=True),
        Column("da_nop", "bigint", cells.money, "notice: đã nộp trong kỳ.", "0", required=True),
        Column("chuyen_ky_sau", "bigint", cells.signed_money,
               "notice: chuyển kỳ sau, bằng mang_sang + phai_dong + dieu_chinh + lai_cham_dong - da_nop.", "6400000",
               required=True),
        Column("quy", "text", cells.choice(_FUNDS),
               "fund: quỹ nào: " + ", ".join(f"{code} ({name})" for code, name in _FUNDS.items()) + ".", "",
               required=True),
        Column("quy_luong", "bigint", cells.money, "fund: tổng tiền lương làm căn cứ đóng.", "", required=True),
        Column("ty_le_don_vi", "numeric", cells.decimal(3, 3), "fund: đơn vị đóng bao nhiêu phần trăm.", "",
               required=True),
        Column("ty_le_nguoi_lao_dong", "numeric", cells.decimal(3, 3),
               "fund: người lao động đóng bao nhiêu phần trăm.", "", required=True),
        Column("don_vi_dong", "bigint", cells.money, "fund: tiền đơn vị đóng.", "", required=True),
        Column("nguoi_lao_dong_dong", "bigint", cells.money, "fund: tiền người lao động đóng.", "", required=True),
        Column("thang_dieu_chinh", "date", cells.month, "adjustment: tháng được điều chỉnh.", "", required=True),
        Column("so_tien", "bigint", cells.signed_money, "adjustment: số tiền; giảm thì ghi số âm.", "",
               required=True),
    ),
    joins=JOIN + _PARTS,
    looked_up={
        "employer_id": "unit.id",
        **{name: f"parts.{name}" for name in (
            "has_notice", "whole_funds", "whole_adjustments", "of_funds", "of_adjustments", "lines", "adjustments",
        )},
    },
    checks=(
        KNOWN,
        *_needed(NOTICE, "ngay_lap", "so_nguoi", *_MONEY),
        *_needed(FUND, "quy", "so_nguoi", "quy_luong", "ty_le_don_vi", "ty_le_nguoi_lao_dong", "don_vi_dong",
                 "nguoi_lao_dong_dong"),
        *_needed(ADJUSTMENT, "thang_dieu_chinh", "so_tien"),
        Check("thang", f"{NOTICE} AND s.thang > (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date", "Tháng này chưa tới."),
        Check("ngay_lap", f"{NOTICE} AND s.ngay_lap < s.thang", "Không thể lập trước khi tháng đó bắt đầu."),
        Check("ma_don_vi", f"NOT ({NOTICE}) AND s.has_notice IS FALSE",
              "Tệp này không có dòng notice của đơn vị và tháng này."),
        Check("chuyen_ky_sau",
              f"{NOTICE} AND s.mang_sang + s.phai_dong + s.dieu_chinh + s.lai_cham_dong - s.da_nop <> s.chuyen_ky_sau",
              "Các số của thông báo không cộng lại thành số chuyển kỳ sau."),
        Check("phai_dong", f"{NOTICE} AND s.whole_funds AND s.of_funds <> s.phai_dong",
              "Không bằng tổng các quỹ của tháng này trong tệp."),
        Check("dieu_chinh", f"{NOTICE} AND s.whole_adjustments AND s.of_adjustments <> s.dieu_chinh",
              "Không bằng tổng các dòng adjustment của tháng này trong tệp."),
        _share("don_vi_dong", "ty_le_don_vi", "đơn vị"),
        _share("nguoi_lao_dong_dong", "ty_le_nguoi_lao_dong", "người lao động"),
        Check("thang_dieu_chinh", f"{ADJUSTMENT} AND s.thang_dieu_chinh >= s.thang",
              "Tháng được điều chỉnh phải trước tháng của thông báo."),
    ),
    targets=(
        Target(
            table="enterprises_notice",
            rows=NOTICE,
            key=("employer_id", "month"),
            values={
                "employer_id": "s.employer_id",
                "month": "s.thang",
                "origin": "'official'",
                "people": "s.so_nguoi",
                "opening": "s.mang_sang",
                "due": "s.phai_dong",
                "adjustment": "s.dieu_chinh",
                "interest": "s.lai_cham_dong",
                "paid": "s.da_nop",
                "closing": "s.chuyen_ky_sau",
                "lines": "coalesce(s.lines, '[]'::jsonb)",
                "adjustments": "coalesce(s.adjustments, '[]'::jsonb)",
                "issued_at": "s.ngay_lap::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh'",
            },
            shown="thang",
            told={
                "lines": f"(SELECT string_agg({_NAMED} || ' '"
                " || ((e ->> 'employer')::bigint + (e ->> 'employee')::bigint), '; ')"
                " FROM jsonb_array_elements({row}.lines) e)",
                "adjustments": "(SELECT string_agg(left(e ->> 'month', 7) || ' ' || (e ->> 'amount'), '; ')"
                " FROM jsonb_array_elements({row}.adjustments) e)",
                "issued_at": "to_char({row}.issued_at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD')",
            },
        ),
    ),
    more=(
        _twice(FUND, "quy"),
        _twice(ADJUSTMENT, "thang_dieu_chinh"),
        _breaks("mang_sang", "opening", "f.last_month + interval '1 month' = f.month AND f.was <> f.opening",
                "'Thông báo tháng trước chuyển sang ' || f.was || ' đồng.'"),
        _breaks("chuyen_ky_sau", "closing", "f.next_line IS NULL AND f.month + interval '1 month' = f.next_month"
                " AND f.comes <> f.closing",
                "'Thông báo tháng sau, đã có trên hồ sơ, mang sang ' || f.comes || ' đồng. Hãy gửi cả tháng đó.'"),
    ),
    examples=(
        {
            "loai_dong": "notice", "ma_don_vi": "TA0001Z", "thang": "10/2026", "ngay_lap": "05/11/2026",
            "so_nguoi": "2", "mang_sang": "-150000", "phai_dong": "6400000", "dieu_chinh": "150000",
            "lai_cham_dong": "0", "da_nop": "0", "chuyen_ky_sau": "6400000",
        },
        *({
            "loai_dong": "fund", "ma_don_vi": "TA0001Z", "thang": "10/2026", "so_nguoi": "2",
            "quy_luong": "20000000", "quy": fund, "ty_le_don_vi": employer, "ty_le_nguoi_lao_dong": employee,
            "don_vi_dong": of_employer, "nguoi_lao_dong_dong": of_employee,
        } for fund, employer, employee, of_employer, of_employee in (
            ("sickness_maternity", "3", "0", "600000", "0"),
            ("pension", "14", "8", "2800000", "1600000"),
            ("work_accident", "0,5", "0", "100000", "0"),
            ("unemployment", "1", "1", "200000", "200000"),
            ("health", "3", "1,5", "600000", "300000"),
        )),
        {
            "loai_dong": "adjustment", "ma_don_vi": "TA0001Z", "thang": "10/2026", "thang_dieu_chinh": "08/2026",
            "so_tien": "150000",
        },
    ),
)  # fmt: skip
