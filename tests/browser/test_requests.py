"""A person asks for help: a request with an answer, a call at an hour, a message held against the known tricks. As a
stranger and signed in, each on a phone with a script and at a desk without. Then the desk that answers."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from citizens.accounts import proof_of_work
from citizens.tests.factories import PASSWORD, make_citizen, make_officer
from support.models import CallbackBooking, Scam, SupportRequest
from support.requests import services
from support.tests.factories_requests import make_booking, make_request, make_slot
from support.truth import loading
from tests.browser.conftest import OpenPage

pytestmark = [pytest.mark.django_db(transaction=True)]
BOTH = pytest.mark.parametrize(
    ("phone", "javascript"), [(True, True), (False, False)], ids=["phone", "desktop-no-js"]
)


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


def check_message(page: Page) -> None:
    page.goto("/ho-tro/tin-that-gia/")
    page.get_by_label("Dán tin nhắn").fill("Mời cập nhật VssID 4.0")
    page.get_by_role("button", name="Kiểm tra").click()
    expect(page.get_by_role("heading", name="Giống một kiểu lừa đã biết. Đừng làm theo.")).to_be_visible()


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a script a form waits in place of a puzzle; tests/browser/test_lookups.py waits for us all."""
    monkeypatch.setattr(proof_of_work, "WAIT", timedelta())


@BOTH
@pytest.mark.usefixtures("no_waiting")
def test_a_stranger(
    open_page: OpenPage, assert_accessible: Callable[[Page], None], phone: bool, javascript: bool
) -> None:
    check = assert_accessible if javascript else lambda page: None
    officer = make_officer("75").user
    make_slot("75")
    loading.load()
    page = open_page("/ho-tro/lien-he/", phone=phone, javascript=javascript)
    check(page)
    page.get_by_role("link", name="Viết yêu cầu").click()
    check(page)
    row = ask(page)
    check(page)
    if javascript:
        assert page.evaluate("document.documentElement.scrollWidth") == 360
    services.answer(row, "Bạn xin cấp lại sổ.", officer)

    again = open_page("/ho-tro/yeu-cau/theo-doi/", phone=phone, javascript=javascript)
    check(again)
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
    check(again)

    page.goto("/ho-tro/lien-he/goi-lai/?tinh=75")
    check(page)
    book(page)
    check_message(page)
    check(page)


@BOTH
@pytest.mark.usefixtures("no_waiting")
def test_a_person_who_signed_in(
    open_page: OpenPage,
    sign_in: Callable[..., None],
    assert_accessible: Callable[[Page], None],
    phone: bool,
    javascript: bool,
) -> None:
    check = assert_accessible if javascript else lambda page: None
    person = make_citizen()
    make_slot("75")
    loading.load()
    page = open_page("/", phone=phone, javascript=javascript)
    sign_in(page, person.bhxh_number, PASSWORD)
    page.goto("/ho-tro/yeu-cau/moi/")
    check(page)
    row = ask(page)
    assert row.citizen == person
    page.get_by_role("textbox", name="Viết thêm").fill("Tôi nhớ thêm ngày")
    page.get_by_role("button", name="Gửi thêm").click()
    expect(page.get_by_text("Tôi nhớ thêm ngày")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Rút lại yêu cầu").click()
    expect(page.get_by_text("bạn đã rút lại")).to_be_visible()
    page.goto("/ho-tro/lien-he/goi-lai/")
    check(page)
    book(page)
    page.goto("/ho-tro/yeu-cau/")
    expect(page.get_by_role("link", name=row.number)).to_be_visible()
    check(page)
    if javascript:
        assert page.evaluate("document.documentElement.scrollWidth") == 360
    check_message(page)


def test_the_desk_that_answers(
    open_page: OpenPage, sign_in: Callable[..., None], assert_accessible: Callable[[Page], None]
) -> None:
    officer = make_officer("75").user
    row = make_request(make_citizen(), province_id="75")
    booking = make_booking(slot=make_slot("75"))
    loading.load()
    page = open_page("/")
    sign_in(page, officer.username, PASSWORD)
    for path, seen in (
        ("supportrequest/", row.number),
        (f"supportrequest/{row.pk}/change/", row.number),
        ("supportrequest/so-lieu/", "Số liệu"),
        ("callbackbooking/", ""),
        ("callbackbooking/?ngay=coming", booking.contact[1]),
        ("callbackslot/", ""),
        ("scam/", "VssID"),
        (f"scam/{Scam.objects.earliest('pk').pk}/change/", ""),
    ):
        page.goto(f"/quan-tri/support/{path}")
        expect(page.locator("main")).to_contain_text(seen)
        assert_accessible(page)
