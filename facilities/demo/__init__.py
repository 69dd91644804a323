"""Places for the demo: enough to try every search, and honest about what they are.

What is written here is common knowledge: names of well-known hospitals and the ward they are in, that every province
has a BHXH office, every ward of today a health station, and that post offices collect and pay. Nothing was copied from
a map. Levels, tiers, contracts and hours are filled in to have something to show, all rows are marked as demo, and
their location is the centre of the ward, marked as approximate.
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from facilities.importer.plan import Defaults, Planner
from facilities.importer.readers import Row
from facilities.importer.save import save_plan
from facilities.models import Place
from territory.models import Province, Ward

HOSPITALS = Path(__file__).with_name("hospitals.csv")
SOURCE = "Dữ liệu minh họa, soạn từ hiểu biết chung tháng 11/2026"
DONG_NAI = "75"
OFFICE_HOURS = "T2-T6 7:30-11:30, 13:00-17:00"
STATION_HOURS = "T2-T6 7:00-11:30, 13:00-16:30"
POST_HOURS = "T2-T6 7:30-11:30, 13:30-17:00; T7 7:30-11:30"
# Base offices of Đồng Nai, each with the former district whose wards it is shown to serve: (name, seat, district).
BASE_OFFICES = (
    ("Biên Hòa", "Phường Trấn Biên", "Biên Hòa"),
    ("Long Khánh", "Phường Long Khánh", "Long Khánh"),
    ("Long Thành", "Xã Long Thành", "Long Thành"),
    ("Nhơn Trạch", "Xã Nhơn Trạch", "Nhơn Trạch"),
    ("Trảng Bom", "Xã Trảng Bom", "Trảng Bom"),
    ("Thống Nhất", "Xã Dầu Giây", "Thống Nhất"),
    ("Cẩm Mỹ", "Xã Cẩm Mỹ", "Cẩm Mỹ"),
    ("Xuân Lộc", "Xã Xuân Lộc", "Xuân Lộc"),
    ("Định Quán", "Xã Định Quán", "Định Quán"),
    ("Tân Phú", "Xã Tân Phú", "Tân Phú"),
    ("Vĩnh Cửu", "Xã Trị An", "Vĩnh Cửu"),
    ("Đồng Xoài", "Phường Đồng Xoài", "Đồng Xoài, Đồng Phú"),
    ("Chơn Thành", "Phường Chơn Thành", "Chơn Thành"),
    ("Bình Long", "Phường Bình Long", "Bình Long, Hớn Quản"),
    ("Phước Long", "Phường Phước Long", "Phước Long, Bù Gia Mập, Phú Riềng"),
    ("Lộc Ninh", "Xã Lộc Ninh", "Lộc Ninh, Bù Đốp"),
    ("Bù Đăng", "Xã Bù Đăng", "Bù Đăng"),
)
# Provinces besides Đồng Nai whose first wards get a health station and a post office, so that lists are not empty.
NEIGHBOURS = ("01", "79", "48", "92", "31", "38", "40", "46", "56", "66", "68", "80")
WARDS_OF_A_NEIGHBOUR = 14


def load(today: date, more: Iterable[dict[str, str]] = ()) -> int:
    """Bring in the demo's places; how many there are now. Safe to run again.

    `more`: rows for what the demo's records name, so that it has a page too.
    """
    rows = _rows(today, more)
    plan = Planner(Defaults(source=SOURCE, is_demo=True)).build(rows, create_duplicates=True)
    save_plan(plan, file="demo")
    return Place.objects.filter(is_demo=True).count()


def office_row(code: str, name: str, ward_code: str) -> dict[str, str]:
    """A base office that an employer's record names."""
    return {
        "code": code, "kind": "office", "name": name, "ward_code": ward_code, "hours": OFFICE_HOURS,
        "services": "dossier result card",
    }  # fmt: skip


def facility_row(facility_code: str, name: str, ward_code: str, today: date) -> dict[str, str]:
    """A facility where a card is registered."""
    return {
        "code": f"KCB-{facility_code}", "facility_code": facility_code, "kind": "medical_center", "name": name,
        "ward_code": ward_code, "level": "basic", "former_tier": "district", "hours": STATION_HOURS,
        "registration": "yes", "leave_papers": "yes", "contract_from": f"{today.year}-01-01",
        "contract_to": f"{today.year}-12-31",
    }  # fmt: skip


def _rows(today: date, more: Iterable[dict[str, str]]) -> Iterator[Row]:
    lines = [*_offices(), *_base_offices(), *_hospitals(today), *_stations(today), *_post_offices(), *more]
    return (Row(number, values) for number, values in enumerate(lines, start=1))


def _offices() -> Iterator[dict[str, str]]:
    """The provincial offices, at the ward nearest to the middle of where the province's people are: its first one."""
    services = "dossier result card pension unemployment"
    for province in Province.objects.all():
        ward = (
            province.wards.filter(name__startswith="Phường").order_by("code").first()
            or province.wards.first()
        )
        if ward:
            yield {
                "code": f"{province.code}000", "kind": "office", "name": f"BHXH {_lower_rank(province.full_name)}",
                "ward_code": ward.code, "hours": OFFICE_HOURS, "services": services, "wheelchair": "yes",
            }  # fmt: skip


def _lower_rank(full_name: str) -> str:
    return full_name[:1].lower() + full_name[1:]


def _base_offices() -> Iterator[dict[str, str]]:
    for number, (name, seat, districts) in enumerate(BASE_OFFICES, start=1):
        yield {
            "code": f"{DONG_NAI}{number:03}", "kind": "office", "name": f"BHXH cơ sở {name}", "ward": seat,
            "province_code": DONG_NAI, "hours": OFFICE_HOURS, "services": "dossier result card",
            "managed_wards": ";".join(f"(đơn vị cũ) {district.strip()}" for district in districts.split(",")),
        }  # fmt: skip


def _hospitals(today: date) -> Iterator[dict[str, str]]:
    with HOSPITALS.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=1):
            is_center = row["name"].startswith("Trung tâm Y tế")
            yield {
                **row, "code": f"KCB-{row['province_code']}-{number:03}",
                "kind": "medical_center" if is_center else "hospital", "hours": STATION_HOURS,
                "services": "emergency maternity children" if is_center else "emergency",
                "registration": "yes" if row["former_tier"] == "district" else "", "leave_papers": "yes",
                "contract_from": f"{today.year}-01-01", "contract_to": f"{today.year}-12-31", "wheelchair": "yes",
            }  # fmt: skip


def _demo_wards() -> list[Ward]:
    """All wards of Đồng Nai, and the first of some other provinces."""
    wards = list(Ward.objects.filter(province=DONG_NAI).order_by("code"))
    for province in NEIGHBOURS:
        wards += Ward.objects.filter(province=province).order_by("code")[:WARDS_OF_A_NEIGHBOUR]
    return wards


def _stations(today: date) -> Iterator[dict[str, str]]:
    for ward in _demo_wards():
        yield {
            "code": f"TYT-{ward.code}", "kind": "station", "name": f"Trạm Y tế {_lower_rank(ward.name)}",
            "ward_code": ward.code, "level": "initial", "former_tier": "commune", "hours": STATION_HOURS,
            "registration": "yes", "leave_papers": "yes", "contract_from": f"{today.year}-01-01",
            "contract_to": f"{today.year}-12-31",
        }  # fmt: skip


def _post_offices() -> Iterator[dict[str, str]]:
    """Post offices collect contributions; every fourth also pays pensions."""
    for number, ward in enumerate(_demo_wards()):
        yield {
            "code": f"BD-{ward.code}", "kind": "agent", "name": f"Bưu điện {_lower_rank(ward.name)}",
            "ward_code": ward.code, "hours": POST_HOURS, "services": "voluntary household",
        }  # fmt: skip
        if number % 4 == 0:
            yield {
                "code": f"CT-{ward.code}", "kind": "payment", "name": f"Điểm chi trả Bưu điện {_lower_rank(ward.name)}",
                "ward_code": ward.code, "hours": "T2-T6 7:30-11:30", "services": "pension",
            }  # fmt: skip
