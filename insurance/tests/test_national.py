"""People by the million, tried with five hundred: rows true to the law, constraints as the migrations made them."""

import json
from datetime import date

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from citizens.models import Citizen, Employer, Household, HouseholdMember
from citizens.tests.demo_wards import store_wards
from citizens.tests.factories import make_citizen
from insurance.demo import national
from insurance.models import ParticipationPeriod
from insurance.rules import contribution, identifiers
from insurance.rules.months import add_months
from insurance.rules.parameters import Sex
from insurance.rules.participation import Scheme
from insurance.tests.factories import make_period

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
PEOPLE = 500

CATALOGUE = (
    (
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated, condeferrable, condeferred"
        " FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2"
    ),
    (
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid), indisvalid, indisready, indisunique,"
        " indimmediate FROM pg_index"
        " WHERE indexrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)"
        " ORDER BY 1"
    ),
    (
        "SELECT tgrelid::regclass::text, tgenabled, CASE WHEN tgisinternal THEN tgfoid::regproc::text"
        " ELSE pg_get_triggerdef(oid) END FROM pg_trigger ORDER BY 1, 3, 2"
    ),
)


def catalogue():
    with connection.cursor() as cursor:
        found = []
        for query in CATALOGUE:
            cursor.execute(query)
            found.append(cursor.fetchall())
    return found


@pytest.fixture
def country():
    """The database with its five hundred people: the catalogue before, and how many periods were written."""
    store_wards()
    before = catalogue()
    periods = national.seed(PEOPLE, TODAY)
    return before, periods


def test_everything_holds(country):
    """One test, because building costs seconds: each block asks one question."""
    before, periods = country
    assert catalogue() == before
    assert len(before[0]) > 50  # and the catalogue was really read

    assert Citizen.objects.count() == HouseholdMember.objects.filter(left_on=None).count() == PEOPLE
    assert ParticipationPeriod.objects.count() == periods
    assert 8 <= periods / PEOPLE <= 16

    # Numbers agree with the people.
    for citizen in Citizen.objects.all():
        assert citizen.bhxh_number[2] == national.MARK
        assert citizen.bhxh_number.startswith(citizen.province_id)
        if citizen.personal_id:
            parsed = identifiers.parse_personal_id(citizen.personal_id)
            assert parsed.serial < "900000"
            assert not identifiers.personal_id_warnings(
                parsed, birth_date=citizen.birth_date, sex=Sex(citizen.sex)
            )
    assert not Citizen.objects.exclude(ward__province=F("province")).exists()

    assert Citizen.objects.values("province").distinct().count() == 34

    # Households have one head each, and children carry the head's name.
    assert not Household.objects.exclude(members__relation="head").exists()
    child = HouseholdMember.objects.filter(relation="child", left_on=None).first()
    head = child.household.members.get(relation="head").citizen
    assert child.citizen.full_name.split()[0] == head.full_name.split()[0]

    # Wages lie within the bounds of their first and last month; nothing lies ahead.
    rows = ParticipationPeriod.objects.exclude(insured_wage=None).select_related("employer")
    for row in rows:
        for month in (row.months.lower, add_months(row.months.upper, -1)):
            bounded = contribution.insured_wage(
                Scheme(row.scheme),
                month,
                row.insured_wage,
                region=row.employer.wage_region if row.employer else 4,
                state_budget=bool(row.employer) and row.employer.kind == Employer.Kind.PUBLIC,
            )
            assert bounded.base == row.insured_wage
    assert not ParticipationPeriod.objects.filter(months__endswith__gt=TODAY.replace(day=1)).exists()
    employed = rows.exclude(employer=None).first()
    assert employed.work_place.startswith(employed.employer.ward.name)

    # The constraints bite: an overlap is refused.
    other = ParticipationPeriod.objects.first()
    other.pk, other.public_id = None, "00000000-0000-4000-8000-000000000001"
    with pytest.raises(IntegrityError), transaction.atomic():
        other.save()

    # Triggers are on again: a change is kept.
    row = ParticipationPeriod.objects.first()
    row.job_title = "Công việc khác"
    row.save()
    assert row.events.count() == 1

    # The next row gets a number of its own.
    make_period(make_citizen(), date(2026, 1, 1))

    # A sample can sign in.
    accounts = national.accounts()
    assert len(accounts) == min(national.ACCOUNTS, PEOPLE)
    user = authenticate(username=accounts[7]["sign_in"], password=accounts[7]["password"])
    assert user.citizen.bhxh_number == accounts[7]["sign_in"]
    assert user.is_verified

    # Employers of a copy have people to work with.
    assert Employer.objects.count() == 60


def test_append_goes_on_and_refuses_without(tmp_path, country, capsys):
    with pytest.raises(CommandError, match="--append"):
        call_command("seed_national", citizens=10)
    path = tmp_path / "accounts.json"
    call_command("seed_national", citizens=150, append=True, today=TODAY, accounts=path)
    assert Citizen.objects.count() == PEOPLE + 150
    assert national.people_on_record() == PEOPLE + 150
    accounts = json.loads(path.read_text())
    assert set(accounts[0]) == {"sign_in", "password"}
    assert len(accounts) == national.ACCOUNTS + 150
    assert "Wrote 150 people" in capsys.readouterr().out


def test_too_many_people_are_refused():
    with pytest.raises(ValueError, match="numbers for"):
        national.seed(national.MOST_PEOPLE + 1, TODAY)
