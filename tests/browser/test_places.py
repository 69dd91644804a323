"""Finding a place: near me, by an old name, by words; list and map in step; a place's page; reporting a mistake."""

from collections.abc import Callable

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Page, expect

from citizens.tests.factories import PASSWORD, make_citizen
from facilities.models import Jurisdiction, Place, PlaceReport
from facilities.tests.factories import make_place, make_ward, office_hours
from insurance.tests.factories import make_card
from territory.models import FormerUnit
from tests.browser.conftest import OpenPage
from tests.weight import LIMIT, first_visit

pytestmark = [pytest.mark.django_db(transaction=True)]
SIZES = pytest.mark.parametrize("phone", [True, False], ids=["phone", "desktop"])
SCRIPTS = pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
HERE = {"geolocation": {"latitude": 10.95, "longitude": 106.82}, "permissions": ["geolocation"]}
WITH_MAP = 150_000  # bytes


@pytest.fixture
def places(transactional_db: None) -> None:
    cache.clear()
    ward = make_ward()
    FormerUnit.objects.create(
        ward_name="Phường Quang Vinh", district_name="Thành phố Biên Hòa", province_name="Tỉnh Đồng Nai",
        label="Phường Quang Vinh, Thành phố Biên Hòa, Tỉnh Đồng Nai", ward=ward,
    )  # fmt: skip
    office = make_place(
        code="BH1", name="BHXH cơ sở Trấn Biên", latitude=10.951, longitude=106.83, phone="0251 3822"
    )
    office_hours(office)
    Jurisdiction.objects.create(ward=ward, office=office)
    make_place(
        code="BV1", kind="facility", facility_type="hospital", name="Bệnh viện Thử Nghiệm", latitude=10.96,
        longitude=106.84, care_level="basic", former_tier="province",
    )  # fmt: skip
    for number in range(22):
        make_place(
            code=f"XA{number}",
            kind="agent",
            name=f"Điểm thu {number}",
            latitude=12 + number / 10,
            longitude=108,
        )


def no_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


@SIZES
def test_near_me_then_the_map(
    open_page: OpenPage, assert_accessible: Callable[[Page], None], places: None, phone: bool
) -> None:
    page = open_page("/dia-diem/", phone=phone, **HERE)
    page.get_by_role("button", name="Gần tôi").click()
    first = page.locator(".place").first
    expect(first.get_by_role("link", name="BHXH cơ sở Trấn Biên", exact=True)).to_be_visible()
    expect(first.locator(".place-way")).to_have_text("1,1 km, hướng đông")
    expect(first).to_be_in_viewport()  # below the form on a phone: one is brought there
    assert "vi_do=10.95&kinh_do=106.82" in page.url
    if phone:
        page.get_by_role("button", name="Hiện bản đồ").click()
    expect(page.locator(".map-land").first).to_be_attached()
    expect(page.get_by_text("Quần đảo Hoàng Sa")).to_be_attached()
    expect(page.get_by_text("Quần đảo Trường Sa")).to_be_attached()
    expect(page.locator(".map-place, .map-many").first).to_be_attached()
    first.get_by_role("link", name="BHXH cơ sở Trấn Biên", exact=True).focus()
    expect(page.locator(".map-ring")).to_be_attached()  # the map shows which one the list has in focus
    assert no_sideways(page)
    assert_accessible(page)


@SIZES
@SCRIPTS
def test_an_old_name_words_pages_and_the_shared_address(
    open_page: OpenPage,
    assert_accessible: Callable[[Page], None],
    places: None,
    phone: bool,
    javascript: bool,
) -> None:
    page = open_page("/dia-diem/", phone=phone, javascript=javascript)
    page.fill("input[name=noi]", "phường quang vinh, biên hòa")
    page.get_by_role("button", name="Tìm", exact=True).click()
    expect(page.get_by_text("Cơ quan phụ trách Phường Trấn Biên")).to_be_visible()
    expect(page.locator(".place")).to_have_count(20)
    page.get_by_role("link", name="Trang sau").click()
    expect(page.locator(".place")).to_have_count(4)
    shared = page.url
    again = open_page(shared[shared.index("/dia-diem/") :], phone=phone, javascript=javascript)
    expect(again.locator(".place")).to_have_count(4)
    again.goto("/dia-diem/?q=bv+thu+nghiem")
    expect(again.locator(".place")).to_have_count(1)
    assert no_sideways(again) if javascript else True
    if javascript:
        assert_accessible(again)


def test_refused_location_says_what_to_do(open_page: OpenPage, places: None) -> None:
    page = open_page("/dia-diem/", phone=True, permissions=[])
    page.get_by_role("button", name="Gần tôi").click()
    expect(page.get_by_text("Hãy gõ tên xã, phường của bạn")).to_be_visible()
    expect(page.locator("input[name=noi]")).to_be_focused()


def test_search_in_the_part_of_the_map_one_moved_to(open_page: OpenPage, places: None) -> None:
    page = open_page("/dia-diem/?tinh=75")
    expect(page.locator(".map-place, .map-many").first).to_be_attached()
    canvas = page.locator("[data-map-canvas]")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box
    page.mouse.move(box["x"] + 150, box["y"] + 150)
    page.mouse.down()
    page.mouse.move(box["x"] + 260, box["y"] + 260, steps=6)
    page.mouse.up()
    page.get_by_role("button", name="Tìm trong vùng này").click()
    page.wait_for_url("**vung=*")
    expect(page.locator("#results-title")).to_be_visible()


@SIZES
@SCRIPTS
def test_a_place_its_card_and_a_report(
    open_page: OpenPage,
    assert_accessible: Callable[[Page], None],
    places: None,
    phone: bool,
    javascript: bool,
) -> None:
    page = open_page("/dia-diem/BH1/", phone=phone, javascript=javascript)
    expect(page.get_by_role("heading", level=1)).to_have_text("BHXH cơ sở Trấn Biên")
    expect(page.get_by_text("Thứ Hai đến thứ Sáu")).to_be_visible()
    expect(page.get_by_role("link", name="0251 3822")).to_have_attribute("href", "tel:02513822")
    if javascript:
        assert_accessible(page)
        assert no_sideways(page)
    page.get_by_role("link", name="Báo sai").click()
    page.get_by_label("Sai số điện thoại").check()
    page.get_by_role("button", name="Gửi").click()
    expect(page.get_by_text("Cảm ơn bạn")).to_be_visible()
    assert PlaceReport.objects.get().subject == "phone"
    page.get_by_role("link", name="Bản in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("BHXH cơ sở Trấn Biên")


@SCRIPTS
def test_can_my_card_be_used_here(
    open_page: OpenPage, assert_accessible: Callable[[Page], None], places: None, javascript: bool
) -> None:
    page = open_page("/dia-diem/BV1/", phone=True, javascript=javascript)
    if not javascript:
        page.get_by_role("link", name="Xem mức BHYT chi trả ở đây").click()
    page.get_by_label("Mức hưởng trên thẻ").select_option("4")
    page.get_by_label("Cấp cứu", exact=True).check()
    page.get_by_role("button", name="Tính").click()
    expect(page.get_by_text("80 % chi phí trong phạm vi")).to_be_visible()
    if javascript:
        assert_accessible(page)


def test_axe_on_the_other_public_pages(
    open_page: OpenPage, assert_accessible: Callable[[Page], None], places: None
) -> None:
    page = open_page("/dia-diem/co-quan-phu-trach/", phone=True)
    for path in (
        "/dia-diem/co-quan-phu-trach/",
        "/dia-diem/co-quan-phu-trach/?noi=quang+vinh&the=75",
        "/dia-diem/co-quan-phu-trach/?noi=khong-co-dau",
        "/dia-diem/BV1/bao-sai/",
        "/dia-diem/BH1/ban-in/",
        "/dia-diem/BV1/ban-in/",
    ):
        page.goto(path)
        assert_accessible(page)
        assert no_sideways(page), path
    page.goto("/dia-diem/BH1/bao-sai/")
    page.get_by_role("button", name="Gửi").click()  # sent back with what is missing
    assert_accessible(page)


def test_my_own_card_here(
    open_page: OpenPage, sign_in: Callable[..., None], assert_accessible: Callable[[Page], None], places: None
) -> None:
    citizen = make_citizen()
    make_card(citizen, facility_code="75011")
    Place.objects.filter(code="BV1").update(facility_code="75011")
    page = open_page("/", phone=True)
    sign_in(page, citizen.bhxh_number, PASSWORD)
    page.goto("/dia-diem/BV1/")
    expect(page.get_by_text("Bạn đăng ký khám ban đầu ở đây.", exact=True)).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Cấp cứu", exact=True).check()
    page.get_by_role("button", name="Tính").click()
    expect(page.get_by_text("Cấp cứu: bạn được vào")).to_be_visible()
    expect(page.get_by_text("80 % chi phí trong phạm vi")).to_be_visible()
    assert no_sideways(page)


def test_what_the_pages_weigh(client: Client, places: None) -> None:
    for path in ("/dia-diem/", "/dia-diem/?vi_do=10.95&kinh_do=106.82", "/dia-diem/BH1/", "/dia-diem/BV1/"):
        sizes = first_visit(client.get(path))
        assert sum(sizes.values()) <= LIMIT, (path, sizes)
        import brotli

        extra = 0
        for name in ("leaflet/leaflet.js", "leaflet/leaflet.css", "map/vietnam.json"):
            found = finders.find(name)
            assert isinstance(found, str)
            with open(found, "rb") as file:
                extra += len(brotli.compress(file.read()))
        assert sum(sizes.values()) + extra <= WITH_MAP
        print(path, sum(sizes.values()), "with map", sum(sizes.values()) + extra)
