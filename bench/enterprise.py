"""A unit of 20,000 people: the pages of its desk on the server's clock, and the list as a file."""

import logging
import time
from datetime import date
from typing import Any

from bench import load, plans, server

PEOPLE, YEARS, SCHEMES = 20_000, 10, ("bhxh", "bhtn", "tnld", "bhyt")
UNIT = "BENCHUNIT20000"
MOST_MS, MOST_SECONDS = 300.0, 10.0
LIST = "/doanh-nghiep/nguoi-lao-dong/"
PATHS = {
    "first page by name": LIST,
    "the 200th page": f"{LIST}?page=200",
    "the 400th page, by wage": f"{LIST}?page=400&xep=luong",
    "search without diacritics": f"{LIST}?q=thi+hanh",
    "cards that end": f"{LIST}?loc=the-sap-het",
    "late": f"{LIST}?loc=cham-dong",
    "new": f"{LIST}?loc=moi",
    "left": f"{LIST}?loc=da-nghi",
    "overview": "/doanh-nghiep/tong-quan/",
    "C12-TS, recomputed": "/doanh-nghiep/c12-ts/{month}/",
}


def measure(*, citizens: int, seconds: float) -> None:
    from django.utils.timezone import localdate, now

    from citizens.models import Citizen
    from enterprises import files, notices
    from enterprises.coverage import month_shown
    from enterprises.models import UnitFile

    server.prepare(citizens)
    logging.disable(logging.INFO)  # a line for each request would hide the table
    member = _unit()
    cookie = _session(member)
    print(f"\nA unit of {PEOPLE:,} people beside {Citizen.objects.count():,} in the database")
    print(f"{'':30}{'requests':>9}{'server p50':>12}{'p95':>11}")
    slow = []
    started = time.perf_counter()
    notice = notices.issue(member.employer, month_shown(member.employer, localdate()), now())
    print(f"{'a notice issued':30}{notice.people:>9,} people{time.perf_counter() - started:>9.1f} s")
    paths = {name: path.format(month=f"{notice.month:%Y-%m}") for name, path in PATHS.items()}
    whole = {name: plans.scans(_questions(member, path)) for name, path in paths.items()}
    with server.running() as address:
        figures = load.alternate(address, list(paths.values()), [cookie], max(seconds, len(PATHS) * 4))
    for name, path in paths.items():
        found = figures[path]
        p95 = found.server_at(0.95)
        slow += [name] if whole[name] or p95 > MOST_MS else []
        mark = f"   reads all of {', '.join(whole[name])}" if whole[name] else ""
        print(f"{name:30}{len(found.server):>9,}{found.server_at(0.5):>9.1f} ms{p95:>8.1f} ms{mark}")
    for form in ("xlsx", "csv"):
        UnitFile.objects.filter(member=member).delete()
        files.order(member, form=form, choice="", words="", language="vi")
        started = time.perf_counter()
        files.build_waiting()
        took = time.perf_counter() - started
        slow += [form] if took > MOST_SECONDS else []
        file = UnitFile.objects.get(member=member)
        print(f"{f'the list as {form}':30}{file.people or 0:>9,} people{took:>9.1f} s  {file.state}")
    if slow:
        raise SystemExit(f"Slow, or reading a large table whole: {', '.join(slow)}")


def _client(member: Any) -> Any:
    from django.test import Client

    client = Client()
    client.force_login(member.citizen.user)
    return client


def _questions(member: Any, path: str) -> list[str]:
    """The statements of a page."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        answer = _client(member).get(path, HTTP_HOST="localhost", secure=True)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}")
    return [query["sql"] for query in asked.captured_queries]


def _session(member: Any) -> str:
    from django.conf import settings

    client = _client(member)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def _unit() -> Any:
    """The unit with everybody in it; made once."""
    from django.db import connection, transaction
    from django.utils import timezone

    from citizens.models import Employer, EmployerMember, SiOffice, User
    from insurance.rules.months import month_of
    from territory.models import Ward

    existing = (
        EmployerMember.objects.filter(employer__unit_code=UNIT)
        .select_related("citizen__user", "employer")
        .first()
    )
    if existing:
        return existing
    print("Making the unit (once) …", flush=True)
    today = timezone.localdate()
    ward = Ward.objects.select_related("province").order_by("pk")[0]
    with transaction.atomic(), connection.cursor() as cursor:
        employer = Employer.objects.create(
            unit_code=UNIT, name="Công ty Đo Đạc Hai Vạn Người", wage_region=1, ward=ward,
            managing_office=SiOffice.objects.order_by("pk")[0],
        )  # fmt: skip
        cursor.execute("SET LOCAL session_replication_role = replica")  # no history of made-up rows
        cursor.execute(
            "INSERT INTO citizens_citizen (bhxh_number, full_name, birth_date, birth_precision, sex, phone, email,"
            " address, ward_id, province_id)"
            " SELECT '98' || lpad(i::text, 8, '0'),"
            " (ARRAY['Nguyễn','Trần','Lê','Phạm','Hoàng','Vũ','Đặng'])[1 + i %% 7]"
            " || (ARRAY[' Thị',' Văn',' Đức',' Ngọc',' Minh'])[1 + i / 7 %% 5]"
            " || (ARRAY[' Hạnh',' Bình',' Cường',' Dung',' Đạt',' Giang',' Hà',' Khánh',' Lan',' Mai'])"
            "[1 + i / 35 %% 10],"
            " '1985-01-01'::date + i %% 9000, 'day', 'F', '', '', '', %s, %s FROM generate_series(1, %s) i",
            [ward.pk, ward.province_id, PEOPLE],
        )
        # One row a year and scheme; some joined lately, some are late, wages differ by the thousand.
        cursor.execute(
            "INSERT INTO insurance_participationperiod (public_id, citizen_id, scheme, months, employer_id, job_title,"
            " work_place, member_code, insured_wage, payment_state, source, imported_at)"
            " SELECT gen_random_uuid(), c.id, s,"
            " daterange(y.start, least((y.start + interval '1 year')::date, %s)), %s,"
            " 'Công nhân', '', 'DN', 6000000 + (c.id * 7919 + extract(year from y.start)::int * 131) %% 9000 * 1000,"
            " CASE WHEN c.id %% 50 = 0 AND y.start = %s THEN 'late' ELSE 'paid' END, 'employer', now()"
            " FROM citizens_citizen c, unnest(%s::text[]) s,"
            " (SELECT (%s::date - (n || ' year')::interval)::date AS start FROM generate_series(1, %s) n) y"
            " WHERE c.bhxh_number LIKE '98%%'",
            [
                month_of(today),
                employer.pk,
                _year_before(month_of(today)),
                list(SCHEMES),
                month_of(today),
                YEARS,
            ],
        )
        cursor.execute(
            "INSERT INTO insurance_hicard (public_id, citizen_id, number, member_code, valid, issued_on, issued_by,"
            " state, state_reason, facility_code, facility_name, area_code, guardian_name, imported_at)"
            " SELECT gen_random_uuid(), id, 'DN475' || bhxh_number, 'DN',"
            " daterange(%s::date - 200, %s::date + 10 + (id %% 300)::int),"
            " %s::date - 200, '', 'active', '', '75001', 'Bệnh viện Đo Đạc', '', '', now()"
            " FROM citizens_citizen WHERE bhxh_number LIKE '98%%'",
            [today, today, today],
        )
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        from citizens.models import Citizen

        user = User.objects.create(username="bench-desk", verified_at=timezone.now())
        clerk = Citizen.objects.filter(bhxh_number__startswith="98").order_by("pk")[0]
        clerk.user = user
        clerk.save(update_fields=["user"])
        member = EmployerMember.objects.create(
            employer=employer, citizen=clerk, role="clerk", confirmed_at=timezone.now()
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE citizens_citizen, insurance_participationperiod, insurance_hicard")
    return member


def _year_before(day: date) -> date:
    from insurance.rules.months import add_months

    return add_months(day, -12)
