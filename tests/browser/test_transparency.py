"""Family, who looked, my data and notices in a real browser, at both widths, with JavaScript and without."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from citizens import exports
from citizens.actors import Actor, DataClass, Purpose, Reach, Role
from citizens.models import Citizen
from citizens.notifications import notify
from citizens.tests.factories import PASSWORD, make_citizen, make_household
from insurance.models import PaymentState
from insurance.tests.factories import make_period
from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def parent() -> Citizen:
    parent = make_citizen(full_name="Đặng Thị Hương")
    child = make_citizen(full_name="Đặng Gia Bảo", user=None, birth_date=localdate() - timedelta(days=3000))
    make_household(parent, child)
    make_period(parent, date(2020, 1, 1), 70)
    make_period(parent, date(2025, 11, 1), 2, payment_state=PaymentState.LATE)
    make_period(child, date(2024, 1, 1), 40, scheme="bhyt", insured_wage=None)
    actor = Actor(
        Role.OFFICER, frozenset({DataClass.IDENTITY}), None, "canbo1",
        reach=Reach(province_id="75"), unit="BHXH cơ sở Trấn Biên", purpose=Purpose.OFFICE,
    )  # fmt: skip
    with actor.at_work():
        assert Citizen.objects.for_actor(actor).get(pk=parent.pk)
    notify(parent, "export_ready")
    return parent


@pytest.mark.parametrize("phone", [True, False], ids=["360", "1280"])
@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
def test_a_family_day(
    parent: Citizen,
    open_page: OpenPage,
    sign_in: Callable[..., None],
    assert_accessible: Callable[[Page], None],
    phone: bool,
    javascript: bool,
    tmp_path: object,
) -> None:
    page = open_page("/", phone=phone, javascript=javascript)
    sign_in(page, parent.bhxh_number, PASSWORD)
    page.wait_for_url("**/ca-nhan/")

    def look(name: str) -> None:
        page.screenshot(path=f"{tmp_path}/{name}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} scrolls sideways"
        if javascript:
            assert_accessible(page)

    expect(page.locator("main")).to_contain_text("Bảo hiểm xã hội hôm nay")
    if javascript:
        expect(page.locator("header .tag")).to_contain_text("1")
    look("overview")
    page.goto("/ca-nhan/nguoi-phu-thuoc/")
    look("family")
    page.get_by_role("button", name="Xem hồ sơ của Đặng Gia Bảo").click()
    expect(page.locator(".acting-strip")).to_contain_text("Đặng Gia Bảo")
    look("acting")
    page.goto("/gioi-thieu/")
    expect(page.locator(".acting-strip")).to_contain_text("Đặng Gia Bảo")
    page.locator(".acting-strip button").click()
    expect(page.locator(".acting-strip")).to_have_count(0)
    page.goto("/ca-nhan/nguoi-phu-thuoc/moi/")
    page.get_by_label("Mật khẩu của bạn").fill(PASSWORD)  # a fresh proof first
    page.get_by_role("button", name="Tiếp tục").click()
    look("invite")
    page.fill("input[name=number]", "7500000000")
    page.locator("main form button.button").click()
    expect(page.locator("main")).to_contain_text("Đang chờ người đó đồng ý.")
    page.goto("/ca-nhan/ai-da-xem/")
    expect(page.locator("main")).to_contain_text("BHXH cơ sở Trấn Biên")
    look("who-looked")
    page.locator("main").get_by_role("link", name="Hỏi về lượt xem").click()
    look("question")
    page.fill("textarea", "Vì sao xem?")
    page.locator("main form button.button").click()
    expect(page.locator("main")).to_contain_text("đang xem xét")
    page.goto("/ca-nhan/du-lieu-cua-toi/")
    page.get_by_role("button", name="Tạo tệp").click()
    expect(page.locator("#export")).to_contain_text("Đang tạo tệp")
    exports.build_waiting()
    if not javascript:
        page.get_by_role("link", name="Xem lại tiến độ").click()
    expect(page.locator("#export")).to_contain_text("Tải tệp về")  # with JavaScript by itself
    look("my-data")
    page.goto("/ca-nhan/thong-bao/")
    look("notices")
    page.goto("/ca-nhan/thong-bao/cach-nhan/")
    look("notice-settings")


def test_after_signing_out_back_shows_nothing(
    parent: Citizen, open_page: OpenPage, sign_in: Callable[..., None]
) -> None:
    """Threat T19: the next person at this computer presses Back and looks into the browser's stores."""
    page = open_page("/")
    sign_in(page, parent.bhxh_number, PASSWORD)
    for path in ("", "qua-trinh-tham-gia/", "ai-da-xem/", "du-lieu-cua-toi/", "nguoi-phu-thuoc/"):
        page.goto(f"/ca-nhan/{path}")
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_load_state()
    if "/dang-xuat/" in page.url:
        page.locator("main form button").click()
    for _ in range(4):
        page.go_back()
        page.wait_for_load_state()
        assert parent.bhxh_number not in page.content()
        assert "BHXH cơ sở Trấn Biên" not in page.content()
    stores = page.evaluate(
        "async () => [Object.keys(localStorage), Object.entries(sessionStorage),"
        " (await indexedDB.databases()).length, (await caches.keys()).length]"
    )
    local, session, databases, caches = stores
    assert (local, databases, caches) == ([], 0, 0)
    # htmx notes the address of the page it is on, here one that Back asked for after the sign-out: no data of anybody.
    assert {name for name, _value in session} <= {"htmx-current-path-for-history"}
    assert parent.bhxh_number not in str(session)
