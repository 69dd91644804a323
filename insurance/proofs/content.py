"""What stands on a paper, in the words of the pages. Everything is read through the actor, as a page would."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citizens.actors import Actor
from citizens.models import Citizen, DatePrecision
from insurance import benefits, cards, words
from insurance.check_codes.services import card_figures
from insurance.corrections.marks import Marks
from insurance.history import TABS, ParticipationRecord, Tab
from insurance.models import (
    BenefitAdjustment,
    BenefitDecision,
    BenefitPayment,
    CorrectionKind,
    HiCard,
    ParticipationPeriod,
    PaymentState,
    ProofKind,
)
from insurance.rules.months import MONTHS_PER_YEAR
from insurance.rules.participation import Scheme, SchemeTotals
from insurance.tables import Table
from insurance.tables.yearly import yearly

UNDER_REVIEW = {
    ProofKind.PARTICIPATION: (CorrectionKind.PERSON, CorrectionKind.PERIOD, CorrectionKind.GAP),
    ProofKind.CARD: (CorrectionKind.PERSON, CorrectionKind.CARD),
    ProofKind.BENEFITS: (CorrectionKind.PERSON, CorrectionKind.DECISION, CorrectionKind.PAYMENT),
}
SHOWN_OF_ID = 4  # digits: enough to tell two people of one name apart, not enough to use


class NothingToProve(Exception):  # noqa: N818 - an answer, not a fault
    """The record holds nothing such a paper could say."""


@dataclass(frozen=True)
class Wish:
    """The paper somebody asks for."""

    kind: ProofKind
    months_only: bool
    language: str


@dataclass(frozen=True)
class Part:
    """A section: facts, and a table whose widths are 0 (as wide as needed) or shares of the rest."""

    title: str
    text: str = ""
    facts: Sequence[tuple[str, str]] = ()
    heads: Sequence[str] = ()
    widths: Sequence[int] = ()
    numbers: Sequence[int] = ()
    rows: Sequence[Sequence[str]] = ()
    foot: Sequence[str] = ()


@dataclass(frozen=True)
class Extract:
    """A paper without its code."""

    title: str
    subtitle: str
    person: Sequence[tuple[str, str]]
    parts: Sequence[Part]
    figures: tuple[int, int]
    fresh_as_of: datetime
    card: HiCard | None = field(default=None)


def extract(actor: Actor, citizen: Citizen, wish: Wish, today: date) -> Extract:
    """What the paper says today, in the language that is active. Raises NothingToProve."""
    marks = Marks(actor, *UNDER_REVIEW[wish.kind])
    match wish.kind:
        case ProofKind.PARTICIPATION:
            return _participation(actor, citizen, marks, months_only=wish.months_only)
        case ProofKind.CARD:
            return _card(actor, citizen, marks, today)
        case ProofKind.BENEFITS:
            return _benefits(actor, citizen, marks, today)


# -- What the person says is wrong: the paper says that it is looked at, not what it should be


def _noted(said: str, marks: Marks, *rows: tuple[CorrectionKind, object]) -> str:
    """The words of a row, with the fields that are being looked at."""
    labels = [mark.label.lower() for kind, key in rows for mark in marks.open(kind, key)]
    if not labels:
        return said
    review = _("Đang được xem lại: %(fields)s") % {"fields": ", ".join(dict.fromkeys(labels))}
    return f"{said}\n({review})"


def _review(marks: Marks, *kinds: CorrectionKind) -> str:
    """A line above the rows, for those who read no further."""
    rows = {(mark.correction.kind, mark.correction.key) for mark in marks.all_open(*kinds)}
    if not rows:
        return ""
    return ngettext(
        "%(count)s mục dưới đây đang được xem lại theo yêu cầu của người tham gia.",
        "%(count)s mục dưới đây đang được xem lại theo yêu cầu của người tham gia.",
        len(rows),
    ) % {"count": len(rows)}


def _person(citizen: Citizen, marks: Marks) -> list[tuple[str, str]]:
    facts = [
        (_("Họ và tên"), citizen.full_name),
        (_("Ngày sinh"), _birth_date(citizen)),
        (_("Mã số BHXH"), citizen.bhxh_number),
    ]
    if citizen.personal_id:
        hidden = "*" * (len(citizen.personal_id) - SHOWN_OF_ID)
        facts.append((_("Số định danh cá nhân"), hidden + citizen.personal_id[-SHOWN_OF_ID:]))
    if reviewed := [mark.label for mark in marks.all_open(CorrectionKind.PERSON)]:
        facts.append((_("Đang được xem lại"), ", ".join(reviewed)))
    return facts


def _birth_date(citizen: Citizen) -> str:
    match citizen.birth_precision:
        case DatePrecision.YEAR:
            return str(citizen.birth_date.year)
        case DatePrecision.MONTH:
            return words.month(citizen.birth_date)
    return date_format(citizen.birth_date)


# -- Participation


def _participation(actor: Actor, citizen: Citizen, marks: Marks, *, months_only: bool) -> Extract:
    periods = list(ParticipationPeriod.objects.for_actor(actor).with_employer().oldest_first())
    record = ParticipationRecord(periods)
    if not record or record.fresh_as_of is None:
        raise NothingToProve
    totals = [(tab, tab.totals(record.totals)) for tab in TABS]
    parts = [
        Part(
            title=_("Thời gian đã được tính"),
            text=_review(marks, CorrectionKind.PERIOD, CorrectionKind.GAP),
            facts=[(_names(tab), _duration(found.counted)) for tab, found in totals if found.on_record],
        )
    ]
    if unsure := _not_counted(totals[0][1]):
        parts.append(Part(title=_("Chưa hoặc không còn được tính vào BHXH"), facts=unsure))
    if months_only:
        parts.append(_years(yearly(periods)))
    else:
        parts += [part for tab in TABS if (part := _periods(record, tab, marks))]
    return Extract(
        title=_("Giấy xác nhận quá trình tham gia bảo hiểm"),
        subtitle=_("Chỉ ghi số tháng, không ghi tiền lương và đơn vị") if months_only else "",
        person=_person(citizen, marks),
        parts=parts,
        figures=(totals[0][1].counted, record.totals.of(Scheme.BHTN).counted),
        fresh_as_of=record.fresh_as_of,
    )


def _names(tab: Tab) -> str:
    return {
        "bhxh": _("Bảo hiểm xã hội (BHXH)"),
        "bhtn": _("Bảo hiểm thất nghiệp (BHTN)"),
        "bhtnld-bnn": _("Bảo hiểm tai nạn lao động, bệnh nghề nghiệp"),
        "bhyt": _("Bảo hiểm y tế (BHYT)"),
    }[tab.slug]


def _duration(months: int) -> str:
    """ "12 năm 7 tháng (151 tháng)"."""
    said = words.duration(months)
    in_months = _("%(months)s tháng") % {"months": words.number(months)}
    return said if months < MONTHS_PER_YEAR else f"{said} ({in_months})"


def _not_counted(totals: SchemeTotals) -> list[tuple[str, str]]:
    found = [
        (_("Đơn vị chậm đóng"), totals.late),
        (_("Đang điều chỉnh"), totals.correction),
        (_("Đã hưởng BHXH một lần"), totals.withdrawn),
    ]
    return [(what, _duration(months)) for what, months in found if months]


def _periods(record: ParticipationRecord, tab: Tab, marks: Marks) -> Part | None:
    rows = record.rows(reversed(record.chosen(tab)))
    if not rows:
        return None
    with_state = any(row.period.payment_state != PaymentState.PAID for row in rows)
    with_wage = any(row.wage for row in rows)
    heads = [_("Tháng"), _("Thời gian"), _("Đơn vị, công việc")]
    widths, numbers = [0, 0, 1], []
    if with_wage:
        numbers.append(len(heads))
        heads.append(_("Lương đóng"))
        widths.append(0)
    if with_state:
        heads.append(_("Trạng thái"))
        widths.append(0)
    lines = []
    for row in rows:
        scale = f"{row.wage} ({_('hệ số')} {row.coefficient})" if row.coefficient else row.wage
        work = " · ".join(dict.fromkeys((row.payer.name, row.what)))
        key = row.period.public_id
        line = [row.months, row.length, _noted(work, marks, (CorrectionKind.PERIOD, key))]
        line += [scale or "–"] if with_wage else []
        line += [row.state] if with_state else []
        lines.append(line)
    return Part(title=_names(tab), heads=heads, widths=widths, numbers=numbers, rows=lines)


def _years(table: Table) -> Part:
    """The yearly confirmation without its employers."""
    shown = [place for place in table.shown if table.columns[place].key != "employers"]
    columns = [table.columns[place] for place in shown]
    return Part(
        title=_("Số tháng mỗi năm"),
        heads=[str(column.title) for column in columns],
        widths=[1 for _column in columns],
        numbers=[place for place, column in enumerate(columns) if column.is_number],
        rows=[[table.columns[place].written(row[place]) for place in shown] for row in reversed(table.rows)],
        foot=[
            column.written(table.sum_of(column.key)) if column.key in table.sums else _("Cộng")
            for column in columns
        ],
    )


# -- Card


def _card(actor: Actor, citizen: Citizen, marks: Marks, today: date) -> Extract:
    card = cards.current(list(HiCard.objects.for_actor(actor).newest_first()), today)
    facts = cards.facts(card, citizen.birth_date, today) if card else None
    if card is None or facts is None or not facts.is_good:
        raise NothingToProve
    found = [
        (_("Số thẻ"), facts.short_number),
        (_("Số thẻ 15 ký tự"), facts.long_number),
        (_("Có giá trị từ ngày"), date_format(card.valid.lower)),
        (_("Có giá trị đến hết ngày"), date_format(facts.last_day)),
        (_("Đối tượng"), " – ".join(filter(None, (card.member_code, facts.member_name)))),
        (_("Mức hưởng"), _level(facts)),
        (_("Nơi đăng ký khám chữa bệnh ban đầu"), f"{card.facility_name} ({card.facility_code})"),
        (_("Mã nơi sinh sống"), card.area_code),
        (_("Đủ 5 năm liên tục từ"), date_format(card.five_years_on) if card.five_years_on else ""),
    ]
    part = Part(
        title=_("Thẻ bảo hiểm y tế"),
        text=_noted(
            _("Ngày %(day)s, thẻ này còn giá trị.") % {"day": date_format(today)},
            marks,
            (CorrectionKind.CARD, card.public_id),
        ),
        facts=[(what, said) for what, said in found if said],
    )
    return Extract(
        title=_("Giấy xác nhận thẻ bảo hiểm y tế"),
        subtitle="",
        person=_person(citizen, marks),
        parts=[part],
        figures=card_figures(card),
        fresh_as_of=card.imported_at,
        card=card,
    )


def _level(facts: cards.CardFacts) -> str:
    """ "4 (quỹ trả 80%)"."""
    if facts.level is None:
        return ""
    paid = words.percent(facts.level.fund_pays)
    return _("%(level)s (quỹ BHYT trả %(paid)s)") % {"level": facts.level.level, "paid": paid}


# -- Benefits


def _benefits(actor: Actor, citizen: Citizen, marks: Marks, today: date) -> Extract:
    decisions = list(BenefitDecision.objects.for_actor(actor).newest_first())
    changes = list(BenefitAdjustment.objects.for_actor(actor).newest_first())
    if not decisions:
        raise NothingToProve
    by_year: dict[int, int] = {}
    for year, _kind, amount, _times in BenefitPayment.objects.for_actor(actor).by_year():
        by_year[year] = by_year.get(year, 0) + amount
    paid = sum(by_year.values())
    running, others = benefits.entries(decisions, changes, today)
    rows = []
    for entry in (*running, *others):
        decision = entry.decision
        received = entry.amount and (
            _("%(amount)s mỗi tháng") % {"amount": entry.amount} if entry.is_monthly else entry.amount
        )
        number = f"{decision.decision_number}\n" if decision.decision_number else ""
        rows.append(
            [
                _noted(entry.name, marks, (CorrectionKind.DECISION, decision.public_id)),
                number + date_format(decision.decided_on),
                entry.when or "–",
                received or "–",
                entry.state,
            ]
        )
    parts = [
        Part(
            title=_("Các quyết định"),
            text=_review(marks, CorrectionKind.DECISION, CorrectionKind.PAYMENT),
            heads=[_("Chế độ"), _("Quyết định"), _("Thời gian hưởng"), _("Số tiền"), _("Tình trạng")],
            widths=[1, 0, 0, 0, 0],
            numbers=[3],
            rows=rows,
        ),
    ]
    if by_year:
        parts.append(
            Part(
                title=_("Đã chi mỗi năm"),
                heads=[_("Năm"), _("Số tiền")],
                widths=[0, 0],
                numbers=[1],
                rows=[[str(year), words.dong(amount)] for year, amount in sorted(by_year.items())],
                foot=[_("Cộng"), words.dong(paid)],
            )
        )
    return Extract(
        title=_("Giấy xác nhận quyền lợi đã hưởng"),
        subtitle="",
        person=_person(citizen, marks),
        parts=parts,
        figures=(len(decisions), paid),
        fresh_as_of=max(row.imported_at for row in (*decisions, *changes)),
    )
