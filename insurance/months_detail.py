"""One period opened: what was due for each run of months, at the rates of its date."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citizens.models import Employer
from insurance import words
from insurance.models import ParticipationPeriod, PaymentState, Scheme
from insurance.rules.contribution import ContributionLine, Reason, contribution_lines
from insurance.rules.dated_rows import Certainty
from insurance.rules.participation import Scheme as RuleScheme

WHY_NO_AMOUNT: dict[Reason, str | Promise] = {
    Reason.NO_WAGE: gettext_lazy("Không có tiền lương trên hồ sơ."),
    Reason.BEFORE_SCHEME: gettext_lazy("Khi đó chưa thu riêng loại bảo hiểm này."),
    Reason.UNKNOWN_RATE: gettext_lazy("Chưa có dữ liệu về tỷ lệ đóng của thời gian này."),
    Reason.REGION_NEEDED: gettext_lazy("Cần biết vùng lương để tính."),
}


@dataclass(frozen=True)
class Line:
    """Months with the same contribution."""

    months: str
    count: str
    base: str
    employer: str
    employee: str
    total: str
    note: str
    uncertain: bool
    sources: tuple[str, ...]


def lines(period: ParticipationPeriod) -> list[Line]:
    """The lines of a period, oldest first. Members whose premium others pay have no wage, hence no lines."""
    if period.insured_wage is None or period.payment_state == PaymentState.CREDITED:
        return []
    found = contribution_lines(
        RuleScheme(period.scheme),
        period.months.lower,
        period.months.upper,
        period.insured_wage,
        region=period.employer.wage_region if period.employer else None,
        state_budget=period.employer is not None and period.employer.kind == Employer.Kind.PUBLIC,
    )
    return [_line(line) for line in found]


def sources(found: Sequence[Line]) -> list[str]:
    """The laws behind the lines, each once."""
    return list(dict.fromkeys(source for line in found for source in line.sources))


def why_none(period: ParticipationPeriod) -> str:
    """In words, why a period has no amounts to show."""
    if period.payment_state == PaymentState.CREDITED:
        return _(
            "Thời gian này được tính là đã đóng mà bạn và đơn vị không phải đóng tiền, như khi nghỉ thai sản."
        )
    if period.scheme == Scheme.BHYT:
        return _(
            "Thẻ BHYT thời gian này được ngân sách, cơ quan BHXH hoặc hộ gia đình đóng, không tính theo lương."
        )
    return _("Không có tiền lương trên hồ sơ nên không tính được số tiền đóng.")


def _line(line: ContributionLine) -> Line:
    due = line.contribution
    return Line(
        months=words.months_between(line.start, line.end),
        count=words.duration(line.months),
        base=_money(due.base),
        employer=_share(due.employer_rate, due.employer_amount),
        employee=_share(due.employee_rate, due.employee_amount),
        total=_money(due.total_amount),
        note=str(WHY_NO_AMOUNT[due.reason]) if due.reason else _cut(due.stated_wage, due.base),
        uncertain=due.certainty is Certainty.UNCERTAIN,
        sources=tuple(parameter.source for parameter in due.parameters),
    )


def _cut(stated: int | None, base: int | None) -> str:
    """Why the contribution is not on the stated wage."""
    if stated is None or base is None or stated == base:
        return ""
    if base < stated:
        return _("Lương vượt mức trần nên chỉ đóng trên mức trần của thời gian này.")
    return _("Lương thấp hơn mức sàn nên đóng trên mức sàn của thời gian này.")


def _share(rate: Decimal | None, amount: int | None) -> str:
    if rate is None:
        return "–"
    percent = number_format(rate.normalize()) + "%"
    return percent if amount is None else f"{percent}: {words.dong(amount)}"


def _money(amount: int | None) -> str:
    return "–" if amount is None else words.dong(amount)
