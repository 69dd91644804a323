"""Load provinces, wards and their former names from the package vietnamadminunits."""

import json
import sqlite3
from argparse import ArgumentParser
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from territory.models import FormerUnit, Province, Ward


class Command(BaseCommand):
    help = "Load the administrative units since 2025-07-01 and the names before. Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count what would be loaded")

    def handle(self, *args: Any, **options: Any) -> None:
        data = package_data()
        with sqlite3.connect(f"file:{data / 'dataset.db'}?mode=ro", uri=True) as source:
            provinces, wards = read_units(source)
            former = list(
                read_former_units(source, json.loads((data / "converter_2025.json").read_text()), wards)
            )
        counts = f"{len(provinces)} provinces, {len(wards)} wards, {len(former)} former names"
        if options["dry_run"]:
            self.stdout.write(f"Would load {counts}.")
            return
        with transaction.atomic():
            update: dict[str, Any] = {"update_conflicts": True, "unique_fields": ["code"]}
            Province.objects.bulk_create(
                provinces, update_fields=["name", "full_name", "latitude", "longitude"], **update
            )
            Ward.objects.bulk_create(
                wards.values(),
                update_fields=["province", "name", "short_name", "latitude", "longitude"],
                batch_size=2_000,
                **update,
            )
            FormerUnit.objects.bulk_create(former, ignore_conflicts=True, batch_size=2_000)
        self.stdout.write(f"Loaded {counts}.")


def package_data() -> Path:
    """The package's data folder, located and not imported: its import loads parsers we do not need."""
    spec = find_spec("vietnamadminunits")
    if spec is None or spec.origin is None:
        raise CommandError("The package vietnamadminunits is not installed. Run: make run")
    return Path(spec.origin).parent / "data"


def read_units(source: sqlite3.Connection) -> tuple[list[Province], dict[tuple[str, str], Ward]]:
    """Provinces, and wards by (province key, ward key) as the package spells them."""
    provinces: dict[str, Province] = {}
    wards: dict[tuple[str, str], Ward] = {}
    rows = source.execute(
        "SELECT provinceCode, provinceShort, province, provinceLat, provinceLon, provinceKey,"
        " wardCode, ward, wardShort, wardLat, wardLon, wardKey FROM admin_units ORDER BY wardCode"
    )
    for (
        code,
        short,
        full,
        lat,
        lon,
        province_key,
        ward_code,
        ward,
        ward_short,
        ward_lat,
        ward_lon,
        ward_key,
    ) in rows:
        provinces.setdefault(
            code, Province(code=code, name=short, full_name=full, latitude=lat, longitude=lon)
        )
        wards[province_key, ward_key] = Ward(
            code=ward_code,
            province_id=code,
            name=ward,
            short_name=ward_short,
            latitude=ward_lat,
            longitude=ward_lon,
        )
    return list(provinces.values()), wards


def read_former_units(
    source: sqlite3.Connection, conversion: dict[str, Any], wards: dict[tuple[str, str], Ward]
) -> Iterator[FormerUnit]:
    """One row for each pair of an old unit and a ward that took over (a part of) it."""
    old_names = {
        f"{province_key}_{district_key}_{ward_key or ''}": (ward or "", district, province)
        for province_key, district_key, ward_key, ward, district, province in source.execute(
            "SELECT provinceKey, districtKey, wardKey, ward, district, province FROM admin_units_legacy"
        )
    }
    for province_key, new_wards in conversion["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward_key, old_keys in new_wards.items():
            for old_key in old_keys:
                yield from _former_unit(old_names.get(old_key), wards.get((province_key, ward_key)))
    for province_key, divided in conversion["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old_key, parts in divided.items():
            for part in parts:
                yield from _former_unit(old_names.get(old_key), wards.get((province_key, part["newWardKey"])))


def _former_unit(names: tuple[str, str, str] | None, ward: Ward | None) -> Iterator[FormerUnit]:
    if names and ward:
        old_ward, district, province = names
        label = ", ".join(name for name in names if name)
        yield FormerUnit(
            ward_name=old_ward, district_name=district, province_name=province, label=label, ward=ward
        )
