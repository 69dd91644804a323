"""Giving, taking up and ending the right to act for another person."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from citizens.actors import DataClass
from citizens.mandate_querysets import PARENT_RELATIONS
from citizens.models import Citizen, HouseholdMember, Mandate
from citizens.notifications import notify
from citizens.rules.guardianship import guardianship_ends_on, is_child, months_later
from citizens.rules.parameters import in_force

# SECURITY: a consent covers what was ticked; one's identity always goes with it, the list of lookers never does.
GRANTABLE = (
    DataClass.PARTICIPATION,
    DataClass.CARD,
    DataClass.BENEFITS,
    DataClass.HEALTH,
    DataClass.LEAVE,
)
MOST_OPEN_INVITATIONS = 5


@dataclass(frozen=True, slots=True)
class ChildLine:
    """A child of one's household: until when one may open the record, and the mandate if one has used it."""

    child: Citizen
    key: str
    ends_on: date
    mandate: Mandate | None  # the latest one
    switched_off: bool


def children_of(person: Citizen, day: date) -> list[ChildLine]:
    """Children whose record this person may open as head of the household or as the head's spouse."""
    links = (
        HouseholdMember.objects.filter(
            relation="child",
            left_on=None,
            household__members__citizen=person,
            household__members__relation__in=PARENT_RELATIONS,
            household__members__left_on=None,
        )
        .select_related("citizen")
        .order_by("citizen__birth_date", "pk")
    )
    children = [link.citizen for link in links if is_child(link.citizen.birth_date, day)]
    latest: dict[int, Mandate] = {}
    for mandate in Mandate.objects.filter(holder=person, kind="child", subject__in=children).order_by("pk"):
        latest[mandate.subject_id] = mandate
    return [
        ChildLine(
            child=child,
            key=child_key(person, child),
            ends_on=guardianship_ends_on(child.birth_date, day),
            mandate=latest.get(child.pk),
            switched_off=child.pk in latest and latest[child.pk].revoked_at is not None,
        )
        for child in children
    ]


def child_key(person: Citizen, child: Citizen) -> str:
    """What the form says instead of a database key; it is good for this parent alone."""
    return salted_hmac("citizens.mandates.child", f"{person.pk}:{child.pk}", algorithm="sha256").hexdigest()[
        :32
    ]


@transaction.atomic
def open_child(person: Citizen, key: str, day: date, *, again: bool = False) -> Mandate | None:
    """The mandate for the child with this key, made on first use. None for a stranger's child or a switched-off one
    (unless `again`)."""
    line = next((line for line in children_of(person, day) if constant_time_compare(line.key, key)), None)
    if line is None or (line.switched_off and not again):
        return None
    if line.mandate is not None and not line.switched_off:
        return line.mandate
    mandate = Mandate.objects.create(
        kind=Mandate.Kind.CHILD,
        subject=line.child,
        holder=person,
        scope=[str(part) for part in DataClass],
        starts_on=day,
        ends_on=line.ends_on,
        confirmed_at=timezone.now(),
    )
    notify(line.child, "guardian_began", name=person.full_name)
    return mandate


@transaction.atomic
def invite(*, subject: Citizen, number: str, scope: list[str], months: int, day: date) -> Mandate | None:
    """Ask the person with this BHXH number to act for `subject`. None when too many invitations are open.

    SECURITY: the same row, the same answer and the same number of queries whether or not anybody has the number.
    """
    waiting = Mandate.objects.standing().filter(
        subject=subject, kind="consent", confirmed_at=None, ends_on__gt=day
    )
    if waiting.count() >= MOST_OPEN_INVITATIONS:
        return None
    # Only the key is asked: nobody's record is read here.
    holder_id = (
        Citizen.objects.numbered(number)
        .exclude(pk=subject.pk)
        .exclude(user=None)
        .values_list("pk", flat=True)
        .first()
    )
    mandate = Mandate.objects.create(
        kind=Mandate.Kind.CONSENT,
        subject=subject,
        holder_id=holder_id,
        invited_number=number,
        scope=sorted({str(DataClass.IDENTITY), *scope}),
        starts_on=day,
        ends_on=months_later(day, months),
    )
    if holder_id is not None:
        notify(Citizen(pk=holder_id), "mandate_invited", name=subject.full_name)
    return mandate


def invitation_ends_on(mandate: Mandate) -> date:
    """The first day on which an unanswered invitation no longer counts."""
    return mandate.starts_on + timedelta(days=in_force("invitation_days", mandate.starts_on).value)


@transaction.atomic
def confirm(person: Citizen, key: str, day: date) -> Mandate | None:
    """The invited person agrees. None when the invitation is not theirs, is over, or was taken back."""
    mandate = (
        Mandate.objects.select_for_update(of=("self",))
        .standing()
        .filter(public_id=key, holder=person, kind="consent", confirmed_at=None, ends_on__gt=day)
        .select_related("subject")
        .first()
    )
    if mandate is None or invitation_ends_on(mandate) <= day:
        return None
    mandate.confirmed_at = timezone.now()
    mandate.save(update_fields=["confirmed_at"])
    notify(mandate.subject, "mandate_confirmed", name=person.full_name)
    return mandate


@transaction.atomic
def revoke(person: Citizen, key: str) -> Mandate | None:
    """Either of the two ends it, at once: the next request finds nothing to act by."""
    mandate = (
        Mandate.objects.select_for_update(of=("self",))
        .standing()
        .filter(public_id=key)
        .select_related("subject", "holder")
        .first()
    )
    if mandate is None or person.pk not in {mandate.subject_id, mandate.holder_id}:
        return None
    mandate.revoked_at, mandate.revoked_by = timezone.now(), person
    mandate.save(update_fields=["revoked_at", "revoked_by"])
    other = mandate.holder if person.pk == mandate.subject_id else mandate.subject
    if other is not None and mandate.confirmed_at is not None:
        notify(other, "mandate_revoked", name=person.full_name)
    return mandate
