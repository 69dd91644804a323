"""The first journey: sign in, read one's history, narrow it down, open a period, change language and letters."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from citizens.models import Citizen
from citizens.tests.factories import PASSWORD, make_citizen, make_employer
from insurance.models import PaymentState, Scheme
from insurance.tests.factories import make_period
from tests.browser.conftest import OpenPage

pytestmark = [pytest.mark.django_db(transaction=True)]
URL = "/ca-nhan/qua-trinh-tham-gia/"
SIZES = pytest.mark.parametrize("phone", [True, False], ids=["phone", "desktop"])
SCRIPTS = pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])


@pytest.fixture
def worker(transactional_db: None) -> Citizen:
    """Two jobs, a gap, late months at the end."""
    citizen = make_citizen(full_name="Trần Thị Thử")
    first, second = make_employer(name="Xưởng may Sao Mai"), make_employer(name="Bao bì Ban Mai")
    for scheme in (Scheme.BHXH, Scheme.BHTN):
        make_period(citizen, date(2012, 3, 1), 24, scheme=scheme, employer=first, insured_wage=3_500_000)
        make_period(citizen, date(2017, 1, 1), 100, scheme=scheme, employer=second)
        make_period(
            citizen, date(2026, 9, 1), 2, scheme=scheme, employer=second, payment_state=PaymentState.LATE
        )
    return citizen


@SIZES
@SCRIPTS
def test_sign_in_and_read_the_history(
    open_page: OpenPage,
    sign_in: Callable[..., None],
    assert_accessible: Callable[[Page], None],
    worker: Citizen,
    phone: bool,
    javascript: bool,
) -> None:
    page = open_page(URL, phone=phone, javascript=javascript)
    expect(page).to_have_title("Đăng nhập – An Sinh")
    if javascript:
        assert_accessible(page)
    page.fill(
        "input[name=login]", f"{worker.bhxh_number[:4]} {worker.bhxh_number[4:]}"
    )  # spaces are forgiven
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{URL}")
    expect(page.locator(".scheme-totals dd").first).to_have_text("10 năm 4 tháng")
    expect(page.get_by_text("Bao bì Ban Mai chậm đóng 2 tháng")).to_be_visible()
    expect(page.get_by_role("img", name="Thời gian tham gia")).to_be_visible()
    assert (
        page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]
        if javascript
        else True
    )

    page.get_by_role("link", name="BHTN", exact=True).click()
    page.wait_for_url("**?che_do=bhtn")
    expect(page.locator(".history-count")).to_have_text("BHTN: 3 giai đoạn")
    expect(page.locator(".htmx-added, .htmx-settling, .htmx-request")).to_have_count(
        0
    )  # the new form listens
    page.get_by_label("Năm").select_option("2012")
    if not javascript:
        page.get_by_role("button", name="Lọc").click()
    page.wait_for_url("**nam=2012**")
    expect(page.locator(".history-count")).to_have_text("BHTN: 1 giai đoạn")
    expect(page.locator(".period-months")).to_have_text("03/2012 – 02/2014")

    page.get_by_text("Xem từng tháng").click()
    if javascript:
        expect(page.get_by_role("cell", name="1%: 35.000 đ").first).to_be_visible()
        assert_accessible(page)
    else:
        page.get_by_role("link", name="Mở trang của giai đoạn này").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("03/2012 – 02/2014")
        expect(page.get_by_text("1%: 35.000 đ").first).to_be_visible()


@SIZES
@SCRIPTS
def test_language_switch_stays_on_the_page(
    open_page: OpenPage, sign_in: Callable[..., None], worker: Citizen, phone: bool, javascript: bool
) -> None:
    page = open_page("/", phone=phone, javascript=javascript)
    sign_in(page, worker.personal_id, PASSWORD)
    page.goto(f"{URL}?che_do=bhtn")
    page.get_by_role("link", name="English").click()
    page.wait_for_url(f"**/en{URL}?che_do=bhtn")
    expect(page.get_by_role("heading", level=1)).to_have_text("Participation history")
    page.get_by_role("link", name="Tiếng Việt").click()
    page.wait_for_url(lambda url: "/en/" not in url and "che_do=bhtn" in url)


@SIZES
def test_wrong_password_says_what_to_do_and_keeps_the_number(
    open_page: OpenPage, assert_accessible: Callable[[Page], None], worker: Citizen, phone: bool
) -> None:
    page = open_page("/tai-khoan/dang-nhap/", phone=phone)
    page.fill("input[name=login]", worker.bhxh_number)
    page.fill("input[name=password]", "không phải")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Số hoặc mật khẩu chưa đúng").first).to_be_visible()
    expect(page.locator("input[name=login]")).to_have_value(worker.bhxh_number)
    assert_accessible(page)


@SCRIPTS
def test_letters_and_colours_are_remembered(open_page: OpenPage, javascript: bool) -> None:
    page = open_page("/gioi-thieu/", phone=True, javascript=javascript)
    page.get_by_role("button", name="Rất lớn").click()
    expect(page.locator("html[data-text-size=xl]")).to_be_attached()
    page.get_by_role("button", name="Tối", exact=True).click()
    expect(page.locator("html[data-theme=dark][data-text-size=xl]")).to_be_attached()
    page.goto("/")
    expect(page.locator("html[data-theme=dark][data-text-size=xl]")).to_be_attached()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@SIZES
def test_pages_are_accessible(
    open_page: OpenPage,
    sign_in: Callable[..., None],
    assert_accessible: Callable[[Page], None],
    worker: Citizen,
    phone: bool,
    scheme: str,
) -> None:
    page = open_page("/", phone=phone, color_scheme=scheme)
    for path in ("/", "/tai-khoan/khong-vao-duoc/", "/gioi-thieu/", "/quyen-rieng-tu/", "/khong-co/"):
        page.goto(path)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"], path
    sign_in(page, worker.bhxh_number, PASSWORD)
    page.goto(URL)
    assert_accessible(page)
