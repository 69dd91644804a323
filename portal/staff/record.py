"""A person's whole record for an officer: sections of tables, today or as they stood on an earlier day.

The same table builders as the person's own pages (`insurance.tables`), so that both see the same words and figures.
Rows of an earlier day come from what the history triggers kept.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citizens.actors import Actor, DataClass
from citizens.masks import mask_name
from citizens.models import AccessQuestion, Citizen, DataRequest, Household, HouseholdMember
from insurance.models import (
    BenefitAdjustment,
    BenefitDecision,
    BenefitPayment,
    Correction,
    HiCard,
    LeaveCertificate,
    MedicalVisit,
    ParticipationPeriod,
    PayoutAccount,
)
from insurance.tables import Column, Kind, Table, benefits, cards, leave, participation, visits
from support.models import SupportRequest

MOST_ROWS = 200  # of each table on a screen
MOST_IN_A_FILE = 20_000


@dataclass(frozen=True)
class Section:
    """A part of the screen. `closed`: the officer's role or reason does not open it."""

    slug: str
    title: str | Promise
    tables: Sequence[Table] = ()
    closed: bool = False


@dataclass(frozen=True)
class Asked:
    """Today's rows or those of an earlier day; as many as a screen shows, or all for a file."""

    day: date | None = None
    whole: bool = False

    @property
    def most(self) -> int:
        return MOST_IN_A_FILE if self.whole else MOST_ROWS


class Rows(list[Any]):
    """What was found, and whether there was more of it."""

    is_cut = False

    @classmethod
    def first(cls, found: Iterable[Any], most: int) -> "Rows":
        """At most so many of `found`, which holds one more when there are more."""
        rows = cls(found)
        rows.is_cut = len(rows) > most
        del rows[most:]
        return rows


def told(table: Table, *read: list[Any]) -> Table:
    """The table, saying so when it does not hold everything."""
    if not any(getattr(rows, "is_cut", False) for rows in read):
        return table
    words = _("Chỉ hiện %(count)s dòng ghi sau cùng; tệp tải về có đủ mọi dòng.")
    return replace(table, remark=words % {"count": MOST_ROWS})


# -- Rows, today or on an earlier day


def subject_of(actor: Actor) -> int:
    """The one person the officer opened. Raises ValueError for an officer who has opened nobody."""
    if actor.subject is None:
        raise ValueError("the actor has no subject")
    return actor.subject.pk


def end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def rows_of(model: Any, actor: Actor, asked: Asked) -> Rows:
    """The person's newest rows of this table, now or at the end of that day; the oldest of them first."""
    current = model.objects.for_actor(actor)
    if asked.day is None:
        rows = Rows.first(current.order_by("-pk")[: asked.most + 1], asked.most)
        rows.reverse()
        return rows
    current.exists()  # asked of the person: in the log, whatever is found
    path = model.objects.all().person_path
    return as_of(model, {f"{path}_id" if path else "pgh_obj_id": subject_of(actor)}, asked.day)


def as_of(model: Any, filters: dict[str, Any], day: date) -> Rows:
    """Rows as the triggers kept them, the last version of each before the end of `day`; none that was deleted, none
    that had passed to another record by then.

    The newest rows, the oldest of them first.
    """
    event_model = model._meta.get_field("events").related_model
    ever = event_model.objects.filter(**filters, pgh_created_at__lt=end_of(day)).values("pgh_obj_id")
    latest = (
        event_model.objects.filter(pgh_obj_id__in=ever, pgh_created_at__lt=end_of(day))
        .order_by("-pgh_obj_id", "-pgh_id")
        .distinct("pgh_obj_id")[: MOST_ROWS + 1]
    )
    events = Rows.first(latest, MOST_ROWS)
    rows = Rows(
        row_of(model, event)
        for event in reversed(events)
        if event.pgh_label != "delete"
        and all(getattr(event, name) == value for name, value in filters.items())
    )
    rows.is_cut = events.is_cut
    return rows


def kept_since(actor: Actor) -> date | None:
    """The first day of this person that the history knows: before it, nothing kept is not nothing on record."""
    first = Citizen._meta.get_field("events").related_model.objects.filter(pgh_obj_id=subject_of(actor))  # type: ignore[union-attr]
    moment = first.order_by("pgh_id").values_list("pgh_created_at", flat=True).first()
    return timezone.localdate(moment) if moment else None


def row_of(model: Any, event: Any) -> Any:
    """A row of the table itself, never saved, with the values it had."""
    values = {
        field.attname: getattr(event, field.attname)
        for field in model._meta.concrete_fields
        if not field.generated and hasattr(event, field.attname)
    }
    return model(**values)


# -- Sections

FACTS = (Column("field", gettext_lazy("Mục")), Column("value", gettext_lazy("Trên hồ sơ")))


def facts_of(person: Citizen) -> Table:
    """Who it is. What no task of an officer's reading needs stays masked."""
    rows: list[list[Any]] = [
        [_("Họ và tên"), person.full_name],
        [_("Mã số BHXH"), person.bhxh_number],
        [_("Số định danh cá nhân"), person.personal_id],
        [_("Ngày sinh"), birth_of(person)],
        [_("Giới tính"), person.get_sex_display()],
        [_("Điện thoại"), person.phone],
        [_("E-mail"), person.email],
        [
            _("Địa chỉ"),
            ", ".join(filter(None, (person.address, person.ward.name, person.province.full_name))),
        ],
        [_("Tài khoản trên An Sinh"), _("có") if person.user_id else _("chưa có")],
    ]
    return Table("nguoi", _("Thông tin cá nhân"), FACTS, [row for row in rows if row[1]])


def birth_of(person: Citizen) -> str:
    form = {"day": "%d/%m/%Y", "month": "%m/%Y", "year": "%Y"}[person.birth_precision]
    return person.birth_date.strftime(form)


MEMBERS = (
    Column("name", gettext_lazy("Thành viên")),
    Column("relation", gettext_lazy("Quan hệ với chủ hộ")),
    Column("year", gettext_lazy("Năm sinh")),
    Column("joined_on", gettext_lazy("Từ ngày"), Kind.DAY),
    Column("left_on", gettext_lazy("Đến ngày"), Kind.DAY),
)


def household_of(actor: Actor, asked: Asked) -> Table:
    """The household on that day: others by initials. Each of them was read too, and their log says so."""
    person, day = subject_of(actor), asked.day
    own = members({"citizen_id": person}, day)
    household = next((row.household_id for row in own if stands(row, day)), 0)
    rows = [row for row in members({"household_id": household}, day) if stands(row, day)] if household else []
    people = Citizen.objects.in_bulk([row.citizen_id for row in rows])
    actor.work.note(DataClass.IDENTITY, people)
    code = Household.objects.filter(pk=household or 0).values_list("code", flat=True).first()
    title = _("Hộ gia đình %(code)s") % {"code": code} if code else _("Hộ gia đình")
    return Table(
        "ho",
        title,
        MEMBERS,
        [
            [
                mask_name(people[row.citizen_id].full_name),
                row.get_relation_display(),
                str(people[row.citizen_id].birth_date.year),
                row.joined_on,
                row.left_on,
            ]
            for row in rows
            if row.citizen_id in people
        ],
    )


def members(filters: dict[str, Any], day: date | None) -> list[HouseholdMember]:
    if day is not None:
        return as_of(HouseholdMember, filters, day)
    return list(HouseholdMember.objects.filter(**filters).order_by("joined_on", "pk")[:MOST_ROWS])


def stands(row: HouseholdMember, day: date | None) -> bool:
    return row.left_on is None or row.left_on > (day or timezone.localdate())


def identity_tables(actor: Actor, asked: Asked) -> list[Table]:
    person = (
        rows_of(Citizen, actor, asked)
        if asked.day
        else list(Citizen.objects.for_actor(actor).select_related("ward", "province"))
    )
    return [*(facts_of(row) for row in person), household_of(actor, asked)]


EMPLOYERS = (
    Column("name", gettext_lazy("Đơn vị")),
    Column("unit_code", gettext_lazy("Mã đơn vị")),
    Column("from_to", gettext_lazy("Thời gian"), Kind.MONTHS),
)


def participation_tables(actor: Actor, asked: Asked) -> list[Table]:
    periods = rows_of(ParticipationPeriod, actor, asked)
    models.prefetch_related_objects(periods, "employer")
    periods.sort(key=lambda row: (row.months.lower, row.scheme), reverse=True)
    spans: dict[Any, tuple[date, date]] = {}
    for row in periods:
        if row.employer is not None:
            first, end = spans.get(row.employer, (row.months.lower, row.months.upper))
            spans[row.employer] = (min(first, row.months.lower), max(end, row.months.upper))
    units = Table(
        "don-vi",
        _("Đơn vị đã và đang đóng"),
        EMPLOYERS,
        [[unit.name, unit.unit_code, span] for unit, span in spans.items()],
    )
    return [units, told(one_line_for_schemes(participation.periods(periods)), periods)]


def one_line_for_schemes(table: Table) -> Table:
    """Months paid under several schemes on the same terms, in one line: an officer reads a quarter of the lines.

    Only health insurance has a member code: it stands in the line it shares.
    """
    at = {column.key: place for place, column in enumerate(table.columns)}
    scheme, code = at["scheme"], at["member_code"]
    lines: list[list[Any]] = []
    for row in table.rows:
        terms = [value for place, value in enumerate(row) if place not in (scheme, code)]
        for line in reversed(lines):
            same = [value for place, value in enumerate(line) if place not in (scheme, code)] == terms
            if same and (not line[code] or not row[code] or line[code] == row[code]):
                line[scheme] = f"{line[scheme]}, {row[scheme]}"
                line[code] = line[code] or row[code]
                break
            if line[at["months"]] != row[at["months"]]:
                lines.append(list(row))
                break
        else:
            lines.append(list(row))
    return replace(table, rows=lines)


def newest(rows: Iterable[Any], key: str) -> list[Any]:
    return sorted(
        rows, key=lambda row: (getattr(row, key) is not None, getattr(row, key), row.pk), reverse=True
    )


def card_tables(actor: Actor, asked: Asked) -> list[Table]:
    found = rows_of(HiCard, actor, asked)
    return [told(cards.cards(reversed(found), asked.day), found)]


def benefit_tables(actor: Actor, asked: Asked) -> list[Table]:
    decisions = rows_of(BenefitDecision, actor, asked)
    payments, changes = rows_of(BenefitPayment, actor, asked), rows_of(BenefitAdjustment, actor, asked)
    models.prefetch_related_objects([*payments, *changes], "decision")
    accounts = rows_of(PayoutAccount, actor, asked)
    return [
        told(benefits.accounts(reversed(accounts)), accounts),
        told(benefits.decisions(newest(decisions, "decided_on")), decisions),
        told(benefits.payments(newest(payments, "period")), payments),
        told(benefits.adjustments(reversed(changes)), changes),
    ]


def visit_tables(actor: Actor, asked: Asked) -> list[Table]:
    if asked.day is None:
        newest_visits = MedicalVisit.objects.for_actor(actor).newest_first()[: asked.most + 1]
        found = Rows.first(newest_visits, asked.most)
        return [told(visits.visits(found), found)]
    found = rows_of(MedicalVisit, actor, asked)
    return [told(visits.visits(reversed(found)), found)]


# SECURITY: what a leave paper says of the body is health data, whatever table it stands in.
OF_THE_BODY = frozenset({"diagnosis", "icd", "treatment"})


def leave_tables(actor: Actor, asked: Asked) -> list[Table]:
    found = rows_of(LeaveCertificate, actor, asked)
    papers = told(leave.papers(reversed(found)), found)
    return [papers if DataClass.HEALTH in actor.scope else without(papers, OF_THE_BODY)]


def without(table: Table, keys: frozenset[str]) -> Table:
    """The table without these columns: their values go nowhere near a template."""
    kept = [position for position, column in enumerate(table.columns) if column.key not in keys]
    return replace(
        table,
        columns=[table.columns[position] for position in kept],
        rows=[[row[position] for position in kept] for row in table.rows],
    )


REQUESTS = (
    Column("number", gettext_lazy("Số")),
    Column("what", gettext_lazy("Yêu cầu")),
    Column("state", gettext_lazy("Tình trạng")),
    Column("due_on", gettext_lazy("Hạn trả lời"), Kind.DAY),
)


def numbers_in(found: Iterable[Section]) -> list[str]:
    return [
        str(row[0])
        for section in found
        if section.slug == "yeu-cau"
        for table in section.tables
        for row in table.rows
    ]


def link_requests(found: Sequence[Section], pages: dict[str, str]) -> list[Section]:
    """Each request with a link to its page, where the officer has one."""
    words = _("Mở yêu cầu")

    def linked(table: Table) -> Table:
        links = [
            format_html(
                '<a href="{}">{}<span class="visually-hidden"> {}</span></a>', pages[number], words, number
            )
            if (number := str(row[0])) in pages
            else SafeString("")
            for row in table.rows
        ]
        return replace(table, actions=links)

    return [
        replace(section, tables=[linked(table) for table in section.tables])
        if section.slug == "yeu-cau"
        else section
        for section in found
    ]


def request_tables(actor: Actor, asked: Asked) -> list[Table]:
    kinds: list[tuple[Any, Callable[[Any], Any]]] = [
        (DataRequest, lambda row: row.get_kind_display()),
        (AccessQuestion, lambda row: _("hỏi về lượt xem hồ sơ")),
        (Correction, lambda row: f"{row.subject_text}: {row.asked}"),
        (SupportRequest, lambda row: row.get_category_display()),
    ]
    lines: list[list[Any]] = []
    read: list[Rows] = []
    for model, what in kinds:
        found = Rows.first(model.objects.for_actor(actor).newest_first()[: asked.most + 1], asked.most)
        read.append(found)
        lines += [[row.number, what(row), row.get_state_display(), row.due_on] for row in found]
    return [told(Table("yeu-cau", _("Yêu cầu đã gửi"), REQUESTS, lines), *read)]


@dataclass(frozen=True)
class Part:
    slug: str
    title: str | Promise
    data_class: DataClass
    tables: Callable[[Actor, Asked], list[Table]]


PARTS: list[Part] = [
    Part("nguoi", gettext_lazy("Người và hộ gia đình"), DataClass.IDENTITY, identity_tables),
    Part("qua-trinh", gettext_lazy("Quá trình tham gia"), DataClass.PARTICIPATION, participation_tables),
    Part("the", gettext_lazy("Thẻ BHYT"), DataClass.CARD, card_tables),
    Part("quyen-loi", gettext_lazy("Quyền lợi"), DataClass.BENEFITS, benefit_tables),
    Part("nghi-viec", gettext_lazy("Giấy nghỉ việc"), DataClass.LEAVE, leave_tables),
    Part("kham", gettext_lazy("Khám chữa bệnh"), DataClass.HEALTH, visit_tables),
    Part("yeu-cau", gettext_lazy("Yêu cầu và đính chính"), DataClass.REQUESTS, request_tables),
]


def sections(actor: Actor, day: date | None = None) -> list[Section]:
    """Everything this actor may read of their one subject. What is closed is named, so that nobody wonders."""
    return [
        Section(part.slug, part.title, [table for table in part.tables(actor, Asked(day)) if table])
        if part.data_class in actor.scope
        else Section(part.slug, part.title, closed=True)
        for part in PARTS
    ]
