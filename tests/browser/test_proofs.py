"""Papers as people get and check them: both widths, without a script, and a checker without a network."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from django.utils.timezone import localdate
from playwright.sync_api import Page

from citizens.actors import Actor
from citizens.models import Citizen
from citizens.tests.factories import PASSWORD, make_citizen, make_employer
from insurance.check_codes.codec import grouped
from insurance.models import ProofKind, Scheme
from insurance.proofs import services
from insurance.proofs.content import Wish
from insurance.tests.factories import make_card, make_decision, make_payment, make_period
from tests.browser.test_staff import at_work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]
PAGE = "/ca-nhan/giay-to/"


@pytest.fixture
def person() -> Citizen:
    citizen = make_citizen(full_name="Lê Thị Thu Hà")
    employer = make_employer(name="Công ty Mẫu")
    for scheme in (Scheme.BHXH, Scheme.BHTN):
        make_period(citizen, date(2020, 1, 1), 18, employer=employer, scheme=scheme)
    make_card(citizen, localdate() - timedelta(days=40), localdate() + timedelta(days=200))
    make_payment(make_decision(citizen))
    return citizen


@pytest.mark.parametrize("phone", [True, False], ids=["phone", "desktop"])
def test_from_asking_to_taking_back(
    person: Citizen, open_page: Any, sign_in: Any, assert_accessible: Any, phone: bool, tmp_path: Path
) -> None:
    page: Page = open_page("/tai-khoan/dang-nhap/", phone=phone)
    sign_in(page, person.bhxh_number, PASSWORD)
    page.goto("/ca-nhan/")
    page.click("text=Lấy giấy xác nhận")
    assert_accessible(page)
    page.check("input[name=giay][value=so-thang]")
    page.wait_for_selector("text=Người kiểm tra chỉ thấy")  # the preview came by itself
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.click("text=Cấp giấy PDF")
    page.wait_for_selector("text=Đã cấp giấy.")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    with page.expect_download() as download:
        page.click("#papers >> text=Tải PDF")
    path = tmp_path / "giay.pdf"
    download.value.save_as(path)
    (code,) = zxingcpp.read_barcodes(pypdfium2.PdfDocument(path)[0].render(scale=3).to_pil())

    checker: Page = open_page("/kiem-tra/", phone=phone)
    checker.wait_for_selector("[data-offline-note]:not([hidden])")
    checker.context.set_offline(True)
    checker.fill("[name=ma]", code.text)
    checker.click("main form button:not([type])")
    checker.wait_for_selector("#result h2")
    said = " ".join(checker.inner_text("#result").split())
    for words in (
        "Hợp lệ",
        "quá trình tham gia",
        "L.T.T.H.",
        "Số tháng BHXH được tính 18",
        f"{localdate():%d/%m/%Y}",
    ):
        assert words in said
    assert_accessible(checker)
    checker.context.set_offline(False)
    checker.set_input_files("[name=anh]", path)
    checker.fill("[name=ma]", "")
    checker.click("main form button:not([type])")
    checker.wait_for_selector("text=đúng là tệp An Sinh đã cấp")
    assert_accessible(checker)

    page.click("#papers >> text=Hủy giấy")
    page.wait_for_selector("text=Đã hủy giấy.")
    assert_accessible(page)
    checker.goto("/kiem-tra/")
    checker.fill("[name=ma]", code.text)
    checker.click("main form button:not([type])")
    checker.wait_for_selector("#result >> text=đã bị hủy")


def test_without_a_script_and_on_paper(person: Citizen, open_page: Any, sign_in: Any) -> None:
    page: Page = open_page("/tai-khoan/dang-nhap/", phone=True, javascript=False)
    sign_in(page, person.bhxh_number, PASSWORD)
    page.goto(PAGE)
    page.check("input[name=giay][value=the-bhyt]")
    page.click("main button:has-text('Xem trước')")
    assert "Thẻ có giá trị đến" in page.inner_text("#preview")
    page.click("text=Cấp giấy PDF")
    assert "Đã cấp giấy." in page.inner_text("main")
    with page.expect_download() as download:
        page.click("#papers >> text=Tải PDF")
    assert re.fullmatch(r"giay-xac-nhan-card-[\d-]+\.pdf", download.value.suggested_filename)
    words = pypdfium2.PdfDocument(page.pdf())[0].get_textpage().get_text_range()
    assert "Giấy đã cấp" in words
    assert "Xem trước" not in words
    page.goto("/ca-nhan/quyen-loi/")
    with page.expect_download() as download:
        page.click("a:text-is('CSV') >> nth=0")
    assert download.value.suggested_filename == "quyen-loi.csv"


def test_the_office_takes_a_paper_back(
    person: Citizen, open_page: Any, assert_accessible: Any, tmp_path: Path, settings: Any
) -> None:
    settings.KEYS_DIR = tmp_path / "keys"
    actor = Actor.oneself(person)
    with actor.at_work():
        wish = Wish(ProofKind.PARTICIPATION, True, "vi")
        paper = services.issue(actor, person, wish, "https://ansinh.example/kiem-tra/")
    page = at_work(open_page, "records", phone=True)
    page.goto("/quan-tri/insurance/proofdocument/")
    assert_accessible(page)
    page.get_by_role("link", name=grouped(paper.code.serial)).click()
    page.get_by_role("button", name="Hủy giấy này").wait_for()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Hủy giấy này").click()
    page.get_by_text("Hãy viết lý do để người dân hiểu.").wait_for()
    assert_accessible(page)
    page.get_by_label("Lý do hủy").fill("Cấp nhầm tháng")
    page.get_by_role("button", name="Hủy giấy này").click()
    page.get_by_text("Đã hủy giấy").wait_for()
    paper.refresh_from_db()
    assert (paper.revoked_by, paper.revoked_reason, paper.content) == ("office", "Cấp nhầm tháng", None)
