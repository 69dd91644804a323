"""The public questions in Chromium: with and without scripts, at both widths."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from citizens.accounts import proof_of_work
from citizens.tests.factories import make_citizen, make_employer
from insurance.rules.months import month_of
from insurance.tests.factories import make_period
from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER, CARD, EMPLOYER = "/tra-cuu/ma-so-bhxh/", "/tra-cuu/the-bhyt/", "/tra-cuu/don-vi/"


@pytest.fixture
def person() -> Any:
    citizen = make_citizen(full_name="Nguyễn Thị Đoan", bhxh_number="7523456789", personal_id="075190003456")
    make_period(citizen, month_of(localdate()), 6, scheme="bhyt")
    return citizen


@pytest.mark.parametrize("phone", [True, False])
def test_each_page_is_accessible_and_fits(
    open_page: OpenPage, assert_accessible: Callable[[Page], None], person: Any, phone: bool
) -> None:
    page = open_page("/tra-cuu/", phone=phone)
    for path in ("/tra-cuu/", NUMBER, CARD, EMPLOYER):
        page.goto(path)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("phone", [True, False])
def test_finding_a_number_and_having_it_sent(
    open_page: OpenPage, assert_accessible: Callable[[Page], None], person: Any, phone: bool
) -> None:
    page = open_page(NUMBER, phone=phone)
    page.get_by_role("button", name="Tìm mã số").click()
    expect(page.get_by_role("alert")).to_contain_text("Hãy xem lại")
    page.get_by_label("Tỉnh, thành phố").select_option("75")
    page.get_by_label("Họ và tên").fill("nguyen thi doan")
    page.get_by_label("Ngày sinh").fill("21/05/1990")
    page.get_by_role("button", name="Tìm mã số").click()
    expect(page.get_by_role("heading", name="Chưa tìm thấy")).to_be_visible()
    assert page.get_by_label("Họ và tên").input_value() == "nguyen thi doan"
    assert_accessible(page)
    page.get_by_label("Ngày sinh").fill("20/05/1990")
    page.get_by_role("button", name="Tìm mã số").click()
    expect(page.get_by_text("75******89")).to_be_visible()
    assert "7523456789" not in page.content()
    assert "doan" not in page.url
    assert_accessible(page)
    page.get_by_role("button", name="Gửi mã số đầy đủ cho tôi").click()
    expect(page.get_by_role("heading", name="Hãy xem tin nhắn của bạn")).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize("phone", [True, False])
def test_a_card_is_checked(
    open_page: OpenPage, assert_accessible: Callable[[Page], None], person: Any, phone: bool
) -> None:
    page = open_page(CARD, phone=phone)
    page.get_by_label("Số thẻ BHYT").fill("GD4757523456789")
    page.get_by_label("Họ và tên").fill("Nguyễn Thị Đoan")
    page.get_by_label("Ngày sinh").fill("20/05/1990")
    page.get_by_role("button", name="Kiểm tra thẻ").click()
    expect(page.get_by_role("heading", name="Dùng được vào ngày")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Xem cho ngày nào").fill("01/01/2020")
    page.get_by_role("button", name="Kiểm tra thẻ").click()
    expect(page.get_by_role("heading", name="Không dùng được")).to_be_visible()
    assert_accessible(page)


def test_without_javascript(open_page: OpenPage, person: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof_of_work, "WAIT", proof_of_work.timedelta(seconds=1))
    page = open_page(CARD, javascript=False)
    page.get_by_label("Số thẻ BHYT").fill("7523456789")
    page.get_by_label("Họ và tên").fill("Nguyễn Thị Đoan")
    page.get_by_label("Ngày sinh").fill("20/05/1990")
    page.get_by_role("button", name="Kiểm tra thẻ").click()
    page.wait_for_timeout(1200)
    if (
        page.get_by_role("heading", name="Dùng được vào ngày").count() == 0
    ):  # asked to wait: nothing typed is lost
        page.get_by_role("button", name="Kiểm tra thẻ").click()
    expect(page.get_by_role("heading", name="Dùng được vào ngày")).to_be_visible()


def test_an_employer_is_found(open_page: OpenPage, assert_accessible: Callable[[Page], None]) -> None:
    make_employer(name="Công ty May Đồng Tiến", tax_number="3600123456")
    page = open_page(EMPLOYER, phone=True)
    page.get_by_label("Mã số thuế").fill("may dong")
    page.get_by_role("button", name="Tìm đơn vị").click()
    expect(page.get_by_role("heading", name="Công ty May Đồng Tiến")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Mã số thuế").fill("khong co ten nay")
    page.get_by_role("button", name="Tìm đơn vị").click()
    expect(page.get_by_role("heading", name="Không thấy đơn vị nào")).to_be_visible()
    assert_accessible(page)
