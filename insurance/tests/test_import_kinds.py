"""Benefits and visits from files: the examples of the documentation come in, and what does not add up does not."""

import base64
import csv
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from citizens.models import Citizen
from citizens.tests.factories import make_citizen, make_employer
from insurance.imports import cells, claims_xml, kinds
from insurance.imports.files import UnreadableFile, open_table
from insurance.models import (
    BenefitAdjustment,
    BenefitDecision,
    BenefitKind,
    BenefitPayment,
    ImportBatch,
    ImportState,
    MedicalVisit,
    VisitLine,
)
from insurance.tests.factories import (
    make_adjustment,
    make_decision,
    make_line,
    make_payment,
    make_visit,
)

pytestmark = pytest.mark.django_db
EXAMPLES = settings.BASE_DIR / "docs" / "examples"
EXAMPLE_NUMBER = "7923456789"


@pytest.fixture
def person() -> Citizen:
    make_employer(unit_code="TA0001Z")
    return make_citizen(bhxh_number=EXAMPLE_NUMBER)


def run(kind: str, path: Path, **options: Any) -> None:
    call_command("import_records", kind, path, **options)


def write(path: Path, rows: list[dict[str, str]], heads: list[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, heads)
        writer.writeheader()
        writer.writerows(rows)
    return path


def rows_of(kind: str) -> tuple[list[str], list[dict[str, str]]]:
    """The example of a kind, to be changed."""
    heads, *rows = kinds()[kind].template()
    return heads, [dict(zip(heads, row, strict=True)) for row in rows]


def refused(kind: str, path: Path) -> dict[int, dict[str, str]]:
    """Import a bad file: its errors by line."""
    with pytest.raises(CommandError, match="Nothing was imported"):
        run(kind, path)
    with path.with_name(f"{path.stem}.loi.csv").open(encoding="utf-8-sig", newline="") as file:
        return {int(row["dong"]): row for row in csv.DictReader(file)}


@pytest.mark.parametrize(
    "name",
    [
        "participation.csv",
        "cards.csv",
        "benefits.csv",
        "adjustments.csv",
        "visits.csv",
        "visits.xml",
        "notices.csv",
        "unit_payments.csv",
    ],
)
def test_every_example_comes_in_twice_and_stands_once(person: Citizen, tmp_path: Path, name: str) -> None:
    kind = name.partition(".")[0]
    make_pension(person)
    run(kind, EXAMPLES / name, errors=tmp_path / "e.csv")
    first = ImportBatch.objects.get()
    assert first.state == ImportState.DONE
    assert first.new_rows > 0
    run(kind, EXAMPLES / name, errors=tmp_path / "e.csv")
    again = ImportBatch.objects.exclude(pk=first.pk).get()
    assert (again.new_rows, again.changed_rows, again.removed_rows) == (0, 0, 0)
    assert again.same_rows == first.new_rows


def test_the_examples_are_what_the_kinds_say() -> None:
    for kind in kinds().values():
        with (EXAMPLES / f"{kind.name}.csv").open(encoding="utf-8", newline="") as file:
            assert list(csv.reader(file)) == kind.template()


# -- Benefits


def test_decisions_and_payments_arrive_together_and_change(person: Citizen, tmp_path: Path) -> None:
    run("benefits", EXAMPLES / "benefits.csv", errors=tmp_path / "e.csv")
    decision, payment = BenefitDecision.objects.get(), BenefitPayment.objects.get()
    assert (decision.citizen, decision.amount, decision.days, decision.state) == (
        person,
        1_320_313,
        5,
        "ended",
    )
    assert (decision.period.lower, decision.period.upper) == (date(2026, 10, 5), date(2026, 10, 10))
    assert (payment.decision, payment.amount, payment.account_masked) == (decision, 1_320_313, "******1234")
    assert decision.events.get().pgh_context.metadata["import_kind"] == "benefits"
    heads, (_first, second) = rows_of("benefits")
    second.update(
        trang_thai_chi="returned", tai_khoan="0011 2233 4455 6677"
    )  # alone: its decision is on record
    run("benefits", write(tmp_path / "b.csv", [second], heads))
    payment.refresh_from_db()
    assert (payment.state, payment.account_masked) == ("returned", "******6677")
    assert BenefitDecision.objects.get().events.count() == 1


def test_benefits_that_cannot_be_are_refused(person: Citizen, tmp_path: Path) -> None:
    heads, (decision, payment) = rows_of("benefits")
    make_decision(person, decision_number="đôi", event_on=date(2026, 1, 1))
    make_decision(person, decision_number="đôi", event_on=date(2026, 1, 1))
    rows = [
        decision,
        dict(decision),
        {**decision, "so_quyet_dinh": "2", "tinh_trang": "refused"},
        {**decision, "so_quyet_dinh": "3", "ngay_quyet_dinh": "", "den_ngay": "01/10/2026"},
        {**payment, "so_quyet_dinh": "không có"},
        {**payment, "trang_thai_chi": "paid", "ngay_chi": "", "hinh_thuc": "", "tai_khoan": "abc"},
        {**decision, "so_quyet_dinh": "đôi", "ngay_phat_sinh": "01/01/2026"},
    ]
    errors = refused("benefits", write(tmp_path / "a.csv", rows, heads))
    assert {line: set(row["cot"].split(" | ")) for line, row in errors.items()} == {
        3: {"so_quyet_dinh"},
        4: {"so_tien", "tinh_trang"},
        5: {"ngay_quyet_dinh", "den_ngay"},
        6: {"so_quyet_dinh"},
        7: {"ngay_chi", "hinh_thuc", "tai_khoan"},
        8: {"so_quyet_dinh"},
    }
    assert "dòng 2" in errors[3]["ly_do"]
    assert "hai dòng giống nhau" in errors[8]["ly_do"]
    assert not BenefitPayment.objects.exists()


# -- Changes of monthly benefits


def make_pension(person: Citizen) -> BenefitDecision:
    return make_decision(
        person, BenefitKind.PENSION, decision_number="0456/QĐ-BHXH", event_on=date(2020, 3, 1), amount=5_000_000,
        state="running", period=(date(2020, 3, 1), date(2060, 1, 1)),
    )  # fmt: skip


def test_changes_of_a_pension_are_a_chain(person: Citizen, tmp_path: Path) -> None:
    pension = make_pension(person)
    make_adjustment(pension, date(2022, 1, 1), 5_000_000, 5_370_000)
    heads, (row,) = rows_of("adjustments")
    raised = {**row, "muc_truoc": "5370000", "muc_moi": "6175500", "tu_ngay": "01/07/2024"}
    once_more = {
        **row,
        "muc_truoc": "6.175.500",
        "muc_moi": "6.669.540",
        "tu_ngay": "01/07/2026",
        "ty_le_tang": "8",
    }
    run("adjustments", write(tmp_path / "a.csv", [once_more, raised], heads), dry_run=True)
    assert BenefitAdjustment.objects.count() == 1
    run("adjustments", write(tmp_path / "a.csv", [once_more, raised], heads))
    found = BenefitAdjustment.objects.order_by("effective_on")
    assert [change.amount_after for change in found] == [5_370_000, 6_175_500, 6_669_540]
    assert {change.citizen_id for change in found} == {person.pk}
    assert found[2].events.get().pgh_context.metadata["import_kind"] == "adjustments"
    corrected = {**raised, "muc_moi": "6200000"}
    assert "mức khác" in refused("adjustments", write(tmp_path / "b.csv", [corrected], heads))[2]["ly_do"]
    run("adjustments", write(tmp_path / "c.csv", [corrected, {**once_more, "muc_truoc": "6200000"}], heads))
    assert found.all()[1].amount_after == 6_200_000


def test_changes_that_cannot_be_are_refused_and_quote_nothing_on_record(
    person: Citizen, tmp_path: Path
) -> None:
    make_pension(person)
    make_decision(person, BenefitKind.PENSION, decision_number="đôi", event_on=date(2021, 1, 1))
    make_decision(person, BenefitKind.PENSION, decision_number="đôi", event_on=date(2021, 1, 1))
    make_decision(
        person,
        BenefitKind.SURVIVOR_MONTHLY,
        decision_number="không",
        state="refused",
        amount=None,
        reason="x",
    )
    heads, (row,) = rows_of("adjustments")
    rows = [
        {**row, "muc_truoc": "4000000"},
        {**row, "tu_ngay": "01/01/2020", "muc_moi": "5000000"},
        {**row, "tu_ngay": "01/07/2025", "muc_truoc": "5750000", "muc_moi": "5000000"},
        {**row, "so_quyet_dinh": "chưa có"},
        {**row, "so_quyet_dinh": "đôi", "ngay_phat_sinh": "01/01/2021"},
        {**row, "che_do": "survivor_monthly", "so_quyet_dinh": "không", "ngay_phat_sinh": "05/10/2026",
         "tu_ngay": "01/11/2026"},
        {**row, "ma_so_bhxh": "7999999999"},
        {**row, "che_do": "sickness", "theo_van_ban": ""},
    ]  # fmt: skip
    errors = refused("adjustments", write(tmp_path / "a.csv", rows, heads))
    assert {line: set(row["cot"].split(" | ")) for line, row in errors.items()} == {
        2: {"muc_truoc"},
        3: {"tu_ngay", "muc_moi"},
        4: {"ty_le_tang"},
        5: {"so_quyet_dinh"},
        6: {"so_quyet_dinh"},
        7: {"so_quyet_dinh"},
        8: {"ma_so_bhxh"},
        9: {"che_do", "theo_van_ban"},
    }
    assert not any("5000000" in row["ly_do"] for row in errors.values())
    assert not BenefitAdjustment.objects.exists()


# -- Visits


def test_claims_of_hospitals_become_visits_that_add_up(person: Citizen, tmp_path: Path) -> None:
    run("visits", EXAMPLES / "visits.xml", errors=tmp_path / "e.csv")
    visit = MedicalVisit.objects.get()
    assert (visit.citizen, visit.facility_code, visit.facility_name) == (person, "75011", "Cơ sở KCB 75011")
    assert visit.arrived_at == datetime(2026, 9, 1, 1, 30, tzinfo=UTC)
    assert (visit.main_icd, visit.other_icds, visit.state) == ("J20.9", ["I10"], "received")
    assert (visit.total, visit.in_scope, visit.fund_paid, visit.copaid) == (81_350, 81_350, 65_080, 16_270)
    service, medicine = VisitLine.objects.order_by("position")
    assert (service.kind, service.name, medicine.kind, medicine.quantity) == (
        "service",
        "Khám nội",
        "medicine",
        14,
    )
    assert medicine.unit_price == 2_596
    assert medicine.events.get().pgh_label == "insert"


def claim(visit: dict[str, str], *lines: dict[str, str]) -> str:
    """One HOSO with these fields."""

    def fields(row: dict[str, str]) -> str:
        return "".join(f"<{name}>{value}</{name}>" for name, value in row.items())

    def file(name: str, content: str) -> str:
        packed = base64.b64encode(content.encode()).decode()
        return f"<FILEHOSO><LOAIHOSO>{name}</LOAIHOSO><NOIDUNGFILE>{packed}</NOIDUNGFILE></FILEHOSO>"

    services = "".join(
        f"<CHI_TIET_DVKT>{fields(line | {'MA_LK': visit['MA_LK']})}</CHI_TIET_DVKT>" for line in lines
    )
    return (
        "<HOSO>"
        + file("XML3", f"<A><DSACH_CHI_TIET_DVKT>{services}</DSACH_CHI_TIET_DVKT></A>")
        + file("XML1", f"<TONG_HOP>{fields(visit)}</TONG_HOP>")
        + file("XML4", "<broken")
        + "</HOSO>"
    )


def claims(path: Path, *folders: str, head: str = "") -> Path:
    path.write_text(
        f'<?xml version="1.0" encoding="utf-8"?>\n{head}<GIAMDINHHS>\n<THONGTINHOSO>\n<DANHSACHHOSO>\n'
        + "\n".join(folders)
        + "\n</DANHSACHHOSO></THONGTINHOSO></GIAMDINHHS>"
    )
    return path


VISIT = {
    "MA_LK": "A1", "MA_CSKCB": "75011", "MA_THE_BHYT": f"DN479{EXAMPLE_NUMBER}", "MA_LOAI_KCB": "1",
    "NGAY_VAO": "202609010830", "MA_BENH_CHINH": "J209", "T_TONGCHI_BV": "100.00", "T_TONGCHI_BH": "100.00",
    "T_BHTT": "80", "T_BNCCT": "20.000", "T_BNTT": "0", "T_NGUONKHAC": "",
}  # fmt: skip
LINE = {
    "MA_LK": "A1", "STT": "1", "MA_DICH_VU": "02.1", "TEN_DICH_VU": "Khám", "MA_NHOM": "13", "SO_LUONG": "1",
    "DON_GIA_BH": "33.333", "TYLE_TT_BH": "100", "THANH_TIEN_BV": "33.333", "T_BHTT": "26.667", "T_BNCCT": "6.666",
    "T_BNTT": "0", "T_NGUONKHAC": "0",
}  # fmt: skip


def thirds() -> list[dict[str, str]]:
    """Three lines with parts of a đồng that add up to the visit."""
    return [
        LINE,
        {**LINE, "STT": "2", "MA_NHOM": "15", "T_BHTT": "26.667", "T_BNCCT": "6.666"},
        {
            **LINE,
            "STT": "3",
            "TEN_VAT_TU": "Bông",
            "THANH_TIEN_BV": "33.334",
            "T_BHTT": "26.666",
            "T_BNCCT": "6.668",
        },
    ]


def test_parts_of_a_dong_add_up_in_whole_ones_and_lost_lines_go(person: Citizen, tmp_path: Path) -> None:
    run("visits", claims(tmp_path / "a.xml", claim(VISIT, *thirds())))
    visit = MedicalVisit.objects.get()
    assert (visit.total, visit.fund_paid, visit.copaid) == (100, 80, 20)
    lines = VisitLine.objects.order_by("position")
    assert [(line.kind, line.fund_paid, line.copaid) for line in lines] == [
        ("service", 27, 7), ("bed", 26, 6), ("supply", 27, 7),
    ]  # fmt: skip
    MedicalVisit.objects.update(state="settled")
    whole = {**LINE, "THANH_TIEN_BV": "100", "T_BHTT": "80", "T_BNCCT": "20"}
    path = claims(tmp_path / "b.xml", claim(VISIT, whole), claim({**VISIT, "MA_LK": "A9"}, *thirds()))
    run("visits", path, dry_run=True)
    assert VisitLine.objects.count() == 3
    told = (tmp_path / "b.khac.csv").read_text(encoding="utf-8-sig")
    assert "mới,,,bang: xml1; ma_lk: A9;" in told and "ngay_vao: 01/09/2026 08:30" in told
    path = claims(tmp_path / "b.xml", claim(VISIT, whole))
    run("visits", path, dry_run=True)
    diff = (tmp_path / "b.khac.csv").read_text(encoding="utf-8-sig").splitlines()
    assert diff.count("2,bỏ,,,") == 2
    run("visits", path)
    line = VisitLine.objects.get()
    assert (line.total, MedicalVisit.objects.get().state) == (
        100,
        "settled",
    )  # a claim says nothing of its state
    assert ImportBatch.objects.order_by("-pk")[0].removed_rows == 2


def test_visits_that_do_not_add_up_or_are_somebody_elses_are_refused(person: Citizen, tmp_path: Path) -> None:
    other = make_citizen()
    make_line(make_visit(other, claim_number="KHAC", facility_code="75011"))
    path = claims(
        tmp_path / "a.xml",
        claim(VISIT, *thirds()[:2]),
        claim({**VISIT, "MA_LK": "A2", "T_TONGCHI_BH": "90"}, *thirds()),
        claim({**VISIT, "MA_LK": "A3", "SO_CCCD": "001099000000"}, *thirds()),
        claim({**VISIT, "MA_LK": "A4", "MA_THE_BHYT": "DN4799999999999"}, *thirds()),
        claim({**VISIT, "MA_LK": "KHAC"}, *thirds()),
        claim({**VISIT, "MA_LK": "A6", "NGAY_VAO": "202613010830"}, {**LINE, "T_BHTT": "1"}),
    )
    errors = refused("visits", path)
    found = {(row["ma_lk"], row["bang"]): set(row["cot"].split(" | ")) for row in errors.values()}
    assert found[("A1", "xml1")] == {"t_tongchi_bv", "t_bhtt", "t_bncct"}
    assert found[("A2", "xml1")] == {"t_tongchi_bh", "t_tongchi_bv"} or found[("A2", "xml1")] == {
        "t_tongchi_bh"
    }
    assert found[("A3", "xml1")] == {"so_cccd"}
    assert found[("A4", "xml1")] == {"ma_the_bhyt"}
    assert found[("KHAC", "xml1")] == {"ma_lk"}
    assert {"ngay_vao"} <= found[("A6", "xml1")]
    assert found[("A6", "xml3")] == {"thanh_tien_bv"}
    assert MedicalVisit.objects.get().citizen == other


def test_the_corrected_list_of_claims_completes_them(person: Citizen, tmp_path: Path) -> None:
    path = claims(tmp_path / "a.xml", claim({**VISIT, "MA_BENH_CHINH": "viêm"}, *thirds()))
    errors = list(refused("visits", path).values())
    assert [row["dong"] for row in errors] == ["2"]
    errors[0]["ma_benh_chinh"] = "J20.9"
    run("visits", path, fixes=write(tmp_path / "sua.csv", errors, list(errors[0])))
    assert MedicalVisit.objects.get().fund_paid == 80
    assert VisitLine.objects.count() == 3


BOMB = '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


def folder(table: str) -> str:
    return (
        "<GIAMDINHHS><HOSO><FILEHOSO><LOAIHOSO>XML1</LOAIHOSO><NOIDUNGFILE>"
        f"{table}</NOIDUNGFILE></FILEHOSO></HOSO></GIAMDINHHS>"
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<GIAMDINHHS><THONGTINHOSO>\n<HOSO></THONGTINHOSO>", "dòng 2, cột"),
        (BOMB + "<GIAMDINHHS>&b;</GIAMDINHHS>", "DOCTYPE"),
        ('<!DOCTYPE a SYSTEM "file:///etc/passwd"><GIAMDINHHS/>', "DOCTYPE"),
        ("<html></html>", "GIAMDINHHS"),
        ("<GIAMDINHHS></GIAMDINHHS>", "không có hồ sơ nào"),
        ("<GIAMDINHHS>" + "<a>" * 50 + "</a>" * 50 + "</GIAMDINHHS>", "lồng nhau"),
        (folder("%%"), r"thứ 1 \(dòng 1\), bảng XML1.*base64"),
        ("<GIAMDINHHS><HOSO></HOSO></GIAMDINHHS>", "đúng một bảng XML1"),
        (folder(base64.b64encode(b"<TONG_HOP>\n<MA_LK></TONG_HOP>").decode()), "bảng XML1: dòng 2, cột"),
        (folder(base64.b64encode(BOMB.encode() + b"<TONG_HOP>&b;</TONG_HOP>").decode()), "DOCTYPE"),
    ],
)  # fmt: skip
def test_bad_xml_says_where_and_is_not_expanded(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "a.xml"
    path.write_text(content)
    with pytest.raises(UnreadableFile, match=said), open_table(path, kinds()["visits"]) as table:
        list(table.rows)


def test_sizes_have_limits_and_one_visit_is_in_memory_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = claims(tmp_path / "a.xml", *(claim({**VISIT, "MA_LK": str(n)}, *thirds()) for n in range(200)))
    with open_table(path, kinds()["visits"]) as table:
        next(table.rows)
        assert next(table.rows)[2] < 0.5  # the first visits come before the file is read
    for limit, said in (
        ("MOST_LINES", "quá 2 dòng"),
        ("MOST_FIELD", "quá 2 ký tự"),
        ("MOST_TABLE", "một bảng dài"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(claims_xml, limit, 2)
            with pytest.raises(UnreadableFile, match=said), open_table(path, kinds()["visits"]) as table:
                list(table.rows)


def test_what_a_file_is_stands_in_it(person: Citizen, tmp_path: Path) -> None:
    book = Workbook()
    for row in kinds()["benefits"].template():
        book.active.append(row)
    book.save(tmp_path / "a.csv")  # the name lies
    run("benefits", tmp_path / "a.csv")
    assert BenefitPayment.objects.count() == 1
    for content, said in (
        (b"\xd0\xcf\x11\xe0old", "kiểu cũ"),
        (b"a\x00b", "Chỉ đọc được"),
        (b"<GIAMDINHHS/>", "khám"),
    ):
        (tmp_path / "b.csv").write_bytes(content)
        with pytest.raises(CommandError, match=said):
            run("benefits", tmp_path / "b.csv")
        assert ImportBatch.objects.order_by("-pk")[0].state == ImportState.REFUSED


@pytest.mark.parametrize(
    ("reader", "text", "value"),
    [
        (cells.amount, "8.500.000", "8500000"), (cells.amount, "1234,5", "1234.5"),
        (cells.amount, "15,1230", "15.1230"),
        (cells.moment, "202603051430", "2026-03-05 14:30:00+07:00"),
        (cells.moment, "05/03/2026 7:05", "2026-03-05 07:05:00+07:00"),
        (cells.icd, "j209", "J20.9"), (cells.icds, "I10; e11.9", "{I10,E11.9}"), (cells.icds, "", "{}"),
        (cells.masked_account, "0123 4567 8901", "******8901"), (cells.masked_account, "******1234", "******1234"),
        (cells.last_of(cells.digits(2)), "11;22", "22"),
    ],
)  # fmt: skip
def test_cells_of_claims(reader: cells.Reader, text: str, value: str) -> None:
    assert reader(text) == value


@pytest.mark.parametrize(
    ("reader", "text"),
    [(cells.amount, "-5"), (cells.amount, "1e9"), (cells.moment, "05/03/2026 25:00"), (cells.icd, "viêm"),
     (cells.masked_account, "không")],
)  # fmt: skip
def test_cells_of_claims_that_are_none(reader: cells.Reader, text: str) -> None:
    with pytest.raises(cells.BadCell):
        reader(text)


def test_payments_keep_to_their_own_decision(person: Citizen, tmp_path: Path) -> None:
    """The key of another person's decision is another decision."""
    other = make_citizen()
    decision = make_decision(other, decision_number="0123/QĐ-BHXH", event_on=date(2026, 10, 5))
    make_payment(decision)
    heads, (_decision, payment) = rows_of("benefits")
    assert set(refused("benefits", write(tmp_path / "a.csv", [payment], heads))) == {2}
