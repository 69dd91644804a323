"""A million participation rows from a CSV file, beside a plain COPY of the same rows."""

import csv
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from bench import server

ROWS = 1_000_000
MOST_MEMORY = 500  # MB
SCHEME, FIRST, MONTHS = "bhxh_tn", date(1946, 1, 1), 6  # before anybody's career: nothing overlaps


def measure(*, citizens: int, seconds: float) -> None:
    from django.conf import settings

    server.prepare(citizens)
    _clean_up()  # an interrupted measurement would be continued
    path = Path(settings.DATA_DIR) / "bench-import.csv"
    written = _write(path)
    print(f"\nImport of {written:,} participation rows ({path.stat().st_size / 1e6:.0f} MB of CSV)")
    try:
        bare = _copy(path)
        checked = _copy_typed()
        took, memory, said = _import(path)
    finally:
        _clean_up()
        path.unlink(missing_ok=True)
    print(f"{'':44}{'seconds':>9}{'rows/s':>11}")
    for name, spent in (
        ("COPY of the cells into a bare table", bare),
        ("COPY into a twin of the table, constraints on", checked),
        ("import_records, all checks and history", took),
    ):
        print(f"{name:44}{spent:>9.1f}{written / spent:>11,.0f}")
    print(f"{took / bare:.1f} x the bare COPY, {took / checked:.1f} x the twin; peak memory {memory:.0f} MB")
    print(f"  {said}")
    if memory > MOST_MEMORY:
        raise SystemExit(f"more than {MOST_MEMORY} MB")


def _write(path: Path) -> int:
    """Rows for everybody in the database, person by person in no particular order, half a year each."""
    from django.db import connection

    from insurance.imports import kinds
    from insurance.rules.months import add_months

    heads = [column.name for column in kinds()["participation"].columns]
    count = 0
    with path.open("w", newline="") as file, connection.cursor() as cursor:
        writer = csv.writer(file)
        writer.writerow(heads)
        cursor.execute("SELECT unit_code FROM citizens_employer ORDER BY id LIMIT 5000")
        units = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT bhxh_number FROM citizens_citizen ORDER BY md5(bhxh_number)")
        people = [row[0] for row in cursor.fetchall()]
        for turn in range(-(-ROWS // len(people))):
            start = add_months(FIRST, turn * MONTHS)
            first, last = f"{start:%m/%Y}", f"{add_months(start, MONTHS - 1):%m/%Y}"
            for number, person in enumerate(people[: ROWS - count]):
                writer.writerow([
                    person, SCHEME, first, last, units[number % len(units)], f"Công việc {number % 300}",
                    "Phường Trấn Biên, Đồng Nai", "DN", 5_000_000 + number % 900 * 10_000, "", "", "", "", "paid",
                    "employer",
                ])  # fmt: skip
            count += min(len(people), ROWS - count)
    return count


def _copy(path: Path) -> float:
    from django.db import connection

    from insurance.imports import kinds

    columns = ", ".join(f"{column.name} text" for column in kinds()["participation"].columns)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS bench_cells; CREATE TABLE bench_cells ({columns})")
        started = time.perf_counter()
        with path.open("rb") as file, cursor.copy("COPY bench_cells FROM STDIN (FORMAT csv, HEADER)") as copy:
            while block := file.read(1 << 20):
                copy.write(block)
        return time.perf_counter() - started


def _copy_typed() -> float:
    """The same rows, ready as they are, into a table like the real one: indexes and constraints, no history."""
    from django.db import connection

    rows = Path("/tmp") / f"bench-typed-{os.getpid()}"
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TABLE IF EXISTS bench_twin;"
            " CREATE TABLE bench_twin (LIKE insurance_participationperiod INCLUDING ALL)"
        )
        with (
            rows.open("wb") as file,
            cursor.copy(
                "COPY (SELECT row_number() OVER (), gen_random_uuid(), loai_bao_hiem,"
                " daterange(to_date(tu_thang, 'MM/YYYY'), (to_date(den_thang, 'MM/YYYY') + interval '1 month')::date),"
                " chuc_danh, noi_lam_viec, ma_doi_tuong, muc_luong, NULL, NULL, NULL, NULL, trang_thai, nguon, now(),"
                " p.id, NULL FROM bench_cells JOIN citizens_citizen p ON p.bhxh_number = ma_so_bhxh) TO STDOUT"
            ) as copy,
        ):
            for block in copy:
                file.write(block)
        started = time.perf_counter()
        with (
            rows.open("rb") as file,
            cursor.copy(
                "COPY bench_twin (id, public_id, scheme, months, job_title, work_place, member_code, insured_wage,"
                " coefficient, position_allowance, seniority_excess_allowance, seniority_allowance, payment_state,"
                " source, imported_at, citizen_id, employer_id) FROM STDIN"
            ) as copy,
        ):
            while block := file.read(1 << 20):
                copy.write(block)
        took = time.perf_counter() - started
    rows.unlink()
    return took


def _import(path: Path) -> tuple[float, float, str]:
    """Seconds, peak megabytes of the process, and what it said."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "import_records", "participation", str(path)],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "bench.settings"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    said = process.stdout.read().strip()
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    took = time.perf_counter() - started
    if process.returncode:
        raise SystemExit(said)
    return took, usage.ru_maxrss / 1024, said.splitlines()[0]


def _clean_up() -> None:
    import pgtrigger
    from django.db import connection, transaction

    from insurance.models import ImportBatch

    with (
        transaction.atomic(),
        pgtrigger.ignore("insurance.ParticipationPeriod:delete_delete"),
        connection.cursor() as cursor,
    ):
        cursor.execute("DROP TABLE IF EXISTS bench_cells, bench_twin")
        for table in ("insurance_participationperiodevent", "insurance_participationperiod"):
            cursor.execute(
                f"DELETE FROM {table} WHERE scheme = %s AND upper(months) < '1990-01-01'", [SCHEME]
            )
        for batch in ImportBatch.objects.all():
            cursor.execute(f"DROP TABLE IF EXISTS import_stage_{batch.pk}, import_errors_{batch.pk}")
            batch.delete()
