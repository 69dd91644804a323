"""Files of records: what is refused and why, what a second run does, and that a killed run leaves nothing half done."""

import csv
import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from openpyxl import Workbook, load_workbook

from citizens.actors import Reach
from citizens.tests.factories import make_citizen, make_employer
from insurance.imports import cells, kinds
from insurance.imports.engine import Importer
from insurance.imports.runs import begin
from insurance.models import HiCard, ImportBatch, ImportState, ParticipationPeriod
from insurance.tests.factories import make_period
from territory.spreadsheets import inert

KIND = kinds()["participation"]
HEADS = ["ma_so_bhxh", "loai_bao_hiem", "tu_thang", "den_thang", "ma_don_vi", "muc_luong", "trang_thai"]


def write(path: Path, rows: list[list[Any]], heads: list[str] = HEADS) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heads, *rows])
    return path


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def run(path: Path, **options: Any) -> None:
    call_command("import_records", "participation", path, **options)


pytestmark = pytest.mark.django_db


def test_rows_arrive_with_their_history_and_batch(tmp_path: Path) -> None:
    citizen, employer = make_citizen(), make_employer()
    run(
        write(
            tmp_path / "a.csv",
            [
                [
                    citizen.bhxh_number,
                    "BHXH bắt buộc",
                    "1/2024",
                    "12/2024",
                    employer.unit_code,
                    "8.500.000",
                    "đã đóng",
                ],
                [citizen.bhxh_number, "bhyt", "2024-01", "2024-12", "", "", "paid"],
            ],
        )
    )
    period = ParticipationPeriod.objects.get(scheme="bhxh")
    assert (period.months.lower, period.months.upper) == (date(2024, 1, 1), date(2025, 1, 1))
    assert (period.employer, period.insured_wage, period.job_title) == (employer, 8_500_000, "")
    assert period.source == "agency"
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.new_rows) == (ImportState.DONE, 2)
    assert batch.imported_at is not None
    event = period.events.get()
    assert event.pgh_label == "insert"
    assert event.insured_wage == 8_500_000
    assert event.pgh_context.metadata["import_batch"] == str(batch.public_id)


def test_a_number_that_was_merged_leads_to_its_person(tmp_path: Path) -> None:
    kept = make_citizen()
    retired = make_citizen(user=None, merged_into=kept)
    run(write(tmp_path / "a.csv", [[retired.bhxh_number, "bhyt", "2024-01", "2024-12", "", "", "paid"]]))
    assert ParticipationPeriod.objects.get().citizen == kept


def test_twice_is_once_and_a_change_is_one_update(tmp_path: Path) -> None:
    citizen = make_citizen()
    row = [citizen.bhxh_number, "bhxh", "01/2024", "12/2024", "", "8000000", "paid"]
    path = write(tmp_path / "a.csv", [row])
    run(path)
    first = ParticipationPeriod.objects.get()
    run(path)
    again = ParticipationPeriod.objects.get()
    assert (again.pk, again.imported_at, again.events.count()) == (first.pk, first.imported_at, 1)
    row[5] = "9000000"
    run(write(tmp_path / "b.csv", [row]))
    assert ParticipationPeriod.objects.get().insured_wage == 9_000_000
    assert list(first.events.order_by("pgh_id").values_list("pgh_label", flat=True)) == ["insert", "update"]


def test_a_column_the_file_does_not_have_changes_nothing(tmp_path: Path) -> None:
    citizen, employer = make_citizen(), make_employer()
    make_period(citizen, date(2024, 1, 1), 12, employer=employer, job_title="Thợ may", insured_wage=1)
    heads = ["ma_so_bhxh", "loai_bao_hiem", "tu_thang", "den_thang", "muc_luong", "trang_thai"]
    run(write(tmp_path / "a.csv", [[citizen.bhxh_number, "bhxh", "01/2024", "12/2024", "2", "paid"]], heads))
    period = ParticipationPeriod.objects.get()
    assert (period.employer, period.job_title, period.insured_wage) == (employer, "Thợ may", 2)


def test_every_error_is_listed_and_nothing_is_written(tmp_path: Path) -> None:
    citizen = make_citizen()
    make_period(citizen, date(2020, 1, 1), 6)
    number = citizen.bhxh_number
    path = write(
        tmp_path / "a.csv",
        [
            [number, "bhxh", "01/2024", "12/2024", "", "8000000", "paid"],
            [number, "xe may", "13/2024", "12/2024", "", "-5", "paid"],
            ["9999999999", "bhxh", "01/2024", "12/2024", "KHONGCO1", "=1+1", "paid"],
            [number, "bhxh", "06/2024", "07/2024", "", "1", "paid"],
            [number, "bhxh", "03/2020", "04/2020", "", "1", "paid"],
            [number, "bhxh", "05/2025", "04/2025", "", "1", ""],
        ],
    )
    with pytest.raises(CommandError, match="Nothing was imported: 5 bad rows"):
        run(path)
    assert ParticipationPeriod.objects.count() == 1
    assert ImportBatch.objects.get().state == ImportState.REFUSED
    errors = {int(row["dong"]): row for row in read(tmp_path / "a.loi.csv")}
    assert sorted(errors) == [3, 4, 5, 6, 7]
    assert set(errors[3]["cot"].split(" | ")) == {"loai_bao_hiem", "tu_thang", "muc_luong"}
    assert set(errors[4]["cot"].split(" | ")) == {"ma_so_bhxh", "ma_don_vi", "muc_luong"}
    assert errors[5]["ly_do"] == "Trùng thời gian với dòng 2 của tệp này."
    assert "dữ liệu đã có (01/01/2020 – 30/06/2020)" in errors[6]["ly_do"]
    assert "Tháng cuối không thể trước tháng đầu." in errors[7]["ly_do"]
    # T23: what would be a formula is none, in the list and in the row itself.
    assert "'=1+1" in errors[4]["muc_luong"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in errors.values() for cell in row.values())
    assert (tmp_path / "a.loi.csv").stat().st_mode & 0o077 == 0


def test_the_corrected_error_file_completes_the_import(tmp_path: Path) -> None:
    citizen = make_citizen()
    number = citizen.bhxh_number
    path = write(
        tmp_path / "a.csv",
        [
            [number, "bhxh", "01/2024", "12/2024", "", "8000000", "paid"],
            [number, "bhxh", "06/2024", "07/2025", "", "tám triệu", "paid"],
        ],
    )
    with pytest.raises(CommandError):
        run(path)
    fixes = read(tmp_path / "a.loi.csv")
    fixes[0].update(tu_thang="01/2025", muc_luong="8000000")
    with (tmp_path / "sua.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(fixes[0]))
        writer.writeheader()
        writer.writerows(fixes)
    elsewhere = tmp_path / "khac"
    elsewhere.mkdir()
    other = write(elsewhere / path.name, [[number, "bhxh", "01/2011", "12/2011", "", "8000000", "paid"]])
    with pytest.raises(CommandError, match="was not refused"):  # the same name is not the same file
        run(other, fixes=tmp_path / "sua.csv")
    run(path, fixes=tmp_path / "sua.csv")
    assert ParticipationPeriod.objects.count() == 2
    assert ImportBatch.objects.get().state == ImportState.DONE
    with pytest.raises(CommandError, match="on record already"):
        run(path, fixes=tmp_path / "sua.csv")


def test_a_dry_run_tells_each_difference_and_writes_nothing(tmp_path: Path) -> None:
    citizen = make_citizen()
    make_period(citizen, date(2024, 1, 1), 12, insured_wage=7_000_000, source="agency")
    make_period(citizen, date(2025, 1, 1), 12, insured_wage=8_000_000, source="agency")
    number = citizen.bhxh_number
    new = f"ma_so_bhxh: {number}; loai_bao_hiem: bhxh; tu_thang: 01/2026; den_thang: 03/2026"
    new += "; muc_luong: 8000000; trang_thai: paid"
    rows = [
        [number, "bhxh", "01/2024", "12/2024", "", "7500000", "paid"],
        [number, "bhxh", "01/2025", "12/2025", "", "8000000", "paid"],
        [number, "bhxh", "01/2026", "03/2026", "", "8000000", "paid"],
    ]
    run(write(tmp_path / "a.csv", rows), dry_run=True)
    assert [tuple(row.values()) for row in read(tmp_path / "a.khac.csv")] == [
        ("2", "đổi", "insured_wage", "7000000", "7500000"), ("3", "như cũ", "", "", ""), ("4", "mới", "", "", new),
    ]  # fmt: skip
    assert ParticipationPeriod.objects.count() == 2
    assert ImportBatch.objects.get().state == ImportState.CHECKED


def test_xlsx_reads_like_csv(tmp_path: Path) -> None:
    citizen, book = make_citizen(), Workbook()
    sheet = book.active
    sheet.append(HEADS)
    sheet.append([citizen.bhxh_number, "bhxh", date(2024, 1, 1), "12/2024", None, 8500000.0, "paid"])
    book.save(tmp_path / "a.xlsx")
    run(tmp_path / "a.xlsx")
    assert ParticipationPeriod.objects.get().insured_wage == 8_500_000


def test_an_officer_brings_in_people_of_their_province_only(tmp_path: Path) -> None:
    near, far = make_citizen(province_code="75"), make_citizen(province_code="48")
    rows = [[person.bhxh_number, "bhxh", "01/2024", "02/2024", "", "1", "paid"] for person in (near, far)]
    path = write(tmp_path / "a.csv", rows)
    batch = begin(KIND, path, source="agency")
    outcome = Importer(batch, KIND, path, reach=Reach(province_id="75")).run(
        apply=True, errors_to=tmp_path / "e.csv"
    )
    assert outcome.bad_rows == 1
    assert [row["dong"] for row in read(tmp_path / "e.csv")] == ["3"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"ma_so_bhxh,tu_thang\n1,2\n", "thi.u c.t"),
        ("mã số bhxh".encode("utf-16"), "UTF-8|c.t"),
        (b'ma_so_bhxh\n"abc', "c.t"),
        (b"", "c.t"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(CommandError, match=said):
        run(tmp_path / "a.csv")


def test_the_template_is_a_file_that_reads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_records", "participation", template=True)
    (tmp_path / "a.csv").write_text(capsys.readouterr().out)
    with pytest.raises(CommandError, match="1 bad rows"):  # nobody has the example's number
        run(tmp_path / "a.csv")
    assert set(read(tmp_path / "a.loi.csv")[0]["cot"].split(" | ")) == {"ma_so_bhxh", "ma_don_vi"}


CARD_HEADS = [
    "so_the", "ma_doi_tuong", "muc_huong", "tu_ngay", "den_ngay", "ngay_cap", "tinh_trang", "ly_do_dung", "ma_cskcb",
    "ten_cskcb",
]  # fmt: skip


def test_cards_arrive_change_and_are_refused(tmp_path: Path) -> None:
    citizen = make_citizen()
    number = f"DN475{citizen.bhxh_number}"
    place = ["75011", "Bệnh viện Thử"]
    first = [number, "DN", "4", "01/01/2026", "31/12/2026", "20/12/2025", "đã cấp", "", *place]
    call_command("import_records", "cards", write(tmp_path / "a.csv", [first], CARD_HEADS))
    card = HiCard.objects.get()
    assert (card.valid.lower, card.valid.upper) == (date(2026, 1, 1), date(2027, 1, 1))
    assert card.events.get().pgh_label == "insert"
    first[4], first[6], first[7] = "30/06/2026", "cancelled", "báo giảm"
    call_command("import_records", "cards", write(tmp_path / "b.csv", [first], CARD_HEADS))
    assert HiCard.objects.get().state == "cancelled"
    rows = [
        [number, "DN", "4", "01/07/2026", "31/12/2026", "01/07/2026", "active", "", *place],
        [number, "DN", "4", "01/08/2026", "31/12/2026", "01/08/2026", "active", "", *place],
        [number, "GD", "3", "31/02/2026", "31/12/2026", "02/08/2026", "replaced", "", *place],
        [number, "DN", "4", "01/07/2026", "31/12/2026", "01/07/2026", "cancelled", "báo giảm", *place],
    ]
    with pytest.raises(CommandError, match="3 bad rows"):
        call_command("import_records", "cards", write(tmp_path / "c.csv", rows, CARD_HEADS))
    errors = {row["dong"]: set(row["cot"].split(" | ")) for row in read(tmp_path / "c.loi.csv")}
    assert errors == {
        "3": {"tu_ngay"},
        "4": {"tu_ngay", "ma_doi_tuong", "muc_huong", "tinh_trang"},
        "5": {"so_the"},
    }
    assert HiCard.objects.count() == 1


@pytest.mark.parametrize("text", ["=1", " +1", "-1", "@a", "\t1", "＝1", "＠x"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert inert(text) == f"'{text}"
    assert cells.Memo(cells.text(50))[f"'{text}"] == text


def test_the_largest_file_of_a_spreadsheet_is_no_trap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from insurance.imports import files

    monkeypatch.setattr(files, "MOST_UNPACKED", 10)
    Workbook().save(tmp_path / "a.xlsx")
    assert load_workbook(tmp_path / "a.xlsx")
    with pytest.raises(CommandError, match="quá lớn"):
        run(tmp_path / "a.xlsx")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", ["Đọc tệp", "So với hồ sơ", "Ghi vào hồ sơ"])
def test_a_killed_run_leaves_nothing_and_the_next_one_completes(tmp_path: Path, step: str) -> None:
    """A real kill -9 at three moments of a real process; then the same command again."""
    people = [make_citizen(user=None) for _ in range(40)]
    rows = [
        [
            person.bhxh_number,
            "bhxh",
            f"{month:02d}/{year}",
            f"{month:02d}/{year}",
            "",
            str(year * 1000),
            "paid",
        ]
        for year in range(1996, 2026)
        for month in (1, 4, 7)
        for person in people
    ]
    path = write(tmp_path / "a.csv", rows)
    process = subprocess.Popen(
        [sys.executable, "-c", VICTIM, str(path), connection.settings_dict["NAME"], step],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "waiting\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert ParticipationPeriod.objects.count() == 0
    batch = ImportBatch.objects.get()
    assert batch.state == ImportState.RUNNING
    assert 0 < batch.loaded <= len(rows)
    read_before = batch.loaded
    started = time.monotonic()
    path_again = path
    outcome_batch = begin(KIND, path_again, source="agency")
    assert outcome_batch == batch
    outcome = Importer(batch, KIND, path, reach=Reach(nationwide=True)).run(
        apply=True, errors_to=tmp_path / "e.csv"
    )
    assert outcome.resumed_from == read_before
    assert time.monotonic() - started < 30
    assert ParticipationPeriod.objects.count() == len(rows)
    assert ParticipationPeriod.objects.filter(events__pgh_label="insert").count() == len(rows)
    assert ImportBatch.objects.get().state == ImportState.DONE


VICTIM = """
import sys, time, django
path, database, step = sys.argv[1:]
from django.conf import settings
settings.DATABASES["default"]["NAME"] = database
django.setup()
from pathlib import Path
from citizens.actors import Reach
from insurance.imports import engine, kinds, write
from insurance.imports.runs import begin
engine.CHUNK = write.CHUNK = 1000
calls = []
def tell(what, share):
    if what.startswith(step):
        calls.append(share)
        if len(calls) == 2 or not what.startswith(("Đọc", "Ghi")):
            print("waiting", flush=True)
            time.sleep(60)
kind, path = kinds()["participation"], Path(path)
batch = begin(kind, path, source="agency")
engine.Importer(batch, kind, path, reach=Reach(nationwide=True), tell=tell).run(apply=True, errors_to=Path("/dev/null"))
"""


def test_the_formats_page_knows_every_column() -> None:
    page = (settings.BASE_DIR / "docs" / "data_formats.md").read_text()
    for kind in kinds().values():
        for column in kind.columns:
            assert f"| `{column.name}` | {'yes' if column.required else ''} | {column.about} |" in page
