"""What the participation history page says, computed before the template: totals, picture, table, warnings.

Everything here comes from one list of a person's periods; only the offices of late employers are asked for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import groupby

from django.db.models import prefetch_related_objects
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from insurance import words
from insurance.models import ParticipationPeriod, PaymentState, Scheme, Source
from insurance.rules.months import month_index
from insurance.rules.participation import (
    ParticipationTotals,
    SchemeTotals,
    Span,
    participation_totals,
)
from insurance.rules.participation import PaymentState as State
from insurance.rules.participation import Scheme as RuleScheme


@dataclass(frozen=True)
class Tab:
    """One view of the record: the schemes it shows and where their total stands."""

    slug: str
    name: str | Promise
    schemes: tuple[str, ...]
    explanation: str | Promise

    def totals(self, totals: ParticipationTotals) -> SchemeTotals:
        return totals.bhxh_combined if len(self.schemes) > 1 else totals.of(RuleScheme(self.schemes[0]))


TABS = (
    Tab(
        "bhxh",
        gettext_lazy("BHXH"),
        (Scheme.BHXH, Scheme.BHXH_TN),
        gettext_lazy("Bảo hiểm xã hội: lương hưu, ốm đau, thai sản, tử tuất."),
    ),
    Tab("bhtn", gettext_lazy("BHTN"), (Scheme.BHTN,), gettext_lazy("Bảo hiểm thất nghiệp.")),
    Tab(
        "bhtnld-bnn",
        gettext_lazy("BHTNLĐ-BNN"),
        (Scheme.TNLD,),
        gettext_lazy("Bảo hiểm tai nạn lao động, bệnh nghề nghiệp. Đơn vị đóng toàn bộ cho bạn."),
    ),
    Tab(
        "bhyt",
        gettext_lazy("BHYT"),
        (Scheme.BHYT,),
        gettext_lazy("Bảo hiểm y tế: chi trả khi đi khám, chữa bệnh."),
    ),
)
TAB_BY_SLUG = {tab.slug: tab for tab in TABS}

COLOURS = 4  # .payer-1 to .payer-4 in history.css
UNSURE = {PaymentState.LATE, PaymentState.CORRECTION}  # not counted until settled

STATE_TONES = {
    PaymentState.PAID: "success",
    PaymentState.CREDITED: "success",
    PaymentState.LATE: "warning",
    PaymentState.CORRECTION: "info",
    PaymentState.WITHDRAWN: "info",
}


@dataclass(frozen=True)
class Payer:
    """An employer of the person, numbered in the order they came; 0 stands for paying by oneself or by others."""

    number: int
    name: str

    @cached_property
    def shown(self) -> SafeString:
        """The number on its colour and the name, drawn once for all the rows that show it."""
        mark = '<b class="payer-number payer-{}">{}</b> {}'
        return format_html(mark, self.colour, self.number, self.name) if self.number else escape(self.name)

    @property
    def colour(self) -> str:
        """One of COLOURS, repeating; 0 stays 0."""
        return str((self.number - 1) % COLOURS + 1 if self.number else 0)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    period: ParticipationPeriod
    url: str
    months: str
    length: str
    payer: Payer
    what: str
    wage: str
    coefficient: str  # of the State pay scale, "4,98"
    state: str
    state_tag: str  # drawn once a state
    source: str
    month_count: int


def drawn(rows: Sequence[Row], notes: Mapping[str, str] | None = None) -> SafeString:
    """The lines of the table, with `notes` (by public id) in those that are being looked at.

    Its template is read once for a page and filled for each row: a working life is long.
    """
    notes = notes or {}
    pattern = render_to_string("insurance/partials/period_row.html")
    scale = _("hệ số")
    return format_html_join(
        "",
        pattern,
        (
            {
                "months": row.months,
                "length": row.length,
                "payer": row.payer.shown,
                "what": row.what,
                "wage": row.wage or "–",
                "scale": format_html("<small>{} {}</small>", scale, row.coefficient)
                if row.coefficient
                else "",
                "state": row.state_tag,
                "url": row.url,
                "note": notes.get(str(row.period.public_id), ""),
            }
            for row in rows
        ),
    )


@dataclass(frozen=True)
class Attention:
    """Months that need attention at one employer."""

    employer: str
    office: str
    months: str
    length: str


@dataclass
class ParticipationRecord:
    """A person's periods, oldest first, and what follows from them."""

    periods: Sequence[ParticipationPeriod]
    payers: dict[int | None, Payer] = field(init=False)

    def __post_init__(self) -> None:
        self.payers = {None: Payer(0, _("Tự đóng hoặc được đóng thay"))}
        for period in self.periods:
            if period.employer and period.employer_id not in self.payers:
                self.payers[period.employer_id] = Payer(len(self.payers), period.employer.name)

    def __bool__(self) -> bool:
        return bool(self.periods)

    @cached_property
    def totals(self) -> ParticipationTotals:
        return participation_totals(
            Span(RuleScheme(p.scheme), p.months.lower, p.months.upper, State(p.payment_state))
            for p in self.periods
        )

    @cached_property
    def fresh_as_of(self) -> datetime | None:
        return max((period.imported_at for period in self.periods), default=None)

    @property
    def has_unsure(self) -> bool:
        return any(period.payment_state in UNSURE for period in self.periods)

    @property
    def has_self_paid(self) -> bool:
        return any(period.employer_id is None for period in self.periods)

    @property
    def years(self) -> list[int]:
        """Every year with a month on record, newest first."""
        found: set[int] = set()
        for period in self.periods:
            found.update(range(period.months.lower.year, words.last_month(period.months.upper).year + 1))
        return sorted(found, reverse=True)

    @property
    def numbered_payers(self) -> list[Payer]:
        return [payer for payer in self.payers.values() if payer.number]

    def chosen(
        self, tab: Tab, year: int | None = None, payer: int | None = None
    ) -> list[ParticipationPeriod]:
        """The periods of a tab, newest first, of one year and one payer when they are given."""
        found = [
            period
            for period in self.periods
            if period.scheme in tab.schemes
            and (
                year is None or period.months.lower.year <= year <= words.last_month(period.months.upper).year
            )
            and (payer is None or self.payers[period.employer_id].number == payer)
        ]
        return sorted(found, key=lambda period: period.months.lower, reverse=True)

    def rows(self, periods: Iterable[ParticipationPeriod]) -> list[Row]:
        texts = {key: str(label) for key, label in (*PaymentState.choices, *Source.choices)}
        base = reverse("insurance:participation-history")
        return [self._row(period, texts, base) for period in periods]

    @cached_property
    def _tags(self) -> dict[str, str]:
        return {}

    def _tag(self, state: str, word: str) -> str:
        """The mark of a payment state, drawn once for all the rows that show it."""
        if state not in self._tags:
            context = {"tone": STATE_TONES[PaymentState(state)], "word": word}
            self._tags[state] = render_to_string("partials/tag.html", context)
        return self._tags[state]

    def _row(self, period: ParticipationPeriod, texts: dict[str, str], base: str) -> Row:
        count = month_index(period.months.upper) - month_index(period.months.lower)
        return Row(
            period=period,
            url=f"{base}{period.public_id}/",
            months=words.months_between(period.months.lower, period.months.upper),
            length=words.duration(count),
            payer=self.payers[period.employer_id],
            what=period.job_title or str(Scheme(period.scheme).label),
            wage=words.dong(period.insured_wage) if period.insured_wage is not None else "",
            coefficient=number_format(period.coefficient) if period.coefficient is not None else "",
            state=texts[period.payment_state],
            state_tag=self._tag(period.payment_state, texts[period.payment_state]),
            source=texts[period.source],
            month_count=count,
        )

    def late(self) -> list[Attention]:
        """BHXH months an employer has not paid yet, one entry an employer."""
        return self._warnings(PaymentState.LATE)

    def under_correction(self) -> list[Attention]:
        return self._warnings(PaymentState.CORRECTION)

    def _warnings(self, state: str) -> list[Attention]:
        found = [p for p in self.periods if p.payment_state == state and p.scheme in TABS[0].schemes]
        # Their offices, in one query, and only when there is something to say.
        prefetch_related_objects([p.employer for p in found if p.employer], "managing_office")
        found.sort(key=lambda period: self.payers[period.employer_id].number)
        warnings = []
        for _number, group in groupby(found, key=lambda period: period.employer_id):
            periods = list(group)
            count = sum(month_index(p.months.upper) - month_index(p.months.lower) for p in periods)
            employer = periods[0].employer
            warnings.append(
                Attention(
                    employer=self.payers[periods[0].employer_id].name,
                    office=employer.managing_office.name if employer else "",
                    months=", ".join(words.months_between(p.months.lower, p.months.upper) for p in periods),
                    length=words.duration(count),
                )
            )
        return warnings

    @property
    def first_year(self) -> int:
        first: date = min(period.months.lower for period in self.periods)
        return first.year

    @property
    def last_year(self) -> int:
        return words.last_month(max(period.months.upper for period in self.periods)).year
