import pytest

from territory.models import FormerUnit, Province, Ward
from territory.search import find_areas, find_former_province, find_province

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def some_units(db: None) -> None:
    hcm = Province.objects.create(
        code="79", name="Hồ Chí Minh", full_name="Thành phố Hồ Chí Minh", latitude=10.8, longitude=106.7
    )
    dong_nai = Province.objects.create(
        code="75", name="Đồng Nai", full_name="Tỉnh Đồng Nai", latitude=11, longitude=107
    )
    wards = {}
    for code, province, name in (
        ("26740", hcm, "Phường Sài Gòn"),
        ("26743", hcm, "Phường Bến Thành"),
        ("26800", hcm, "Phường Diên Hồng"),
        ("26080", dong_nai, "Phường Long Khánh"),
        ("26089", dong_nai, "Phường Bảo Vinh"),
    ):
        wards[name] = Ward.objects.create(code=code, province=province, name=name, short_name=name[7:])
    for ward, district, province, today in (
        ("Phường Bến Nghé", "Quận 1", "Thành phố Hồ Chí Minh", "Phường Sài Gòn"),
        ("Phường Bến Thành", "Quận 1", "Thành phố Hồ Chí Minh", "Phường Bến Thành"),
        ("Phường 1", "Quận 10", "Thành phố Hồ Chí Minh", "Phường Diên Hồng"),
        ("Phường Xuân An", "Thành phố Long Khánh", "Tỉnh Đồng Nai", "Phường Long Khánh"),
        ("Xã Bảo Quang", "Thành phố Long Khánh", "Tỉnh Đồng Nai", "Phường Bảo Vinh"),
    ):
        FormerUnit.objects.create(
            ward_name=ward,
            district_name=district,
            province_name=province,
            label=f"{ward}, {district}, {province}",
            ward=wards[today],
        )


def answer(words: str) -> list[tuple[str, list[str]]]:
    return [(area.name, [ward.name for ward in area.wards]) for area in find_areas(words)]


@pytest.mark.parametrize(
    "words",
    ["quận 1", "Quan 1", "Q1", "q.1", "q 1, tp hcm", "QUẬN  1, Thành phố Hồ Chí Minh", "quận 1 tp hcm"],
)
def test_a_former_district_finds_its_wards_of_today_and_not_district_10(words: str) -> None:
    assert answer(words) == [("Quận 1, Thành phố Hồ Chí Minh", ["Phường Sài Gòn", "Phường Bến Thành"])]


@pytest.mark.parametrize(
    "words", ["thị xã Long Khánh", "thi xa long khanh", "huyện Long Khánh, Đồng Nai", "long khánh"]
)
def test_a_former_town_is_found_whatever_its_rank_was(words: str) -> None:
    assert answer(words) == [
        ("Phường Long Khánh, Đồng Nai", ["Phường Long Khánh"]),
        ("Thành phố Long Khánh, Tỉnh Đồng Nai", ["Phường Long Khánh", "Phường Bảo Vinh"]),
    ]


def test_a_former_ward_finds_the_ward_that_took_it_over() -> None:
    assert answer("xã bảo quang") == [
        ("Xã Bảo Quang, Thành phố Long Khánh, Tỉnh Đồng Nai", ["Phường Bảo Vinh"])
    ]


@pytest.mark.parametrize("words", ["", " , ", "xyzzy", "quận 99", "[", "\\", "'; --"])
def test_nothing_found(words: str) -> None:
    assert find_areas(words) == []


@pytest.mark.parametrize("words", ["TP.HCM", "TPHCM", "hồ chí minh", "Thành phố Hồ Chí Minh"])
def test_province_by_any_spelling(words: str) -> None:
    province = find_province(words)
    assert province is not None
    assert province.code == "79"


def test_a_province_before_the_merger_leads_to_the_wards_that_were_in_it() -> None:
    FormerUnit.objects.create(
        ward_name="Xã Sao Bọng", district_name="Huyện Bù Đăng", province_name="Tỉnh Bình Phước",
        label="Xã Sao Bọng, Huyện Bù Đăng, Tỉnh Bình Phước", ward=Ward.objects.get(code="26089"),
    )  # fmt: skip
    for words in ("Bình Phước", "tinh binh phuoc", "BÌNH PHƯỚC"):
        area = find_former_province(words)
        assert area is not None
        assert (area.name, [ward.name for ward in area.wards]) == ("Tỉnh Bình Phước", ["Phường Bảo Vinh"])
    assert find_former_province("bình") is None
    assert find_former_province("") is None
