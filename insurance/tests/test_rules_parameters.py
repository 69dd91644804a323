"""The dated rows of the law: both edges of each date that matters, and the shape of every row."""

import ast
import tomllib
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from itertools import pairwise

import pytest

from insurance.rules import dated_rows
from insurance.rules.parameters import (
    KINDS,
    AppliesTo,
    BenefitLevel,
    Bound,
    BoundBase,
    Certainty,
    Fund,
    FundRate,
    FundRelief,
    HouseholdRate,
    HouseholdShare,
    LatePaymentRate,
    MemberCode,
    NoParameterFor,
    Parameter,
    ParameterFileError,
    PremiumSupport,
    PremiumSupportGroup,
    ReferenceLevel,
    RegionalMinWage,
    RuralPovertyLine,
    SchemeStart,
    StateSupport,
    StateSupportLimit,
    SupportGroup,
    VoluntaryRate,
    WageBound,
    at,
    change_days,
    find,
    history,
    lowest_certainty,
    rows,
)
from insurance.rules.participation import Scheme

ALL_ROWS = [row for kind in KINDS for row in rows(kind)]
RULES = dated_rows.DATA.parent


def day_before(day: date) -> date:
    return day - timedelta(days=1)


# --- The rows themselves ---


def test_every_row_of_every_file_is_read():
    for path in dated_rows.DATA.glob("*.toml"):
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        assert set(tables) == {kind.table for kind in KINDS if kind.file == path.name}, path.name
    on_disk = sum(
        len(table)
        for path in dated_rows.DATA.glob("*.toml")
        for table in tomllib.loads(path.read_text(encoding="utf-8")).values()
    )
    assert len(ALL_ROWS) == on_disk


def test_every_row_has_a_date_a_source_and_a_certainty():
    for row in ALL_ROWS:
        assert type(row.valid_from) is date, row
        assert row.valid_to is None or row.valid_from <= row.valid_to, row
        assert len(row.source) > len("Luật"), row
        assert row.certainty in Certainty, row


def test_unchecked_sources_are_marked_uncertain():
    for row in ALL_ROWS:
        if "chưa đối chiếu" in row.source:
            assert row.certainty is Certainty.UNCERTAIN, row


@pytest.mark.parametrize("kind", [ReferenceLevel, RegionalMinWage, RuralPovertyLine, VoluntaryRate])
def test_history_has_no_gap_and_is_still_open(kind):
    timeline = history(kind)
    for older, newer in pairwise(timeline):
        assert older.valid_to == day_before(newer.valid_from)
    assert timeline[-1].valid_to is None


@pytest.mark.parametrize("fund", Fund)
def test_rates_of_a_fund_have_no_gap_and_are_still_open(fund):
    timeline = history(FundRate, fund)
    for older, newer in pairwise(timeline):
        assert older.valid_to == day_before(newer.valid_from)
    assert timeline[-1].valid_to is None


def test_amount_behind_each_bound_is_on_record_for_as_long_as_the_bound():
    amounts = {
        BoundBase.REFERENCE_LEVEL: ReferenceLevel,
        BoundBase.REGIONAL_MIN_WAGE: RegionalMinWage,
        BoundBase.RURAL_POVERTY_LINE: RuralPovertyLine,
    }
    for bound in rows(WageBound):
        timeline = history(amounts[bound.base])
        assert timeline[0].valid_from <= bound.valid_from, bound


def test_poverty_line_is_on_record_for_as_long_as_the_support():
    for support in rows(StateSupport):
        assert history(RuralPovertyLine)[0].valid_from <= support.valid_from


# --- Looking up ---


def test_no_row_names_what_is_missing_and_when():
    with pytest.raises(NoParameterFor) as raised:
        at(FundRate, date(1994, 12, 31), Fund.PENSION)
    assert (raised.value.name, raised.value.day) == ("fund_rate pension", date(1994, 12, 31))
    assert str(raised.value) == "no fund_rate pension is on record for 1994-12-31"
    assert find(FundRate, date(1994, 12, 31), Fund.PENSION) is None
    assert find(MemberCode, date(2026, 1, 1), "ZZ") is None
    assert history(MemberCode, "ZZ") == ()


@pytest.mark.parametrize(
    ("valid_from", "amount", "before", "certainty"),
    [
        (date(2013, 7, 1), 1_150_000, 1_050_000, Certainty.KNOWN),
        (date(2016, 5, 1), 1_210_000, 1_150_000, Certainty.KNOWN),
        (date(2017, 7, 1), 1_300_000, 1_210_000, Certainty.VERIFIED),
        (date(2018, 7, 1), 1_390_000, 1_300_000, Certainty.VERIFIED),
        (date(2019, 7, 1), 1_490_000, 1_390_000, Certainty.VERIFIED),
        (date(2023, 7, 1), 1_800_000, 1_490_000, Certainty.VERIFIED),
        (date(2024, 7, 1), 2_340_000, 1_800_000, Certainty.VERIFIED),
        (date(2026, 7, 1), 2_530_000, 2_340_000, Certainty.VERIFIED),
    ],
)
def test_reference_level_at_both_edges(valid_from, amount, before, certainty):
    row = at(ReferenceLevel, valid_from)
    assert (row.amount, row.certainty) == (amount, certainty)
    assert at(ReferenceLevel, day_before(valid_from)).amount == before


def test_amounts_before_july_2013_are_uncertain():
    for row in rows(ReferenceLevel):
        assert (row.certainty is Certainty.UNCERTAIN) == (row.valid_from < date(2013, 7, 1))


@pytest.mark.parametrize(
    ("valid_from", "amounts"),
    [
        (date(2014, 1, 1), (2_700_000, 2_400_000, 2_100_000, 1_900_000)),
        (date(2015, 1, 1), (3_100_000, 2_750_000, 2_400_000, 2_150_000)),
        (date(2016, 1, 1), (3_500_000, 3_100_000, 2_700_000, 2_400_000)),
        (date(2017, 1, 1), (3_750_000, 3_320_000, 2_900_000, 2_580_000)),
        (date(2018, 1, 1), (3_980_000, 3_530_000, 3_090_000, 2_760_000)),
        (date(2019, 1, 1), (4_180_000, 3_710_000, 3_250_000, 2_920_000)),
        (date(2020, 1, 1), (4_420_000, 3_920_000, 3_430_000, 3_070_000)),
        (date(2022, 7, 1), (4_680_000, 4_160_000, 3_640_000, 3_250_000)),
        (date(2024, 7, 1), (4_960_000, 4_410_000, 3_860_000, 3_450_000)),
        (date(2026, 1, 1), (5_310_000, 4_730_000, 4_140_000, 3_700_000)),
    ],
)
def test_regional_min_wage_at_both_edges(valid_from, amounts):
    row = at(RegionalMinWage, valid_from)
    assert row.amounts == amounts
    assert [row.amount(region) for region in (1, 2, 3, 4)] == list(amounts)
    assert all(
        a < b for a, b in zip(at(RegionalMinWage, day_before(valid_from)).amounts, amounts, strict=True)
    )


@pytest.mark.parametrize("region", [-1, 0, 5])
def test_regional_min_wage_refuses_a_region_that_does_not_exist(region):
    with pytest.raises(ValueError, match="no wage region"):
        at(RegionalMinWage, date(2026, 1, 1)).amount(region)


@pytest.mark.parametrize(
    ("day", "state_budget", "relieved"),
    [
        (date(2021, 6, 30), False, set()),
        (date(2021, 7, 1), False, {Fund.WORK_ACCIDENT}),
        (date(2021, 9, 30), False, {Fund.WORK_ACCIDENT}),
        (date(2021, 10, 1), False, {Fund.WORK_ACCIDENT, Fund.UNEMPLOYMENT}),
        (date(2022, 6, 30), False, {Fund.WORK_ACCIDENT, Fund.UNEMPLOYMENT}),
        (date(2022, 7, 1), False, {Fund.UNEMPLOYMENT}),
        (date(2022, 9, 30), False, {Fund.UNEMPLOYMENT}),
        (date(2022, 10, 1), False, set()),
        (date(2021, 12, 1), True, set()),
    ],
)
def test_relief_of_2021_and_2022_at_both_edges(day, state_budget, relieved):
    rows_of_day = {fund: find(FundRelief, day, fund, state_budget) for fund in Fund}
    assert {fund for fund, row in rows_of_day.items() if row} == relieved
    assert {row.employer for row in rows_of_day.values() if row} <= {Decimal(0)}


@pytest.mark.parametrize(
    ("group", "before", "since"),
    [
        (SupportGroup.POOR, 30, 50),
        (SupportGroup.NEAR_POOR, 25, 40),
        (SupportGroup.ETHNIC_MINORITY, 10, 30),
        (SupportGroup.OTHER, 10, 20),
    ],
)
def test_voluntary_support_at_both_edges(group, before, since):
    assert find(StateSupport, date(2017, 12, 31), group) is None
    assert at(StateSupport, date(2018, 1, 1), group).percent == before
    assert at(StateSupport, date(2025, 6, 30), group).percent == before
    assert at(StateSupport, date(2025, 7, 1), group).percent == since
    assert at(StateSupportLimit, date(2025, 7, 1)).years == 10


def test_poverty_line_at_both_edges():
    assert at(RuralPovertyLine, date(2021, 12, 31)).amount == 700_000
    assert at(RuralPovertyLine, date(2022, 1, 1)).amount == 1_500_000
    assert at(RuralPovertyLine, date(2025, 12, 31)).certainty is Certainty.VERIFIED
    in_2026 = at(RuralPovertyLine, date(2026, 1, 1))
    assert (in_2026.amount, in_2026.certainty) == (1_500_000, Certainty.UNCERTAIN)


def test_premium_support_rises_in_july_2025_and_is_uncertain():
    pupil = PremiumSupportGroup.PUPIL
    assert at(PremiumSupport, date(2025, 6, 30), pupil).percent == 30
    assert at(PremiumSupport, date(2025, 7, 1), pupil).percent == 50
    assert {row.certainty for row in rows(PremiumSupport)} == {Certainty.UNCERTAIN}


def test_two_ceilings():
    for scheme, base in [
        (Scheme.BHXH, BoundBase.REFERENCE_LEVEL),
        (Scheme.TNLD, BoundBase.REFERENCE_LEVEL),
        (Scheme.BHYT, BoundBase.REFERENCE_LEVEL),
        (Scheme.BHTN, BoundBase.REGIONAL_MIN_WAGE),
        (Scheme.BHXH_TN, BoundBase.REFERENCE_LEVEL),
    ]:
        ceiling = at(WageBound, date(2026, 7, 1), Bound.CEILING, scheme, False)
        assert (ceiling.base, ceiling.multiple) == (base, 20)


def test_floor_changes_from_region_to_reference_level_in_july_2025():
    before = at(WageBound, date(2025, 6, 30), Bound.FLOOR, Scheme.BHXH, False)
    since = at(WageBound, date(2025, 7, 1), Bound.FLOOR, Scheme.BHXH, False)
    assert (before.base, since.base) == (BoundBase.REGIONAL_MIN_WAGE, BoundBase.REFERENCE_LEVEL)


def test_household_shares():
    day = date(2026, 7, 1)
    assert [at(HouseholdShare, day, order).percent for order in range(1, 6)] == [100, 70, 60, 50, 40]
    assert at(HouseholdRate, day).percent == Decimal("4.5")


def test_benefit_levels():
    levels = [at(BenefitLevel, date(2026, 1, 1), level) for level in range(1, 6)]
    assert [level.fund_pays for level in levels] == [100, 100, 95, 80, 100]


@pytest.mark.parametrize(("code", "before", "since"), [("CN", 3, 2), ("LH", 4, 2)])
def test_near_poor_and_social_pensioners_rise_to_level_2_in_2026(code, before, since):
    assert at(MemberCode, date(2025, 12, 31), code).level == before
    assert at(MemberCode, date(2026, 1, 1), code).level == since


def test_member_codes_by_level():
    by_level = {}
    for row in rows(MemberCode):
        if row.holds_on(date(2026, 1, 1)):
            by_level.setdefault(row.level, set()).add(row.code)
    assert by_level[1] == {"CC", "TE"}
    assert by_level[2] == {"CK", "CB", "KC", "HN", "DT", "DK", "XD", "BT", "TS", "CN", "LH"}
    assert by_level[3] == {"HT", "TC"}
    assert len(by_level[4]) == 25
    assert by_level[5] == {"QN", "CA", "CY"}
    assert by_level[None] == {"CT", "KT"}


def test_late_payment_rate_is_on_record_since_july_2025():
    assert at(LatePaymentRate, date(2025, 7, 1)).percent_per_day == Decimal("0.03")
    with pytest.raises(NoParameterFor):
        at(LatePaymentRate, date(2025, 6, 30))


def test_schemes_begin():
    starts = {row.scheme: row.valid_from.year for row in rows(SchemeStart)}
    assert starts == {
        Scheme.BHXH: 1995,
        Scheme.TNLD: 2007,
        Scheme.BHTN: 2009,
        Scheme.BHYT: 1993,
        Scheme.BHXH_TN: 2008,
    }


def test_change_days_are_both_ends_of_rows():
    assert change_days(FundRelief) == [
        date(2021, 7, 1),
        date(2021, 10, 1),
        date(2022, 7, 1),
        date(2022, 10, 1),
    ]


def test_a_figure_is_as_sure_as_its_least_sure_row():
    verified, known = at(ReferenceLevel, date(2026, 7, 1)), at(ReferenceLevel, date(2013, 7, 1))
    assert lowest_certainty([verified]) is Certainty.VERIFIED
    assert lowest_certainty([verified, known]) is Certainty.KNOWN
    assert lowest_certainty([]) is Certainty.UNCERTAIN


def test_applies_to_covers_both_kinds_of_employers():
    assert set(AppliesTo.ALL.state_budget_values()) == {True, False}
    assert AppliesTo.STATE_BUDGET.state_budget_values() == (True,)
    assert AppliesTo.NON_STATE_BUDGET.state_budget_values() == (False,)


# --- Files that are not right ---

GOOD_ROW = {"valid_from": date(2026, 7, 1), "amount": 2_530_000, "source": "Luật", "certainty": "known"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"valid_from": None}, "missing field valid_from"),
        ({"source": None}, "missing field source"),
        ({"certainty": None}, "missing field certainty"),
        ({"amount": "2530000"}, "is not a int"),
        ({"amount": 2530000.0}, "is not a int"),
        ({"amount": True}, "is not a int"),
        ({"valid_from": "2026-07-01"}, "is not a date"),
        ({"certainty": "sure"}, "not a valid Certainty"),
        ({"source": " "}, "names no source"),
        ({"valid_to": date(2026, 6, 30)}, "ends before it begins"),
        ({"amuont": 1}, "unknown field amuont"),
    ],
)
def test_wrong_row_is_refused(change, message):
    raw = {name: value for name, value in {**GOOD_ROW, **change}.items() if value is not None}
    with pytest.raises(ParameterFileError, match=message):
        dated_rows._read_row(ReferenceLevel, raw)


def test_percentage_must_be_an_exact_string():
    raw = {**GOOD_ROW, "percent": 4.5}
    del raw["amount"]
    with pytest.raises(ParameterFileError, match="is not a str"):
        dated_rows._read_row(HouseholdRate, raw)
    with pytest.raises(ParameterFileError):
        dated_rows._read_row(HouseholdRate, raw | {"percent": "4,5"})


def test_overlapping_rows_are_refused():
    older = dated_rows._read_row(ReferenceLevel, GOOD_ROW | {"valid_to": date(2026, 8, 1)})
    newer = dated_rows._read_row(ReferenceLevel, GOOD_ROW | {"valid_from": date(2026, 8, 1)})
    with pytest.raises(ParameterFileError, match="overlap"):
        dated_rows.Timeline([newer, older])
    open_ended = dated_rows._read_row(ReferenceLevel, GOOD_ROW)
    with pytest.raises(ParameterFileError, match="overlap"):
        dated_rows.Timeline([open_ended, newer])


def test_rows_cannot_be_changed():
    row: Parameter = at(ReferenceLevel, date(2026, 7, 1))
    with pytest.raises(AttributeError):
        row.source = "khác"


# --- No figure of the law outside the data ---

# Calendar and percent arithmetic; anything else belongs into a row with a date and a source.
ALLOWED_NUMBERS = {0, 1, 2, 12, 100}


def is_figure(text: str) -> bool:
    """Would `Decimal` or `int` read this text as a number?"""
    try:
        Decimal(text)
    except InvalidOperation:
        return False
    return any(character.isdigit() for character in text)


@pytest.mark.parametrize("path", sorted(RULES.rglob("*.py")), ids=lambda path: path.name)
def test_rules_hold_no_figure_of_their_own(path):
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
            continue
        value = node.value
        if isinstance(value, int | float | complex) and (
            value not in ALLOWED_NUMBERS or not isinstance(value, int)
        ):
            found.append((node.lineno, value))
        if isinstance(value, str) and is_figure(value):
            found.append((node.lineno, value))
    assert found == []
