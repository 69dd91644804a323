"""The pages of places, as plain pages and as fragments."""

import csv
import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from psycopg.types.range import DateRange
from pytest_django import DjangoAssertNumQueries

from facilities.models import ContractPeriod, Jurisdiction, PlaceReport
from facilities.tests.factories import make_place, make_ward, office_hours
from territory.models import FormerUnit

pytestmark = pytest.mark.django_db
LIST = "/dia-diem/"


def codes(response: object) -> list[str]:
    return [row.place.code for row in response.context["rows"]]  # type: ignore[attr-defined]


@pytest.mark.parametrize("count", [2, 18])
def test_list_asks_the_same_number_of_queries_whatever_its_length(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        office_hours(make_place())
    with django_assert_num_queries(6):  # provinces, wards to pick, count, places, hours, exceptions
        response = client.get(LIST, {"vi_do": "10.95", "kinh_do": "106.82", "tinh": "75"})
    assert len(codes(response)) == count


def test_nearest_come_first_with_distance_and_direction(client: Client) -> None:
    make_place(code="FAR", latitude=11.05, longitude=106.82)
    make_place(code="NEAR", latitude=10.95, longitude=106.83)
    response = client.get(LIST, {"vi_do": "10.95", "kinh_do": "106.82"})
    assert codes(response) == ["NEAR", "FAR"]
    assert [row.distance for row in response.context["rows"]] == ["1,1 km, hướng đông", "11,1 km, hướng bắc"]


def test_fragment_is_the_results_alone_and_the_address_is_tidy(client: Client) -> None:
    make_place(name="BHXH cơ sở Trấn Biên")
    response = client.get(
        LIST, {"q": "tran bien", "noi": "", "tinh": "", "loai": "office"}, headers={"HX-Request": "true"}
    )
    body = response.content.decode()
    assert "BHXH cơ sở Trấn Biên" in body
    assert "<html" not in body
    assert 'id="ward-picker" hx-swap-oob="true"' in body
    assert response["HX-Push-Url"] == "/dia-diem/?q=tran+bien&loai=office"
    assert "HX-Request" in response["Vary"]


@pytest.mark.parametrize(
    "words",
    ["bv thong nhat", "BỆNH VIỆN THỐNG NHẤT", "bvđk thống nhất", "benh vien thong nhaat", "duong 30/4"],
)
def test_words_without_diacritics_short_or_mistyped(client: Client, words: str) -> None:
    make_place(
        code="TN", kind="facility", name="Bệnh viện Đa khoa Thống Nhất", address="234 Quốc lộ 1, đường 30/4"
    )
    make_place(code="XX", kind="facility", name="Trung tâm Y tế Long Thành")
    assert codes(client.get(LIST, {"q": words})) == ["TN"]


def test_a_hospital_typed_where_a_ward_is_asked_for_is_found_all_the_same(client: Client) -> None:
    make_place(code="AD", kind="facility", name="Bệnh viện An", address="Phường Thống Nhất")
    make_place(code="TN", kind="facility", name="Bệnh viện Thống Nhất")
    make_place(code="XX", kind="facility", name="Trung tâm Y tế Long Thành")
    response = client.get(LIST, {"noi": "bv thong nhat"})
    assert codes(response) == ["TN", "AD"]  # so named before merely there
    assert "Không có xã, phường, quận, huyện nào tên “bv thong nhat”" in response.content.decode()
    data = b"".join(client.get("/dia-diem.geojson", {"noi": "bv thong nhat"}).streaming_content)  # type: ignore[attr-defined]
    assert len(json.loads(data)["features"]) == 2
    response = client.get(LIST, {"noi": "qqzzqq"})
    assert codes(response) == []
    assert "Không thấy nơi tên như vậy" in response.content.decode()


def test_a_province_before_the_merger_is_searched_from_its_middle(client: Client) -> None:
    ward = make_ward("25200", "Phường Bình Phước", latitude=11.53, longitude=106.88)
    FormerUnit.objects.create(
        ward_name="Phường Tân Phú", district_name="Thành phố Đồng Xoài", province_name="Tỉnh Sông Bé",
        label="Phường Tân Phú, Thành phố Đồng Xoài, Tỉnh Sông Bé", ward=ward,
    )  # fmt: skip
    make_place(code="FAR", latitude=10.95, longitude=106.82)
    make_place(code="NEAR", latitude=11.5, longitude=106.9)
    for words in ("sông bé", "Tỉnh Sông Bé"):
        response = client.get(LIST, {"noi": words})
        assert codes(response) == ["NEAR", "FAR"]
        page = response.content.decode()
        assert "Tỉnh Sông Bé nay thuộc Đồng Nai" in page and "trung tâm Tỉnh Sông Bé" in page


def test_a_former_district_leads_to_wards_and_the_office_in_charge(client: Client) -> None:
    wards = [make_ward("26740", "Phường Sài Gòn", "79"), make_ward("26743", "Phường Bến Thành", "79")]
    for ward in wards:
        FormerUnit.objects.create(
            ward_name="",
            district_name="Quận 1",
            province_name="Thành phố Hồ Chí Minh",
            label="Quận 1, Thành phố Hồ Chí Minh",
            ward=ward,
        )
    office = make_place(code="SI7901", name="BHXH cơ sở Sài Gòn", ward=wards[0])
    Jurisdiction.objects.create(ward=wards[0], office=office)
    found = client.get(LIST, {"noi": "quận 1"})
    assert [ward.name for area in found.context["search"].choices for ward in area.wards] == [
        "Phường Sài Gòn",
        "Phường Bến Thành",
    ]
    picked = client.get(LIST, {"xa": "26740", "tinh": "79"})
    assert picked.context["search"].office == office
    answer = client.get("/dia-diem/co-quan-phu-trach/", {"noi": "quận 1"}).content.decode()
    assert "BHXH cơ sở Sài Gòn" in answer
    assert "chưa có trong dữ liệu" in answer  # Bến Thành has no office on record


def test_an_old_card_number_leads_to_todays_province(client: Client) -> None:
    make_place(code="SI7501", name="BHXH cơ sở Đồng Xoài")
    make_place(code="SI7500", name="BHXH tỉnh Đồng Nai")
    answer = client.get("/dia-diem/co-quan-phu-trach/", {"the": "70"}).context[
        "answer"
    ]  # Bình Phước until 2025
    assert [office.code for office in answer.provincial] == ["SI7500", "SI7501"]


def test_filters(client: Client) -> None:
    today = timezone.localdate()
    plain = make_place(code="PLAIN", kind="facility")
    rich = make_place(
        code="RICH", kind="facility", facility_type="hospital", care_level="basic", accepts_registration=True,
        issues_leave_papers=True, wheelchair=True, services=["emergency"],
    )  # fmt: skip
    office_hours(rich, range(7))
    ContractPeriod.objects.create(
        place=rich, period=DateRange(today - timedelta(days=9), today + timedelta(days=9))
    )
    ContractPeriod.objects.create(place=plain, period=DateRange(today - timedelta(days=9), today))
    for query in (
        {"cap": "basic"}, {"co_so": "hospital"}, {"dich_vu": "emergency"}, {"dang_ky": "on"}, {"giay_nghi": "on"},
        {"hop_dong": "on"}, {"dang_mo": "on"}, {"cuoi_tuan": "on"}, {"xe_lan": "on"},
    ):  # fmt: skip
        assert codes(client.get(LIST, query)) == ["RICH"], query


def test_search_in_the_maps_box(client: Client) -> None:
    make_place(code="IN", latitude=10.5, longitude=106.5)
    make_place(code="OUT", latitude=11.5, longitude=106.5)
    assert codes(client.get(LIST, {"vung": "10,106,11,107"})) == ["IN"]


@pytest.mark.parametrize(
    "query",
    [
        {"vi_do": "x", "kinh_do": "NaN"}, {"vi_do": "inf", "kinh_do": "1"}, {"vi_do": "91", "kinh_do": "0"},
        {"vung": "nan,nan,nan,nan"}, {"loai": "zoo"}, {"tinh": "99"}, {"xa": "abc"}, {"page": "-1"}, {"vung": "1,2,3"},
        {"page": "9999999"},
        {"q": "%_\\"}, {"noi": "((("}, {"cap": "x"}, {"q": "a" * 500},
    ],
)  # fmt: skip
def test_nonsense_is_no_filter_and_no_error(client: Client, query: dict[str, str]) -> None:
    make_place()
    assert client.get(LIST, query).status_code == 200
    assert client.get("/dia-diem/ban-do.json", query).status_code == 200


def test_a_long_list_has_pages_of_20(client: Client) -> None:
    for _ in range(23):
        make_place()
    assert len(codes(client.get(LIST))) == 20
    assert len(codes(client.get(LIST, {"page": 2}))) == 3


def test_closed_places_are_not_listed_but_their_page_says_so(client: Client) -> None:
    make_place(code="GONE", closed_on=timezone.localdate())
    assert codes(client.get(LIST)) == []
    assert "đã ngừng hoạt động" in client.get("/dia-diem/GONE/").content.decode()


@pytest.mark.parametrize("count", [1, 12])
def test_place_page_asks_the_same_number_of_queries(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    office = make_place(code="OFFICE", phone="0251.3822", former_address="Quận cũ")
    for number in range(count):
        make_place()
        Jurisdiction.objects.create(ward=make_ward(f"3{number:04}", f"Phường Số {number}"), office=office)
    office_hours(office)
    with django_assert_num_queries(
        9
    ):  # place, 4 prefetches, neighbours with hours and exceptions, last fixed report
        body = client.get("/dia-diem/OFFICE/").content.decode()
    assert "Phường Số 0" in body
    assert 'href="tel:02513822"' in body


def test_structured_data_cannot_end_its_block(client: Client) -> None:
    make_place(code="EVIL", name="</script><script>alert(1)</script>", address="a & b")
    body = client.get("/dia-diem/EVIL/").content.decode()
    block = body.split('<script type="application/ld+json">')[1].split("</script>")[0]
    data = json.loads(block)
    assert data["name"] == "</script><script>alert(1)</script>"
    assert data["identifier"] == "EVIL"
    assert "<script>alert" not in body


def test_report_is_anonymous_kept_and_limited(client: Client) -> None:
    cache.clear()
    make_place(code="WRONG")
    for _ in range(5):
        response = client.post("/dia-diem/WRONG/bao-sai/", {"subject": "phone"})
        assert response.status_code == 302
    refused = client.post("/dia-diem/WRONG/bao-sai/", {"subject": "phone"})
    assert refused.status_code == 422
    assert PlaceReport.objects.waiting().count() == 5
    assert (
        Client().post("/dia-diem/WRONG/bao-sai/", {"subject": "phone"}).status_code == 302
    )  # another browser
    assert "Chưa được cán bộ kiểm tra" in client.get("/dia-diem/WRONG/").content.decode()
    report = PlaceReport.objects.waiting().first()
    assert report is not None
    report.settle("fixed", date(2026, 11, 12))
    assert "Đã sửa theo góp ý ngày 12/11/2026" in client.get("/dia-diem/WRONG/").content.decode()


def test_one_network_address_cannot_flood_the_queue() -> None:
    cache.clear()
    make_place(code="WRONG")
    answers = [Client().post("/dia-diem/WRONG/bao-sai/", {"subject": "other"}).status_code for _ in range(45)]
    assert answers.count(302) == 40


def test_card_to_print(client: Client) -> None:
    make_place(code="CARD", name="BHXH cơ sở Nhơn Trạch")
    assert "BHXH cơ sở Nhơn Trạch" in client.get("/dia-diem/CARD/ban-in/").content.decode()


def test_clusters_count_every_place_once(client: Client) -> None:
    for number in range(30):
        make_place(latitude=10 + number / 10, longitude=106)
    make_place(code="ALONE", latitude=21, longitude=105)
    cells = client.get("/dia-diem/ban-do.json", {"z": "6"}).json()["cells"]
    assert sum(cell[2] for cell in cells) == 31
    assert [cell[3] for cell in cells if cell[2] == 1] == ["ALONE"]
    assert max(cell[2] for cell in cells) > 1


def test_open_data_has_filters_licence_date_and_etag(client: Client) -> None:
    make_place(code="A1", kind="office", phone="=cmd()")
    make_place(code="B1", kind="agent")
    answer = client.get("/dia-diem.geojson", {"loai": "office"})
    data = json.loads(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    assert [feature["id"] for feature in data["features"]] == ["A1"]
    assert data["metadata"]["licence"] == "CC BY 4.0"
    assert data["metadata"]["date"] == timezone.localdate().isoformat()
    again = client.get("/dia-diem.geojson", {"loai": "office"}, headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    other = client.get("/dia-diem.geojson", {"loai": "agent"}, headers={"If-None-Match": answer["ETag"]})
    assert other.status_code == 200
    table = b"".join(client.get("/dia-diem.csv").streaming_content).decode()  # type: ignore[attr-defined]
    rows = list(csv.DictReader(StringIO(table)))
    assert [row["code"] for row in rows] == ["A1", "B1"]
    assert rows[0]["phone"] == "'=cmd()"  # no formula for a spreadsheet
    assert rows[0]["dataset_licence"] == "CC BY 4.0"


@pytest.mark.parametrize("path", ["/dia-diem/", "/dia-diem.csv", "/dia-diem.geojson"])
def test_who_only_asks_for_the_head_gets_it(client: Client, path: str) -> None:
    make_place()
    head, whole = client.head(path), client.get(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.get("ETag") == whole.get("ETag")


def test_a_change_changes_the_etag(client: Client) -> None:
    place = make_place()
    before = client.get("/dia-diem.csv")["ETag"]
    place.phone = "1"
    place.save()
    assert client.get("/dia-diem.csv")["ETag"] != before


def test_english_pages(client: Client) -> None:
    make_place(code="EN")
    assert client.get("/en/dia-diem/").status_code == 200
    assert 'href="/en/dia-diem/EN/"' in client.get("/en/dia-diem/").content.decode()
