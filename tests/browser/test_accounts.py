"""Getting in, as people do it: passkeys, codes, registration, VNeID, recovery; with and without JavaScript."""

import re
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from citizens.messaging import outbox
from citizens.models import Citizen, OutboxMessage, User
from citizens.tests.factories import PASSWORD, make_citizen, make_contact
from citizens.vneid import standin
from tests.browser.conftest import PHONE as PHONE_SIZE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]
PHONE, EMAIL = "0912345678", "lan@vidu.vn"


@pytest.fixture
def citizen(transactional_db: None) -> Citizen:
    citizen = make_citizen(full_name="Nguyễn Thị Lan")
    make_contact(citizen.user, "phone", PHONE)
    make_contact(citizen.user, "email", EMAIL)
    return citizen


def newest_code(address: str) -> str:
    rows = OutboxMessage.objects.filter(state="waiting", topic__startswith="code_").order_by("-pk")
    text = next(letter.text for letter in map(outbox.letter_of, rows) if letter.address == address)
    match = re.search(r"\b\d{6}\b", text)
    assert match
    return match[0]


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def prove(page: Page) -> None:
    page.get_by_label("Mật khẩu của bạn").fill(PASSWORD)
    press(page, "Tiếp tục")


@pytest.mark.parametrize("phone", [True, False])
def test_a_passkey_from_making_to_signing_in(
    open_page, sign_in, assert_accessible, citizen, phone, live_server
) -> None:
    page = open_page("/", phone=phone)
    key = page.context.new_cdp_session(page)
    key.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    key.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in(page, citizen.bhxh_number, PASSWORD)
    page.goto("/tai-khoan/bao-mat/")
    assert_accessible(page)
    page.get_by_role("link", name="Thêm khóa truy cập").click()
    assert_accessible(page)
    prove(page)
    page.get_by_label("Tên để bạn nhận ra").fill("Điện thoại của tôi")
    assert_accessible(page)
    press(page, "Tạo khóa truy cập")
    page.wait_for_url("**/ma-du-phong/")
    assert page.locator(".sign-in-code").count() == 10
    assert_accessible(page)
    page.context.clear_cookies()
    page.goto("/tai-khoan/dang-nhap/")
    assert_accessible(page)
    press(page, "Dùng khóa truy cập")
    page.wait_for_url(lambda url: "/dang-nhap/" not in url)
    page.goto("/tai-khoan/bao-mat/")
    assert page.get_by_text("Điện thoại của tôi").count()
    # A password alone now asks for the second step, where the passkey serves too.
    page.context.clear_cookies()
    page.goto("/tai-khoan/dang-nhap/")
    page.fill("input[name=login]", citizen.bhxh_number)
    page.fill("input[name=password]", PASSWORD)
    press(page, "Đăng nhập")
    page.wait_for_url("**/buoc-hai/")
    assert_accessible(page)
    press(page, "Dùng khóa truy cập")
    page.wait_for_url(lambda url: "/dang-nhap/" not in url)


@pytest.mark.parametrize("javascript", [True, False])
def test_signing_in_with_a_code(open_page, assert_accessible, citizen, javascript) -> None:
    page = open_page("/tai-khoan/dang-nhap/", phone=True, javascript=javascript)
    page.get_by_role("link", name="Nhận mã, không cần mật khẩu").click()
    page.fill("input[name=login]", EMAIL)
    page.get_by_label("e-mail", exact=True).check()
    if javascript:
        assert_accessible(page)
    press(page, "Gửi mã cho tôi")
    page.get_by_label("Mã 6 số").fill(newest_code(EMAIL))
    if javascript:
        assert_accessible(page)
    press(page, "Đăng nhập")
    page.wait_for_url("**/ca-nhan/**")


@pytest.mark.parametrize("javascript", [True, False])
def test_registering(open_page, assert_accessible, transactional_db, monkeypatch, javascript) -> None:
    from datetime import timedelta

    from citizens.accounts import proof_of_work

    monkeypatch.setattr(proof_of_work, "WAIT", timedelta(seconds=2))
    page = open_page("/tai-khoan/dang-ky/", phone=not javascript, javascript=javascript)
    page.get_by_label("Mã số BHXH hoặc số căn cước").fill("7512345678")
    page.get_by_label("Họ và tên").fill("Nguyễn Thị Lan")
    page.get_by_label("Ngày sinh").fill("20/05/1990")
    page.get_by_label("Số điện thoại").fill(PHONE)
    page.get_by_label("E-mail").fill(EMAIL)
    if javascript:
        assert_accessible(page)
    press(page, "Tiếp tục")
    if not javascript:
        page.get_by_text("Hãy chờ 2 giây").first.wait_for()
        page.wait_for_timeout(2_100)
        press(page, "Tiếp tục")
    page.get_by_label("Mã trong tin nhắn").fill(newest_code(PHONE))
    page.get_by_label("Mã trong e-mail").fill(newest_code(EMAIL))
    if javascript:
        assert_accessible(page)
    press(page, "Tiếp tục")
    page.get_by_label("Mật khẩu mới").fill("con mèo trèo cây cau tháng sáu")
    press(page, "Lưu mật khẩu")
    page.get_by_text("Tài khoản đã lập xong").wait_for()
    if javascript:
        assert_accessible(page)
    page.goto("/ca-nhan/qua-trinh-tham-gia/")
    page.get_by_text("Chỉ còn một bước").wait_for()
    if javascript:
        assert_accessible(page)
    assert not User.objects.get().is_verified


@pytest.fixture
def vneid(live_server: Any, settings: Any) -> Iterator[standin.StandIn]:
    client = standin.Client("an-sinh", "s", (f"{live_server.url}/tai-khoan/vneid/ve/",))
    provider = standin.StandIn(
        issuer="", client=client, people=[standin.Person("075090999999", "Nguyễn Thị Lan")]
    )
    server = standin.start(provider, 0)
    provider.issuer = f"http://localhost:{server.server_port}"
    settings.VNEID = {
        **settings.VNEID, "ISSUER": provider.issuer, "CLIENT_ID": "an-sinh", "CLIENT_SECRET": "s", "TLS": False,
    }  # fmt: skip
    app = {
        "provider_id": "vneid", "name": "VNeID", "client_id": "an-sinh", "secret": "s",
        "settings": {"server_url": provider.issuer, "oauth_pkce_enabled": True, "scope": ["openid"]},
    }  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    yield provider
    threading.Thread(target=server.shutdown).start()


@pytest.mark.parametrize("javascript", [True, False])
def test_signing_in_with_vneid(
    browser: Browser, live_server, assert_accessible, vneid, transactional_db, javascript
) -> None:
    make_citizen(personal_id="075090999999", full_name="Nguyễn Thị Lan")
    context = browser.new_context(
        viewport=PHONE_SIZE, base_url=live_server.url, java_script_enabled=javascript
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto("/tai-khoan/dang-nhap/?next=/ca-nhan/qua-trinh-tham-gia/")
    page.get_by_role("link", name="Dùng VNeID").click()
    if javascript:
        assert_accessible(page)
    press(page, "Tiếp tục với VNeID")
    page.get_by_role("button", name="Nguyễn Thị Lan").click()
    page.wait_for_url("**/ca-nhan/qua-trinh-tham-gia/**")
    context.close()


@pytest.mark.parametrize("javascript", [True, False])
def test_the_ladder_leads_to_the_counter(open_page, assert_accessible, transactional_db, javascript) -> None:
    page = open_page("/tai-khoan/khong-vao-duoc/", phone=True, javascript=javascript)
    if javascript:
        assert_accessible(page)
    page.get_by_label("Người tin cậy tôi đã chọn trước").check()
    press(page, "Chỉ đường cho tôi")
    assert page.locator("main ol h3").all_inner_texts() == ["1. Nhờ người tin cậy", "2. Đến quầy BHXH bất kỳ"]
    if javascript:
        assert_accessible(page)
    page.get_by_role("link", name="Tôi đã có mã tại quầy").click()
    if javascript:
        assert_accessible(page)


@pytest.mark.parametrize("phone", [True, False])
def test_every_settings_page_is_accessible(open_page, sign_in, assert_accessible, citizen, phone) -> None:
    page = open_page("/", phone=phone)
    sign_in(page, citizen.bhxh_number, PASSWORD)
    page.goto("/tai-khoan/bao-mat/mat-khau/")
    prove(page)
    for path in (
        "bao-mat/", "bao-mat/mat-khau/", "bao-mat/thiet-bi/", "bao-mat/kenh/them/", "bao-mat/ma-du-phong/",
        "bao-mat/ung-dung-tao-ma/", "nguoi-tin-cay/", "nguoi-tin-cay/them/", "xac-minh/", "vneid/",
        "khoi-phuc/ma-du-phong/", "khoi-phuc/nguoi-tin-cay/", "khoi-phuc/nguoi-tin-cay/ma/", "dung-lai/x/",
    ):  # fmt: skip
        page.goto(f"/tai-khoan/{path}")
        assert_accessible(page)
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not wide, path
