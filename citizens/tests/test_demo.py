"""The demo's people: the same every time, with numbers, families and dates that agree. No database needed."""

from collections import Counter
from datetime import date

import pytest

from citizens.demo import PERSONAS
from citizens.demo.country import plan_country
from citizens.demo.homes import age_on
from citizens.demo.names import FAMILY_NAMES
from citizens.demo.numbers import Registrar
from citizens.demo.places import Places
from citizens.models import Household, HouseholdMember, Sex
from citizens.tests.demo_wards import all_wards

TODAY = date(2026, 11, 23)
PEOPLE = 900


@pytest.fixture(scope="module")
def country():
    return plan_country(TODAY, PEOPLE, wards=all_wards())


def rows(country):
    """Everything a plan will write, as plain values."""
    people = [
        (
            c.bhxh_number,
            c.personal_id,
            c.full_name,
            c.birth_date,
            c.sex,
            c.phone,
            c.email,
            c.address,
            c.ward_id,
        )
        for c in country.citizens
    ]
    homes = [
        (h.household.code, h.household.address, h.household.ward_id, h.household.standing)
        for h in country.homes
    ]
    memberships = [
        (m.citizen.bhxh_number, m.relation, m.joined_on, m.left_on)
        for h in country.homes
        for m in h.memberships
    ]
    employers = [
        (w.employer.unit_code, w.employer.tax_number, w.employer.name, w.employer.managing_office.code)
        for w in country.workplaces.values()
    ]
    return people, homes, memberships, employers, [(office.code, office.name) for office in country.offices]


def test_two_plans_are_equal(country):
    assert rows(plan_country(TODAY, PEOPLE, wards=all_wards())) == rows(country)


def test_order_of_the_wards_does_not_matter(country):
    assert rows(plan_country(TODAY, PEOPLE, wards=reversed(all_wards()))) == rows(country)


def test_more_people_leave_the_first_as_they_were(country):
    fewer = plan_country(TODAY, PEOPLE // 2, wards=all_wards())
    assert rows(country)[0][: PEOPLE // 2] == rows(fewer)[0][: PEOPLE // 2]


def test_size_and_spread(country):
    provinces = Counter(citizen.province_id for citizen in country.citizens)
    assert PEOPLE <= sum(provinces.values()) < PEOPLE + 15
    assert len(provinces) == 34
    assert {province for province, _count in provinces.most_common(3)} == {"01", "75", "79"}
    assert len(country.workplaces) == 60
    assert {w.employer.wage_region for w in country.workplaces.values()} == {1, 2, 3, 4}
    assert {h.household.standing for h in country.homes} == set(Household.Standing.values)


def test_numbers_are_unique(country):
    people = list(country.citizens)
    assert len({citizen.bhxh_number for citizen in people}) == len(people)
    ids = [citizen.personal_id for citizen in people if citizen.personal_id]
    assert len(set(ids)) == len(ids)
    assert len({home.household.code for home in country.homes}) == len(country.homes)
    for field in ("unit_code", "tax_number", "name"):
        assert len({getattr(w.employer, field) for w in country.workplaces.values()}) == 60
    assert len({office.code for office in country.offices}) == len(country.offices)


def test_registrar_gives_each_serial_once():
    registrar = Registrar()
    pairs = [registrar.person() for _ in range(20_000)]
    assert len({bhxh for bhxh, _id in pairs}) == len({personal for _bhxh, personal in pairs}) == 20_000
    assert min(min(pair) for pair in pairs) >= 100  # those below are written by hand


def test_people_pass_the_rules_of_their_table(country):
    for citizen in country.citizens:
        citizen.clean_fields(exclude=["ward", "province", "user"])
        assert citizen.birth_date <= TODAY
        assert citizen.ward.province_id == citizen.province_id
        assert citizen.email == "" or citizen.email.endswith("@example.com")
        assert citizen.phone == "" or citizen.phone.startswith("090000")
        assert citizen.full_name == citizen.full_name.strip()
        assert len(citizen.full_name.split()) >= 3


def test_households_are_families(country):
    for home in country.homes:
        present = [row for row in home.memberships if row.left_on is None]
        (head,) = [row.citizen for row in present if row.relation == HouseholdMember.Relation.HEAD]
        assert age_on(TODAY, head.birth_date) >= 18
        assert sum(row.relation == HouseholdMember.Relation.SPOUSE for row in present) <= 1
        for row in home.memberships:
            assert row.citizen.birth_date <= row.joined_on <= TODAY
            assert row.left_on is None or row.joined_on < row.left_on <= TODAY
            assert row.citizen.ward_id == home.household.ward_id or row.left_on
            if row.relation == HouseholdMember.Relation.CHILD and row.left_on is None:
                assert row.citizen.full_name.split()[0] == head.full_name.split()[0]
                mothers = [
                    r.citizen
                    for r in present
                    if r.relation in ("head", "spouse") and r.citizen.sex == Sex.FEMALE
                ]
                assert all(
                    18 <= age_on(row.citizen.birth_date, mother.birth_date) <= 45 for mother in mothers
                )


def test_nobody_is_in_two_households_at_once(country):
    now = Counter(
        row.citizen.bhxh_number for h in country.homes for row in h.memberships if row.left_on is None
    )
    assert set(now.values()) == {1}
    assert any(row.left_on for h in country.homes for row in h.memberships)


def test_employers_pass_the_rules_of_their_table(country):
    for workplace in country.workplaces.values():
        employer = workplace.employer
        employer.clean_fields(exclude=["ward", "managing_office"])
        assert employer.managing_office.province_id == employer.ward.province_id
        assert employer.tax_number.startswith("00")


@pytest.mark.parametrize(
    "persona", [p for p in PERSONAS if p.role in ("citizen", "clerk")], ids=lambda p: p.key
)
def test_persona_is_there(country, persona):
    assert country.persona(persona.key).bhxh_number == persona.sign_in
    assert country.persona(persona.key) in country.by_persona[persona.key].members


def test_personas_households(country):
    children = [row.citizen for row in country.by_persona["mother"].memberships if row.relation == "child"]
    assert [age_on(TODAY, child.birth_date) for child in children] == [8, 4]
    assert country.by_persona["farmer"].household.standing == Household.Standing.NEAR_POOR
    assert {p.role for p in PERSONAS} == {"citizen", "clerk", "officer", "administrator"}
    assert len({p.sign_in for p in PERSONAS}) == len(PERSONAS) == 17


def test_places_names_a_ward():
    places = Places.of(all_wards())
    assert places.named("75", "Trấn Biên").name == "Phường Trấn Biên"
    assert set(FAMILY_NAMES) >= {"Nguyễn", "Trần", "Lê"}
