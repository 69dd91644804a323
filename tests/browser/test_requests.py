"""A person asks for help: a request with an answer, a call at an hour, a message held against the known tricks. With a
script as a stranger on a phone; without one, signed in, at a desk."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from citizens.tests.factories import PASSWORD, make_citizen, make_officer
from support.models import CallbackBooking, SupportRequest
from support.requests import services
from support.tests.factories_requests import make_slot
from support.truth import loading
from tests.browser.conftest import OpenPage

pytestmark = [pytest.mark.django_db(transaction=True)]


def ask(page: Page) -> SupportRequest:
    page.get_by_role("radio", name=re.compile("^Câu hỏi")).check()
    page.get_by_label("Bạn cần gì?").fill("Tôi mất sổ <b>BHXH</b>")
    page.get_by_role("button", name="Gửi yêu cầu").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("YC-")
    expect(page.get_by_text("Tôi mất sổ <b>BHXH</b>")).to_be_visible()
    return SupportRequest.objects.get()


def book(page: Page) -> None:
    page.locator("input[name=slot]").first.check()
    page.get_by_label("Số điện thoại của bạn").fill("0912 345 678")
    page.get_by_role("button", name="Đặt hẹn").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("GL-")
    page.get_by_role("button", name="Hủy hẹn này").click()
    expect(page.get_by_text("Đã hủy hẹn gọi.")).to_be_visible()
    assert CallbackBooking.objects.get().state == "cancelled"


def test_a_stranger_on_a_phone(open_page: OpenPage, assert_accessible: Callable[[Page], None]) -> None:
    officer = make_officer("75").user
    make_slot("75")
    loading.load()
    page = open_page("/ho-tro/lien-he/", phone=True)
    assert_accessible(page)
    page.get_by_role("link", name="Viết yêu cầu").click()
    assert_accessible(page)
    row = ask(page)
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    services.answer(row, "Bạn xin cấp lại sổ.", officer)

    again = open_page("/ho-tro/yeu-cau/theo-doi/", phone=True)
    assert_accessible(again)
    again.get_by_label("Số yêu cầu hoặc số hẹn gọi").fill(row.number)
    again.get_by_label("Mã theo dõi").fill(row.spoken_code)
    again.get_by_role("button", name="Mở", exact=True).click()
    expect(again.get_by_text("Bạn xin cấp lại sổ.")).to_be_visible()
    again.get_by_label("Giúp được nhiều").check()
    again.get_by_role("button", name="Gửi ý kiến").click()
    expect(again.get_by_text("Bạn đã cho 5 trên 5.")).to_be_visible()
    again.get_by_label("Viết thêm").fill("Vẫn chưa rõ")
    again.get_by_role("button", name="Mở lại yêu cầu").click()
    expect(again.get_by_text("đang xem xét")).to_be_visible()
    assert_accessible(again)

    page.goto("/ho-tro/lien-he/goi-lai/?tinh=75")
    assert_accessible(page)
    book(page)
    page.goto("/ho-tro/tin-that-gia/")
    page.get_by_label("Dán tin nhắn").fill("Mời cập nhật VssID 4.0")
    page.get_by_role("button", name="Kiểm tra").click()
    expect(page.get_by_role("heading", name="Giống một kiểu lừa đã biết. Đừng làm theo.")).to_be_visible()
    assert_accessible(page)


def test_a_person_at_a_desk_without_a_script(open_page: OpenPage, sign_in: Callable[..., None]) -> None:
    person = make_citizen()
    make_slot("75")
    page = open_page("/", javascript=False)
    sign_in(page, person.bhxh_number, PASSWORD)
    page.goto("/ho-tro/yeu-cau/moi/")
    row = ask(page)
    assert row.citizen == person
    page.get_by_role("textbox", name="Viết thêm").fill("Tôi nhớ thêm ngày")
    page.get_by_role("button", name="Gửi thêm").click()
    expect(page.get_by_text("Tôi nhớ thêm ngày")).to_be_visible()
    page.get_by_role("button", name="Rút lại yêu cầu").click()
    expect(page.get_by_text("bạn đã rút lại")).to_be_visible()
    page.goto("/ho-tro/lien-he/goi-lai/")
    book(page)
    page.goto("/ho-tro/yeu-cau/")
    expect(page.get_by_role("link", name=row.number)).to_be_visible()
