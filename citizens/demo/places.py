"""Where fictional people live: real provinces and wards, the big cities and Đồng Nai well populated."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from random import Random

from territory.models import Ward

# Households out of a hundred and more: roughly by population, with Đồng Nai (whose officer is a persona) above it.
HOUSEHOLD_WEIGHTS = {
    "01": 90, "04": 10, "08": 16, "11": 10, "12": 8, "14": 14, "15": 16, "19": 18, "20": 10, "22": 16, "24": 34,
    "25": 36, "31": 44, "33": 28, "37": 34, "38": 38, "40": 34, "42": 16, "44": 18, "46": 22, "48": 32, "51": 18,
    "52": 28, "56": 20, "66": 26, "68": 28, "75": 90, "79": 130, "80": 30, "82": 34, "86": 34, "91": 34, "92": 36,
    "96": 20,
}  # fmt: skip

FIRST_REGION_CITIES = frozenset({"01", "75", "79"})
SECOND_REGION_CITIES = frozenset({"22", "24", "31", "48", "80", "92"})


@dataclass(frozen=True)
class Places:
    """The wards of the country, by province and in the order of their codes: the same pick every time."""

    wards: tuple[Ward, ...]

    @classmethod
    def of(cls, wards: Iterable[Ward]) -> "Places":
        return cls(tuple(sorted(wards, key=lambda ward: ward.code)))

    @cached_property
    def by_province(self) -> dict[str, list[Ward]]:
        found: dict[str, list[Ward]] = {}
        for ward in self.wards:
            found.setdefault(ward.province_id, []).append(ward)
        return found

    @cached_property
    def _weights(self) -> tuple[list[str], list[int]]:
        provinces = sorted(self.by_province)
        return provinces, [HOUSEHOLD_WEIGHTS.get(province, 10) for province in provinces]

    def province(self, rng: Random) -> str:
        provinces, weights = self._weights
        return rng.choices(provinces, weights)[0]

    def ward(self, rng: Random, province: str) -> Ward:
        return rng.choice(self.by_province[province])

    def named(self, province: str, name: str) -> Ward:
        """The ward with this short name; a province has few enough to look through."""
        return next(ward for ward in self.by_province[province] if ward.short_name == name)


def is_rural(ward: Ward) -> bool:
    return not ward.name.startswith("Phường")


def wage_region(ward: Ward) -> int:
    """A wage region for fictional employers: the real lists of communes are not on record."""
    if ward.province_id in FIRST_REGION_CITIES:
        return 2 if is_rural(ward) else 1
    if ward.province_id in SECOND_REGION_CITIES:
        return 3 if is_rural(ward) else 2
    return 4 if is_rural(ward) else 3
