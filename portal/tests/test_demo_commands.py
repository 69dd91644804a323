"""seed_demo and demo_accounts: once, all or nothing, and only the personas can sign in."""

import json
from datetime import date
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Q

from citizens.demo import DEMO_PASSWORD, PERSONAS, twice
from citizens.models import Citizen, Employer, Household, HouseholdMember, Officer, SiOffice, User
from facilities.models import Place
from insurance.models import HiCard, ParticipationPeriod
from insurance.words import months_between
from portal.staff.merging import compare
from territory.text import fold

TODAY = date(2026, 11, 23)
TABLES = (Citizen, Employer, Household, HouseholdMember, Officer, ParticipationPeriod, SiOffice, User)
TRACKED = (Citizen, Employer, Household, HouseholdMember, ParticipationPeriod)


def said(command, *arguments, **options):
    out = StringIO()
    call_command(command, *arguments, stdout=out, **options)
    return out.getvalue()


def counts():
    return {model.__name__: model.objects.count() for model in TABLES}


@pytest.mark.django_db
def test_seed_demo(django_assert_max_num_queries):
    """One test, because building costs seconds."""
    call_command("load_territory", verbosity=0)
    with django_assert_max_num_queries(
        1_400
    ):  # people in batches; some 70 notices to units one by one, as the site does
        assert "Wrote" in said("seed_demo", today=TODAY, citizens=120)
    first = counts()
    assert 120 <= first["Citizen"] < 135
    assert first["ParticipationPeriod"] > 1_000
    assert first["SiOffice"] > 34
    assert first["Employer"] == 60

    # A second time changes nothing.
    assert "already there" in said("seed_demo", today=date(2026, 12, 1), citizens=500)
    assert counts() == first

    # Every insert is in the history once, with what made it. (An accepted correction of the demo is an update.)
    for model in TRACKED:
        events = model._meta.get_field("events").related_model.objects
        inserts = events.filter(pgh_label="insert")
        assert inserts.count() == model.objects.count()
        noted = Count("events", filter=Q(events__pgh_label="insert"))
        assert not model.objects.annotate(noted=noted).exclude(noted=1).exists()
        assert not events.exclude(pgh_context__metadata__command="seed_demo").exists()
    person = Citizen.objects.get(bhxh_number=PERSONAS[0].sign_in)
    event = person.events.get(pgh_label="insert")
    assert (event.full_name, event.birth_date, event.user_id) == (
        person.full_name,
        person.birth_date,
        person.user_id,
    )

    # Everybody on the list can sign in, and nobody else has a password.
    for account in json.loads(said("demo_accounts", "--json")):
        user = authenticate(username=account["sign_in"], password=account["password"])
        assert user is not None, account["persona"]
        assert user.is_staff == (account["role"] in ("officer", "administrator"))
        if not user.is_staff:
            assert user.citizen.bhxh_number == account["sign_in"]
    assert first["User"] == len(PERSONAS) == 17
    # One person in two records, in the province of two officers, that may become one and hold two months twice.
    first, second = (Citizen.objects.get(bhxh_number=n) for n in (twice.FIRST_BOOK, twice.SECOND_BOOK))
    officer = Officer.objects.get(user__username="canbo.dongnai")
    assert {first.province_id, second.province_id} == {officer.province_id}
    assert (first.user, second.user, fold(first.full_name)) == (None, None, fold(second.full_name))
    assert list(compare.forbidden(second, first, officer.user)) == []
    assert {row.months for row in compare.overlaps(second, first)} == {
        months_between(date(2013, 2, 1), date(2013, 4, 1))
    }
    assert Officer.objects.get(user__username="canbo.dongnai").province.name == "Đồng Nai"
    assert list(User.objects.filter(is_superuser=True).values_list("username", flat=True)) == ["quantri"]

    # What records name has a page: every office that employers report to, and where a persona's card is registered.
    assert not SiOffice.objects.exclude(code__in=Place.objects.values("code")).exists()
    card = HiCard.objects.filter(citizen=person).newest_first()[0]
    assert Place.objects.get(facility_code=card.facility_code).name == card.facility_name

    # Households are whole in the database too.
    heads = Count("members", filter=Q(members__relation="head", members__left_on=None))
    assert not Household.objects.annotate(heads=heads).exclude(heads=1).exists()
    assert not Citizen.objects.exclude(ward__province=F("province")).exists()


@pytest.mark.django_db
def test_seed_demo_dry_run_writes_nothing():
    call_command("load_territory", verbosity=0)
    assert "Would write" in said("seed_demo", "--dry-run", today=TODAY, citizens=40)
    assert set(counts().values()) == {0}


def test_seed_demo_needs_enough_past():
    with pytest.raises(CommandError, match="2026-02-01"):
        said("seed_demo", today=date(2025, 1, 1))


def test_demo_accounts_as_json():
    accounts = json.loads(said("demo_accounts", "--json"))
    assert len(accounts) == 17
    for account in accounts:
        assert set(account) == {
            "persona",
            "role",
            "sign_in",
            "password",
            "look_at",
            "totp_secret",
            "totp_code",
        }
        assert bool(account["totp_secret"]) == (account["role"] in ("officer", "administrator"))
        assert account["password"] == DEMO_PASSWORD
        assert account["look_at"]
        assert all(path.startswith("/") for path in account["look_at"])
    assert {account["role"] for account in accounts} == {"citizen", "clerk", "officer", "administrator"}


def test_demo_accounts_as_table():
    table = said("demo_accounts")
    assert DEMO_PASSWORD in table
    for persona in PERSONAS:
        assert persona.sign_in in table
        assert persona.title in table
