"""People by the million, for benchmarks: the demo's homes and working lives, copied by the database.

A few thousand people are made up as for the demo. Each copy of them gets numbers, names, wards and employers of
its own; births, families, careers and wages stay as they were, and so stay true to each other and to the law.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import count
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils import timezone
from psycopg.types.range import DateRange

from citizens.demo import names
from citizens.demo.country import Country, plan_country
from citizens.demo.homes import SEED, Home
from citizens.demo.places import is_rural
from citizens.demo.rebuild import put_back, set_aside
from citizens.demo.workplaces import INDUSTRIES, MEMBER_CODES
from citizens.models import Citizen, Employer, Household, HouseholdMember, Sex, SiOffice, User
from insurance.demo.careers import make_periods
from insurance.demo.lives import LifeMaker
from insurance.models import ParticipationPeriod

TEMPLATE_PEOPLE = 3_000
PEOPLE_PER_EMPLOYER = 50
MOST_PEOPLE = 10_000_000  # a mark and seven digits make them apart in a BHXH number
MARK = "9"  # third digit of their BHXH numbers and household codes; the demo's are years below 90
ACCOUNTS = 200
ACCOUNT_PREFIX = "national-"
PASSWORD = "an-sinh-do-toc-do"  # noqa: S105 - opens fictional records only
CHUNK = 50_000  # people a statement
# The record of a home begins in one of these years: a dozen periods a person on average, with a long tail.
BEGINNINGS = (1995, 2018, 2022, 2023, 2024, 2025)
GIVEN_NAMES = 500  # of each sex

TABLES = [
    model._meta.db_table for model in (Employer, Citizen, Household, HouseholdMember, ParticipationPeriod)
]
ID_SERIALS = 900_000  # the demo's personal ID serials begin here

Tell = Callable[[str, float], object]  # what is being done, and which share of all work is behind it
Row = tuple[Any, ...]


def people_on_record() -> int:
    """How many of these people the database holds already."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(substr(bhxh_number, 4)::int) FROM citizens_citizen WHERE substr(bhxh_number, 3, 1) = %s",
            [MARK],
        )
        (last,) = cursor.fetchone()
    return 0 if last is None else int(last) + 1


def accounts() -> list[dict[str, str]]:
    """Sign-ins of the sample, for benchmarks. All have one password."""
    numbers = (
        Citizen.objects.filter(user__username__startswith=ACCOUNT_PREFIX)
        .order_by("pk")
        .values_list("bhxh_number", flat=True)
    )
    return [{"sign_in": number, "password": PASSWORD} for number in numbers]


def seed(citizens: int, today: date, tell: Tell = lambda what, share: None) -> int:
    """Add so many people and say how many periods they got. The caller holds a transaction."""
    first = people_on_record()
    if first + citizens > MOST_PEOPLE:
        raise ValueError(f"there are numbers for {MOST_PEOPLE} people only")
    tell("making people up", 0)
    country = plan_country(today, min(TEMPLATE_PEOPLE, max(citizens, 200)))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute("SET LOCAL max_parallel_maintenance_workers = 2")
        people = _load_template(cursor, country)
        pieces = set_aside(TABLES)
        values = _first_numbers(cursor, first, citizens, people, country)
        cursor.execute(_EMPLOYERS, values)
        periods = 0
        for start in range(0, citizens, CHUNK):
            tell("people and periods", 0.02 + 0.5 * start / citizens)
            chunk = {**values, "start": start, "stop": min(start + CHUNK, citizens)}
            for statement in (_CITIZENS, _HOUSEHOLDS, _MEMBERSHIPS, _PERIODS):
                cursor.execute(statement, chunk)
            periods += cursor.rowcount
        for table in TABLES[1:4]:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")  # noqa: S608
        _give_accounts(cursor, values)
        for number, piece in enumerate(put_back(pieces, TABLES)):
            tell(piece.name, 0.52 + 0.46 * number / len(pieces))
        tell("statistics", 0.98)
        cursor.execute("ANALYZE " + ", ".join(TABLES))
        cursor.execute(_NO_TEMPLATE)
    tell("done", 1)
    return periods


# -- The template: a few thousand people in temporary tables


def _load_template(cursor: CursorWrapper, country: Country) -> int:
    """Copy the made-up people into temporary tables; says how many they are."""
    cursor.execute(_TEMPLATE_TABLES)
    homes = [(home, home.members) for home in country.homes]
    numbers = {
        id(citizen): n for n, citizen in enumerate(citizen for _home, people in homes for citizen in people)
    }
    _copy(cursor, "t_ward", _ward_rows(country))
    _copy(cursor, "t_workplace", _workplace_rows(country))
    _copy(cursor, "t_given", _given_names())
    _copy(cursor, "t_family", enumerate(names.FAMILY_NAMES))
    _copy(
        cursor,
        "t_home",
        (_home_row(number, home, numbers[id(people[0])]) for number, (home, people) in enumerate(homes)),
    )
    _copy(cursor, "t_person", _person_rows(country))
    _copy(
        cursor,
        "t_membership",
        (
            (number, numbers[id(row.citizen)], row.relation, row.joined_on, row.left_on)
            for number, (home, _people) in enumerate(homes)
            for row in home.memberships
        ),
    )
    _copy(cursor, "t_period", _period_rows(country))
    cursor.execute("ANALYZE t_ward, t_workplace, t_given, t_family, t_home, t_person, t_membership, t_period")
    return len(numbers)


def _copy(cursor: CursorWrapper, table: str, rows: Iterable[Sequence[object]]) -> None:
    with cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _ward_rows(country: Country) -> Iterator[Row]:
    """Wards numbered within their province and kind (urban, rural)."""
    counts: Counter[tuple[str, bool]] = Counter()
    for ward in country.places.wards:
        kind = (ward.province_id, is_rural(ward))
        yield *kind, counts[kind], ward.code, f"{ward.name}, {ward.province.full_name}"
        counts[kind] += 1


def _workplace_rows(country: Country) -> Iterator[Row]:
    for number, workplace in enumerate(country.workplaces.values()):
        employer, industry = workplace.employer, INDUSTRIES[workplace.plan.industry]
        yield (
            number,
            employer.name,
            MEMBER_CODES[industry.kind] + industry.code,
            employer.kind,
            employer.wage_region,
            employer.ward.province_id,
            is_rural(employer.ward),
        )


def _given_names() -> Iterator[Row]:
    rng = Random(f"{SEED} national names")  # noqa: S311 - fiction, not secrets
    for sex in Sex:
        for number in range(GIVEN_NAMES):
            yield sex.value, number, names.given_names(rng, sex)


def _home_row(number: int, home: Home, first_member: int) -> Row:
    household = home.household
    ward = household.ward
    return number, first_member, ward.province_id, is_rural(ward), household.address, household.standing


def _person_rows(country: Country) -> Iterator[Row]:
    """People with the fixed parts of their numbers. `slot` counts those with the same parts."""
    slots: Counter[str] = Counter()
    member = 0
    for number, home in enumerate(country.homes):
        families: dict[str, int] = {}  # people of one name in a home share another in each copy
        for citizen in home.members:
            family = families.setdefault(citizen.full_name.split()[0], len(families))
            prefix = (citizen.personal_id or "")[:6]
            yield (
                member,
                number,
                number * 8 + family,
                citizen.sex,
                citizen.birth_date,
                citizen.birth_precision,
                prefix or None,
                slots[prefix],
                bool(citizen.phone),
            )
            slots[prefix] += 1
            member += 1


def _period_rows(country: Country) -> Iterator[Row]:
    maker = LifeMaker(country.today, country.workplaces)
    workplaces = {id(workplace.employer): n for n, workplace in enumerate(country.workplaces.values())}
    serial = count()
    member = 0
    for number, home in enumerate(country.homes):
        begins = date(BEGINNINGS[number % len(BEGINNINGS)], 1, 1)
        for citizen in home.members:
            rng = Random(f"{SEED} rows {citizen.bhxh_number}")  # noqa: S311 - fiction, not secrets
            for period in make_periods(citizen, maker.life(citizen, home), country.today, rng):
                if period.months.upper > begins:
                    yield (
                        next(serial),
                        member,
                        period.scheme,
                        DateRange(max(period.months.lower, begins), period.months.upper),
                        workplaces[id(period.employer)] if period.employer else None,
                        period.job_title,
                        period.member_code,
                        period.insured_wage,
                        period.coefficient,
                        period.position_allowance,
                        period.seniority_excess_allowance,
                        period.seniority_allowance,
                        period.payment_state,
                        period.source,
                        period.imported_at,
                    )
            member += 1


def _first_numbers(
    cursor: CursorWrapper, first: int, citizens: int, people: int, country: Country
) -> dict[str, int | str]:
    """What the statements count from. Offices are made when they are missing."""
    SiOffice.objects.bulk_create(
        [office for office in country.offices if office.code.endswith("000")], ignore_conflicts=True
    )
    cursor.execute(_FIRST_NUMBERS, [ID_SERIALS])
    citizen, household, employers, serial, slots = cursor.fetchone()
    copies = -(-citizens // people)
    if serial + copies * slots > ID_SERIALS:
        raise ValueError("there are no personal ID numbers left; start from an empty database")
    return {
        "first": first,
        "citizens": citizens,
        "people": people,
        "homes": len(country.homes),
        "citizen": citizen,
        "household": household,
        "employers": employers,
        "employer_copies": max(1, citizens // PEOPLE_PER_EMPLOYER // len(country.workplaces)),
        "serial": serial,
        "slots": slots,
        "families": len(names.FAMILY_NAMES),
        "given": GIVEN_NAMES,
        "mark": MARK,
    }


def _give_accounts(cursor: CursorWrapper, values: dict[str, int | str]) -> None:
    """Accounts for a sample of people with periods, spread over all; they share one hashed password."""
    cursor.execute(_SAMPLE, {**values, "accounts": ACCOUNTS})
    numbers = dict(cursor.fetchall())
    password = make_password(PASSWORD)
    verified = {"password": password, "verified_at": timezone.now()}
    users = User.objects.bulk_create(
        [User(username=f"{ACCOUNT_PREFIX}{number}", **verified) for number in numbers.values()]
    )
    cursor.executemany(
        "UPDATE citizens_citizen SET user_id = %s WHERE id = %s",
        [(user.pk, citizen) for user, citizen in zip(users, numbers, strict=True)],
    )


# -- The statements. A copy's n-th person is number copy * people + n; `pick` scatters choices over the copies.

_TEMPLATE_TABLES = """
CREATE OR REPLACE FUNCTION pg_temp.pick(copy bigint, slot bigint, choices bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ((copy * 48271 + slot * 69621 + 17) * 16807 % 2147483647) % choices;

CREATE TEMP TABLE t_ward (province text, rural boolean, number int, code text, place text,
  PRIMARY KEY (province, rural, number));
CREATE TEMP TABLE t_workplace (workplace int PRIMARY KEY, name text, code text, kind text, wage_region int,
  province text, rural boolean);
CREATE TEMP TABLE t_given (sex text, number int, name text, PRIMARY KEY (sex, number));
CREATE TEMP TABLE t_family (number int PRIMARY KEY, name text);
CREATE TEMP TABLE t_home (home int PRIMARY KEY, first_member int, province text, rural boolean, address text,
  standing text);
CREATE TEMP TABLE t_person (member int PRIMARY KEY, home int, family_slot int, sex text, birth_date date,
  birth_precision text, id_prefix text, id_slot int, has_phone boolean);
CREATE TEMP TABLE t_membership (home int, member int, relation text, joined_on date, left_on date);
CREATE TEMP TABLE t_period (period int, member int, scheme text, months daterange, workplace int, job_title text,
  member_code text, insured_wage bigint, coefficient numeric, position_allowance bigint,
  seniority_excess_allowance bigint, seniority_allowance bigint, payment_state text, source text,
  imported_at timestamptz);
CREATE TEMP TABLE t_employer (workplace int, copy int, id bigint, place text, PRIMARY KEY (workplace, copy))
 ;
CREATE TEMP VIEW t_ward_count AS SELECT province, rural, count(*) AS wards FROM t_ward GROUP BY 1, 2;
"""

_NO_TEMPLATE = """
DROP TABLE t_ward, t_workplace, t_given, t_family, t_home, t_person, t_membership, t_period, t_employer CASCADE
"""

_FIRST_NUMBERS = """
SELECT
  1 + greatest((SELECT max(id) FROM citizens_citizen), (SELECT last_value FROM citizens_citizen_id_seq)),
  1 + greatest((SELECT max(id) FROM citizens_household), (SELECT last_value FROM citizens_household_id_seq)),
  (SELECT count(*) FROM citizens_employer WHERE tax_number LIKE '0098%%'),
  (SELECT coalesce(1 + max(substr(personal_id, 7)::int), 0) FROM citizens_citizen
    WHERE substr(personal_id, 7)::int < %s),
  (SELECT max(id_slot) + 1 FROM t_person)
"""

_EMPLOYERS = """
WITH fresh AS (
  SELECT w.*, copy, %(employers)s + copy * (SELECT count(*) FROM t_workplace) + w.workplace AS number,
         ward.code AS ward, ward.place
  FROM generate_series(0, %(employer_copies)s - 1) AS copy
  CROSS JOIN t_workplace w
  JOIN t_ward_count USING (province, rural)
  JOIN t_ward ward ON ward.province = w.province AND ward.rural = w.rural
    AND ward.number = pg_temp.pick(copy, w.workplace, wards)
), made AS (
  INSERT INTO citizens_employer
    (unit_code, tax_number, name, kind, wage_region, address, ward_id, managing_office_id)
  SELECT '0098' || lpad(number::text, 6, '0') || fresh.code, '0098' || lpad(number::text, 6, '0'),
         fresh.name || ' ' || (number / (SELECT count(*) FROM t_workplace) + 1), kind, wage_region,
         'Đường Minh Họa', ward, office.id
  FROM fresh JOIN citizens_sioffice office ON office.code = fresh.province || '000'
  RETURNING id, tax_number
)
INSERT INTO t_employer
SELECT workplace, copy, made.id, place
FROM fresh JOIN made ON made.tax_number = '0098' || lpad(number::text, 6, '0')
"""

_CITIZENS = """
INSERT INTO citizens_citizen (id, bhxh_number, personal_id, full_name, birth_date, birth_precision, sex, phone,
  email, address, ward_id, province_id)
SELECT %(citizen)s + n,
       h.province || %(mark)s || lpad((%(first)s + n)::text, 7, '0'),
       id_prefix || lpad((%(serial)s + copy * %(slots)s + id_slot)::text, 6, '0'),
       family.name || ' ' || given.name,
       birth_date, birth_precision, p.sex,
       CASE WHEN has_phone THEN '090000' || lpad((n %% 10000)::text, 4, '0') ELSE '' END,
       '', address, ward.code, h.province
FROM generate_series(%(start)s / %(people)s, (%(stop)s - 1) / %(people)s) AS copy
CROSS JOIN t_person p
CROSS JOIN LATERAL (SELECT copy * %(people)s + member AS n) AS numbered
JOIN t_home h USING (home)
JOIN t_ward_count USING (province, rural)
JOIN t_ward ward ON ward.province = h.province AND ward.rural = h.rural
  AND ward.number = pg_temp.pick(copy, home, wards)
JOIN t_family family ON family.number = pg_temp.pick(copy, family_slot, %(families)s)
JOIN t_given given ON given.sex = p.sex AND given.number = pg_temp.pick(copy, member, %(given)s)
WHERE n >= %(start)s AND n < %(stop)s
ORDER BY n
"""

_HOUSEHOLDS = """
INSERT INTO citizens_household (id, code, address, ward_id, standing)
SELECT %(household)s + copy * %(homes)s + home,
       h.province || %(mark)s || lpad((%(first)s + copy * %(people)s + first_member)::text, 7, '0'),
       address, ward.code, standing
FROM generate_series(%(start)s / %(people)s, (%(stop)s - 1) / %(people)s) AS copy
CROSS JOIN t_home h
JOIN t_ward_count USING (province, rural)
JOIN t_ward ward ON ward.province = h.province AND ward.rural = h.rural
  AND ward.number = pg_temp.pick(copy, home, wards)
WHERE copy * %(people)s + first_member >= %(start)s AND copy * %(people)s + first_member < %(stop)s
"""

_MEMBERSHIPS = """
INSERT INTO citizens_householdmember (household_id, citizen_id, relation, joined_on, left_on)
SELECT %(household)s + copy * %(homes)s + home, %(citizen)s + copy * %(people)s + member, relation, joined_on, left_on
FROM generate_series(%(start)s / %(people)s, (%(stop)s - 1) / %(people)s) AS copy
CROSS JOIN t_membership
WHERE copy * %(people)s + member >= %(start)s AND copy * %(people)s + member < %(stop)s
"""

_PERIODS = """
INSERT INTO insurance_participationperiod (public_id, citizen_id, scheme, months, employer_id, job_title, work_place,
  member_code, insured_wage, coefficient, position_allowance, seniority_excess_allowance, seniority_allowance,
  payment_state, source, imported_at)
-- Not gen_random_uuid(): twelve million calls of the system's randomness take a quarter of a minute.
SELECT md5(%(first)s + copies.copy * %(people)s + member || ' ' || t.period)::uuid,
       %(citizen)s + copies.copy * %(people)s + member, scheme, months, e.id, job_title,
       coalesce(place, ''), member_code, insured_wage, coefficient, position_allowance, seniority_excess_allowance,
       seniority_allowance, payment_state, source, imported_at
FROM generate_series(%(start)s / %(people)s, (%(stop)s - 1) / %(people)s) AS copies (copy)
CROSS JOIN LATERAL (SELECT * FROM t_period OFFSET 0) t -- person by person, whatever the planner likes
LEFT JOIN t_employer e ON e.workplace = t.workplace
  AND e.copy = (copies.copy * 31 + t.workplace) %% %(employer_copies)s
WHERE copies.copy * %(people)s + member >= %(start)s AND copies.copy * %(people)s + member < %(stop)s
"""

_SAMPLE = """
SELECT id, bhxh_number FROM citizens_citizen
WHERE id IN (
  SELECT %(citizen)s + k * %(citizens)s / %(accounts)s
  FROM generate_series(0::bigint, %(accounts)s - 1) AS k
)
AND id >= %(citizen)s
ORDER BY id
"""
