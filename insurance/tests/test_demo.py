"""The demo's working lives: true to the law of each month, coherent between schemes. No database needed."""

from collections import defaultdict
from datetime import date
from itertools import pairwise

import pytest

from citizens.demo.country import plan_country
from citizens.models import Employer
from citizens.tests.demo_wards import all_wards
from insurance.demo.lives import TITLES, child_cover_end
from insurance.demo.pay import UNIVERSITY, Contract, StateScale, minimum_of_the_time, within_bounds
from insurance.demo.records import plan_periods
from insurance.models import ParticipationPeriod, PaymentState, Scheme
from insurance.rules import contribution, identifiers
from insurance.rules.months import add_months, month_index
from insurance.rules.parameters import ReferenceLevel, RegionalMinWage, at
from insurance.rules.parameters import Sex as RuleSex
from insurance.rules.participation import Scheme as RuleScheme
from insurance.rules.retirement import retirement_age

TODAY = date(2026, 11, 23)
THIS_MONTH = TODAY.replace(day=1)
PEOPLE = 900


@pytest.fixture(scope="module")
def country():
    return plan_country(TODAY, PEOPLE, wards=all_wards())


@pytest.fixture(scope="module")
def records(country) -> dict[str, list[ParticipationPeriod]]:
    """Everybody's periods by BHXH number, those without any included."""
    numbers = [citizen.bhxh_number for citizen in country.citizens]
    return dict(zip(numbers, plan_periods(country), strict=True))


@pytest.fixture(scope="module")
def periods(records):
    return [period for rows in records.values() for period in rows]


@pytest.fixture
def persona(country, records):
    """A persona's periods of one scheme (of all, without one), oldest first."""

    def find(key, scheme=None):
        rows = records[country.persona(key).bhxh_number]
        return sorted((r for r in rows if scheme in (None, r.scheme)), key=lambda row: row.months.lower)

    return find


def values(period):
    return [getattr(period, field.attname) for field in ParticipationPeriod._meta.concrete_fields]


def months_of(rows, *states):
    wanted = states or tuple(PaymentState.values)
    return sum(
        month_index(r.months.upper) - month_index(r.months.lower) for r in rows if r.payment_state in wanted
    )


def test_two_plans_are_equal(country, periods):
    again = plan_country(TODAY, PEOPLE, wards=all_wards())
    assert [values(row) for rows in plan_periods(again) for row in rows] == [values(row) for row in periods]


def test_another_day_moves_only_the_end(country, records):
    """A persona's life before the change is the same a month later, and one month longer."""
    later = plan_country(date(2026, 12, 23), 100, wards=all_wards())
    rows = next(rows for citizen, rows in zip(later.citizens, plan_periods(later), strict=True)
                if citizen.bhxh_number == later.persona("worker").bhxh_number)  # fmt: skip
    now = records[country.persona("worker").bhxh_number]
    assert max(row.months.upper for row in rows) == date(2026, 12, 1)
    assert [r.months.lower for r in rows] == [r.months.lower for r in now]
    assert [r.insured_wage for r in rows] == [r.insured_wage for r in now]


def test_reaches_last_month_and_nothing_lies_ahead(periods):
    assert max(row.months.upper for row in periods) == THIS_MONTH
    assert min(row.months.lower for row in periods) == date(1995, 1, 1)
    assert all(row.imported_at.date() <= TODAY for row in periods)
    assert all(row.imported_at.date() >= row.months.upper for row in periods)


def test_whole_months_without_overlap(records):
    for rows in records.values():
        by_scheme = defaultdict(list)
        for row in rows:
            assert row.months.lower.day == row.months.upper.day == 1
            assert row.months.lower < row.months.upper
            by_scheme[row.scheme].append(row.months)
        for months in by_scheme.values():
            assert all(
                older.upper <= newer.lower for older, newer in pairwise(sorted(months, key=lambda m: m.lower))
            )


def test_neighbours_differ(records):
    """Equal neighbours are one row: a history is as short as it can be."""
    told = ("scheme", "employer", "job_title", "member_code", "insured_wage", "coefficient", "payment_state", "source",
            "position_allowance", "seniority_excess_allowance", "seniority_allowance")  # fmt: skip
    for rows in records.values():
        for older, newer in pairwise(rows):
            if older.scheme == newer.scheme and older.months.upper == newer.months.lower:
                assert any(getattr(older, name) != getattr(newer, name) for name in told)


def test_insured_wages_lie_within_floor_and_ceiling_of_every_month(periods):
    """Asked of the rules for each month, not only where a period begins."""
    known = {}
    for row in periods:
        if row.insured_wage is None:
            continue
        region = row.employer.wage_region if row.employer else 4
        public = bool(row.employer) and row.employer.kind == Employer.Kind.PUBLIC
        month = row.months.lower
        while month < row.months.upper:
            key = (row.scheme, month, row.insured_wage, region, public)
            if key not in known:
                known[key] = contribution.insured_wage(
                    RuleScheme(row.scheme), month, row.insured_wage, region=region, state_budget=public
                ).base
            assert known[key] == row.insured_wage, key
            month = add_months(month, 1)


def test_somebody_is_cut_at_each_ceiling(periods):
    on = date(2026, 10, 1)
    level, minimum = at(ReferenceLevel, on).amount, at(RegionalMinWage, on).amount(1)
    highest = defaultdict(int)
    for row in periods:
        if row.months.upper == THIS_MONTH and row.insured_wage:
            highest[row.scheme] = max(highest[row.scheme], row.insured_wage)
    assert highest["bhxh"] == highest["tnld"] == highest["bhyt"] == 20 * level
    assert 20 * level < highest["bhtn"] <= 20 * minimum


def test_wages_and_parts_are_whole_and_add_up(periods):
    for row in periods:
        if row.coefficient is not None and row.scheme == "bhxh":
            level = at(ReferenceLevel, row.months.lower).amount
            parts = (row.position_allowance, row.seniority_excess_allowance, row.seniority_allowance)
            assert abs(row.insured_wage - row.coefficient * level - sum(part or 0 for part in parts)) <= 1


def test_schemes_of_one_job_agree(records):
    """BHXH, TNLĐ-BNN and BHTN name one employer for a month; the funds of later years begin when they did."""
    for rows in records.values():
        by_month = defaultdict(dict)
        for row in rows:
            month = row.months.lower
            while row.employer and month < row.months.upper:
                by_month[month][row.scheme] = row
                month = add_months(month, 1)
        for month, found in by_month.items():
            assert len({row.employer.unit_code for row in found.values()}) == 1
            assert len({row.job_title for row in found.values()}) == 1
            bhxh = found[Scheme.BHXH]
            credited = bhxh.payment_state == PaymentState.CREDITED
            leave_taken_out = (
                bhxh.payment_state == PaymentState.WITHDRAWN
            )  # leave months cannot be told any more
            civil_servant = bhxh.employer.name.startswith("Phòng ")
            assert (Scheme.BHYT in found) == (month >= date(2009, 7, 1))
            if not leave_taken_out:
                assert (Scheme.TNLD in found) == (month >= date(2007, 1, 1) and not credited)
                assert (Scheme.BHTN in found) == (
                    month >= date(2009, 1, 1) and not credited and not civil_servant
                )
            late = {row.payment_state == PaymentState.LATE for row in found.values()}
            assert len(late) == 1


def test_states_of_all_kinds_are_there(periods):
    found = {(row.scheme, row.payment_state) for row in periods}
    assert {state for scheme, state in found if scheme == "bhxh"} == set(PaymentState.values)
    assert {scheme for scheme, _state in found} == set(Scheme.values)
    assert all(scheme == "bhxh" for scheme, state in found if state in ("credited", "withdrawn"))
    codes = {row.member_code for row in periods if row.scheme == "bhyt"}
    assert codes >= {"DN", "HC", "HX", "HT", "HS", "SV", "TE", "GD", "GB", "HN", "CN", "TN"}
    assert {row.member_code for row in periods if row.scheme != "bhyt"} == {""}


def test_late_months_are_the_last_ones_of_late_employers(country, periods):
    late = [row for row in periods if row.payment_state == PaymentState.LATE]
    assert late
    owed = {w.employer.unit_code: w.plan.late_months for w in country.workplaces.values()}
    for row in late:
        assert row.months.lower >= add_months(THIS_MONTH, -owed[row.employer.unit_code])


def test_ages_fit(country, records):
    for citizen in country.citizens:
        born = month_index(citizen.birth_date)
        pension = retirement_age(RuleSex(citizen.sex), citizen.birth_date).first_pension_month
        school = child_cover_end(citizen.birth_date)
        for row in records[citizen.bhxh_number]:
            start, end = month_index(row.months.lower), month_index(row.months.upper)
            if row.employer or row.scheme == Scheme.BHXH_TN:
                assert start >= born + 18 * 12
                assert row.months.upper <= pension
            match row.member_code:
                case "TE":
                    assert born <= start
                    assert end <= school
                case "HS":
                    assert start >= school
                case "HT":
                    assert row.months.lower >= pension
                case "SV":
                    assert start >= born + 17 * 12


def test_public_jobs_are_on_the_pay_scale(periods):
    for row in periods:
        if row.employer:
            assert (row.coefficient is not None) == (row.employer.kind == Employer.Kind.PUBLIC)
    assert set(TITLES) == {
        row.plan.industry for row in plan_country(TODAY, 1, wards=all_wards()).workplaces.values()
    }


def test_numbers_pass_the_rules(country):
    for citizen in country.citizens:
        assert identifiers.parse_bhxh_number(citizen.bhxh_number) == citizen.bhxh_number
        if citizen.personal_id:
            parsed = identifiers.parse_personal_id(citizen.personal_id)
            assert not identifiers.personal_id_warnings(
                parsed, birth_date=citizen.birth_date, sex=RuleSex(citizen.sex)
            )
    for workplace in country.workplaces.values():
        unit = identifiers.parse_unit_code(workplace.employer.unit_code)
        closed = workplace.plan.last_year is not None
        assert (unit.kind is identifiers.UnitKind.LEGACY) == closed
        assert closed or not identifiers.unit_code_warnings(unit, TODAY)


# -- What the personas promise


def test_worker_had_a_maternity_leave(persona):
    bhxh = persona("worker", Scheme.BHXH)
    (leave,) = [row for row in bhxh if row.payment_state == PaymentState.CREDITED]
    assert (leave.months.lower, leave.months.upper) == (date(2021, 5, 1), date(2021, 11, 1))
    assert months_of(bhxh) == 27 + 128  # two factories, up to October 2026
    assert len({row.employer.name for row in bhxh}) == 2
    assert months_of(persona("worker", Scheme.BHTN)) == months_of(bhxh) - 6


def test_driver_has_gaps_and_a_late_employer(persona):
    bhxh = persona("driver", Scheme.BHXH)
    gaps = [newer.months.lower for older, newer in pairwise(bhxh) if older.months.upper < newer.months.lower]
    assert gaps == [date(2012, 9, 1), date(2018, 6, 1), date(2022, 3, 1)]
    assert bhxh[-1].payment_state == PaymentState.LATE
    assert months_of(bhxh, PaymentState.LATE) == 5
    assert months_of(bhxh, PaymentState.CORRECTION) == 2


def test_teacher_is_near_retirement(country, persona):
    teacher = country.persona("teacher")
    pension = retirement_age(RuleSex.FEMALE, teacher.birth_date).first_pension_month
    assert 0 < month_index(pension) - month_index(TODAY) <= 24
    bhxh = persona("teacher", Scheme.BHXH)
    assert months_of(bhxh) == 31 * 12 + 10
    assert len(bhxh) >= 40  # the long table
    assert all(row.coefficient for row in bhxh)
    assert (
        bhxh[-1].seniority_allowance and bhxh[-1].seniority_excess_allowance and bhxh[-1].position_allowance
    )


def test_pensioner_has_the_card_of_pensioners(country, persona):
    assert persona("pensioner", Scheme.BHXH)[-1].months.upper == date(2020, 5, 1)
    card = persona("pensioner", Scheme.BHYT)[-1]
    assert (card.member_code, card.months.upper) == ("HT", THIS_MONTH)
    pension = retirement_age(RuleSex.MALE, country.persona("pensioner").birth_date).first_pension_month
    assert card.months.lower == pension


def test_farmer_is_in_voluntary_insurance(persona):
    voluntary = persona("farmer", Scheme.BHXH_TN)
    assert voluntary[-1].months.upper == THIS_MONTH
    assert months_of(voluntary) == 42 + 58
    assert persona("farmer", Scheme.BHXH)  # and was once employed
    assert persona("farmer", Scheme.BHYT)[-1].member_code == "CN"


def test_mother_had_two_leaves(persona):
    leaves = [row for row in persona("mother", Scheme.BHXH) if row.payment_state == PaymentState.CREDITED]
    assert months_of(leaves) == 12
    assert {row.months.lower.year for row in leaves} == {2018, 2022}


def test_student_has_health_insurance_only(persona):
    assert {row.scheme for row in persona("student")} == {Scheme.BHYT}
    assert persona("student")[-1].member_code == "SV"


def test_clerk_works_where_the_worker_does(persona):
    assert persona("clerk")[-1].employer == persona("worker", Scheme.BHXH)[-1].employer


# -- Pay


def test_contract_follows_the_minimum_wage():
    since = month_index(date(2020, 1, 1))
    pay = Contract(120, since, raise_percent=5, raise_months=24)
    assert pay.on(since, 1).stated == 5_300_000  # 120 percent of 4,420,000, to ten thousands
    assert pay.on(since + 24, 1).stated == 5_520_000  # a raise
    assert pay.on(month_index(date(2022, 7, 1)), 1).stated == 5_850_000  # a new minimum wage
    assert list(pay.changes(since, since + 49)) == [since + 24, since + 48]


def test_minimum_before_it_was_on_record_meets_the_first_one():
    first, before = month_index(date(2011, 10, 1)), month_index(date(2011, 9, 1))
    assert minimum_of_the_time(before, 1) == minimum_of_the_time(first, 1) == 2_000_000
    assert minimum_of_the_time(month_index(date(1995, 1, 1)), 1) < 400_000


def test_state_scale_step_and_allowances():
    since = month_index(date(2015, 9, 1))
    pay = StateScale(UNIVERSITY, since, teacher=True)
    first, later = pay.on(since, 1), pay.on(since + 72, 1)
    assert (str(first.coefficient), first.seniority_allowance) == ("2.34", None)
    assert (str(later.coefficient), later.seniority_allowance) == (
        "3.00",
        268_200,
    )  # 6 percent of 3.00 x 1,490,000
    assert later.stated == 4_470_000 + 268_200


def test_bounds_clip_both_ways():
    month = month_index(date(2026, 7, 1))
    assert within_bounds(1, RuleScheme.BHXH, month, 4) == 2_530_000
    assert within_bounds(10**9, RuleScheme.BHXH, month, 1) == 50_600_000
    assert within_bounds(10**9, RuleScheme.BHTN, month, 1) == 106_200_000
