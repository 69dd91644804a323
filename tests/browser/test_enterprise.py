"""A day at a unit's desk: the list, a person, a report of changes, the notice; with and without JavaScript."""

from collections.abc import Callable

import pytest
from django.utils.timezone import localdate, now
from playwright.sync_api import Page

from citizens.tests.factories import PASSWORD, make_citizen, make_employer
from enterprises import disputes, notices
from enterprises.tests.factories import last_month, make_member, make_worker
from enterprises.tests.test_office import send_row
from insurance.models import ParticipationPeriod
from tests.browser.conftest import OpenPage
from tests.browser.test_staff import at_work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]
AREA = "/doanh-nghiep/"


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_a_clerk_looks_filters_reports_and_reads_the_notice(
    open_page: OpenPage, sign_in: Callable[..., None], assert_accessible: Callable[[Page], None]
) -> None:
    employer, clerk = make_employer(name="Xưởng May Sao Mai"), make_citizen()
    make_member(employer, clerk)
    make_worker(employer, 3, full_name="Lê Thị Hạnh", insured_wage=8_000_000)
    make_worker(employer, 3, full_name="Trần Văn Đạt")
    notices.issue(employer, last_month(), now())
    page = open_page("/", phone=True)
    sign_in(page, clerk.bhxh_number, PASSWORD)
    for path in ("", "tong-quan/", "nguoi-lao-dong/", "c12-ts/", f"c12-ts/{last_month():%Y-%m}/",
                 "tang-giam/mot-nguoi/", "tang-giam/tep/", "nguoi-lam-ho-so/", "phan-doi/", "cua-toi/",
                 "dai-dien/"):  # fmt: skip
        page.goto(f"{AREA}{path}")
        assert_accessible(page)
        assert fits(page), path
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{AREA}nguoi-lao-dong/")
    assert_accessible(page)
    page.fill("main input[name=q]", "hanh")
    page.locator("main form[role=search] button").click()
    page.get_by_text("1 người, số liệu").wait_for()
    assert page.url.endswith("q=hanh&loc=&xep="), "the address is that of the plain form"
    page.get_by_role("link", name="Lê Thị Hạnh").click()
    page.get_by_role("heading", name="Lê Thị Hạnh").wait_for()
    assert_accessible(page)
    number = page.locator("dd.number").inner_text()
    page.goto(f"{AREA}tang-giam/mot-nguoi/")
    page.select_option("select[name=phuong_an]", "wage")
    for name, value in (
        ("ho_ten", "Lê Thị Hạnh"),
        ("ma_so_bhxh", number),
        ("tu_thang", f"{localdate():%m/%Y}"),
        ("muc_luong", "9.000.000"),
    ):
        page.fill(f"input[name={name}]", value)
    page.get_by_role("button", name="Xem lại thay đổi").click()
    page.get_by_text("8.000.000 đ").wait_for()
    assert_accessible(page)
    page.get_by_role("button", name="Gửi 1 dòng cho cơ quan BHXH").click()
    page.get_by_text("Đã gửi báo cáo TG-").wait_for()
    assert_accessible(page)


def test_the_list_works_without_javascript(open_page: OpenPage, sign_in: Callable[..., None]) -> None:
    employer, clerk = make_employer(), make_citizen()
    make_member(employer, clerk)
    make_worker(employer, full_name="Lê Thị Hạnh")
    make_worker(employer, full_name="Trần Văn Đạt")
    page = open_page("/", javascript=False)
    sign_in(page, clerk.bhxh_number, PASSWORD)
    page.goto(f"{AREA}nguoi-lao-dong/?q=dat")
    assert page.locator("tbody a").all_inner_texts() == ["Trần Văn Đạt"]
    page.get_by_role("button", name="Tải danh sách này: CSV").click()
    page.get_by_role("heading", name="Tệp danh sách").wait_for()


def test_an_officer_decides_a_claim_a_reported_row_and_a_dispute(
    open_page: OpenPage, assert_accessible: Callable[[Page], None]
) -> None:
    employer = make_employer(name="Xưởng May Sao Mai")
    worker = make_worker(employer, 3, full_name="Lê Thị Hạnh", insured_wage=8_000_000)
    claim = make_member(employer, role="owner", basis="claimed", confirmed_at=None, note="Giám đốc")
    row = send_row(employer, full_name="Trần Chưa Số")
    period = ParticipationPeriod.objects.get(citizen=worker, scheme="bhxh")
    dispute = disputes.open_dispute(period=period, side="worker", reason="Lương sai", by=None, now=now())
    page = at_work(open_page, "records")

    def open_row(room: str, key: int) -> None:
        page.goto(f"/quan-tri/{room}/")
        assert_accessible(page)
        page.locator(f"#result_list a[href*='/{key}/change/']").first.click()
        page.locator("input[name=_save]").wait_for()
        assert_accessible(page)

    open_row("citizens/employermember", claim.pk)
    page.get_by_label("Nhận", exact=True).check()
    page.locator("input[name=_save]").click()
    page.locator(".messagelist .success").wait_for()
    open_row("enterprises/changerow", row.pk)
    page.get_by_label("Không nhận", exact=True).check()
    page.locator("input[name=_save]").click()
    page.get_by_text("Không nhận thì phải ghi lý do.").first.wait_for()
    assert_accessible(page)
    page.fill("[name=why]", "Thiếu mã số")
    page.locator("input[name=_save]").click()
    page.locator(".messagelist .success").wait_for()
    open_row("enterprises/rowdispute", dispute.pk)
    page.fill("[name=answer]", "Đã đối chiếu hợp đồng: lương đúng.")
    page.locator("input[name=_save]").click()
    page.locator(".messagelist .success").wait_for()
    for found in (claim, row, dispute):
        found.refresh_from_db()
    assert claim.confirmed_at is not None
    assert (row.state, row.reason) == ("refused", "Thiếu mã số")
    assert dispute.answered_at is not None
