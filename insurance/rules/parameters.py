"""The law as dated rows, read from `data/*.toml`.

Each kind of row is a frozen dataclass below. A rule asks for the row in force on the day of the event:

    at(ReferenceLevel, date(2026, 7, 1)).amount              -> 2530000 (đồng a month)
    at(FundRate, date(2026, 7, 1), Fund.PENSION).employer    -> Decimal("14") (percent of the insured wage)

and keeps the row, so that a page can show its `source` (in Vietnamese) and its `certainty` beside the figure.
Money is whole đồng, percentages are exact decimals. `valid_to` is the last day in force, itself included.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from insurance.rules.benefit_parameters import BENEFIT_KINDS
from insurance.rules.dated_rows import (
    Certainty,
    Key,
    NoParameterFor,
    Parameter,
    ParameterFileError,
    at,
    change_days,
    find,
    history,
    lowest_certainty,
    rows,
)
from insurance.rules.participation import Scheme

__all__ = [
    "KINDS",
    "AppliesTo",
    "BenefitLevel",
    "BirthplaceRange",
    "Bound",
    "BoundBase",
    "CardTemplate",
    "CenturySex",
    "Certainty",
    "FloorSupplement",
    "FloorSupplementKind",
    "FullCoverThreshold",
    "Fund",
    "FundRate",
    "FundRelief",
    "HouseholdRate",
    "HouseholdShare",
    "LatePaymentRate",
    "MemberCode",
    "MemberGroup",
    "NoParameterFor",
    "Parameter",
    "ParameterFileError",
    "PaymentTerm",
    "PremiumSupport",
    "PremiumSupportGroup",
    "ReferenceLevel",
    "RegionalMinWage",
    "RetirementAgeRow",
    "RetirementCohort",
    "RetirementReduction",
    "RuralPovertyLine",
    "SchemeStart",
    "SelfReferral",
    "SelfReferredShare",
    "Sex",
    "StateSupport",
    "StateSupportLimit",
    "SupportGroup",
    "VoluntaryRate",
    "WageBound",
    "WorkCondition",
    "at",
    "change_days",
    "find",
    "history",
    "lowest_certainty",
    "rows",
]


class Fund(StrEnum):
    """What one percentage of the wage pays into."""

    SICKNESS_MATERNITY = "sickness_maternity"  # quỹ ốm đau và thai sản
    PENSION = "pension"  # quỹ hưu trí và tử tuất
    WORK_ACCIDENT = "work_accident"  # quỹ TNLĐ-BNN
    UNEMPLOYMENT = "unemployment"  # quỹ BHTN
    HEALTH = "health"  # quỹ BHYT


class Sex(StrEnum):
    MALE = "M"
    FEMALE = "F"


class AppliesTo(StrEnum):
    """Which employers a row speaks of."""

    ALL = "all"
    STATE_BUDGET = "state_budget"
    NON_STATE_BUDGET = "non_state_budget"

    def state_budget_values(self) -> tuple[bool, ...]:
        if self is AppliesTo.ALL:
            return (False, True)
        return (self is AppliesTo.STATE_BUDGET,)


class Bound(StrEnum):
    FLOOR = "floor"  # mức thấp nhất
    CEILING = "ceiling"  # mức cao nhất


class BoundBase(StrEnum):
    """The amount of which a floor or a ceiling is a multiple."""

    REFERENCE_LEVEL = "reference_level"
    REGIONAL_MIN_WAGE = "regional_min_wage"
    RURAL_POVERTY_LINE = "rural_poverty_line"


class FloorSupplementKind(StrEnum):
    """Work for which the regional floor was raised."""

    TRAINED = "trained"  # công việc đòi hỏi qua đào tạo nghề
    HAZARDOUS = "hazardous"  # nặng nhọc, độc hại, nguy hiểm
    SPECIALLY_HAZARDOUS = "specially_hazardous"  # đặc biệt nặng nhọc, độc hại, nguy hiểm


class SupportGroup(StrEnum):
    """Whom the State helps to pay voluntary BHXH, and how much."""

    POOR = "poor"  # hộ nghèo; từ 01/07/2025 cả người ở xã đảo, đặc khu
    NEAR_POOR = "near_poor"  # hộ cận nghèo
    ETHNIC_MINORITY = "ethnic_minority"  # người dân tộc thiểu số
    OTHER = "other"  # đối tượng khác


class PremiumSupportGroup(StrEnum):
    """Whom the State helps to pay the BHYT premium."""

    NEAR_POOR = "near_poor"  # hộ cận nghèo
    PUPIL = "pupil"  # học sinh, sinh viên
    FARM_HOUSEHOLD = "farm_household"  # hộ nông, lâm, ngư, diêm nghiệp có mức sống trung bình


class MemberGroup(StrEnum):
    """Who pays the BHYT premium of a member code."""

    EMPLOYMENT = "employment"  # người lao động và người sử dụng lao động đóng
    SOCIAL_INSURANCE = "social_insurance"  # cơ quan BHXH đóng
    STATE_BUDGET = "state_budget"  # ngân sách nhà nước đóng
    SUBSIDISED = "subsidised"  # ngân sách nhà nước hỗ trợ
    HOUSEHOLD = "household"  # hộ gia đình đóng


class SelfReferral(StrEnum):
    """Where somebody goes who is neither registered there nor referred nor an emergency."""

    FORMER_COMMUNE = "former_commune"  # tuyến xã (đến hết 2024)
    FORMER_DISTRICT = "former_district"  # tuyến huyện; từ 2025: cấp cơ bản, chuyên sâu vốn là tuyến huyện
    FORMER_PROVINCE = "former_province"  # tuyến tỉnh (đến hết 2024)
    FORMER_CENTRAL = "former_central"  # tuyến trung ương (đến hết 2024)
    INITIAL = "initial"  # cấp ban đầu
    BASIC_UNDER_50 = "basic_under_50"  # cấp cơ bản dưới 50 điểm hoặc xếp tạm
    BASIC_50_TO_70 = "basic_50_to_70"  # cấp cơ bản từ 50 đến dưới 70 điểm
    BASIC_FORMER_HIGH = "basic_former_high"  # cấp cơ bản vốn là tuyến tỉnh, trung ương
    SPECIALISED_FORMER_PROVINCE = "specialised_former_province"  # cấp chuyên sâu vốn là tuyến tỉnh
    SPECIALISED_FORMER_CENTRAL = "specialised_former_central"  # cấp chuyên sâu vốn là tuyến trung ương
    LISTED_DISEASE = "listed_disease"  # bệnh hiếm, hiểm nghèo trong danh mục
    HARD_AREA = "hard_area"  # dân tộc thiểu số, hộ nghèo vùng khó khăn, người ở xã đảo


class WorkCondition(StrEnum):
    """Working conditions that lower the retirement age."""

    NORMAL = "normal"
    HAZARDOUS = "hazardous"  # đủ 15 năm nặng nhọc, độc hại hoặc vùng đặc biệt khó khăn
    UNDERGROUND_COAL = "underground_coal"  # đủ 15 năm khai thác than hầm lò


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeStart(Parameter):
    """Since when contributions to a scheme are collected on their own."""

    file = "contribution_rates.toml"
    table = "scheme_start"
    scheme: Scheme

    def lookup_keys(self) -> Iterable[Key]:
        return ((self.scheme,),)


@dataclass(frozen=True, slots=True, kw_only=True)
class FundRate(Parameter):
    """Percent of the insured wage that employer and employee pay into a fund."""

    file = "contribution_rates.toml"
    table = "fund_rate"
    fund: Fund
    employer: Decimal
    employee: Decimal

    def lookup_keys(self) -> Iterable[Key]:
        return ((self.fund,),)


@dataclass(frozen=True, slots=True, kw_only=True)
class FundRelief(Parameter):
    """A temporary rate of the employer, in place of the one in `FundRate`. Key: fund, state budget or not."""

    file = "contribution_rates.toml"
    table = "fund_relief"
    fund: Fund
    applies_to: AppliesTo
    employer: Decimal

    def lookup_keys(self) -> Iterable[Key]:
        return ((self.fund, state_budget) for state_budget in self.applies_to.state_budget_values())


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceLevel(Parameter):
    """Mức tham chiếu, đồng a month; before 2025-07 lương cơ sở, before 2013-07 lương tối thiểu chung."""

    file = "reference_level.toml"
    table = "reference_level"
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionalMinWage(Parameter):
    """Lương tối thiểu vùng, đồng a month, of regions 1 to 4 in this order."""

    file = "regional_min_wage.toml"
    table = "regional_min_wage"
    amounts: tuple[int, ...]

    def amount(self, region: int) -> int:
        """Raises ValueError for a region that does not exist."""
        if not 1 <= region <= len(self.amounts):
            raise ValueError(f"there is no wage region {region}")
        return self.amounts[region - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuralPovertyLine(Parameter):
    """Chuẩn hộ nghèo khu vực nông thôn, đồng a month: the lowest income for voluntary BHXH."""

    file = "voluntary.toml"
    table = "rural_poverty_line"
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WageBound(Parameter):
    """Floor or ceiling of the insured wage: `multiple` × `base`. Key: bound, scheme, state budget or not."""

    file = "insured_wage_bounds.toml"
    table = "wage_bound"
    bound: Bound
    schemes: tuple[Scheme, ...]
    applies_to: AppliesTo
    base: BoundBase
    multiple: int

    def lookup_keys(self) -> Iterable[Key]:
        return (
            (self.bound, scheme, state_budget)
            for scheme in self.schemes
            for state_budget in self.applies_to.state_budget_values()
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorSupplement(Parameter):
    """Percent on top of the regional floor for some kinds of work."""

    file = "insured_wage_bounds.toml"
    table = "floor_supplement"
    kind: FloorSupplementKind
    percent: Decimal

    def lookup_keys(self) -> Iterable[Key]:
        return ((self.kind,),)


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryRate(Parameter):
    """Percent of the chosen income that a voluntary member of BHXH pays."""

    file = "voluntary.toml"
    table = "voluntary_rate"
    percent: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class StateSupport(Parameter):
    """Percent of the contribution on the rural poverty line that the State pays for a voluntary member."""

    file = "voluntary.toml"
    table = "state_support"
    group: SupportGroup
    percent: Decimal

    def lookup_keys(self) -> Iterable[Key]:
        return ((self.group,),)


@dataclass(frozen=True, slots=True, kw_only=True)
class StateSupportLimit(Parameter):
    """For how many years in all the State helps one voluntary member."""

    file = "voluntary.toml"
    table = "state_support_limit"
    years: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdRate(Parameter):
    """BHYT by household: percent of the reference level that the first member pays."""

    file = "health_insurance.toml"
    table = "household_rate"
    percent: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdShare(Parameter):
    """BHYT by household: percent of the first member's premium. The last order stands for all after it."""

    file = "health_insurance.toml"
    table = "household_share"
    order: int
    percent: Decimal

    def lookup_keys(self) -> Iterable[Key]:
        return ((self.order,),)


@dataclass(frozen=True, slots=True, kw_only=True)
class PremiumSupport(Parameter):
    """Percent of the BHYT premium that the State pays at least."""

    file = "health_insurance.toml"
    table = "premium_support"
    group: PremiumSupportGroup
    percent: Decimal

    def lookup_keys(self) -> Iterable[Key]:
        return ((self.group,),)


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitLevel(Parameter):
    """Mức hưởng: percent of the cost in scope that the fund pays, with a note in Vietnamese."""

    file = "health_insurance.toml"
    table = "benefit_level"
    level: int
    fund_pays: Decimal
    note: str

    def lookup_keys(self) -> Iterable[Key]:
        return ((self.level,),)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberCode(Parameter):
    """Mã đối tượng: who this is and at which benefit level (None: not on record). The table is open."""

    file = "health_insurance.toml"
    table = "member_code"
    code: str
    group: MemberGroup
    name: str
    name_en: str
    level: int | None = None

    def lookup_keys(self) -> Iterable[Key]:
        return ((self.code,),)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetirementAgeRow(Parameter):
    """Retirement age of those who reach it while the row is in force."""

    file = "retirement.toml"
    table = "retirement_age"
    sex: Sex
    years: int
    months: int

    def lookup_keys(self) -> Iterable[Key]:
        return ((self.sex,),)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetirementReduction(Parameter):
    """Years taken off the retirement age for working conditions."""

    file = "retirement.toml"
    table = "retirement_reduction"
    condition: WorkCondition
    years: int

    def lookup_keys(self) -> Iterable[Key]:
        return ((self.condition,),)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetirementCohort(Parameter):
    """Retirement age by month of birth: first days of months, `born_from` and `born_to` both included."""

    file = "retirement.toml"
    table = "retirement_cohort"
    sex: Sex
    born_from: date
    born_to: date | None = None
    years: int
    months: int

    def lookup_keys(self) -> Iterable[Key]:
        return ((self.sex, self.born_from),)


@dataclass(frozen=True, slots=True, kw_only=True)
class LatePaymentRate(Parameter):
    """Percent a day on an amount paid late or evaded."""

    file = "late_payment.toml"
    table = "late_payment_rate"
    percent_per_day: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentTerm(Parameter):
    """An employer that pays monthly has until the last day of the month this many months later."""

    file = "late_payment.toml"
    table = "payment_term"
    months_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CenturySex(Parameter):
    """Fourth digit of a personal ID number: first year of the century of birth, and sex."""

    file = "identifiers.toml"
    table = "century_sex"
    digit: str
    century: int
    sex: Sex

    def lookup_keys(self) -> Iterable[Key]:
        return ((self.digit,),)


@dataclass(frozen=True, slots=True, kw_only=True)
class BirthplaceRange(Parameter):
    """First three digits of a personal ID number that stand for a province; others stand for a country."""

    file = "identifiers.toml"
    table = "birthplace_range"
    first: str
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardTemplate(Parameter):
    """How many characters of the card number BHYT cards issued in this time print."""

    file = "identifiers.toml"
    table = "card_template"
    printed_digits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FullCoverThreshold(Parameter):
    """A visit that costs less than this percentage of the reference level is paid in full."""

    file = "care.toml"
    table = "full_cover_threshold"
    percent: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfReferredShare(Parameter):
    """Percent of the benefit level paid to who comes on their own; None where the law does not speak of it."""

    file = "care.toml"
    table = "self_referred_share"
    situation: SelfReferral
    outpatient: Decimal | None = None
    inpatient: Decimal | None = None

    def lookup_keys(self) -> Iterable[Key]:
        return ((self.situation,),)


KINDS: tuple[type[Parameter], ...] = (
    SchemeStart,
    FundRate,
    FundRelief,
    ReferenceLevel,
    RegionalMinWage,
    RuralPovertyLine,
    WageBound,
    FloorSupplement,
    VoluntaryRate,
    StateSupport,
    StateSupportLimit,
    HouseholdRate,
    HouseholdShare,
    PremiumSupport,
    BenefitLevel,
    MemberCode,
    RetirementAgeRow,
    RetirementReduction,
    RetirementCohort,
    LatePaymentRate,
    PaymentTerm,
    CenturySex,
    BirthplaceRange,
    CardTemplate,
    FullCoverThreshold,
    SelfReferredShare,
    *BENEFIT_KINDS,
)
