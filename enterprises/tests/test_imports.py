"""The office's notices and the money of units from files: what comes in, what is refused, what follows from it."""

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from citizens.models import Employer
from citizens.tests.factories import make_employer, make_officer
from enterprises import notices
from enterprises.models import Notice, UnitPayment
from enterprises.tests.factories import desk, last_month, make_worker
from insurance.imports import jobs, kinds
from insurance.models import ImportBatch, ImportState
from insurance.rules.arrears import deadline_of
from insurance.rules.months import add_months, last_day_of

pytestmark = pytest.mark.django_db
Rows = list[dict[str, str]]


def write(path: Path, rows: Rows, kind: str = "notices") -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [column.name for column in kinds()[kind].columns])
        writer.writeheader()
        writer.writerows(rows)
    return path


def bring(path: Path, kind: str = "notices") -> None:
    call_command("import_records", kind, path)


def refused(path: Path, kind: str = "notices") -> dict[int, dict[str, str]]:
    with pytest.raises(CommandError, match="Nothing was imported"):
        bring(path, kind)
    with path.with_name(f"{path.stem}.loi.csv").open(encoding="utf-8-sig", newline="") as file:
        return {int(row["dong"]): row for row in csv.DictReader(file)}


def notice_rows(employer: Employer, month: date, opening: int = 0, paid: int = 0, **changes: str) -> Rows:
    """A notice of one fund: 14 + 8 percent of 10 million."""
    name = {"ma_don_vi": employer.unit_code, "thang": f"{month:%m/%Y}"}
    balance = {
        **name, "loai_dong": "notice", "ngay_lap": f"{add_months(month, 1):05/%m/%Y}", "so_nguoi": "1",
        "mang_sang": str(opening), "phai_dong": "2200000", "dieu_chinh": "0", "lai_cham_dong": "0",
        "da_nop": str(paid), "chuyen_ky_sau": str(opening + 2_200_000 - paid), **changes,
    }  # fmt: skip
    fund = {
        **name, "loai_dong": "fund", "quy": "pension", "so_nguoi": "1", "quy_luong": "10000000", "ty_le_don_vi": "14",
        "ty_le_nguoi_lao_dong": "8", "don_vi_dong": "1400000", "nguoi_lao_dong_dong": "800000",
    }  # fmt: skip
    return [balance, fund]


def payment_row(employer: Employer, day: date, amount: int, reference: str = "UNC 1") -> dict[str, str]:
    return {
        "ma_don_vi": employer.unit_code, "so_chung_tu": reference, "ngay_nop": f"{day:%d/%m/%Y}",
        "so_tien": str(amount),
    }  # fmt: skip


def test_an_official_notice_takes_the_place_of_ours_and_ours_carry_on_from_it(tmp_path: Path) -> None:
    employer, month = make_employer(), last_month()
    make_worker(employer, 6, insured_wage=10_000_000)
    notices.issue_missing(employer, localdate(), now())
    third = add_months(month, -2)
    before = Notice.objects.get(employer=employer, month=add_months(third, -1))
    bring(write(tmp_path / "a.csv", notice_rows(employer, third, opening=500_000, paid=700_000)))
    official = Notice.objects.get(employer=employer, month=third)
    assert (official.is_official, official.opening, official.due, official.closing) == (
        True, 500_000, 2_200_000, 2_000_000,
    )  # fmt: skip
    assert official.lines == [
        {"scheme": "bhxh", "fund": "pension", "people": 1, "wages": 10_000_000, "employer_rate": "14",
         "employee_rate": "8", "employer": 1_400_000, "employee": 800_000},
    ]  # fmt: skip
    assert list(official.events.order_by("pgh_id").values_list("pgh_label", "origin")) == [
        ("insert", "computed"), ("update", "official"),
    ]  # fmt: skip
    assert notices.issue_missing(employer, localdate(), now()) == 2, "those after it"
    rows = list(Notice.objects.of(employer.pk).filter(month__gte=third).oldest_first())
    assert [row.origin for row in rows] == ["official", "computed", "computed"]
    assert rows[1].opening == 2_000_000
    assert rows[1].adjustment == 0, "the office adjusts its own"
    assert Notice.objects.get(pk=before.pk).closing == before.closing
    # What the office took off our balance is not owed, and what it says was paid needs no voucher.
    everything = list(Notice.objects.of(employer.pk).oldest_first())
    owed = sum(debt.amount for debt in notices.debts_of(everything))
    came = sum(payment.amount for payment in notices.payments_of(employer, everything))
    assert owed - came == rows[2].closing - sum(row.interest for row in everything)
    client = desk(employer)
    page = client.get(f"/doanh-nghiep/c12-ts/{third:%Y-%m}/").content.decode()
    assert "Cơ quan BHXH lập ngày" in page
    assert "Chứng từ ghi ở đây cộng được 0 đ" in page
    assert client.get("/doanh-nghiep/c12-ts/").content.decode().count("chính thức") == 1
    assert client.get("/doanh-nghiep/tong-quan/").status_code == 200


def test_notices_that_do_not_add_up_or_meet_are_refused(tmp_path: Path) -> None:
    employer, month = make_employer(), last_month()
    bring(write(tmp_path / "a.csv", notice_rows(employer, month, opening=100)))
    early = add_months(month, -1)
    balance, fund = notice_rows(employer, early)
    adjustment = {
        "loai_dong": "adjustment", "ma_don_vi": employer.unit_code, "thang": f"{early:%m/%Y}",
        "thang_dieu_chinh": f"{early:%m/%Y}", "so_tien": "-5",
    }  # fmt: skip
    other = make_employer()
    rows = [
        {**balance, "mang_sang": "-1", "da_nop": "-2"},  # and carries over what the month on record does not
        {**fund, "don_vi_dong": "1400003"},
        fund,
        adjustment,
        {**notice_rows(other, month)[1], "quy_luong": ""},
        {**notice_rows(make_employer(), add_months(localdate().replace(day=1), 1))[0], "phai_dong": "0"},
        {**balance, "ma_don_vi": "KHONGCO1"},
    ]
    errors = refused(write(tmp_path / "b.csv", rows))
    assert {line: set(row["cot"].split(" | ")) for line, row in errors.items()} == {
        2: {"da_nop", "phai_dong", "dieu_chinh", "chuyen_ky_sau"},
        3: {"don_vi_dong"},
        4: {"quy"},
        5: {"thang_dieu_chinh"},
        6: {"quy_luong", "ma_don_vi"},
        7: {"thang", "chuyen_ky_sau"},
        8: {"ma_don_vi", "phai_dong"},
    }
    assert "mang sang 100 đồng" in errors[2]["ly_do"]
    assert Notice.objects.count() == 1


def test_money_booked_late_stands_in_the_next_notice_with_its_interest_taken_back(tmp_path: Path) -> None:
    employer, month = make_employer(), last_month()
    make_worker(employer, 5, insured_wage=10_000_000)
    first, second = add_months(month, -4), add_months(month, -3)
    long_ago = now() - timedelta(days=40)
    for step in range(4):
        notices.issue(employer, add_months(first, step), long_ago)
    each = notices.dues_of(employer, first).total
    on_time = deadline_of(first)
    rows = [payment_row(employer, on_time, each)]
    bring(write(tmp_path / "a.csv", rows, "unit_payments"), "unit_payments")
    bring(write(tmp_path / "a.csv", rows, "unit_payments"), "unit_payments")
    assert UnitPayment.objects.get().events.count() == 1, "twice is once"
    last = notices.issue(employer, month, now())
    found = list(Notice.objects.of(employer.pk).oldest_first())
    assert (last.paid, found[1].paid, found[1].month) == (each, 0, second)
    # Altogether the interest is that of a unit that paid the first month on its last day.
    payments = notices.payments_of(employer, found)
    right = sum(notices._interest_of(found, payments, notice.month) for notice in found)
    assert sum(notice.interest for notice in found) == right > 0
    client = desk(employer)
    shown = client.get(f"/doanh-nghiep/c12-ts/{second:%Y-%m}/")
    assert (shown.context["sheet"].on_vouchers, len(shown.context["sheet"].uncounted)) == (0, 1)
    assert "vào thông báo kỳ sau" in shown.content.decode()
    assert client.get(f"/doanh-nghiep/c12-ts/{month:%Y-%m}/").context["sheet"].on_vouchers == each
    tomorrow = localdate() + timedelta(days=1)
    bad = [payment_row(employer, tomorrow, 0), payment_row(employer, last_day_of(first), 5)]
    errors = refused(
        write(tmp_path / "b.csv", [*bad, {**bad[1], "so_tien": "-5"}], "unit_payments"), "unit_payments"
    )
    assert {line: set(row["cot"].split(" | ")) for line, row in errors.items()} == {
        2: {"so_tien", "ngay_nop"}, 3: {"so_chung_tu"}, 4: {"so_chung_tu", "so_tien"},
    }  # fmt: skip


def test_an_officer_sends_payments_of_their_own_province_and_sees_what_they_change(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    near, far = make_employer("75"), make_employer("48")
    client.force_login(make_officer("75").user)
    today = localdate()

    def send(*rows: dict[str, str]) -> ImportBatch:
        path = write(tmp_path / "p.csv", list(rows), "unit_payments")
        upload = SimpleUploadedFile("p.csv", ContentFile(path.read_bytes()).read())
        add = reverse("admin:insurance_importbatch_add")
        answer = client.post(add, {"kind": "unit_payments", "source": "agency", "file": upload})
        assert answer.status_code == 302
        jobs.run_waiting()
        return ImportBatch.objects.order_by("-pk")[0]

    batch = send(payment_row(near, today, 5_000_000), payment_row(far, today, 5_000_000))
    assert (batch.state, batch.error_rows) == (ImportState.REFUSED, 1)
    page = reverse("admin:insurance_importbatch_change", args=[batch.pk])
    assert "trong phạm vi của bạn" in client.get(page).content.decode()
    UnitPayment.objects.create(employer=near, reference="UNC 1", paid_on=today, amount=4_000_000)
    batch = send(payment_row(near, today, 5_000_000))
    page = reverse("admin:insurance_importbatch_change", args=[batch.pk])
    shown = client.get(page).content.decode()
    assert "4000000" in shown
    assert "5000000" in shown
    client.post(reverse("admin:insurance_importbatch_apply", args=[batch.pk]), {"confirmed": "yes"})
    jobs.run_waiting()
    payment = UnitPayment.objects.get()
    assert (payment.amount, payment.imported_at is not None) == (5_000_000, True)
