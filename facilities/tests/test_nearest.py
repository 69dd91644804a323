"""Nearest search against a brute force over the ellipsoid, its index at 200,000 places, and the command."""

import json
import random
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from geographiclib.geodesic import Geodesic
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from facilities.geo import VIETNAM_BOX, Point, way
from facilities.models import Place
from facilities.nearest import Results, nearest
from facilities.tests.factories import make_place, make_ward
from facilities.vocabulary import Kind

pytestmark = pytest.mark.django_db
SOUTH, WEST, NORTH, EAST = VIETNAM_BOX


def scatter(number: int, seed: int = 5) -> list[Place]:
    dice = random.Random(seed)
    ward = make_ward()
    return Place.objects.bulk_create(
        Place(
            code=f"S{index:05}",
            kind=dice.choice(Kind.values),
            name=f"Nơi {index}",
            ward=ward,
            latitude=dice.uniform(SOUTH, NORTH),
            longitude=dice.uniform(WEST, EAST),
        )
        for index in range(number)
    )


def brute_force(places: list[Place], origin: Point) -> list[tuple[float, str]]:
    def metres(place: Place) -> float:
        return Geodesic.WGS84.Inverse(origin.latitude, origin.longitude, place.latitude, place.longitude)[
            "s12"
        ]

    return sorted((metres(place), place.code) for place in places)


@pytest.fixture
def cloud(db: None) -> list[Place]:
    return scatter(600)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    latitude=st.floats(SOUTH, NORTH) | st.floats(-90, 90),
    longitude=st.floats(WEST, EAST) | st.floats(-180, 180),
    start=st.sampled_from([0, 1, 20, 300, 580]),
)
def test_order_and_distance_are_those_of_the_geodesic(
    cloud: list[Place], latitude: float, longitude: float, start: int
) -> None:
    origin = Point(latitude, longitude)
    truth = brute_force(cloud, origin)[start : start + 20]
    found = nearest(Place.objects.all(), origin, start, start + 20)
    assert [(each.way.metres, each.place.code) for each in found if each.way] == truth


def test_places_at_the_same_spot_come_by_code() -> None:
    codes = ["T3", "T1", "T2"]
    for code in codes:
        make_place(code=code, latitude=10.0, longitude=106.0)
    found = nearest(Place.objects.all(), Point(10.0, 106.0), 0, 3)
    assert [each.place.code for each in found] == ["T1", "T2", "T3"]
    assert [each.way.metres for each in found if each.way] == [0, 0, 0]


@pytest.mark.parametrize(
    ("end", "direction"),
    [
        ((11, 106), "hướng bắc"),
        ((11, 107), "hướng đông bắc"),
        ((10, 107), "hướng đông"),
        ((9, 107), "hướng đông nam"),
        ((9, 106), "hướng nam"),
        ((9, 105), "hướng tây nam"),
        ((10, 105), "hướng tây"),
        ((11, 105), "hướng tây bắc"),
    ],
)
def test_direction_in_words(end: tuple[float, float], direction: str) -> None:
    assert way(Point(10, 106), Point(*end)).direction == direction


@pytest.fixture
def many_places(db: None) -> None:
    """200,000 places written by the database itself, its triggers aside: 96 % health facilities, 1 % offices."""
    ward = make_ward()
    with connection.cursor() as cursor:
        # The search text and its index are not asked here; they would take most of the time. All is rolled back.
        cursor.execute("ALTER TABLE facilities_place DROP COLUMN search_fold")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            """
            INSERT INTO facilities_place (code, kind, name, alias, ward_id, province_id, area_name, address,
                former_address, latitude, longitude, is_approximate, phone, website, facility_type, care_level,
                former_tier, score_band, facility_code, access_notes, services, opens_on_holidays, hours_note,
                source, licence, is_demo, corrected, updated_at)
            SELECT 'N' || n, CASE WHEN mod(n, 100) = 0 THEN 'office' WHEN mod(n, 100) < 3 THEN 'agent'
                                  WHEN mod(n, 100) = 4 THEN 'payment' ELSE 'facility' END,
                'Nơi ' || n, '', %s, %s, '', '', '', 8.5 + 14.5 * random(), 102.5 + 7 * random(), false, '', '',
                '', '', '', '', '', '', '{}', false, '', '', '', false, '{}', now()
            FROM generate_series(1, 200000) AS n
            """,
            [ward.code, ward.province_id],
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("ANALYZE facilities_place")


def test_200_000_places_are_asked_through_the_index(many_places: None) -> None:
    origin = Point(10.95, 106.82)
    places = Place.objects.defer("search_fold")
    for kinds, index in (
        ([], "place_ecef"),
        (["office"], "place_ecef_office"),
        (["payment"], "place_ecef_payment"),
    ):
        for start in (0, 200):
            plan = places.of_kinds(kinds).by_distance(origin)[start : start + 20].explain(analyze=True)
            assert f"Index Scan using {index} on" in plan
            assert "Seq Scan" not in plan
            assert "Sort" not in plan
    results = Results(places)
    assert (len(results), results.is_cut) == (1_000, True)


def test_command_gives_the_answer_of_the_page() -> None:
    scatter(50)
    out = StringIO()
    call_command("nearest", "10.95", "106.82", "--kind", "office", "--limit", "5", "--json", stdout=out)
    page = Results(Place.objects.of_kinds(["office"]), Point(10.95, 106.82))[:5]
    assert json.loads(out.getvalue()) == [
        {"code": each.place.code, "name": each.place.name, "metres": round(each.way.metres, 1)}
        for each in page
        if each.way
    ]


def test_command_refuses_swapped_coordinates() -> None:
    with pytest.raises(CommandError, match="latitude"):
        call_command("nearest", "106.82", "10.95")
