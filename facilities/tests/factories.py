"""Fictional places on real wards; free of surprises."""

from datetime import time
from itertools import count
from typing import Any

from facilities.models import OpeningHours, Place
from facilities.vocabulary import Kind
from territory.models import Province, Ward

_numbers = count(1)


def make_ward(
    code: str = "26041", name: str = "Phường Trấn Biên", province: str = "75", **fields: Any
) -> Ward:
    """A ward, by default of Đồng Nai; the same code again gives the same ward."""
    names = {"75": ("Đồng Nai", "Tỉnh Đồng Nai"), "79": ("Hồ Chí Minh", "Thành phố Hồ Chí Minh")}
    short, full = names.get(province, (f"Tỉnh {province}", f"Tỉnh {province}"))
    home, _made = Province.objects.get_or_create(
        code=province, defaults={"name": short, "full_name": full, "latitude": 11.0, "longitude": 107.0}
    )
    defaults = {
        "province": home,
        "name": name,
        "short_name": name.split(" ", 1)[-1],
        "latitude": 10.95,
        "longitude": 106.82,
    }
    return Ward.objects.get_or_create(code=code, defaults={**defaults, **fields})[0]


def make_place(**fields: Any) -> Place:
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "code": f"T{number:05}",
        "kind": Kind.OFFICE,
        "name": f"BHXH cơ sở số {number}",
        "latitude": 10.95 + number / 10_000,
        "longitude": 106.82,
    }
    if "ward" not in fields:
        fields["ward"] = make_ward()
    return Place.objects.create(**{**defaults, **fields})


def office_hours(place: Place, days: range = range(5)) -> None:
    """Monday to Friday, 7:30 to 11:30 and 13:00 to 17:00."""
    OpeningHours.objects.bulk_create(
        OpeningHours(place=place, weekday=day, opens=opens, closes=closes)
        for day in days
        for opens, closes in ((time(7, 30), time(11, 30)), (time(13), time(17)))
    )
