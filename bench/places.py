"""Nearest search at 15,000 and 200,000 places, beside a query by primary key.

All in one transaction that is rolled back: the places at hand are not touched. Run: python -m bench.places
"""

import os
import random
import statistics
import time
from collections.abc import Callable

import django

ROUNDS = 300
SIZES = (15_000, 200_000)
FILL = """
    INSERT INTO facilities_place (code, kind, name, alias, ward_id, province_id, area_name, address, former_address,
        latitude, longitude, is_approximate, phone, website, facility_type, care_level, former_tier, score_band,
        facility_code, access_notes, services, opens_on_holidays, hours_note, source, licence, is_demo, corrected,
        updated_at)
    SELECT 'ZZ' || n, CASE WHEN mod(n, 100) = 0 THEN 'office' WHEN mod(n, 100) < 3 THEN 'agent'
                           WHEN mod(n, 100) = 4 THEN 'payment' ELSE 'facility' END,
        'Nơi ' || n, '', w.code, w.province_id, w.name, '', '', w.latitude + random() * 0.1 - 0.05,
        w.longitude + random() * 0.1 - 0.05, false, '', '', '', '', '', '', '', '', '{}', false, '', '', '', false,
        '{}', now()
    FROM (SELECT n, 1 + mod(n, (SELECT count(*) FROM territory_ward)) AS number FROM generate_series(%s, %s) AS n) AS s
    JOIN (SELECT *, row_number() OVER (ORDER BY code) AS number FROM territory_ward) AS w USING (number)
"""


def milliseconds(ask: Callable[[], object], rounds: int = ROUNDS) -> str:
    """p50 and p95 of a question."""
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - started) * 1000)
    cuts = statistics.quantiles(taken, n=20)
    return f"p50 {statistics.median(taken):7.2f} ms   p95 {cuts[18]:7.2f} ms"


def measure(**_options: object) -> None:
    """The measurement of `make bench ARGS=places`; its sizes are fixed."""
    main()


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    from django.db import connection, transaction

    from facilities.geo import Point
    from facilities.models import Place
    from facilities.nearest import nearest
    from territory.models import Ward

    if not Ward.objects.exists():
        raise SystemExit("No wards: run `make run` or `python manage.py load_territory` first.")
    dice = random.Random(7)

    def somewhere() -> Point:
        latitude, longitude = dice.choice(spots)
        return Point(latitude + dice.uniform(-0.05, 0.05), longitude + dice.uniform(-0.05, 0.05))

    def query(kinds: list[str]) -> object:
        return list(places.of_kinds(kinds).by_distance(somewhere())[:20])

    places = Place.objects.defer("search_fold")
    with transaction.atomic(), connection.cursor() as cursor:
        rows = Ward.objects.values_list("latitude", "longitude")
        spots = [(lat, lon) for lat, lon in rows if lat is not None and lon is not None]
        cursor.execute("ALTER TABLE facilities_place DROP COLUMN search_fold")
        cursor.execute("SET LOCAL session_replication_role = replica")
        filled = 0
        for size in SIZES:
            cursor.execute(FILL, [filled + 1, size])
            filled = size
            cursor.execute("ANALYZE facilities_place")
            keys = list(Place.objects.values_list("pk", flat=True)[:5_000])
            total = Place.objects.count()
            print(f"{total:>9,} places")
            print("  by primary key      ", milliseconds(lambda: places.get(pk=dice.choice(keys))))  # noqa: B023
            print("  20 nearest          ", milliseconds(lambda: query([])))
            print("  20 nearest offices  ", milliseconds(lambda: query(["office"])))
            print("  … as the page asks  ", milliseconds(lambda: nearest(places, somewhere(), 0, 20)))
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
