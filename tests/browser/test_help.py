"""Help: search, read and vote; then ask the assistant, with and without a script, on a phone and a desk."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from citizens.tests.factories import PASSWORD, make_citizen
from insurance.tests.factories import make_period
from support.assistant import index
from support.knowledge.loading import load
from tests.browser.conftest import OpenPage

pytestmark = [pytest.mark.django_db(transaction=True)]
SIZES = pytest.mark.parametrize("phone", [True, False], ids=["phone", "desktop"])
SCRIPTS = pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])


@pytest.fixture
def knowledge(transactional_db: None) -> None:
    load()
    index.prepare()


@SIZES
@SCRIPTS
def test_search_read_and_vote_then_ask(
    open_page: OpenPage,
    sign_in: Callable[..., None],
    assert_accessible: Callable[[Page], None],
    knowledge: None,
    phone: bool,
    javascript: bool,
) -> None:
    person = make_citizen()
    make_period(person, date(2019, 1, 1), 27)
    page = open_page("/ho-tro/", phone=phone, javascript=javascript)
    check = assert_accessible if javascript else lambda page: None
    check(page)
    page.get_by_label("Bạn muốn hỏi gì?").fill("lam mat the bhyt")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cau-hoi/?q=lam+mat+the+bhyt")
    expect(page.locator("mark").first).to_be_visible()
    check(page)
    page.get_by_role("link", name="Mất thẻ BHYT thì làm lại thế nào?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mất thẻ BHYT thì làm lại thế nào?")
    check(page)
    page.get_by_role("button", name="Có ích").click()
    expect(page.get_by_text("Cảm ơn bạn.").first).to_be_visible()

    page.get_by_role("link", name="Hỏi trợ lý").first.click()
    page.wait_for_url("**/tro-ly/")
    check(page)
    page.get_by_label("Câu hỏi của bạn").fill("quen mat khau vssid thi lam sao ad oi <b>")
    page.get_by_role("button", name="Hỏi", exact=True).click()
    expect(page.get_by_text("<b>")).to_be_visible()
    expect(page.get_by_text("Căn cứ").first).to_be_visible()
    expect(page.get_by_label("Câu hỏi của bạn")).to_have_value("")
    turns = page.locator(".chat-turn")
    expect(turns).to_have_count(2)
    turns.last.locator(".chat-choices button").first.click()
    expect(turns).to_have_count(3)
    check(page)
    if javascript:
        assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]

    sign_in(page, person.bhxh_number, PASSWORD)
    page.goto("/ho-tro/tro-ly/")
    page.get_by_role("button", name="Tôi đóng được bao nhiêu năm rồi?").click()
    expect(page.get_by_text("BHXH: đã được tính 2 năm 3 tháng.")).to_be_visible()
    check(page)
    page.goto("/ho-tro/tro-ly/")
    page.get_by_role("button", name="Xóa cuộc trò chuyện này").click()
    expect(turns).to_have_count(1)
