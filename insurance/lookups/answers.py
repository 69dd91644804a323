"""Answers to the public questions. A question that finds nobody runs the same statements as one that does (T13)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.db.models import Q

from citizens.actors import Actor, Purpose
from citizens.messaging import outbox
from citizens.models import Citizen, Contact, ContactKind, Employer
from facilities.models import Place
from insurance.models import CardState, HiCard, ParticipationPeriod, Scheme

NOBODY = 0  # no row has this key
MOST_EMPLOYERS = 10
MOST_RECORDS = 8  # of one name and birth date: enough to know that they are one, or not


@dataclass(frozen=True)
class Coverage:
    """Whether BHYT holds on a day: until when, or when it ended or begins."""

    day: date
    valid_until: date | None = None
    ended_on: date | None = None
    begins_on: date | None = None
    was_withdrawn: bool = False  # a card for that day was replaced or taken back

    @property
    def is_valid(self) -> bool:
        return self.valid_until is not None


def find_person(
    *,
    name: str,
    province: str = "",
    number: str = "",
    personal_id: str = "",
    birth_date: date | None = None,
) -> Citizen | None:
    """The one person all of this is true of. Two people of one name and birth date are nobody: ask for more."""
    rows = Citizen.objects.called(name)
    if province:
        rows = rows.filter(province=province)
    if number:
        rows = rows.filter(bhxh_number=number)
    if personal_id:
        rows = rows.filter(personal_id=personal_id)
    if birth_date:
        rows = rows.filter(_born(birth_date))
    # Two records that were merged are one person.
    people = {row.surviving for row in rows.select_related("user", "merged_into__user")[:MOST_RECORDS]}
    return people.pop() if len(people) == 1 else None


def _born(day: date) -> Q:
    """The day, or as much of it as the record knows."""
    return (
        Q(birth_date=day, birth_precision="day")
        | Q(birth_date=day.replace(day=1), birth_precision="month")
        | Q(birth_date=day.replace(day=1, month=1), birth_precision="year")
    )


@contextmanager
def asked_about(person: Citizen | None) -> Iterator[Actor]:
    """A stranger's question on one person's record, in their access log. About nobody: as many statements."""
    actor = Actor.system(person or Citizen(pk=NOBODY), purpose=Purpose.LOOKUP, unit="An Sinh")
    with actor.at_work():
        yield actor
        if person is None:
            actor.work.reads.clear()
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")  # in place of the entry


def masked_number(person: Citizen | None) -> str:
    """`79******56`: enough to recognise one's own."""
    if person is None:
        return ""
    number = person.bhxh_number
    return f"{number[:2]}{'*' * 6}{number[-2:]}"


def coverage(actor: Actor, day: date) -> Coverage:
    """BHYT of the actor's subject on a day: from their cards, or from the months paid for where no card is on record.

    Both are asked whatever the first one says.
    """
    cards = list(HiCard.objects.for_actor(actor).order_by("valid", "pk"))
    months = list(
        ParticipationPeriod.objects.for_actor(actor).filter(scheme=Scheme.BHYT).order_by("months", "pk")
    )
    standing = [(card.valid.lower, card.valid.upper) for card in cards if card.state == CardState.ACTIVE]
    spans = standing if cards else [(period.months.lower, period.months.upper) for period in months]
    withdrawn = any(
        card.state != CardState.ACTIVE and card.valid.lower <= day < card.valid.upper for card in cards
    )
    ended_on, begins_on = None, None
    for position, (lower, upper) in enumerate(spans):
        if lower <= day < upper:
            for later, end in spans[position + 1 :]:
                if later > upper:
                    break
                upper = max(upper, end)
            return Coverage(day, valid_until=upper - timedelta(days=1))
        if upper <= day:
            ended_on = upper - timedelta(days=1)
        elif begins_on is None:
            begins_on = lower
    return Coverage(day, ended_on=ended_on, begins_on=begins_on, was_withdrawn=withdrawn)


def send_number(person: Citizen, *, subject: str, text: str) -> None:
    """The full number to the channels on record, and to no other. Without one, nothing is sent."""
    channels: list[tuple[str, str]] = [(contact.kind, contact.value) for contact in _contacts(person)]
    if not channels:
        channels = [
            (str(kind), value)
            for kind, value in ((ContactKind.PHONE, person.phone), (ContactKind.EMAIL, person.email))
            if value
        ][:1]
    for kind, value in channels[:1]:
        outbox.queue(kind=kind, address=value, subject=subject, text=text, topic="lookup", user=person.user)


def _contacts(person: Citizen) -> list[Contact]:
    return list(person.user.contacts.verified().oldest_first()) if person.user else []


def employers(words: str) -> list[Employer]:
    """Employers with this tax number or unit code, else those whose name holds the words."""
    code = "".join(char for char in words if char.isalnum()).upper()
    known = Employer.objects.select_related("managing_office", "ward__province")
    digits = "".join(char for char in words if char.isdigit() or char == "-")
    exact = list(
        known.filter(Q(unit_code=code) | Q(tax_number__in=[digits, code])).order_by("pk")[:MOST_EMPLOYERS]
    )
    if exact or len(words.strip()) < 3:
        return exact
    return list(known.named(words).order_by("name_fold", "pk")[: MOST_EMPLOYERS + 1])


def office_pages(units: Sequence[Employer]) -> dict[int, Place]:
    """The place page of each unit's office, by the unit's key, where there is one. One query."""
    codes = {unit.managing_office.code for unit in units}
    places = {place.code: place for place in Place.objects.filter(code__in=codes, closed_on=None)}
    return {
        unit.pk: places[unit.managing_office.code] for unit in units if unit.managing_office.code in places
    }
