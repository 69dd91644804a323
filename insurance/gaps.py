"""Gaps and overlaps of a participation record in words: what each may mean, and what to do. Asks no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from insurance import words
from insurance.corrections.subjects import Gap
from insurance.history import TABS, ParticipationRecord
from insurance.models import ParticipationPeriod, PaymentState, Scheme
from insurance.rules.copayment import Continuity, continuity
from insurance.rules.dated_rows import NoParameterFor
from insurance.rules.months import month_at, month_index

UNEMPLOYED = "TN"  # BHYT paid by the unemployment fund
Span = tuple[int, int]  # months, half open


@dataclass(frozen=True)
class Remark:
    """Something a person should know about some of their months."""

    title: str
    meaning: str
    advice: str
    tone: str = "info"
    gap_key: str = ""  # of months that are missing: what a report of them names


@dataclass(frozen=True)
class HealthCover:
    """Since when BHYT runs without a gap that breaks it, and when five years are full."""

    since: str
    five_years_on: str
    is_full: bool


def remarks(record: ParticipationRecord) -> list[Remark]:
    """Gaps of BHXH, newest first, then months that are on record twice."""
    bhxh = [p for p in record.periods if p.scheme in TABS[0].schemes]
    unemployed = _joined(
        _span(p) for p in record.periods if p.scheme == Scheme.BHYT and p.member_code == UNEMPLOYED
    )
    taken = _joined(_span(p) for p in bhxh)
    gaps = [(first[1], second[0]) for first, second in pairwise(taken)]
    return [_gap(gap, unemployed) for gap in reversed(gaps)] + [_overlap(span) for span in _twice(bhxh)]


def unclaimed_unemployment(record: ParticipationRecord) -> int:
    """Months of BHTN that no allowance has used, as far as this record shows it.

    Drawing an allowance shows as BHYT paid by the unemployment fund; months before it count as used.
    """
    drawn = max(
        (p.months.upper for p in record.periods if p.scheme == Scheme.BHYT and p.member_code == UNEMPLOYED),
        default=date.min,
    )
    return sum(
        month_index(p.months.upper) - month_index(max(p.months.lower, drawn))
        for p in record.periods
        if p.scheme == Scheme.BHTN and p.payment_state == PaymentState.PAID and p.months.upper > drawn
    )


def health_cover(record: ParticipationRecord, today: date) -> HealthCover | None:
    """None without BHYT today or shortly before."""
    months = [(p.months.lower, p.months.upper) for p in record.periods if p.scheme == Scheme.BHYT]
    try:
        found: Continuity | None = continuity(months, today)
    except NoParameterFor:
        return None
    if found is None:
        return None
    return HealthCover(
        since=words.month(found.since),
        five_years_on=date_format(found.five_years_on),
        is_full=found.years_are_full_on(today),
    )


def _gap(gap: Span, unemployed: list[Span]) -> Remark:
    start, end = month_at(gap[0]), month_at(gap[1])
    key = Gap(start, end).key
    title = _("%(months)s: không có đóng BHXH (%(length)s)") % {
        "months": words.months_between(start, end),
        "length": words.duration(gap[1] - gap[0]),
    }
    if any(first < gap[1] and gap[0] < last for first, last in unemployed):
        return Remark(
            title,
            _("Trong thời gian này bạn có hưởng trợ cấp thất nghiệp, nên không đóng BHXH là bình thường."),
            _("Bạn không cần làm gì."),
            gap_key=key,
        )
    return Remark(
        title,
        _("Có thể bạn nghỉ việc, nghỉ không lương, hoặc đơn vị chưa báo tên bạn."),
        _(
            "Nếu lúc đó bạn có đi làm, hãy tìm hợp đồng và bảng lương rồi hỏi đơn vị cũ hoặc gọi 1900 9068."
            " Nếu không, những tháng này không tính và bạn không phải làm gì."
        ),
        "warning",
        key,
    )


def _overlap(span: Span) -> Remark:
    return Remark(
        _("%(months)s: vừa đóng bắt buộc vừa đóng tự nguyện")
        % {"months": words.months_between(month_at(span[0]), month_at(span[1]))},
        _("Tháng có cả hai chỉ được tính một lần."),
        _("Bạn có thể được hoàn lại tiền đóng tự nguyện của những tháng này: hãy hỏi cơ quan BHXH."),
        "warning",
    )


def _twice(periods: Iterable[ParticipationPeriod]) -> list[Span]:
    """Months in the compulsory and in the voluntary scheme at once; one scheme alone cannot overlap itself."""
    kept = [p for p in periods if p.payment_state != PaymentState.WITHDRAWN]
    compulsory = _joined(_span(p) for p in kept if p.scheme == Scheme.BHXH)
    voluntary = _joined(_span(p) for p in kept if p.scheme == Scheme.BHXH_TN)
    return [
        (max(a[0], b[0]), min(a[1], b[1]))
        for a in compulsory
        for b in voluntary
        if a[0] < b[1] and b[0] < a[1]
    ]


def _span(period: ParticipationPeriod) -> Span:
    return month_index(period.months.lower), month_index(period.months.upper)


def _joined(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
