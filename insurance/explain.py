"""How a benefit was computed, in words, where the record holds the inputs. The figures come from `insurance.rules`."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from insurance import words
from insurance.models import BenefitDecision, BenefitKind
from insurance.rules.benefits.maternity import birth_benefit, days_benefit
from insurance.rules.benefits.pension import TooFewYearsError, monthly_pension
from insurance.rules.benefits.results import Computed
from insurance.rules.benefits.sickness import DailyBenefit, convalescence_benefit, sickness_benefit
from insurance.rules.benefits.social_pension import social_pension
from insurance.rules.benefits.survivors import funeral_grant, survivor_monthly, survivor_once
from insurance.rules.benefits.unemployment import unemployment_allowance
from insurance.rules.benefits.withdrawal import withdrawal
from insurance.rules.benefits.work_accident import accident_benefit
from insurance.rules.dated_rows import Certainty, NoParameterFor
from insurance.rules.months import MONTHS_PER_YEAR, add_months
from insurance.rules.parameters import Sex


@dataclass(frozen=True)
class Explanation:
    """Steps as (what, how), the result, and whether it is the amount on record."""

    steps: list[tuple[str, str]]
    result: str
    agrees: bool
    uncertain: bool
    sources: list[str]


def explain(decision: BenefitDecision, sex: str) -> Explanation | None:
    """None when an input is missing or the law of that day is not on record."""
    work = EXPLAINERS.get(BenefitKind(decision.kind))
    if work is None or decision.amount is None:
        return None
    try:
        found = work(decision, sex)
    except (NoParameterFor, TooFewYearsError):
        return None
    if found is None:
        return None
    computed, steps, result = found
    return Explanation(
        steps=steps,
        result=words.dong(result),
        agrees=result == decision.amount,
        uncertain=computed.certainty is Certainty.UNCERTAIN,
        sources=list(dict.fromkeys(row.source for row in computed.parameters)),
    )


Found = tuple[Computed, list[tuple[str, str]], int] | None


def _sickness(decision: BenefitDecision, sex: str) -> Found:
    if decision.base_amount is None or decision.days is None:
        return None
    computed = sickness_benefit(decision.base_amount, decision.days, decision.event_on)
    return computed, _daily(computed, _("Lương đóng của tháng trước khi nghỉ")), computed.amount


def _prenatal(decision: BenefitDecision, sex: str) -> Found:
    if decision.base_amount is None or decision.days is None:
        return None
    computed = days_benefit(decision.base_amount, decision.days, decision.event_on)
    return computed, _daily(computed, _("Bình quân lương đóng 6 tháng gần nhất")), computed.amount


def _convalescence(decision: BenefitDecision, sex: str) -> Found:
    if decision.days is None:
        return None
    computed = convalescence_benefit(decision.days, decision.event_on)
    steps = [
        (_("Mức tham chiếu (lương cơ sở) khi đó"), words.dong(computed.base)),
        (_("Tỷ lệ một ngày"), words.percent(computed.percent)),
        (_("Số ngày nghỉ"), words.number(computed.days)),
        (
            _("Phép tính"),
            f"{words.dong(computed.base)} × {words.percent(computed.percent)} × {words.number(computed.days)}",
        ),
    ]
    return computed, steps, computed.amount


def _daily(computed: DailyBenefit, base: str) -> list[tuple[str, str]]:
    return [
        (base, words.dong(computed.base)),
        (_("Tỷ lệ hưởng"), words.percent(computed.percent)),
        (_("Số ngày được tính"), words.number(computed.days)),
        (
            _("Phép tính"),
            (
                f"{words.dong(computed.base)} × {words.percent(computed.percent)} ÷ {computed.divisor}"
                f" × {words.number(computed.days)}"
            ),
        ),
    ]


def _maternity(decision: BenefitDecision, sex: str) -> Found:
    if decision.base_amount is None or decision.months_granted is None:
        return None
    computed = birth_benefit(
        decision.base_amount,
        decision.event_on,
        months=decision.months_granted,
        children=decision.children or 1,
    )
    children = ngettext("%(count)s con", "%(count)s con", computed.children) % {"count": computed.children}
    steps = [
        (_("Bình quân lương đóng 6 tháng gần nhất"), words.dong(computed.mean_wage)),
        (
            _("Tiền trong thời gian nghỉ"),
            (
                f"{words.dong(computed.mean_wage)} × {words.duration(computed.months)}"
                f" = {words.dong(computed.leave_amount)}"
            ),
        ),
        (_("Mức tham chiếu (lương cơ sở) tháng sinh"), words.dong(computed.reference_level)),
        (
            _("Trợ cấp một lần khi sinh"),
            (
                f"{children} × {computed.lump_sum_multiple} × {words.dong(computed.reference_level)}"
                f" = {words.dong(computed.lump_sum)}"
            ),
        ),
    ]
    return computed, steps, computed.amount


def _pension(decision: BenefitDecision, sex: str) -> Found:
    if decision.base_amount is None or decision.months_contributed is None:
        return None
    computed = monthly_pension(Sex(sex), decision.base_amount, decision.months_contributed, decision.event_on)
    over = computed.years - computed.base_years
    rate = f"{words.percent(computed.base_percent)} + {_fraction(over)} × {words.percent(computed.percent_a_year)}"
    if computed.at_most:
        rate = _("%(sum)s, cao nhất là %(most)s") % {
            "sum": rate,
            "most": words.percent(computed.rate_percent),
        }
    steps = [
        (_("Bình quân lương đóng đã điều chỉnh trượt giá"), words.dong(computed.average_wage)),
        (
            _("Thời gian đóng"),
            _("%(length)s, tính là %(years)s năm")
            % {"length": words.duration(decision.months_contributed), "years": _fraction(computed.years)},
        ),
        (
            _("Tỷ lệ: %(years)s năm đầu là %(percent)s, mỗi năm thêm %(more)s")
            % {
                "years": computed.base_years,
                "percent": words.percent(computed.base_percent),
                "more": words.percent(computed.percent_a_year),
            },
            f"{rate} = {words.percent(computed.rate_percent)}",
        ),
        (_("Phép tính"), f"{words.dong(computed.average_wage)} × {words.percent(computed.rate_percent)}"),
    ]
    return computed, steps, computed.amount


def _withdrawal(decision: BenefitDecision, sex: str) -> Found:
    if decision.base_amount is None or decision.months_contributed is None:
        return None
    before = decision.months_before_2014 or 0
    computed = withdrawal(
        decision.base_amount, before, decision.months_contributed - before, decision.event_on
    )
    steps = [(_("Bình quân lương đóng đã điều chỉnh trượt giá"), words.dong(decision.base_amount))]
    if computed.years_before:
        steps.append(
            (
                _("Trước năm 2014"),
                _("%(years)s năm × %(rate)s tháng lương")
                % {"years": _fraction(computed.years_before), "rate": _fraction(computed.rate_before)},
            )
        )
    if computed.years_from:
        steps.append(
            (
                _("Từ năm 2014"),
                _("%(years)s năm × %(rate)s tháng lương")
                % {"years": _fraction(computed.years_from), "rate": _fraction(computed.rate_from)},
            )
        )
    times = computed.rate_before * computed.years_before + computed.rate_from * computed.years_from
    steps.append((_("Phép tính"), f"{words.dong(decision.base_amount)} × {_fraction(times)}"))
    return computed, steps, computed.amount


def _unemployment(decision: BenefitDecision, sex: str) -> Found:
    if decision.base_amount is None or decision.months_contributed is None or decision.wage_region is None:
        return None
    last_paid = add_months(decision.event_on, 0)
    computed = unemployment_allowance(
        decision.base_amount,
        decision.months_contributed,
        decision.wage_region,
        last_paid,
        decision.decided_on,
    )
    steps = [
        (_("Bình quân lương đóng 6 tháng gần nhất"), words.dong(computed.mean_wage)),
        (
            _("Mức một tháng"),
            f"{words.dong(computed.mean_wage)} × {words.percent(computed.percent)} = {words.dong(computed.uncapped)}",
        ),
        (
            _("Mức cao nhất: %(times)s lần lương tối thiểu vùng") % {"times": computed.cap_multiple},
            f"{computed.cap_multiple} × {words.dong(computed.minimum_wage)} = {words.dong(computed.cap)}",
        ),
        (
            _("Số tháng hưởng"),
            _("%(granted)s (đã đóng %(paid)s)")
            % {
                "granted": words.duration(computed.months),
                "paid": words.duration(computed.months_contributed),
            },
        ),
    ]
    return computed, steps, computed.amount


def _accident(decision: BenefitDecision, sex: str) -> Found:
    if (
        decision.base_amount is None
        or decision.capacity_loss_percent is None
        or decision.months_contributed is None
    ):
        return None
    years = max(1, -(-decision.months_contributed // MONTHS_PER_YEAR))
    computed = accident_benefit(
        decision.base_amount, decision.capacity_loss_percent, years, decision.event_on
    )
    steps = [
        (
            _("Theo mức suy giảm %(percent)s, trên mức tham chiếu")
            % {"percent": words.percent(Decimal(computed.capacity_loss))},
            words.dong(computed.by_loss),
        ),
        (
            _("Theo %(years)s năm đóng, trên tiền lương %(wage)s")
            % {"years": computed.years_paid, "wage": words.dong(computed.wage)},
            words.dong(computed.by_years),
        ),
    ]
    return computed, steps, computed.amount


def _social_pension(decision: BenefitDecision, sex: str) -> Found:
    computed = social_pension(decision.event_on, pension=decision.base_amount or 0)
    steps = [(_("Mức trợ cấp hưu trí xã hội khi đó"), words.dong(computed.full))]
    if computed.pension:
        steps += [
            (_("Lương hưu bạn đang nhận"), words.dong(computed.pension)),
            (_("Phép tính"), f"{words.dong(computed.full)} − {words.dong(computed.pension)}"),
        ]
    return computed, steps, computed.amount


def _funeral(decision: BenefitDecision, sex: str) -> Found:
    computed = funeral_grant(decision.event_on)
    steps = [
        (_("Mức tham chiếu (lương cơ sở) tháng mất"), words.dong(computed.reference_level)),
        (_("Phép tính"), f"{computed.multiple} × {words.dong(computed.reference_level)}"),
    ]
    return computed, steps, computed.amount


def _survivor_monthly(decision: BenefitDecision, sex: str) -> Found:
    usual = survivor_monthly(decision.event_on)
    alone = decision.rate_percent is not None and decision.rate_percent > usual.percent
    computed = survivor_monthly(decision.event_on, alone=True) if alone else usual
    steps = [
        (_("Mức tham chiếu (lương cơ sở) khi bắt đầu hưởng"), words.dong(computed.reference_level)),
        (
            _("Tỷ lệ cho người không còn ai nuôi dưỡng") if alone else _("Tỷ lệ cho một thân nhân"),
            words.percent(computed.percent),
        ),
        (_("Phép tính"), f"{words.dong(computed.reference_level)} × {words.percent(computed.percent)}"),
    ]
    return computed, steps, computed.amount


def _survivor_once(decision: BenefitDecision, sex: str) -> Found:
    if decision.base_amount is None or decision.months_contributed is None:
        return None
    before = decision.months_before_2014 or 0
    computed = survivor_once(
        decision.base_amount, before, decision.months_contributed - before, decision.event_on
    )
    parts = [(_("Trước năm 2014"), computed.years_before, computed.rate_before)]
    parts.append((_("Từ năm 2014"), computed.years_from, computed.rate_from))
    times = sum((years * rate for _name, years, rate in parts), Fraction(0))
    steps = [(_("Bình quân lương đóng của người đã mất"), words.dong(computed.average_wage))]
    steps += [
        (
            name,
            _("%(years)s năm × %(rate)s tháng lương") % {"years": _fraction(years), "rate": _fraction(rate)},
        )
        for name, years, rate in parts
        if years
    ]
    if computed.at_least:
        steps.append((_("Mức thấp nhất theo luật"), words.dong(computed.least * computed.average_wage)))
    else:
        steps.append((_("Phép tính"), f"{words.dong(computed.average_wage)} × {_fraction(times)}"))
    return computed, steps, computed.amount


def _fraction(value: Fraction) -> str:
    return words.number(Decimal(value.numerator) / Decimal(value.denominator))


EXPLAINERS: dict[BenefitKind, Callable[[BenefitDecision, str], Found]] = {
    BenefitKind.SICKNESS: _sickness,
    BenefitKind.CHILD_SICKNESS: _sickness,
    BenefitKind.MATERNITY: _maternity,
    BenefitKind.PRENATAL: _prenatal,
    BenefitKind.PATERNITY: _prenatal,
    BenefitKind.CONVALESCENCE: _convalescence,
    BenefitKind.PENSION: _pension,
    BenefitKind.WITHDRAWAL: _withdrawal,
    BenefitKind.UNEMPLOYMENT: _unemployment,
    BenefitKind.SOCIAL_PENSION: _social_pension,
    BenefitKind.FUNERAL: _funeral,
    BenefitKind.SURVIVOR_MONTHLY: _survivor_monthly,
    BenefitKind.SURVIVOR_ONCE: _survivor_once,
    BenefitKind.ACCIDENT_ONCE: _accident,
    BenefitKind.ACCIDENT_MONTHLY: _accident,
    BenefitKind.DISEASE_ONCE: _accident,
    BenefitKind.DISEASE_MONTHLY: _accident,
}
