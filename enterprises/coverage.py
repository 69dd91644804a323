"""The people of a unit and how they are covered: who is on record, in what, until when.

Everything here comes from the rows that the unit declared itself, and from the validity of the card. One page asks a
constant number of queries, however many people and years there are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.fields.ranges import RangeEndsWith
from django.db.models import (
    BooleanField,
    Exists,
    Expression,
    F,
    Func,
    Max,
    OuterRef,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Concat
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from citizens.actors import Actor, DataClass
from citizens.models import Citizen, Employer
from citizens.querysets import only_digits
from insurance import words
from insurance.models import HiCard, ParticipationPeriod, PaymentState, Scheme
from insurance.querysets.participation import ParticipationPeriodQuerySet
from insurance.rules.months import add_months, month_index, month_of
from territory.text import VnFold

PAGE_SIZE = 50
CARD_DAYS = 30  # a card that ends within so many days is to be looked after
NEW_MONTHS = 3
LEFT_MONTHS = 12
SHORTEST_SEARCH = 2
SCHEMES = (Scheme.BHXH, Scheme.BHTN, Scheme.TNLD, Scheme.BHYT)
TONES = {
    PaymentState.PAID: "success",
    PaymentState.CREDITED: "success",
    PaymentState.LATE: "warning",
    PaymentState.CORRECTION: "info",
    PaymentState.WITHDRAWN: "info",
}


class Choice(StrEnum):
    """Which of the unit's people; the values stand in addresses."""

    ALL = ""
    ENDING_CARDS = "the-sap-het"
    LATE = "cham-dong"
    NEW = "moi"
    LEFT = "da-nghi"
    WITHOUT_NUMBER = "chua-co-ma-so"  # reported, not yet on record: enterprises/reports.py


CHOICES: dict[Choice, str | Promise] = {
    Choice.ALL: _("Đang tham gia"),
    Choice.ENDING_CARDS: _("Thẻ hết hạn trong 30 ngày"),
    Choice.LATE: _("Đang chậm đóng"),
    Choice.NEW: _("Mới trong 3 tháng"),
    Choice.LEFT: _("Đã nghỉ trong 12 tháng"),
    Choice.WITHOUT_NUMBER: _("Đã báo tăng, chưa có mã số"),
}


class Order(StrEnum):
    NAME = ""
    WAGE = "luong"
    SINCE = "tu-thang"


ORDERS: dict[Order, str | Promise] = {
    Order.NAME: _("Tên"),
    Order.WAGE: _("Lương đóng, cao trước"),
    Order.SINCE: _("Thay đổi gần nhất trước"),
}


class GivenName(Func):
    """The last word of a folded name: people are looked up by their given name."""

    function = "split_part"
    template = "%(function)s(%(expressions)s, ' ', -1)"
    output_field = TextField()


def month_shown(employer: Employer, today: date) -> date:
    """The latest whole month on record of the unit, at most three back: the records of a month arrive in the next."""
    latest = month_of(today)
    rows = ParticipationPeriod.objects.filter(employer=employer, scheme=Scheme.BHXH)
    until: date | None = rows.aggregate(until=Max(RangeEndsWith("months")))["until"]
    last_complete = add_months(latest, -1)
    if until is None or until < add_months(latest, -2):
        return last_complete
    return min(last_complete, add_months(until, -1))


def people_of(
    actor: Actor, employer: Employer, month: date, today: date, choice: Choice = Choice.ALL, words: str = ""
) -> ParticipationPeriodQuerySet:
    """One row a person, their last BHXH row with the unit."""
    rows = ParticipationPeriod.objects.for_actor(actor)
    if choice == Choice.LEFT:
        rows = rows.last_on_record_between(add_months(month, -LEFT_MONTHS), month, employer.pk)
    else:
        rows = rows.on_record_after(month, employer.pk)
    match choice:
        case Choice.WITHOUT_NUMBER:
            return rows.none()
        case Choice.LATE:
            rows = rows.filter(payment_state=PaymentState.LATE)
        case Choice.ENDING_CARDS:
            rows = rows.filter(_card_ends_soon(today))
        case Choice.NEW:
            since = add_months(month, 1 - NEW_MONTHS)
            earlier = ParticipationPeriod.objects.filter(
                employer=employer,
                scheme=Scheme.BHXH,
                citizen=OuterRef("citizen"),
                months__startswith__lt=since,
            )
            rows = rows.filter(~Exists(earlier), months__startswith__gte=since)
    return _search(rows, words) if words else rows


def _search(rows: ParticipationPeriodQuerySet, words: str) -> ParticipationPeriodQuerySet:
    """A name, diacritics aside, or a whole BHXH number."""
    number = only_digits(words)
    if number.isascii() and number.isdigit():
        return rows.filter(citizen__in=Citizen.objects.numbered(number).values("pk"))
    wanted = VnFold(Value(" ".join(words.split())))
    return rows.alias(name=_of_person(F("name_fold"))).filter(name__contains=wanted)


def _of_person(value: Expression | F) -> Subquery:
    """Something of a row's person, looked up row by row.

    Never by a join: for the first page of a join the planner would sort the people of the whole country by name.
    """
    person = Citizen.objects.filter(pk=OuterRef("citizen"))
    return Subquery(person.values(found=value)[:1], output_field=TextField())


def _card_ends_soon(today: date) -> Func:
    """The person's last card ends soon. One look into the index a person: cards that stand never overlap."""
    cards = HiCard.objects.filter(citizen=OuterRef("citizen"), state="active").order_by("-valid")
    until = cards.annotate(until=RangeEndsWith("valid")).values("until")[:1]
    days = (today + timedelta(days=1), today + timedelta(days=CARD_DAYS + 2))
    return Func(
        Value(days, output_field=DateRangeField()),
        Subquery(until),
        template="(%(expressions)s)",
        arg_joiner=" @> ",
        output_field=BooleanField(),
    )


def ordered(rows: ParticipationPeriodQuerySet, order: Order) -> ParticipationPeriodQuerySet:
    """By given name, then by the whole name; the sorting is of the unit's own rows alone."""
    name = F("name_fold")
    rows = rows.alias(
        sorted_by=_of_person(Concat(GivenName(name), Value(" "), name, output_field=TextField()))
    )
    match order:
        case Order.WAGE:
            return rows.order_by(F("insured_wage").desc(nulls_last=True), "sorted_by", "citizen")
        case Order.SINCE:
            return rows.order_by("-months__startswith", "sorted_by", "citizen")
    return rows.order_by("sorted_by", "citizen")


def in_full(actor: Actor, keys: Sequence[dict[str, int]]) -> list[ParticipationPeriod]:
    """The rows of one page, in its order: twenty thousand keys are sorted faster than as many rows."""
    found = ParticipationPeriod.objects.for_actor(actor).with_person().in_bulk([key["pk"] for key in keys])
    return [found[key["pk"]] for key in keys]


@dataclass(frozen=True)
class SchemeState:
    scheme: Scheme
    state: PaymentState | None  # None: the unit has not declared the person in this scheme for the month

    @property
    def name(self) -> str:
        return str(self.scheme.label) if self.scheme != Scheme.BHXH else "BHXH"

    @property
    def words(self) -> str:
        return f"{self.name}: {self.state.label}" if self.state else ""

    @property
    def tone(self) -> str:
        return TONES[self.state] if self.state else ""


@dataclass
class Person:
    """One of the unit's people, as the list and the files show them."""

    row: ParticipationPeriod  # the last BHXH row with the unit
    rows: list[ParticipationPeriod] = field(default_factory=list)  # all rows of the unit, oldest first
    card: HiCard | None = None
    today: date = date.max

    @property
    def name(self) -> str:
        return self.row.citizen.full_name

    @property
    def number(self) -> str:
        return self.row.citizen.bhxh_number

    @property
    def masked_number(self) -> str:
        return masked(self.number)

    @cached_property
    def states(self) -> list[SchemeState]:
        """Of the last month of the person's last BHXH row."""
        last = add_months(self.row.months.upper, -1)
        found = {
            row.scheme: PaymentState(row.payment_state)
            for row in self.rows
            if row.months.lower <= last < row.months.upper
        }
        return [SchemeState(scheme, found.get(scheme)) for scheme in SCHEMES]

    @property
    def by_state(self) -> list[dict[str, str]]:
        """One tag a state with the schemes in it: mostly one line."""
        found: dict[PaymentState, list[str]] = {}
        for state in self.states:
            if state.state:
                found.setdefault(state.state, []).append(state.name)
        return [
            {"tone": TONES[state], "word": str(state.label), "schemes": ", ".join(names)}
            for state, names in found.items()
        ]

    @property
    def is_late(self) -> bool:
        return any(state.state == PaymentState.LATE for state in self.states)

    @cached_property
    def bhxh_rows(self) -> list[ParticipationPeriod]:
        return [row for row in self.rows if row.scheme == Scheme.BHXH]

    @cached_property
    def months(self) -> int:
        """Months on record with this unit, in any state."""
        return sum(month_index(row.months.upper) - month_index(row.months.lower) for row in self.bhxh_rows)

    @property
    def duration(self) -> str:
        return words.duration(self.months)

    @cached_property
    def since(self) -> date:
        first: date = min(row.months.lower for row in (*self.bhxh_rows, self.row))
        return first

    @property
    def since_words(self) -> str:
        return words.month(self.since)

    @property
    def until_words(self) -> str:
        return words.month(words.last_month(self.row.months.upper))

    @property
    def wage(self) -> str:
        return "" if self.row.insured_wage is None else words.dong(self.row.insured_wage)

    @property
    def card_until(self) -> date | None:
        return self.card.valid.upper - timedelta(days=1) if self.card else None

    @property
    def card_until_words(self) -> str:
        return date_format(self.card_until) if self.card_until else ""

    @property
    def card_word(self) -> str:
        """Whether the card is to be looked after."""
        if self.card_until is None or self.card_until - timedelta(days=CARD_DAYS) > self.today:
            return ""
        return gettext("đã hết hạn") if self.card_until < self.today else gettext("sắp hết hạn")

    @property
    def facility(self) -> str:
        return self.card.facility_name if self.card else ""


def masked(number: str) -> str:
    """ "75******08": enough to tell two people of one name apart."""
    return f"{number[:2]}{'*' * (len(number) - 4)}{number[-2:]}"


def with_details(actor: Actor, last_rows: Sequence[ParticipationPeriod], today: date) -> list[Person]:
    """The people of these rows with what a line shows: two more queries, whatever their number."""
    people = {row.citizen_id: Person(row, today=today) for row in last_rows}
    # The name and number came with the rows.
    actor.work.note(DataClass.IDENTITY, people)
    for row in ParticipationPeriod.objects.for_actor(actor).filter(citizen__in=people).oldest_first():
        people[row.citizen_id].rows.append(row)
    for card in cards_of(actor, people, today):
        people[card.citizen_id].card = card
    return list(people.values())


def cards_of(actor: Actor, citizens: Iterable[int], today: date) -> Iterable[HiCard]:
    """The cards in force, or the last ones: the later comes later. Validity and first facility, nothing else."""
    cards = HiCard.objects.for_actor(actor).filter(
        citizen__in=list(citizens), state="active", valid__startswith__lte=today
    )
    return cards.only("citizen", "valid", "facility_name").order_by("valid", "pk")
