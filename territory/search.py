"""What a person means who types the name of a place, as it is called today or as it was before 2025-07-01.

"quận 1" finds the four wards that were District 1; "thị xã Long Khánh" those of the former town, whatever its rank
was; "long khánh, đồng nai" keeps to the province after the comma.
"""

import re
from dataclasses import dataclass, field

from territory.models import FormerUnit, Province, Ward
from territory.text import fold

MAX_ROWS = 400  # former wards read for one question
MAX_AREAS = 12
_RANKS = r"(thanh pho|thi xa|thi tran|dac khu|quan|huyen|phuong|xa|tinh)"
_BEFORE_RANK = re.compile(
    r" (?=(?:quan|huyen|thi xa|thanh pho|tinh) \w)"
)  # "phuong 12 quan 10" without a comma
_SHORT_RANKS = (
    (r"\btphcm\b", "ho chi minh"),
    (r"\b(tp|t p)\b\.?", "thanh pho "),
    (r"\btx\b\.?", "thi xa "),
    (r"\btt\b\.?", "thi tran "),
    (r"\bq\b\.? ?(?=\w)|\bq(?=\d)", "quan "),
    (r"\bh\b\.? ?(?=\w)", "huyen "),
    (r"\bp\b\.? ?(?=\w)|\bp(?=\d)", "phuong "),
    (r"\bx\b\.? ?(?=\w)", "xa "),
    (r"\bhcm\b", "ho chi minh"),
)


@dataclass
class Area:
    """An area a person may have meant, and today's wards it lies in."""

    name: str
    is_former: bool
    wards: list[Ward] = field(default_factory=list)


def find_areas(words: str) -> list[Area]:
    """Today's wards of that name first, then former districts, then former wards. Empty when nothing fits."""
    parts = [part for part in map(tidy, words.split(",")) if part]
    if not parts:
        return []
    finer = [finer for part in parts for finer in _BEFORE_RANK.split(part)]
    for patterns in (list(map(_exact, parts)), list(map(_any_rank, parts)), list(map(_exact, finer))):
        if areas := [*_wards_today(patterns), *_former(patterns)]:
            return areas[:MAX_AREAS]
    return []


def tidy(part: str) -> str:
    text = " ".join(fold(part).split())
    for short, long in _SHORT_RANKS:
        text = re.sub(short, long, text)
    return re.sub(r"[^a-z0-9]+", " ", text).strip()


def _exact(part: str) -> str:
    return rf"\m{part.replace(' ', '[^a-z0-9]+')}\M"


def _any_rank(part: str) -> str:
    """The name without its rank, unless only a number would be left: "quan 1" stays."""
    bare = re.sub(rf"^{_RANKS} (?=\D)", "", part)
    return _exact(bare)


def _python(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace(r"\m", r"\b").replace(r"\M", r"\b"))


def _wards_today(patterns: list[str]) -> list[Area]:
    wards = Ward.objects.select_related("province").filter(name_fold__regex=patterns[0])
    rest = [_python(pattern) for pattern in patterns[1:]]
    areas = [
        Area(name=f"{ward.name}, {ward.province.name}", is_former=False, wards=[ward])
        for ward in wards.order_by("name", "code")[:MAX_ROWS]
        if all(pattern.search(fold(f"{ward.name}, {ward.province.full_name}")) for pattern in rest)
    ]
    whole = _python(patterns[0] + "$")  # "Long Khánh" before "Long Khánh Đông"
    return sorted(areas, key=lambda area: not whole.search(fold(area.wards[0].name)))


def _former(patterns: list[str]) -> list[Area]:
    units = FormerUnit.objects.select_related("ward__province")
    for pattern in patterns:
        units = units.filter(label_fold__regex=pattern)
    first = _python(patterns[0])
    districts: dict[str, Area] = {}
    wards: dict[str, Area] = {}
    for unit in units.order_by("province_name", "district_name", "ward_name", "pk")[:MAX_ROWS]:
        district = f"{unit.district_name}, {unit.province_name}"
        if first.search(fold(unit.district_name)):
            area = districts.setdefault(district, Area(name=district, is_former=True))
        elif first.search(fold(unit.ward_name)):
            area = wards.setdefault(unit.label, Area(name=unit.label, is_former=True))
        else:  # the words stand in the province's name only: too wide to be a place
            continue
        if unit.ward not in area.wards:
            area.wards.append(unit.ward)
    return [*districts.values(), *wards.values()]


def find_province(words: str) -> Province | None:
    """The province of that name, with or without its rank: "Đồng Nai", "tỉnh Đồng Nai", "TP HCM"."""
    wanted = _of_province(words)
    for province in Province.objects.all():
        if wanted and wanted == tidy(province.name):
            return province
    return None


def find_former_province(words: str) -> Area | None:
    """One of the 63 before 2025-07-01, with the wards that lie in it now."""
    wanted = _of_province(words)
    names = FormerUnit.objects.order_by("province_name").values_list("province_name", flat=True).distinct()
    name = next((name for name in names if wanted and wanted == _of_province(name)), "")
    if not name:
        return None
    wards = Ward.objects.select_related("province").filter(former_units__province_name=name)
    return Area(name, is_former=True, wards=list(wards.distinct().order_by("code")))


def _of_province(words: str) -> str:
    return re.sub(r"^(thanh pho|tinh) ", "", tidy(words))
