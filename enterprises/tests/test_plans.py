"""What the database would do for the pages of a unit: it walks the unit's own rows, never those of the country."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from citizens.tests.factories import make_employer
from enterprises import notices
from enterprises.tests.factories import desk, last_month, make_worker
from tests.plans import plan_of, read_whole

LARGE = {"citizens_citizen", "insurance_participationperiod", "insurance_hicard"}
PEOPLE = "/doanh-nghiep/nguoi-lao-dong/"


PATHS = (
    PEOPLE,
    f"{PEOPLE}?xep=luong",
    f"{PEOPLE}?xep=tu-thang",
    f"{PEOPLE}?q=le+hanh",
    f"{PEOPLE}?loc=the-sap-het",
    f"{PEOPLE}?loc=cham-dong",
    f"{PEOPLE}?loc=moi",
    f"{PEOPLE}?loc=da-nghi",
    "/doanh-nghiep/tong-quan/",
)


def fill(count: int = 3_000) -> None:
    """People at work elsewhere, so that the planner knows how few of the rows are the unit's."""
    like = make_worker(make_employer())
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # no history of made-up rows
        for table, changed in {
            "citizens_citizen": {
                "id": "900000 + i",
                "public_id": "gen_random_uuid()",
                "bhxh_number": "(9900000000 + i)::text",
                "personal_id": "NULL",
                "user_id": "NULL",
            },
            "insurance_participationperiod": {
                "id": "900000 + 10 * i + t.id %% 10",
                "public_id": "gen_random_uuid()",
                "citizen_id": "900000 + i",
            },
            "insurance_hicard": {
                "id": "900000 + i",
                "public_id": "gen_random_uuid()",
                "citizen_id": "900000 + i",
            },
        }.items():
            cursor.execute(
                "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
                " AND NOT attisdropped AND attgenerated = ''",
                [table],
            )
            columns = [name for (name,) in cursor.fetchall()]
            values = ", ".join(changed.get(name, f't."{name}"') for name in columns)
            whose = "t.id" if table == "citizens_citizen" else "t.citizen_id"
            names = ", ".join(f'"{name}"' for name in columns)
            cursor.execute(
                f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} t, generate_series(1, %s) i"
                f" WHERE {whose} = %s",
                [count, like.pk],
            )
            cursor.execute(f"ANALYZE {table}")
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


@pytest.mark.django_db
def test_a_page_of_a_unit_reads_the_rows_of_the_unit() -> None:
    employer = make_employer()
    make_worker(employer, full_name="Lê Thị Hạnh")
    fill()
    client = desk(employer)
    notice = notices.issue(employer, last_month(), now())
    for path in (*PATHS, f"/doanh-nghiep/c12-ts/{notice.month:%Y-%m}/"):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        looked, wrong, plans = 0, [], ""
        for sql in (query["sql"] for query in asked.captured_queries):
            if not sql.startswith("SELECT") or not any(f'"{table}"' in sql for table in LARGE):
                continue
            looked += 1
            # Sorted by a join, the first page would be looked for among the names of the whole country.
            wrong += [sql] if "OVER ()" in sql and "JOIN" in sql else []
            # A month as a range is looked up among those of the whole country.
            wrong += [sql] if 'months" @>' in sql else []
            plan = plan_of(sql)
            plans += json.dumps(plan)
            wrong += [f"{what}: {sql[:300]}" for what in read_whole(plan, LARGE)]
        assert looked > 0
        assert wrong == [], path
        assert "participation_unit_until" in plans, path
