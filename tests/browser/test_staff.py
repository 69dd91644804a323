"""A day of each role in the admin, in short: what waits, a person found, opened and helped at the counter."""

import pytest
from django.test import Client
from playwright.sync_api import Page

from citizens.models import AccessEntry, CounterVisit
from citizens.tests.factories import make_citizen, make_officer
from insurance.tests.factories import make_card, make_period
from portal.tests.test_staff_people import request_of
from support.tests.factories_requests import make_request
from tests.browser.conftest import OpenPage

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]


def at_work(open_page: OpenPage, role: str, province: str | None = "75", phone: bool = False) -> Page:
    """A browser in which an officer of this role is signed in, on the first page of the admin."""
    client = Client()
    client.force_login(make_officer(province, roles=[role]).user)
    page = open_page("/dia-diem/", phone=phone)
    origin = page.url.split("/dia-diem")[0]
    page.context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": origin}])
    page.goto("/quan-tri/")
    return page


def test_a_records_officer_finds_opens_and_helps_a_person(open_page: OpenPage, assert_accessible) -> None:
    from datetime import date, timedelta

    from django.utils.timezone import localdate

    person = make_citizen(full_name="Nguyễn Thị Hòa Bình", province_code="75")
    make_period(person, date(2021, 1, 1))
    make_card(person, localdate() - timedelta(30), localdate() + timedelta(30))
    request_of(person)
    page = at_work(open_page, "records", phone=True)
    page.get_by_role("link", name="Yêu cầu về dữ liệu cá nhân").first.wait_for()
    assert_accessible(page)
    page.goto("/quan-tri/citizens/citizen/")
    page.get_by_label("Hoặc họ và tên").fill("nguyen thi hoa")
    page.get_by_role("button", name="Tìm", exact=True).click()
    assert_accessible(page)
    assert "nguyen" not in page.url
    page.get_by_role("link", name="N. T. H. Bình").click()
    assert_accessible(page)
    page.get_by_label("kiểm tra số liệu đóng, hưởng").check()
    page.get_by_role("button", name="Mở hồ sơ trong 30 phút").click()
    page.get_by_text(person.full_name).first.wait_for()
    assert person.full_name not in page.title()
    assert_accessible(page)
    page.get_by_role("link", name="Thay đổi", exact=True).click()
    assert_accessible(page)
    page.get_by_role("link", name="Làm giúp tại quầy, in thẻ A6").click()
    assert_accessible(page)
    page.get_by_label("Người này đang ở trước mặt tôi").check()
    page.get_by_label("Tôi đã đọc lời đồng ý").check()
    page.get_by_label("Mở trước").select_option("insurance:card")
    page.get_by_role("button", name="Bắt đầu làm giúp").click()
    page.get_by_text("người dân đang có mặt").wait_for()
    assert_accessible(page)
    page.get_by_role("button", name="Kết thúc, in phiếu").click()
    page.get_by_text(CounterVisit._base_manager.get().number).first.wait_for()
    assert_accessible(page)
    assert AccessEntry.objects.filter(subject=person, role="counter").exists()


@pytest.mark.parametrize(
    ("role", "province", "lists"),
    [
        ("auditor", None, ("citizens/accessentry", "citizens/staffalert", "citizens/recordopening")),
        ("national", None, ("citizens/officer", "citizens/approval")),
        ("support", "75", ("support/supportrequest",)),
        ("places", "75", ("facilities/place",)),
        (
            "content",
            None,
            ("support/article", "support/article/add", "portal/newsarticle/add", "portal/video/add"),
        ),
    ],
)
def test_each_role_comes_in_and_reads_its_lists(
    open_page: OpenPage, assert_accessible, role: str, province: str | None, lists: tuple[str, ...]
) -> None:
    page = at_work(open_page, role, province)
    assert_accessible(page)
    page.goto("/quan-tri/viec-dang-cho/")
    assert_accessible(page)
    if role == "support":
        a_request_is_taken_and_put_back(page, assert_accessible)
    if role == "national":
        page.goto("/quan-tri/so-lieu/dang-nhap/")
        assert_accessible(page)
    for path in lists:
        page.goto(f"/quan-tri/{path}/")
        assert page.locator("#changelist, form").first.is_visible()
        assert_accessible(page)


def test_two_officers_merge_two_records_of_one_person(open_page: OpenPage, assert_accessible) -> None:
    from datetime import date, timedelta

    from django.utils.timezone import now

    from citizens.models import Approval

    kept = make_citizen(full_name="Nguyễn Thị Hai Sổ", province_code="75")
    retired = make_citizen(full_name="Nguyễn Thị Hai Sổ", personal_id=None, user=None, province_code="75")
    for person in (kept, retired):
        make_period(person, date(2021, 1, 1), 12)
    page = at_work(open_page, "records", phone=True)
    page.goto(f"/quan-tri/citizens/citizen/{kept.pk}/gop/")
    page.get_by_label("kiểm tra số liệu đóng, hưởng").check()
    page.get_by_role("button", name="Mở hồ sơ trong 30 phút").click()
    page.get_by_role("link", name="Đề nghị sửa số tiền").click()
    page.get_by_role("button", name="Đề nghị đổi tài khoản").click()
    page.get_by_text("Ghi 4 số cuối.").wait_for()
    assert_accessible(page)
    page.get_by_role("link", name="Gộp với hồ sơ khác của cùng người").click()
    page.get_by_label("của hồ sơ kia").fill(retired.bhxh_number)
    page.get_by_role("button", name="Đặt hai hồ sơ cạnh nhau").click()
    page.get_by_text("Tháng trùng").wait_for()
    assert retired.bhxh_number not in page.url
    assert_accessible(page)
    page.get_by_label("Vì sao là một người?").fill("Hai sổ, một người")
    page.get_by_label("Căn cứ").fill("TK1-TS")
    page.get_by_role("button", name="Đề nghị gộp hai hồ sơ").click()
    page.get_by_role("heading", name="Bạn đã đề nghị, chờ người khác (1)").wait_for()
    assert_accessible(page)
    ago = now() - timedelta(hours=25)
    Approval.objects.update(proposed_at=ago, ready_at=ago + timedelta(hours=24))
    second = at_work(open_page, "records")
    second.get_by_role("link", name="Việc chờ người thứ hai").first.click()
    second.get_by_role("link", name="Gộp hai hồ sơ").click()
    second.get_by_label("Xác nhận: gộp hai hồ sơ").check()
    assert_accessible(second)
    second.get_by_role("button", name="Ghi kết luận").click()
    second.get_by_text("Đã xác nhận và làm xong").wait_for()
    retired.refresh_from_db()
    assert retired.merged_into == kept


def a_request_is_taken_and_put_back(page: Page, assert_accessible) -> None:
    row = make_request(make_citizen(province_code="75"))
    page.goto("/quan-tri/support/supportrequest/")
    page.get_by_label(f"Chọn mục này để làm một việc: {row.number}").check()
    page.locator("select[name=action]").select_option("take")
    page.get_by_role("button", name="Làm", exact=True).click()
    page.get_by_text("Chưa có gì thay đổi").wait_for()
    assert_accessible(page)
    page.get_by_role("button", name="Nhận xử lý").click()
    page.get_by_role("button", name="Hoàn tác").wait_for()
    assert_accessible(page)
    page.get_by_role("button", name="Hoàn tác").click()
    page.get_by_text("Đã hoàn tác 1 mục").wait_for()
    row.refresh_from_db()
    assert row.assigned_to is None
