"""The country's wards without a database, for tests of the demo's plans."""

import sqlite3
from functools import cache

from territory.management.commands.load_territory import package_data, read_units
from territory.models import Province, Ward


@cache
def all_wards() -> tuple[Ward, ...]:
    """Every ward with its province, as load_territory would store them."""
    with sqlite3.connect(f"file:{package_data() / 'dataset.db'}?mode=ro", uri=True) as source:
        provinces, wards = read_units(source)
    by_code = {province.code: province for province in provinces}
    for ward in wards.values():
        ward.province = by_code[ward.province_id]
    return tuple(wards.values())


def store_wards() -> None:
    """The same in the database, without the former names: a second faster than load_territory."""
    provinces = {ward.province_id: ward.province for ward in all_wards()}
    Province.objects.bulk_create(provinces.values())
    Ward.objects.bulk_create(all_wards(), batch_size=2_000)
