"""How long has this person taken part in each scheme?

`participation_totals` is the one place that adds months up: every page, statement and export asks it.
It works on intervals, so a working life of forty years costs the same as a single year.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from insurance.rules.months import month_at, month_index, require_month, years_and_months

__all__ = [
    "ParticipationTotals",
    "PaymentState",
    "Scheme",
    "SchemeTotals",
    "Span",
    "participation_totals",
    "years_and_months",
]


class Scheme(StrEnum):
    """What a person is insured in."""

    BHXH = "bhxh"  # BHXH bắt buộc
    BHXH_TN = "bhxh_tn"  # BHXH tự nguyện
    BHTN = "bhtn"  # bảo hiểm thất nghiệp
    TNLD = "tnld"  # BHTNLĐ-BNN
    BHYT = "bhyt"  # bảo hiểm y tế


class PaymentState(StrEnum):
    """Where the contribution of a month stands.

    The order is the precedence: a month on record twice counts as the first of its states in this list.
    """

    PAID = "paid"  # đã đóng
    CREDITED = "credited"  # được tính là thời gian đóng mà không phải đóng, như nghỉ thai sản
    CORRECTION = "correction"  # đang điều chỉnh
    LATE = "late"  # chậm đóng
    WITHDRAWN = "withdrawn"  # đã hưởng BHXH một lần


@dataclass(frozen=True, slots=True)
class Span:
    """Months of one scheme in one state, from `start` up to but not including `end`.

    Both are first days of months and at least one month apart; anything else raises ValueError.
    """

    scheme: Scheme
    start: date
    end: date
    state: PaymentState

    def __post_init__(self) -> None:
        if self.start.day != 1 or self.end.day != 1:
            require_month(self.start)
            require_month(self.end)
        if self.start >= self.end:
            raise ValueError(f"the span {self.start} to {self.end} holds no month")


@dataclass(frozen=True, slots=True)
class SchemeTotals:
    """Months on record in one scheme. The five numbers are disjoint: each month stands in one of them."""

    paid: int = 0
    credited: int = 0
    correction: int = 0
    late: int = 0
    withdrawn: int = 0
    first_month: date | None = None  # first day of the first month on record, in any state
    last_month: date | None = None  # first day of the last month on record, itself included

    @property
    def counted(self) -> int:
        """Months that count as contributed: paid, or credited without paying."""
        return self.paid + self.credited

    @property
    def on_record(self) -> int:
        """Months on record in any state."""
        return self.counted + self.correction + self.late + self.withdrawn

    @property
    def counted_years_and_months(self) -> tuple[int, int]:
        return years_and_months(self.counted)

    @property
    def late_years_and_months(self) -> tuple[int, int]:
        return years_and_months(self.late)


NOTHING = SchemeTotals()


@dataclass(frozen=True, slots=True)
class ParticipationTotals:
    """Totals of each scheme, and of compulsory and voluntary BHXH together (a month in both counts once)."""

    bhxh: SchemeTotals = NOTHING
    bhxh_tn: SchemeTotals = NOTHING
    bhtn: SchemeTotals = NOTHING
    tnld: SchemeTotals = NOTHING
    bhyt: SchemeTotals = NOTHING
    bhxh_combined: SchemeTotals = NOTHING

    def of(self, scheme: Scheme) -> SchemeTotals:
        match scheme:
            case Scheme.BHXH:
                return self.bhxh
            case Scheme.BHXH_TN:
                return self.bhxh_tn
            case Scheme.BHTN:
                return self.bhtn
            case Scheme.TNLD:
                return self.tnld
            case Scheme.BHYT:
                return self.bhyt

    def __iter__(self) -> Iterator[tuple[Scheme, SchemeTotals]]:
        """Each scheme with its totals, in the order of `Scheme`."""
        return ((scheme, self.of(scheme)) for scheme in Scheme)


_RANK = {state: rank for rank, state in enumerate(PaymentState)}

# An edge of a span: (month index, rank of its state, +1 where it begins or -1 where it ends).
_Edge = tuple[int, int, int]


def participation_totals(spans: Iterable[Span]) -> ParticipationTotals:
    """Add up the months of one person's record.

    The spans may come in any order and may overlap. A month covered more than once counts once, in the first
    of its states by the order of `PaymentState`: paid in one scheme and late in the other is paid. So the
    combined BHXH total is never more than the sum of its two schemes.

    O(n log n) in the number of spans, whatever their length. An empty record gives zeros and no months.
    """
    edges: dict[Scheme, list[_Edge]] = {scheme: [] for scheme in Scheme}
    for span in spans:
        rank = _RANK[span.state]
        of_scheme = edges[span.scheme]
        of_scheme.append((month_index(span.start), rank, 1))
        of_scheme.append((month_index(span.end), rank, -1))
    bhxh = _sweep(edges[Scheme.BHXH])
    bhxh_tn = _sweep(edges[Scheme.BHXH_TN])
    if bhxh is NOTHING or bhxh_tn is NOTHING:
        combined = bhxh_tn if bhxh is NOTHING else bhxh
    else:
        combined = _sweep(edges[Scheme.BHXH] + edges[Scheme.BHXH_TN])
    return ParticipationTotals(
        bhxh=bhxh,
        bhxh_tn=bhxh_tn,
        bhtn=_sweep(edges[Scheme.BHTN]),
        tnld=_sweep(edges[Scheme.TNLD]),
        bhyt=_sweep(edges[Scheme.BHYT]),
        bhxh_combined=combined,
    )


def _sweep(edges: list[_Edge]) -> SchemeTotals:
    """Walk the edges in order of month; the months between two edges go to the strongest state then open."""
    if not edges:
        return NOTHING
    edges.sort()
    open_spans = [0] * len(_RANK)
    months = [0] * len(_RANK)
    reached = edges[0][0]
    for month, rank, step in edges:
        if month > reached:
            for strongest, count in enumerate(open_spans):
                if count:
                    months[strongest] += month - reached
                    break
            reached = month
        open_spans[rank] += step
    paid, credited, correction, late, withdrawn = months
    return SchemeTotals(
        paid=paid,
        credited=credited,
        correction=correction,
        late=late,
        withdrawn=withdrawn,
        first_month=month_at(edges[0][0]),
        last_month=month_at(reached - 1),
    )
