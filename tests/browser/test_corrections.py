"""A person reports a wrong value with a photo, an officer decides it: both in a real browser, at both widths."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from citizens.models import Citizen
from citizens.tests import pictures
from citizens.tests.factories import make_citizen, make_officer
from insurance.models import Correction
from insurance.tests.factories import make_card, make_correction, make_decision, make_payment, make_period
from tests.browser.conftest import OpenPage

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]
SHOTS = os.environ.get("CORRECTION_SHOTS", "")  # a folder for pictures of each step


def shoot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def enter(page: Page, user, path: str) -> None:
    client = Client()
    client.force_login(user)
    base = "/".join(page.url.split("/")[:3])
    page.context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": base}])
    page.goto(path)


@pytest.mark.parametrize("phone", [True, False], ids=["phone", "desktop"])
def test_from_a_wrong_name_to_a_corrected_record(
    open_page: OpenPage, assert_accessible: Callable[[Page], None], phone: bool
) -> None:
    citizen = make_citizen(full_name="Nguyễn Thị Lan", address="Số 1, đường Cũ")
    make_card(citizen)
    make_period(citizen, date(2020, 1, 1))
    make_period(citizen, date(2021, 1, 1))
    decision = make_decision(citizen)
    make_payment(decision)
    make_correction(citizen, "decision", decision, "amount", "9.999.999")
    who = "phone" if phone else "desktop"

    page = open_page("/dia-diem/", phone=phone)
    enter(page, citizen.user, "/ca-nhan/dinh-chinh/")
    assert_accessible(page)
    page.get_by_role("link", name="Báo sai").first.click()
    page.get_by_label("Ngày sinh").check()
    expect(
        page.get_by_text("Ngày/tháng/năm, ví dụ 05/09/1990.")
    ).to_be_visible()  # the box follows the choice
    page.get_by_label("Họ và tên").check()
    expect(page.locator("#value")).not_to_contain_text("05/09/1990")
    page.get_by_role("button", name="Gửi yêu cầu").click()
    expect(page.get_by_text("Hãy ghi giá trị đúng.").first).to_be_visible()
    assert_accessible(page)
    shoot(page, f"{who}-1-form")
    page.get_by_label("Đúng ra là").fill("Nguyễn Thị Lân")
    page.get_by_label("Vì sao").fill("Giấy khai sinh ghi Lân.")
    page.locator("input[type=file]").set_input_files(
        {"name": "khai-sinh.png", "mimeType": "image/png", "buffer": pictures.picture("PNG", (300, 200))}
    )
    page.get_by_role("button", name="Gửi yêu cầu").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Yêu cầu DC-")
    assert_accessible(page)
    shoot(page, f"{who}-2-request")
    for number, path in enumerate(
        ("/ca-nhan/dinh-chinh/", f"/ca-nhan/quyen-loi/{decision.public_id}/", "/ca-nhan/the-bhyt/",
         "/ca-nhan/qua-trinh-tham-gia/"), 3,
    ):  # fmt: skip
        page.goto(path)
        if phone:
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert_accessible(page)
        shoot(page, f"{who}-{number}-page")

    correction = Correction.objects.get(field="full_name")
    desk = open_page("/dia-diem/", phone=phone)
    enter(desk, make_officer().user, "/quan-tri/insurance/correction/")
    assert_accessible(desk)
    shoot(desk, f"{who}-7-queue")
    desk.get_by_role("link", name=correction.number).click()
    expect(desk.get_by_role("img", name="Giấy tờ kèm theo")).to_be_visible()
    expect(desk.locator(".queue-paper img")).to_have_js_property("naturalWidth", 300)
    assert_accessible(desk)
    shoot(desk, f"{who}-8-decide")
    desk.get_by_label("Sửa ngay trên hồ sơ").check()
    desk.get_by_label("Lời gửi người dân").fill("Khớp với giấy khai sinh.")
    desk.get_by_role("button", name="Ghi").click()
    expect(desk.get_by_text("đã ghi. Người dân được báo.")).to_be_visible()
    assert Citizen.objects.get(pk=citizen.pk).full_name == "Nguyễn Thị Lân"
    page.goto(f"/ca-nhan/dinh-chinh/{correction.public_id}/")
    expect(page.get_by_text("Khớp với giấy khai sinh.")).to_be_visible()
    shoot(page, f"{who}-9-answer")


def test_without_scripts_the_same_form_works(open_page: OpenPage) -> None:
    citizen = make_citizen(address="Số 1, đường Cũ")
    page = open_page("/dia-diem/", javascript=False)
    enter(page, citizen.user, "/ca-nhan/dinh-chinh/bao-sai/ca-nhan-ho-so/")
    page.get_by_label("Ngày sinh").check()
    page.get_by_label("Đúng ra là").fill("1/2/1991")
    page.get_by_label("Vì sao").fill("Giấy khai sinh.")
    page.get_by_role("button", name="Gửi yêu cầu").click()
    expect(page.get_by_text("01/02/1991")).to_be_visible()
    page.get_by_role("button", name="Rút yêu cầu này").click()
    assert Correction.objects.get().state == "withdrawn"
