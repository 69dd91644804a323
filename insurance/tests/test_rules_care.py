"""Where a card can be used and what is paid, on both sides of each date the law changed."""

from datetime import date
from decimal import Decimal

import pytest

from insurance.rules.care import Facility, Level, Reason, Score, Tier, Visit, care
from insurance.rules.parameters import Certainty

END_2024, START_2025 = date(2024, 12, 31), date(2025, 1, 1)
JUNE_2025, JULY_2025 = date(2025, 6, 30), date(2025, 7, 1)
END_2025, START_2026 = date(2025, 12, 31), date(2026, 1, 1)
JUNE_2026, JULY_2026 = date(2026, 6, 30), date(2026, 7, 1)

STATION = Facility(Level.INITIAL, Tier.COMMUNE)
UNDER_50 = Facility(Level.BASIC, None, Score.UNDER_50)
FROM_50 = Facility(Level.BASIC, None, Score.FROM_50)
DISTRICT = Facility(Level.BASIC, Tier.DISTRICT, Score.FROM_70)
BASIC_PROVINCE = Facility(Level.BASIC, Tier.PROVINCE, Score.FROM_70)
BASIC_CENTRAL = Facility(Level.BASIC, Tier.CENTRAL, Score.FROM_70)
HIGH_DISTRICT = Facility(Level.SPECIALISED, Tier.DISTRICT)
HIGH_PROVINCE = Facility(Level.SPECIALISED, Tier.PROVINCE)
HIGH_CENTRAL = Facility(Level.SPECIALISED, Tier.CENTRAL)

# Self-referred, card of level 4 (80 %): day, facility, percent paid outpatient, inpatient; None: not in the law.
SELF_REFERRED = [
    (END_2024, STATION, 80, 80), (START_2025, STATION, 80, None), (JULY_2026, STATION, 80, None),
    (END_2024, UNDER_50, None, None), (START_2025, UNDER_50, 80, 80), (JUNE_2025, UNDER_50, 80, 80),
    (JULY_2025, UNDER_50, 80, 80), (JUNE_2026, UNDER_50, 80, 80), (JULY_2026, UNDER_50, 80, 80),
    (START_2025, FROM_50, 0, 80), (JUNE_2025, FROM_50, 0, 80), (JULY_2025, FROM_50, 0, 80),
    (START_2026, FROM_50, 0, 80), (JUNE_2026, FROM_50, 0, 80), (JULY_2026, FROM_50, 40, 80),
    (END_2024, DISTRICT, 80, 80), (START_2025, DISTRICT, 80, 80), (JUNE_2026, DISTRICT, 80, 80),
    (JULY_2026, DISTRICT, 80, 80), (START_2025, HIGH_DISTRICT, 80, 80), (JULY_2026, HIGH_DISTRICT, 80, 80),
    (END_2024, BASIC_PROVINCE, 0, 80), (START_2025, BASIC_PROVINCE, 0, 80), (JUNE_2026, BASIC_PROVINCE, 0, 80),
    (JULY_2026, BASIC_PROVINCE, 40, 80), (END_2024, BASIC_CENTRAL, 0, 32), (START_2025, BASIC_CENTRAL, 0, 80),
    (JUNE_2026, BASIC_CENTRAL, 0, 80), (JULY_2026, BASIC_CENTRAL, 40, 80), (END_2024, HIGH_PROVINCE, 0, 80),
    (START_2025, HIGH_PROVINCE, 0, 80), (JUNE_2025, HIGH_PROVINCE, 0, 80), (JULY_2025, HIGH_PROVINCE, 0, 80),
    (END_2025, HIGH_PROVINCE, 0, 80), (START_2026, HIGH_PROVINCE, 0, 80), (JUNE_2026, HIGH_PROVINCE, 0, 80),
    (JULY_2026, HIGH_PROVINCE, 40, 80), (END_2024, HIGH_CENTRAL, 0, 32), (START_2025, HIGH_CENTRAL, 0, 32),
    (JUNE_2025, HIGH_CENTRAL, 0, 32), (JULY_2025, HIGH_CENTRAL, 0, 32), (JUNE_2026, HIGH_CENTRAL, 0, 32),
    (JULY_2026, HIGH_CENTRAL, 0, 32),
]  # fmt: skip


def percent(number: int | None) -> Decimal | None:
    return None if number is None else Decimal(number)


@pytest.mark.parametrize(("day", "facility", "outpatient", "inpatient"), SELF_REFERRED)
def test_self_referred(day: date, facility: Facility, outpatient: int | None, inpatient: int | None) -> None:
    for stays, expected in ((False, outpatient), (True, inpatient)):
        answer = care(Visit(day, facility, printed_level=4, inpatient=stays))
        assert (answer.rate, answer.right_line) == (percent(expected), False)


# Day, member code, printed level, how they come, percent of the cost: at a former central specialised hospital.
CARDS = [
    (END_2025, "CN", 3, "registered_here", 95), (START_2026, "CN", 3, "registered_here", 100),
    (END_2025, "LH", 4, "registered_here", 80), (START_2026, "LH", 4, "registered_here", 100),
    (END_2025, "CN", None, "registered_here", 95), (START_2026, "CN", None, "registered_here", 100),
    (END_2025, "DN", 4, "registered_here", 80), (START_2026, "DN", 4, "registered_here", 80),
    (JULY_2026, "TE", 1, "registered_here", 100), (JULY_2026, "HN", 2, "registered_here", 100),
    (JULY_2026, "HT", 3, "registered_here", 95), (JULY_2026, "QN", 5, "registered_here", 100),
    (END_2024, "DN", 4, "referred", 80), (START_2025, "DN", 4, "referred", 80), (JULY_2026, "DN", 4, "referred", 80),
    (END_2024, "DN", 4, "emergency", 80), (START_2025, "HT", 3, "emergency", 95), (JULY_2026, "DN", 4, "emergency", 80),
    (JUNE_2025, "GD", 4, "emergency", 80), (JULY_2025, "GD", 4, "emergency", 80),
]  # fmt: skip


@pytest.mark.parametrize(("day", "code", "printed", "how", "expected"), CARDS)
def test_the_right_line_pays_the_cards_level(
    day: date, code: str, printed: int | None, how: str, expected: int
) -> None:
    answer = care(Visit(day, HIGH_CENTRAL, code, printed, **{how: True}))
    assert (answer.rate, answer.right_line) == (Decimal(expected), True)


SPECIAL = [
    (END_2024, HIGH_CENTRAL, {"listed_disease": True}, 0),  # the list came with 2025
    (START_2025, HIGH_CENTRAL, {"listed_disease": True}, 80),
    (START_2025, HIGH_CENTRAL, {"listed_disease": True, "inpatient": True}, 80),
    (START_2025, HIGH_CENTRAL, {"hard_area": True}, 0),  # outpatient as everybody
    (START_2025, HIGH_CENTRAL, {"hard_area": True, "inpatient": True}, 80),
    (END_2024, HIGH_CENTRAL, {"hard_area": True, "inpatient": True}, 80),
    (JULY_2026, HIGH_PROVINCE, {"hard_area": True}, 40),
    (JULY_2026, STATION, {"registered_here": True}, 100),  # the initial level is paid in full
    (END_2024, STATION, {"registered_here": True}, 100),
    (JULY_2026, STATION, {"emergency": True}, 80),
]  # fmt: skip


@pytest.mark.parametrize(("day", "facility", "facts", "expected"), SPECIAL)
def test_special_cases(day: date, facility: Facility, facts: dict[str, bool], expected: int) -> None:
    assert care(Visit(day, facility, printed_level=4, **facts)).rate == Decimal(expected)  # type: ignore[arg-type]


def test_there_are_at_least_60_decisions() -> None:
    assert 2 * len(SELF_REFERRED) + len(CARDS) + len(SPECIAL) >= 60


@pytest.mark.parametrize(
    ("day", "facility", "reason"),
    [
        (JULY_2026, Facility(), Reason.FACILITY_UNKNOWN),
        (JULY_2026, Facility(Level.BASIC), Reason.FACILITY_UNKNOWN),
        (JULY_2026, Facility(Level.SPECIALISED), Reason.FACILITY_UNKNOWN),
        (JULY_2026, Facility(None, Tier.PROVINCE), Reason.FACILITY_UNKNOWN),
        (END_2024, Facility(Level.BASIC), Reason.FACILITY_UNKNOWN),
        (JULY_2026, Facility(Level.BASIC, has_contract=False), Reason.NO_CONTRACT),
        (date(2015, 6, 1), DISTRICT, Reason.NOT_IN_LAW),
    ],
)
def test_what_is_not_known_is_not_guessed(day: date, facility: Facility, reason: Reason) -> None:
    answer = care(Visit(day, facility, printed_level=4))
    assert (answer.reason, answer.rate, answer.certainty) == (reason, None, Certainty.UNCERTAIN)


def test_without_a_level_nothing_is_still_nothing() -> None:
    assert care(Visit(JUNE_2026, HIGH_CENTRAL)).rate == 0
    assert care(Visit(JUNE_2026, HIGH_CENTRAL, inpatient=True)).rate is None
    assert care(Visit(JUNE_2026, HIGH_CENTRAL, registered_here=True)).reason is Reason.LEVEL_UNKNOWN


def test_an_emergency_counts_without_a_contract_and_registration_does_not() -> None:
    closed = Facility(Level.BASIC, Tier.PROVINCE, has_contract=False)
    assert care(Visit(JULY_2026, closed, printed_level=4, emergency=True)).rate == 80
    assert care(Visit(JULY_2026, closed, printed_level=4, registered_here=True)).reason is Reason.NO_CONTRACT


def test_examples_of_the_law_file() -> None:
    """Level 4, right line, 2,000,000: the patient pays 400,000. Self-referred stay at a former central hospital:
    10,000,000 leaves 6,800,000 to pay."""
    assert (
        care(Visit(JULY_2026, HIGH_CENTRAL, printed_level=4, referred=True)).fund_pays(2_000_000) == 1_600_000
    )
    assert (
        care(Visit(JULY_2026, HIGH_CENTRAL, printed_level=4, inpatient=True)).fund_pays(10_000_000)
        == 3_200_000
    )


@pytest.mark.parametrize(
    ("day", "threshold"),
    [(JUNE_2025, 351_000), (JULY_2025, 351_000), (JUNE_2026, 351_000), (JULY_2026, 379_500)],
)
def test_a_small_visit_on_the_right_line_is_paid_in_full(day: date, threshold: int) -> None:
    answer = care(Visit(day, HIGH_PROVINCE, printed_level=4, registered_here=True))
    assert answer.small_cost == threshold
    assert answer.fund_pays(threshold - 1) == threshold - 1
    assert answer.fund_pays(threshold) == threshold * 8 // 10


def test_a_self_referred_small_visit_is_not() -> None:
    assert care(Visit(JULY_2026, HIGH_PROVINCE, printed_level=4)).fund_pays(100_000) == 40_000


def test_certainty_is_that_of_the_least_sure_row() -> None:
    assert care(Visit(JULY_2026, HIGH_PROVINCE, printed_level=4)).certainty is Certainty.VERIFIED
    assert care(Visit(END_2024, HIGH_PROVINCE, printed_level=4)).certainty is Certainty.KNOWN
    assert care(Visit(JULY_2026, HIGH_PROVINCE, printed_level=4, referred=True)).certainty is Certainty.KNOWN
