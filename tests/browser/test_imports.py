"""A file of records through the admin in a real browser: sent, corrected, looked at, applied."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from citizens.tests.factories import PASSWORD, make_citizen, make_officer
from insurance.imports import jobs
from insurance.models import ParticipationPeriod
from insurance.tests.factories import make_period
from tests.browser.conftest import OpenPage

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]
HEADS = ["ma_so_bhxh", "loai_bao_hiem", "tu_thang", "den_thang", "muc_luong", "trang_thai"]


def test_an_officer_imports_a_file_on_a_phone(
    open_page: OpenPage, sign_in, assert_accessible, settings: Any, tmp_path: Any
) -> None:
    settings.DATA_DIR = tmp_path
    person, officer = make_citizen(province_code="75"), make_officer("75").user
    make_period(person, date(2024, 1, 1), insured_wage=7_000_000, source="agency")
    text = io.StringIO()
    number = person.bhxh_number
    csv.writer(text).writerows([
        HEADS, [number, "bhxh", "01/2024", "01/2024", "8000000", "paid"],
        [number, "bhxh", "02/2024", "02/2024", "tám triệu", "paid"],
    ])  # fmt: skip
    page = open_page("/", phone=True)
    sign_in(page, officer.username, PASSWORD)
    page.goto("/quan-tri/insurance/importbatch/add/")
    assert_accessible(page)
    page.get_by_label("Tệp", exact=False).first.set_input_files(
        {"name": "a.csv", "mimeType": "text/csv", "buffer": text.getvalue().encode()}
    )
    page.get_by_role("button", name="Gửi và kiểm tra").click()
    expect(page.get_by_text("Xem lại tiến độ")).to_be_visible()
    assert_accessible(page)
    jobs.run_waiting()
    expect(page.get_by_role("heading", name="Các dòng lỗi")).to_be_visible()  # the page found out by itself
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải danh sách lỗi (CSV)").click()
    fixed = download.value.path().read_text(encoding="utf-8-sig").replace("tám triệu", "8000000")
    page.locator("input[type=file]").set_input_files(
        {"name": "loi.csv", "mimeType": "text/csv", "buffer": fixed.encode()}
    )
    page.get_by_role("button", name="Gửi tệp đã sửa").click()
    expect(page.get_by_text("Xem lại tiến độ")).to_be_visible()
    jobs.run_waiting()
    expect(page.get_by_role("heading", name="Nhập vào hồ sơ")).to_be_visible()
    shown = page.locator("#run").inner_text()
    assert "7000000" in shown
    assert "tiền lương làm căn cứ đóng" in shown
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert_accessible(page)
    page.locator("#confirmed").check()
    page.get_by_role("button", name="Nhập", exact=True).click()
    expect(page.get_by_text("Xem lại tiến độ")).to_be_visible()
    jobs.run_waiting()
    expect(page.get_by_text("Đã nhập")).to_be_visible()
    assert ParticipationPeriod.objects.filter(citizen=person).count() == 2
    page.goto("/quan-tri/insurance/importbatch/")
    expect(page.get_by_text("1 dòng mới, 1 dòng đổi")).to_be_visible()
    assert_accessible(page)
