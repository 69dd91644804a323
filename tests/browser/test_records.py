"""Benefits, card, visits and the checker as people use them: both widths, print, no script, no network."""

import io
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from django.core.cache import cache
from django.utils import timezone
from django.utils.timezone import localdate
from PIL import Image
from playwright.sync_api import Page

from citizens.models import Citizen
from citizens.tests.factories import PASSWORD, make_citizen
from insurance.card_qr import payload
from insurance.check_codes import services
from insurance.models import HiCard
from insurance.tests.factories import (
    make_card,
    make_decision,
    make_line,
    make_paper,
    make_payment,
    make_visit,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]
CARD = "/ca-nhan/the-bhyt/"


@pytest.fixture
def person() -> Citizen:
    citizen = make_citizen(full_name="Lê Thị Thu Hà", address="Số 12, đường Minh Họa")
    make_card(citizen, localdate() - timedelta(days=40), localdate() + timedelta(days=200))
    decision = make_decision(citizen)
    make_payment(decision)
    visit = make_visit(citizen, timezone.now() - timedelta(days=9))
    make_line(visit)
    make_paper(citizen)
    return citizen


def qr_texts(png: bytes) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))]


@pytest.mark.parametrize("phone", [True, False], ids=["phone", "desktop"])
def test_every_page_is_accessible_and_fits(
    person: Citizen, open_page: Any, sign_in: Any, assert_accessible: Any, phone: bool
) -> None:
    page: Page = open_page("/kiem-tra/", phone=phone)
    assert_accessible(page)
    sign_in(page, person.bhxh_number, PASSWORD)
    for path, opens in (
        ("/ca-nhan/quyen-loi/", ".record-more summary"),
        (CARD, None),
        ("/ca-nhan/kham-chua-benh/", "text=Xem các lần khám"),
        ("/ca-nhan/kham-chua-benh/?xem=1", ".record-more summary"),
        ("/ca-nhan/giay-nghi-viec/", "text=Xem các giấy"),
        ("/ca-nhan/qua-trinh-tham-gia/theo-nam/", None),
    ):
        page.goto(path)
        if opens:
            page.click(opens)
            page.wait_for_load_state("networkidle")
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_a_phone_screenshot_and_the_printed_card_scan(person: Citizen, open_page: Any, sign_in: Any) -> None:
    card = HiCard.objects.get()
    expected = payload(card, person, f"Số 12, đường Minh Họa, {person.ward.name}, {person.province.name}")
    page: Page = open_page("/tai-khoan/dang-nhap/", phone=True, device_scale_factor=2)
    sign_in(page, person.bhxh_number, PASSWORD)
    page.goto(CARD)
    page.locator("[data-card]").scroll_into_view_if_needed()
    assert qr_texts(page.locator("[data-card]").screenshot()) == [expected]
    pdf = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True, print_background=True))
    assert len(pdf) == 1
    width, height = (round(points / 72 * 25.4) for points in pdf[0].get_size())
    assert (width, height) == (148, 105)  # A6, lying
    drawn = io.BytesIO()
    pdf[0].render(scale=3).to_pil().save(drawn, "PNG")
    assert qr_texts(drawn.getvalue()) == [expected]
    words = pdf[0].get_textpage().get_text_range()
    assert person.bhxh_number in words
    assert "Tạo mã" not in words


def test_a_saved_card_opens_offline_and_goes_at_sign_out(
    person: Citizen, open_page: Any, sign_in: Any
) -> None:
    page: Page = open_page("/tai-khoan/dang-nhap/", phone=True)
    sign_in(page, person.bhxh_number, PASSWORD)
    page.goto(CARD)
    page.click("[data-card-save]")
    page.wait_for_selector("[data-card-status]:has-text('Đã lưu')")
    kept = page.evaluate(
        "caches.open('card').then(c => c.keys()).then(k => k.map(r => new URL(r.url).pathname))"
    )
    assert CARD in kept
    assert [path for path in kept if not path.startswith("/static/")] == [CARD]
    page.context.set_offline(True)
    page.goto(CARD)
    assert page.locator(".hi-card-number").inner_text() == person.bhxh_number
    page.context.set_offline(False)
    page.goto(CARD)
    page.click("summary:has-text('Tài khoản')")
    page.click("button:has-text('Đăng xuất')")
    page.wait_for_load_state()
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(found => found.length)") == 0


def test_a_copy_that_arrives_after_sign_out_is_not_kept(
    person: Citizen, open_page: Any, sign_in: Any
) -> None:
    page: Page = open_page("/tai-khoan/dang-nhap/", phone=True)
    sign_in(page, person.bhxh_number, PASSWORD)
    page.goto(CARD)
    page.click("[data-card-save]")
    page.wait_for_selector("[data-card-status]:has-text('Đã lưu')")
    (worker,) = page.context.service_workers
    worker.evaluate(
        """() => {
          const real = self.fetch;
          const late = (answer) => new Promise((done) => setTimeout(() => done(answer), 1500));
          self.fetch = (what, how) => typeof what === "string"
            ? real(what, how).then(late)
            : real(what, how);
        }"""
    )
    page.goto(CARD)  # asks for a fresh copy
    page.wait_for_timeout(300)
    page.click("summary:has-text('Tài khoản')")
    page.click("button:has-text('Đăng xuất')")
    page.wait_for_load_state()
    page.wait_for_timeout(2000)
    assert page.evaluate("caches.keys()") == []


def test_the_checker_works_without_a_network_and_refuses_forgeries(person: Citizen, open_page: Any) -> None:
    issued = services.issue_for_card(HiCard.objects.get())
    page: Page = open_page("/kiem-tra/", phone=True)
    page.wait_for_selector("[data-offline-note]:not([hidden])")

    def answer(code: str) -> str:
        page.fill("[name=ma]", code)
        page.click("main form button:not([type])")
        page.wait_for_selector("#result h2")
        words: str = page.locator("#result").inner_text().strip()
        page.evaluate("document.querySelector('#result').replaceChildren()")
        return words

    assert "L.T.T.H." in answer(issued.text)
    page.context.set_offline(True)
    good = answer(f"https://ansinh.example/kiem-tra/#{issued.text}")
    assert good.startswith("Hợp lệ")
    assert "chưa biết mã có bị hủy" in good
    swapped = issued.text[:40] + ("A" if issued.text[40] != "A" else "B") + issued.text[41:]
    assert answer(swapped).startswith("Không hợp lệ")
    page.context.set_offline(False)
    services.revoke(issued.code)
    assert "đã bị hủy" in answer(issued.text)
    # What is refused is taken along, so that it is not believed without a network either.
    cache.delete(services.SIEVE)  # a minute later
    page.reload()
    page.wait_for_selector("[data-offline-note]:not([hidden])")
    page.context.set_offline(True)
    assert answer(issued.text).startswith("Chưa kiểm tra được")


def test_without_a_script_everything_is_still_there(person: Citizen, open_page: Any, sign_in: Any) -> None:
    issued = services.issue_for_card(HiCard.objects.get())
    page: Page = open_page("/kiem-tra/", phone=True, javascript=False)
    page.fill("[name=ma]", issued.code.serial.lower())
    page.click("main form button:not([type])")
    assert "Hợp lệ" in page.locator("#result").inner_text()
    sign_in(page, person.bhxh_number, PASSWORD)
    page.goto("/ca-nhan/kham-chua-benh/")
    page.click("text=Xem các lần khám")
    page.click(".record-more summary")
    page.click("text=Mở trang của lần khám này")
    page.get_by_role("link", name="Báo sai").first.click()
    page.check("input[value=not_mine]")
    page.get_by_label("Vì sao").fill("Hôm đó tôi ở nhà.")
    page.get_by_role("button", name="Gửi yêu cầu").click()
    assert "Yêu cầu DC-" in page.inner_text("h1")
    page.goto(CARD)
    page.click("text=Tạo mã mới")
    assert page.locator(".code-short").inner_text() != ""
