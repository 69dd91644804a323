"""The law on benefits and cards as dated rows. What `parameters.py` is for contributions; the same rules hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from insurance.rules.dated_rows import Key, Parameter


class DayRate(StrEnum):
    """What a daily amount is for; the number of days a monthly amount is divided by differs."""

    SICKNESS = "sickness"  # ốm đau
    MATERNITY_DAYS = "maternity_days"  # khám thai, cha nghỉ khi vợ sinh
    MATERNITY_REST = "maternity_rest"  # sẩy thai, tránh thai, ngày lẻ


@dataclass(frozen=True, slots=True, kw_only=True)
class SicknessRate(Parameter):
    """Percent of the insured wage of the month before the leave."""

    file = "sickness.toml"
    table = "sickness_rate"
    percent: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class DayDivisor(Parameter):
    """Into how many days a monthly amount is divided."""

    file = "sickness.toml"
    table = "day_divisor"
    purpose: DayRate
    days: int

    def lookup_keys(self) -> Iterable[Key]:
        return ((self.purpose,),)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvalescenceRate(Parameter):
    """Percent of the reference level a day."""

    file = "sickness.toml"
    table = "convalescence_rate"
    percent: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class SickDays(Parameter):
    """Paid working days a year: for those under `under_years` of contributions (None: all above)."""

    file = "sickness.toml"
    table = "sick_days"
    under_years: int | None = None
    normal: int
    hazardous: int

    def lookup_keys(self) -> Iterable[Key]:
        return ((self.under_years,),)


@dataclass(frozen=True, slots=True, kw_only=True)
class MaternityBenefit(Parameter):
    """Percent of the mean wage a month, and the one-time amount in multiples of the reference level a child."""

    file = "maternity.toml"
    table = "maternity_benefit"
    percent: Decimal
    mean_of_months: int
    lump_sum_multiple: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MaternityLeave(Parameter):
    """Months of leave for a birth, for a second child, and for each further child of the same birth."""

    file = "maternity.toml"
    table = "maternity_leave"
    months: int
    second_child_months: int
    more_a_twin: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryMaternity(Parameter):
    """Voluntary BHXH: đồng a child."""

    file = "maternity.toml"
    table = "voluntary_maternity"
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PensionRate(Parameter):
    """Percent at the first years and for each further year; men with fewer years (`short_*`) where the law has it."""

    file = "pension.toml"
    table = "pension_rate"
    women_years: int
    men_years: int
    percent: Decimal
    percent_a_year: Decimal
    short_years: int | None = None
    short_percent: Decimal | None = None
    short_percent_a_year: Decimal | None = None
    most: Decimal
    early_percent_a_year: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PensionIncrease(Parameter):
    """A general increase of pensions on its first day, percent of the amount before. In force: that day on."""

    file = "pension.toml"
    table = "pension_increase"
    percent: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalRate(Parameter):
    """BHXH một lần: times the average wage a year, for years before 2014 and since."""

    file = "withdrawal.toml"
    table = "withdrawal_rate"
    before_2014: Decimal
    from_2014: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class WageCoefficient(Parameter):
    """Hệ số trượt giá of one year of contributions for those settled while the row is in force.

    `year` 1994 stands for all years before 1995.
    """

    file = "wage_coefficients.toml"
    table = "wage_coefficient"
    year: int
    factor: Decimal

    def lookup_keys(self) -> Iterable[Key]:
        return ((self.year,),)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnemploymentRate(Parameter):
    """Percent of the mean wage, capped at `cap_multiple` × regional minimum wage, and for how many months."""

    file = "unemployment.toml"
    table = "unemployment_rate"
    percent: Decimal
    mean_of_months: int
    cap_multiple: int
    least_months: int  # contributed months that give any right
    first_step_until: int  # up to these contributed months …
    first_step_grants: int  # … this many months are granted
    one_more_each: int  # then one more month for each of these
    most: int
    starts_on_working_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccidentMonthly(Parameter):
    """Monthly benefit of a work accident from `from_percent` of lost capacity: percent of reference level and wage."""

    file = "work_accident.toml"
    table = "accident_monthly"
    from_percent: int
    reference_percent: Decimal
    reference_percent_more: Decimal
    wage_percent: Decimal
    wage_percent_more: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class AccidentOnce(Parameter):
    """One-time benefit of a work accident: multiples of the reference level and of the wage."""

    file = "work_accident.toml"
    table = "accident_once"
    from_percent: int
    reference_multiple: Decimal
    reference_multiple_more: Decimal
    wage_multiple: Decimal
    wage_multiple_more: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class SurvivorRate(Parameter):
    """Funeral grant in reference levels; monthly amounts in percent of the reference level.

    Once: months of the average wage for each year paid before 2014 and from 2014 on, and the least there is.
    """

    file = "survivors.toml"
    table = "survivor_rate"
    funeral_multiple: int
    monthly_percent: Decimal
    monthly_percent_alone: Decimal
    once_before: Decimal
    once_from: Decimal
    once_least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialPension(Parameter):
    """What the State pays each month to the old who have no or a smaller pension."""

    file = "social_pension.toml"
    table = "social_pension"
    monthly: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CopaymentCeiling(Parameter):
    """Co-payments of a year beyond `multiple` × reference level are the fund's, after five years without a gap."""

    file = "copayment.toml"
    table = "copayment_ceiling"
    multiple: int
    years: int
    gap_months: int  # an interruption of at most this keeps continuity


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildCard(Parameter):
    """The card of a child: until `months` old, or until a day of the school year for those born up to that day."""

    file = "card_validity.toml"
    table = "child_card"
    months: int
    cut_month: int
    cut_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LastYearPupilCard(Parameter):
    """The card of a pupil of the last school year ends on this day of the year."""

    file = "card_validity.toml"
    table = "last_year_pupil_card"
    end_month: int
    end_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTerm(Parameter):
    """Working days in which the office answers a unit's report of changes."""

    file = "employer_reports.toml"
    table = "report_term"
    working_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportWindow(Parameter):
    """Months back that a unit reports itself and that the next notice adjusts; the office settles what is older."""

    file = "employer_reports.toml"
    table = "report_window"
    months_back: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RowDisputeTerm(Parameter):
    """Working days in which the office answers a row that a worker or a unit disputes."""

    file = "employer_reports.toml"
    table = "row_dispute_term"
    working_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionTerm(Parameter):
    """Working days within which a request to correct a record is answered."""

    file = "corrections.toml"
    table = "correction_term"
    working_days: int
    identity_working_days: int  # name, birth date and the like


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRetention(Parameter):
    """How long a finished request to correct a record is kept, from its last step."""

    file = "corrections.toml"
    table = "correction_retention"
    files_kept_days: int
    request_kept_days: int


BENEFIT_KINDS: tuple[type[Parameter], ...] = (
    SicknessRate,
    DayDivisor,
    ConvalescenceRate,
    SickDays,
    MaternityBenefit,
    MaternityLeave,
    VoluntaryMaternity,
    PensionRate,
    PensionIncrease,
    WithdrawalRate,
    WageCoefficient,
    UnemploymentRate,
    AccidentMonthly,
    AccidentOnce,
    SurvivorRate,
    SocialPension,
    CopaymentCeiling,
    ChildCard,
    LastYearPupilCard,
    CorrectionTerm,
    CorrectionRetention,
    ReportTerm,
    ReportWindow,
    RowDisputeTerm,
)
