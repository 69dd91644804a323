"""Officers: the second factor before the admin, and the counter."""

import re

import pytest
from playwright.sync_api import Page

from citizens.demo import second_factor
from citizens.tests.factories import PASSWORD, make_citizen, make_officer
from citizens.tests.test_sessions import totp_code
from tests.browser.conftest import OpenPage

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def test_an_officer_sets_a_second_factor_up_and_comes_into_the_admin(
    open_page: OpenPage, assert_accessible
) -> None:
    officer = make_officer("75").user
    page = open_page("/quan-tri/", phone=True)
    page.fill("input[name=login]", officer.username)
    page.fill("input[name=password]", PASSWORD)
    press(page, "Đăng nhập")
    page.get_by_text("Bật bước thứ hai để vào trang cán bộ").wait_for()
    assert_accessible(page)
    page.get_by_role("link", name="Bật ứng dụng tạo mã").click()
    page.get_by_label("Mật khẩu của bạn").fill(PASSWORD)
    press(page, "Tiếp tục")
    page.fill("input[name=code]", totp_code(page.locator(".sign-in-code").first.inner_text()))
    press(page, "Bật")
    page.wait_for_url("**/ma-du-phong/")
    page.goto("/quan-tri/")
    assert page.locator("#site-name").is_visible()


def test_the_counter_from_the_second_step_to_a_code(
    open_page: OpenPage, sign_in, assert_accessible, settings
) -> None:
    settings.DEMO = True
    citizen, officer = make_citizen(full_name="Nguyễn Thị Lan"), make_officer("75").user
    second_factor.ensure(officer)
    page = open_page("/tai-khoan/dang-nhap/", phone=True)
    page.fill("input[name=login]", officer.username)
    page.fill("input[name=password]", PASSWORD)
    press(page, "Đăng nhập")
    shown = page.get_by_text("Cán bộ mẫu dùng mã này")
    assert_accessible(page)
    page.fill("input[name=code]", re.search(r"\d{6}", shown.inner_text())[0])
    press(page, "Đăng nhập")
    page.wait_for_url(lambda url: "/dang-nhap/" not in url)
    page.goto("/tai-khoan/quay/")
    assert_accessible(page)  # the fresh proof: by the second factor alone
    assert page.locator("input[type=password]").count() == 0
    page.fill("input[name=code]", second_factor.code(1))
    press(page, "Dùng mã này")
    assert_accessible(page)
    page.fill("input[name=number]", citizen.personal_id)
    page.fill("input[name=full_name]", citizen.full_name)
    page.get_by_label("Ngày sinh").fill(citizen.birth_date.strftime("%d/%m/%Y"))
    page.locator("input[name=seen]").check()
    press(page, "Cấp mã")
    page.locator(".sign-in-code").wait_for()
    assert_accessible(page)
    page.goto("/tai-khoan/quay/giay-to/")
    assert_accessible(page)
