"""Can a BHYT card be used here, and how much is paid?

Source: the BHYT law as amended by Law 51/2024/QH15, Art 22; Decree 188/2025/NĐ-CP, Art 19. Until the end of 2024
the tier of a facility decided (Law 46/2014/QH13); since 2025-01-01 its level of care, its ranking score and the
tier it had before. The percentages are rows of `data/care.toml`.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from insurance.rules.copayment import small_visit_limit
from insurance.rules.health_insurance import benefit_level_on
from insurance.rules.money import PERCENT, half_up, percent_of
from insurance.rules.parameters import (
    BenefitLevel,
    Certainty,
    FullCoverThreshold,
    Parameter,
    ReferenceLevel,
    SelfReferral,
    SelfReferredShare,
    find,
    history,
    lowest_certainty,
)

ALL = Decimal(PERCENT)


class Level(StrEnum):
    INITIAL = "initial"
    BASIC = "basic"
    SPECIALISED = "specialised"


class Tier(StrEnum):
    COMMUNE = "commune"
    DISTRICT = "district"
    PROVINCE = "province"
    CENTRAL = "central"


class Score(StrEnum):
    UNDER_50 = "under50"
    FROM_50 = "50to70"
    FROM_70 = "from70"


@dataclass(frozen=True, slots=True)
class Facility:
    """What decides about a facility; None where it is not known. `has_contract`: under BHYT on the day."""

    level: Level | None = None
    tier: Tier | None = None
    score: Score | None = None
    has_contract: bool | None = True


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit by one card. `printed_level` is the digit on the card, `member_code` its two letters."""

    day: date
    facility: Facility
    member_code: str = ""
    printed_level: int | None = None
    inpatient: bool = False
    registered_here: bool = False
    referred: bool = False
    emergency: bool = False
    listed_disease: bool = False
    hard_area: bool = False


class Reason(StrEnum):
    EMERGENCY = "emergency"
    REGISTERED = "registered"
    REFERRED = "referred"
    SELF_REFERRED = "self_referred"
    NO_CONTRACT = "no_contract"
    LEVEL_UNKNOWN = "level_unknown"  # the card's level is not known
    FACILITY_UNKNOWN = "facility_unknown"  # what decides about the facility is not known
    NOT_IN_LAW = "not_in_law"  # the rows on record do not speak of this case


@dataclass(frozen=True, slots=True)
class Answer:
    """`share` is the percentage of the benefit level, `rate` that of the cost in scope; None where unknown."""

    reason: Reason
    right_line: bool | None
    level: BenefitLevel | None
    share: Decimal | None
    rate: Decimal | None
    small_cost: int | None  # đồng: a right-line visit that costs less is paid in full
    parameters: tuple[Parameter, ...]

    @property
    def certainty(self) -> Certainty:
        return lowest_certainty(self.parameters)

    def fund_pays(self, cost: int) -> int | None:
        """Of a visit's cost in scope, in đồng. None when the rate is not known."""
        if self.rate is None:
            return None
        if self.right_line and self.small_cost is not None and cost < self.small_cost:
            return cost
        return half_up(percent_of(cost, self.rate))


def care(visit: Visit) -> Answer:
    """How a visit is paid. Emergencies count anywhere; then registration and referral; then the self-referred table."""
    level = benefit_level_on(visit.day, visit.member_code, visit.printed_level)
    reason = _right_line(visit)
    if reason is None and visit.facility.has_contract is False:
        return Answer(Reason.NO_CONTRACT, None, level, None, None, None, ())
    if reason is None:
        return _self_referred(visit, level)
    if visit.facility.has_contract is False and reason is not Reason.EMERGENCY:
        return Answer(Reason.NO_CONTRACT, None, level, None, None, None, ())
    if level is None:
        return Answer(Reason.LEVEL_UNKNOWN, True, None, ALL, None, _small_cost(visit.day)[0], ())
    small_cost, rows = _small_cost(visit.day)
    # Care at the initial level is paid in full on the right line (Art 22(1)); an emergency goes by the card's level.
    free = _is_initial(visit) and reason is not Reason.EMERGENCY
    rate = ALL if free else level.fund_pays
    return Answer(reason, True, level, ALL, rate, small_cost, (level, *rows))


def _right_line(visit: Visit) -> Reason | None:
    if visit.emergency:
        return Reason.EMERGENCY
    if visit.registered_here:
        return Reason.REGISTERED
    return Reason.REFERRED if visit.referred else None


def _self_referred(visit: Visit, level: BenefitLevel | None) -> Answer:
    row, share = None, None
    for situation in _situations(visit):
        row = find(SelfReferredShare, visit.day, situation)
        share = None if row is None else row.inpatient if visit.inpatient else row.outpatient
        if share is not None:
            break
    if row is None or share is None:
        known = _own_situation(visit) is not None
        reason = Reason.NOT_IN_LAW if known else Reason.FACILITY_UNKNOWN
        return Answer(reason, False, level, None, None, None, ())
    if level is None:
        # Nothing is nothing at every level.
        rate = Decimal(0) if share == 0 else None
        return Answer(Reason.LEVEL_UNKNOWN, False, None, share, rate, None, (row,))
    return Answer(
        Reason.SELF_REFERRED,
        False,
        level,
        share,
        percent_of_percent(level.fund_pays, share),
        None,
        (level, row),
    )


def percent_of_percent(one: Decimal, other: Decimal) -> Decimal:
    """40 % of 80 % is 32 %."""
    return (one * other / PERCENT).normalize()


def _situations(visit: Visit) -> list[SelfReferral]:
    """The rows that may hold, the kindest first."""
    own = _own_situation(visit)
    special = [SelfReferral.LISTED_DISEASE] if visit.listed_disease else []
    if visit.hard_area:
        special.append(SelfReferral.HARD_AREA)
    return [*special, own] if own else special


def _own_situation(visit: Visit) -> SelfReferral | None:
    """The row the facility itself falls under, or None when what is known of it does not decide."""
    facility = visit.facility
    if visit.day < levels_since():
        return SelfReferral(f"former_{facility.tier}") if facility.tier else None
    if facility.level is Level.INITIAL:
        return SelfReferral.INITIAL
    if facility.level is None:
        return None
    if facility.tier is Tier.DISTRICT:
        return SelfReferral.FORMER_DISTRICT
    if facility.level is Level.SPECIALISED:
        return {
            Tier.PROVINCE: SelfReferral.SPECIALISED_FORMER_PROVINCE,
            Tier.CENTRAL: SelfReferral.SPECIALISED_FORMER_CENTRAL,
        }.get(facility.tier or Tier.COMMUNE)
    if facility.score is Score.UNDER_50:
        return SelfReferral.BASIC_UNDER_50
    if facility.tier in {Tier.PROVINCE, Tier.CENTRAL}:
        return SelfReferral.BASIC_FORMER_HIGH
    return SelfReferral.BASIC_50_TO_70 if facility.score is Score.FROM_50 else None


def levels_since() -> date:
    """The day on which levels of care took the place of tiers."""
    return history(SelfReferredShare, SelfReferral.INITIAL)[0].valid_from


def _is_initial(visit: Visit) -> bool:
    if visit.day < levels_since():
        return visit.facility.tier is Tier.COMMUNE
    return visit.facility.level is Level.INITIAL


def _small_cost(day: date) -> tuple[int | None, tuple[Parameter, ...]]:
    """The threshold below which a visit is paid in full, in đồng, and the rows it comes from."""
    threshold, reference = find(FullCoverThreshold, day), find(ReferenceLevel, day)
    if threshold is None or reference is None:
        return None, ()
    return small_visit_limit(day), (threshold, reference)
