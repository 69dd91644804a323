"""Importing places: formats, wards by any name, bad rows, repeats, duplicates, what staff corrected."""

import json
from datetime import date, time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from facilities.importer import values
from facilities.importer.readers import UnreadableFile, column_of, read
from facilities.importer.wards import WardFinder
from facilities.models import Jurisdiction, OpeningHours, Place
from facilities.tests.factories import make_place, make_ward
from territory.models import FormerUnit

HEADER = "mã,loại,tên,tỉnh,xã,địa chỉ,vĩ độ,kinh độ,điện thoại"
GOOD = "SI7501,bhxh_office,BHXH cơ sở Biên Hòa,Đồng Nai,Phường Trấn Biên,Số 1 đường A,10.95,106.82,0251 1"


@pytest.fixture(autouse=True)
def country(db: None) -> None:
    make_ward()
    other = make_ward("26080", "Phường Long Khánh", latitude=10.93, longitude=107.24)
    FormerUnit.objects.create(
        ward_name="Phường Xuân An", district_name="Thành phố Long Khánh", province_name="Tỉnh Đồng Nai",
        label="Phường Xuân An, Thành phố Long Khánh, Tỉnh Đồng Nai", ward=other,
    )  # fmt: skip
    make_ward("26740", "Phường Sài Gòn", "79", latitude=10.78, longitude=106.70)


def write(folder: Path, *lines: str, name: str = "places.csv") -> Path:
    path = folder / name
    path.write_text("\n".join((HEADER, *lines)), encoding="utf-8")
    return path


def run(path: Path, *options: str) -> str:
    out = StringIO()
    call_command("import_places", str(path), *options, stdout=out)
    return out.getvalue()


def test_a_given_code_is_kept_and_a_repeat_changes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    assert "1 new, 0 changed" in run(path)
    place = Place.objects.get()
    assert (place.code, place.kind, place.ward.name, place.area_name) == (
        "SI7501", "office", "Phường Trấn Biên", "Phường Trấn Biên, Đồng Nai",
    )  # fmt: skip
    assert "0 new, 0 changed, 1 unchanged" in run(path)


def test_without_a_code_the_same_row_gets_the_same(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD.replace("SI7501", ""))
    run(path)
    code = Place.objects.get().code
    assert "0 new, 0 changed, 1 unchanged" in run(path)
    assert code.startswith("BH75-")


def test_dry_run_shows_the_difference_and_writes_nothing(tmp_path: Path) -> None:
    run(write(tmp_path, GOOD))
    out = run(write(tmp_path, GOOD.replace("0251 1", "0251 2")), "--dry-run")
    assert "SI7501 phone: '0251 1' -> '0251 2'" in out
    assert Place.objects.get().phone == "0251 1"


def test_one_bad_row_stops_all_and_every_bad_row_is_listed(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        GOOD,
        "X1,bhxh_office,Sai xã,Đồng Nai,Xã Không Có,,10.95,106.82,",
        "X2,bhxh_office,Đổi chỗ,Đồng Nai,Phường Trấn Biên,,106.82,10.95,",
        "X3,bhxh_office,Ngoài nước,Đồng Nai,Phường Trấn Biên,,51.5,0.1,",
        "X4,bhxh_office,Tỉnh khác,Đồng Nai,Phường Trấn Biên,,21.03,105.85,",
        "X5,zoo,Loại lạ,Đồng Nai,Phường Trấn Biên,,10.95,106.82,",
        "SI7501,bhxh_office,Trùng mã,Đồng Nai,Phường Trấn Biên,,10.95,106.82,",
        "x-6,bhxh_office,Mã thường,Đồng Nai,Phường Trấn Biên,,10.95,106.82,",
        "X7,bhxh_office,,Đồng Nai,Phường Trấn Biên,,10.95,106.82,",
        "X8,bhxh_office,Xã tỉnh khác,Đồng Nai,Phường Sài Gòn,,10.95,106.82,",
        "X9,bhxh_office,Tọa độ chữ,Đồng Nai,Phường Trấn Biên,,mười,106.82,",
    )
    out = StringIO()
    with pytest.raises(CommandError, match="10 bad rows"):
        call_command("import_places", str(path), stdout=out)
    listed = out.getvalue()
    for line, words in (
        (3, "không có xã “Xã Không Có”"), (4, "đổi chỗ"), (5, "không nằm trong Việt Nam"), (6, "nằm ngoài Đồng Nai"),
        (7, "loại “zoo”"), (8, "đã có ở dòng 2"), (9, "mã “x-6”"), (10, "thiếu tên"), (11, "Phường Sài Gòn"),
        (12, "“mười”"),
    ):  # fmt: skip
        assert any(f"line {line}:" in row and words in row for row in listed.splitlines()), words
    assert not Place.objects.exists()
    run(path, "--skip-bad-rows")
    assert [place.code for place in Place.objects.all()] == ["SI7501"]


def test_wards_by_former_name_by_code_and_by_nearness(tmp_path: Path) -> None:
    out = run(
        write(
            tmp_path,
            "F1,clinic,Phòng khám cũ,Đồng Nai,Phường Xuân An,,10.93,107.24,",
            "F2,clinic,Phòng khám mã,,,,10.94,107.25,",
        )
    )
    assert "1 by a former name, 1 guessed" in out
    assert set(Place.objects.values_list("ward__name", flat=True)) == {"Phường Long Khánh"}


@pytest.mark.parametrize(
    ("province", "found"),
    [
        ("75", "75"),
        ("DONG NAI", "75"),
        ("Tỉnh Bình Phước", "75"),  # before 2025-07-01
        ("Bình Phước", "75"),
        ("binh phuoc", "75"),
        ("TP.HCM", "79"),
        ("Sài Gòn", "79"),
    ],
)
def test_provinces_by_code_new_name_and_old_name(province: str, found: str) -> None:
    FormerUnit.objects.create(
        ward_name="Phường Tân Phú", district_name="Thành phố Đồng Xoài", province_name="Tỉnh Bình Phước",
        label="Phường Tân Phú, Thành phố Đồng Xoài, Tỉnh Bình Phước", ward_id="26080",
    )  # fmt: skip
    answer = WardFinder().province("", province)
    assert answer is not None and answer.code == found
    with pytest.raises(ValueError, match="không có tỉnh"):
        WardFinder().province("", f"{province} lạ")


def test_a_place_that_looks_like_another_is_proposed_not_created(tmp_path: Path) -> None:
    make_place(
        code="OLD", kind="facility", name="Bệnh viện Đa khoa Vạn Hạnh", latitude=10.95, longitude=106.82
    )
    row = "NEW,hospital,BV Vạn Hạnh,Đồng Nai,Phường Trấn Biên,,10.951,106.82,"
    out = run(write(tmp_path, row))
    assert "1 possible duplicates" in out
    assert "NEW BV Vạn Hạnh = OLD Bệnh viện Đa khoa Vạn Hạnh, 111 m apart" in out
    assert Place.objects.count() == 1
    run(write(tmp_path, row), "--not-duplicate", "NEW")
    assert Place.objects.count() == 2


@pytest.mark.parametrize("name", ["Bệnh viện Mắt Vạn Hạnh", "Bệnh viện Vạn Hạnh số 2"])
def test_another_specialty_or_number_is_another_place(tmp_path: Path, name: str) -> None:
    make_place(code="OLD", kind="facility", name="Bệnh viện Vạn Hạnh", latitude=10.95, longitude=106.82)
    run(write(tmp_path, f"NEW,hospital,{name},Đồng Nai,Phường Trấn Biên,,10.951,106.82,"))
    assert Place.objects.count() == 2


def test_what_staff_corrected_stays(tmp_path: Path) -> None:
    run(write(tmp_path, GOOD))
    Place.objects.update(phone="0251 9", corrected=["phone"])
    out = run(write(tmp_path, GOOD.replace("Số 1", "Số 2")))
    place = Place.objects.get()
    assert (place.phone, place.address) == ("0251 9", "Số 2 đường A")
    assert "SI7501 phone: kept as corrected by staff" in out


def test_hours_contract_services_and_wards(tmp_path: Path) -> None:
    path = tmp_path / "full.csv"
    path.write_text(
        "code,kind,name,ward_code,lat,lon,hours,services,managed_wards,checked_on\n"
        'SI7501,office,BHXH Biên Hòa,26041,10.95,106.82,"T2-T6 7:30-11:30, 13:00-17:00; T7 8h-11h30",dossier card,'
        '"Phường Trấn Biên; Phường Xuân An; Xã Lạ",01/11/2026\n'
    )
    out = run(path)
    place = Place.objects.get()
    assert place.services == ["dossier", "card"]
    assert place.checked_on == date(2026, 11, 1)
    assert OpeningHours.objects.count() == 11
    assert OpeningHours.objects.get(weekday=5).opens == time(8)
    assert set(Jurisdiction.objects.values_list("ward__name", flat=True)) == {
        "Phường Trấn Biên",
        "Phường Long Khánh",
    }
    assert "xã phụ trách “Xã Lạ” không có ở Đồng Nai" in out
    path.write_text(
        path.read_text().replace("SI7501", "SI7502").replace("10.95", "10.97").replace("Biên Hòa", "Khác")
    )
    assert "Phường Trấn Biên đã do SI7501 phụ trách" in run(path)
    assert Jurisdiction.objects.get(ward__code="26041").office == place


def test_xlsx_geojson_and_overpass_say_the_same_as_csv(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["Mã", "Loại", "Tên", "Mã xã", "Vĩ độ", "Kinh độ", "Ghi chú riêng"])
    book.active.append(["A1", "clinic", "Phòng khám A", 26041, 10.95, 106.82, "bỏ"])
    book.save(tmp_path / "a.xlsx")
    assert "Columns not used: Ghi chú riêng" in run(tmp_path / "a.xlsx")
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [106.92, 10.95]},
        "properties": {"code": "B1", "kind": "clinic", "name": "Phòng khám B", "ward_code": "26041"},
    }
    (tmp_path / "b.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    run(tmp_path / "b.geojson")
    hospital = {"amenity": "hospital", "name": "Bệnh viện C", "wheelchair": "yes", "emergency": "yes"}
    office = {"office": "government", "name": "BHXH Long Khánh"}
    elements = [
        {"type": "node", "id": 7, "lat": 10.99, "lon": 106.9, "tags": hospital},
        {"type": "way", "id": 8, "center": {"lat": 10.95, "lon": 107.2}, "tags": office},
        {"type": "node", "id": 9, "lat": 10.95, "lon": 107.2, "tags": {"amenity": "hospital"}},
    ]
    (tmp_path / "c.json").write_text(json.dumps({"elements": elements}))
    run(tmp_path / "c.json")
    assert list(
        Place.objects.order_by("code").values_list("code", "kind", "facility_type", "licence", "wheelchair")
    ) == [
        ("A1", "facility", "clinic", "", None),
        ("B1", "facility", "clinic", "", None),
        ("OSM-N7", "facility", "hospital", "ODbL 1.0", True),
        ("OSM-W8", "office", "", "ODbL 1.0", None),
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b""),
        ("a.csv", b"\xff\xfe\x00"),
        ("a.csv", b"a,b\n1,2"),
        ("a.csv", "tên,name\n1,2".encode()),
        ("a.json", b"{"),
        ("a.json", b"[]"),
        ("a.xlsx", b"no zip"),
    ],
)
def test_an_unreadable_file_says_why(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableFile):
        read(tmp_path / name)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "none.csv")


def test_headers_in_many_spellings() -> None:
    spellings = ("Vĩ độ", "LAT", "lat", "Số điện thoại", "Mã CSKCB", "Địa chỉ cũ", "gì đó")
    assert [column_of(header) for header in spellings] == [
        "latitude", "latitude", "latitude", "phone", "facility_code", "former_address", None,
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["T2 25:00-26:00", "T9 7:00-8:00", "7:00-8:00", "T2 8:00-7:00", "T2 7-8"])
def test_hours_that_mean_nothing_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        values.hours(text)
