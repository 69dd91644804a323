"""Which ward a row means: by code, by today's name, by an old name, or by the nearest ward centre."""

import re
from collections import defaultdict
from dataclasses import dataclass

from facilities.geo import Point, way
from territory.models import FormerUnit, Province, Ward
from territory.search import tidy
from territory.text import fold

MARGIN = 0.35  # degrees around the centres of a province's wards that still count as the province
# The archipelagos have one centre point each and reach far around it: (south, west, north, east) by province.
ARCHIPELAGOS = {"48": (15.0, 110.5, 17.6, 113.5), "56": (6.5, 110.5, 12.5, 117.5)}
RANKS = ("phuong ", "xa ", "thi tran ", "dac khu ", "quan ", "huyen ", "thi xa ", "thanh pho ")


# Names of everyday life, and of before 2025, that no list of units has: province code by key.
EVERYDAY = {
    "saigon": "79",
    "tphcm": "79",
    "hcm": "79",
    "brvt": "79",
    "thuathienhue": "46",
    "hn": "01",
    "hatay": "01",
}


Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Found:
    ward: Ward
    how: str  # code, name, former, guess


class WardFinder:
    """Everything needed to resolve a whole file, read once."""

    def __init__(self) -> None:
        self.wards = {ward.code: ward for ward in Ward.objects.select_related("province")}
        self.provinces: dict[str, Province] = {}
        self._by_name: dict[tuple[str, str], list[Ward]] = defaultdict(list)
        self._of: dict[str, list[Ward]] = defaultdict(list)
        for province in Province.objects.all():
            for spelling in (province.code, province.name, province.full_name):
                self.provinces[_key(spelling)] = province
        for ward in self.wards.values():
            self._of[ward.province_id].append(ward)
            for spelling in {fold(ward.name), fold(ward.short_name)}:
                self._by_name[ward.province_id, spelling].append(ward)
        self._former: dict[tuple[str, str], list[Ward]] = defaultdict(list)
        self._districts: dict[tuple[str, str], list[Ward]] = defaultdict(list)
        rows = FormerUnit.objects.values_list("ward_name", "district_name", "province_name", "ward_id")
        for name, district, former_province, code in rows:
            ward = self.wards[code]
            for spelling in {fold(district), _bare(fold(district))}:
                if ward not in self._districts[ward.province_id, spelling]:
                    self._districts[ward.province_id, spelling].append(ward)
            self.provinces.setdefault(_key(former_province), ward.province)
            for spelling in {fold(name), _bare(fold(name))} - {""}:
                if ward not in self._former[ward.province_id, spelling]:
                    self._former[ward.province_id, spelling].append(ward)
        for everyday, code in EVERYDAY.items():
            if code in self.provinces:
                self.provinces.setdefault(everyday, self.provinces[code])
        self._boxes = {code: _around(_box(wards), ARCHIPELAGOS.get(code)) for code, wards in self._of.items()}

    def province(self, code: str, name: str) -> Province | None:
        """By two digits, by today's name or by a name before the merger. ValueError when it is neither."""
        for text in (code.zfill(2) if code.isdigit() else code, name):
            if text:
                try:
                    return self.provinces[_key(text)]
                except KeyError:
                    raise ValueError(f"không có tỉnh “{text}”") from None
        return None

    def ward(self, code: str, name: str, province: Province | None, spot: Point | None) -> Found:
        """The ward. ValueError says why there is none."""
        if code:
            try:
                return Found(self.wards[code.zfill(5)], "code")
            except KeyError:
                raise ValueError(f"không có mã xã “{code}”") from None
        if name:
            return self._named(name, province, spot)
        if spot is None:
            raise ValueError("thiếu xã, phường và tọa độ")
        near = self._of[province.code] if province else list(self.wards.values())
        return Found(_nearest(near, spot), "guess")

    def named(self, name: str, province: Province) -> list[Ward]:
        """What a name in a list of wards stands for: one ward by today's name or an old one, or a former district."""
        words = fold(name).replace("(don vi cu)", "").strip()
        for table in (self._by_name, self._former):
            for spelling in (words, _bare(words)):
                found = table.get((province.code, spelling))
                if found and len(found) == 1 and words == fold(name):
                    return found
        return [
            ward
            for part in words.split(",")
            for ward in self._districts.get((province.code, part.strip()), ())
        ]

    def _named(self, name: str, province: Province | None, spot: Point | None) -> Found:
        if province is None:
            raise ValueError("thiếu tỉnh")
        words = fold(name)
        for table, how in ((self._by_name, "name"), (self._former, "former")):
            found = table.get((province.code, words)) or table.get((province.code, _bare(words)))
            if not found:
                continue
            if len(found) == 1:
                return Found(found[0], how)
            if spot is not None:  # one name, several wards: the nearest of them
                return Found(_nearest(found, spot), how)
            raise ValueError(f"“{name}” có thể là: {', '.join(ward.name for ward in found)}; hãy ghi mã xã")
        raise ValueError(f"không có xã “{name}” ở {province.name}, nay hay trước 01/07/2025")

    def check_spot(self, spot: Point, province: Province) -> None:
        """ValueError when the point lies far outside the province."""
        south, west, north, east = self._boxes[province.code]
        if not (south <= spot.latitude <= north and west <= spot.longitude <= east):
            raise ValueError(f"tọa độ {spot.latitude}, {spot.longitude} nằm ngoài {province.name}")


def _key(province: str) -> str:
    """One spelling of a province: no rank, marks, spaces or hyphens ("Tỉnh Bà Rịa - Vũng Tàu", "TP.HCM")."""
    words = tidy(province)
    return re.sub(r"^(?:tinh|thanh pho|tp) (?=\D)", "", words).replace(" ", "")


def _bare(words: str) -> str:
    return next((words.removeprefix(rank) for rank in RANKS if words.startswith(rank)), words)


def _box(wards: list[Ward]) -> Box:
    latitudes = [ward.latitude for ward in wards if ward.latitude is not None]
    longitudes = [ward.longitude for ward in wards if ward.longitude is not None]
    return (
        min(latitudes) - MARGIN,
        min(longitudes) - MARGIN,
        max(latitudes) + MARGIN,
        max(longitudes) + MARGIN,
    )


def _around(box: Box, other: Box | None) -> Box:
    if other is None:
        return box
    return min(box[0], other[0]), min(box[1], other[1]), max(box[2], other[2]), max(box[3], other[3])


def _nearest(wards: list[Ward], spot: Point) -> Ward:
    """By a flat distance first: exact ways to three thousand wards would take a second."""

    def rough(ward: Ward) -> float:
        return (
            (ward.latitude - spot.latitude) ** 2 + (ward.longitude - spot.longitude) ** 2
            if ward.latitude and ward.longitude
            else 1e9
        )

    close = sorted(wards, key=rough)[:3]
    return min(close, key=lambda ward: way(spot, Point(ward.latitude or 0, ward.longitude or 0)).metres)
