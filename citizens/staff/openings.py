"""Opening a person's record: why, for how long, how often, and what an auditor is told (T04).

An officer names a reason; a reason with a request's number counts against a wide budget, one without against a narrow
one. Both are of one day. What was opened stays open to that officer for half an hour.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from citizens.actors import Actor, DataClass, Purpose, UnitOfWork
from citizens.limits import DAY, Limit, take
from citizens.models import (
    Citizen,
    HouseholdMember,
    Officer,
    RecordOpening,
    StaffAlert,
    User,
    WatchedPerson,
)
from citizens.staff.roles import AT_THE_COUNTER, StaffRole

logger = logging.getLogger("portal.staff")
STAYS_OPEN = timedelta(minutes=30)
WITHOUT_CASE = Limit(100, DAY)
WITH_CASE = Limit(400, DAY)
NEEDS_CASE = frozenset({RecordOpening.Reason.CASE, RecordOpening.Reason.HEALTH})
MAY_READ_HEALTH = frozenset({StaffRole.RECORDS})


class NotOpenedError(Exception):
    """Why the record stays closed."""


class BudgetSpentError(NotOpenedError):
    pass


class OwnRecordError(NotOpenedError):
    pass


def reasons_for(actor: Actor) -> list[tuple[str, str]]:
    """The reasons an officer may give. Visits to the doctor belong to the roles that settle them."""
    return [
        (reason.value, str(reason.label))
        for reason in RecordOpening.Reason
        if reason != RecordOpening.Reason.HEALTH or actor.roles & MAY_READ_HEALTH
    ]


def open_record(*, actor: Actor, officer: User, citizen: Citizen, reason: str, case: str) -> RecordOpening:
    """Open it, count it, tell the auditors what is odd. Raises NotOpenedError, with the alert kept all the same.

    The caller has looked the number of the case up: it is this person's.
    """
    if not actor.roles & AT_THE_COUNTER or reason not in dict(reasons_for(actor)):
        raise PermissionDenied
    if citizen.user_id == officer.pk:
        alert(StaffAlert.Kind.ONESELF, officer)
        raise OwnRecordError
    with_case = reason in NEEDS_CASE
    limit = WITH_CASE if with_case else WITHOUT_CASE
    if not take(f"open-record-{with_case}", officer.pk, (limit,)):
        alert(StaffAlert.Kind.BUDGET, officer, once_a_day=True)
        raise BudgetSpentError
    now = timezone.now()
    with transaction.atomic():
        opening: RecordOpening = RecordOpening._base_manager.create(
            officer=officer,
            citizen=citizen,
            reason=reason,
            case_number=case if with_case else "",
            opened_at=now,
            ends_at=now + STAYS_OPEN,
        )
        for kind in oddities(officer, citizen):
            alert(kind, officer, opening)
    return opening


def oddities(officer: User, citizen: Citizen) -> Iterator[StaffAlert.Kind]:
    """What makes this opening worth a second look."""
    homes = HouseholdMember.objects.filter(left_on=None)
    if homes.filter(
        citizen=citizen, household__in=homes.filter(citizen__user=officer).values("household")
    ).exists():
        yield StaffAlert.Kind.FAMILY
    if citizen.user_id and Officer.objects.filter(user=citizen.user_id).exists():
        yield StaffAlert.Kind.COLLEAGUE
    if WatchedPerson.objects.filter(citizen=citizen).exists():
        yield StaffAlert.Kind.WATCHED


def alert(
    kind: StaffAlert.Kind, officer: User, opening: RecordOpening | None = None, *, once_a_day: bool = False
) -> None:
    """To the auditors' list, and one line without names for the operator's own alarms."""
    since = timezone.now() - timedelta(days=1)
    if once_a_day and StaffAlert.objects.filter(kind=kind, officer=officer, at__gt=since).exists():
        return
    StaffAlert.objects.create(kind=kind, officer=officer, opening=opening)
    logger.warning("staff alert", extra={"kind": str(kind), "officer": officer.pk})


def standing_opening(officer: User, citizen_id: int) -> RecordOpening | None:
    """What this officer opened of this person and may still read: their own act, so no reading of another."""
    found: RecordOpening | None = (
        RecordOpening._base_manager.filter(officer=officer, citizen=citizen_id, ends_at__gt=timezone.now())
        .order_by("-opened_at")
        .first()
    )
    return found


def reader(actor: Actor, opening: RecordOpening) -> Actor:
    """The officer at work on this one person, for the reason they gave, in a unit of work of its own."""
    scope = actor.scope
    if opening.reason == RecordOpening.Reason.HEALTH and actor.roles & MAY_READ_HEALTH:
        scope = scope | {DataClass.HEALTH}
    return replace(actor, subject=opening.citizen, scope=scope, purpose=opening.purpose, work=UnitOfWork())


@contextmanager
def searching(actor: Actor) -> Iterator[Actor]:
    """Looking for somebody by name or number: logged with each person shown, as a search."""
    seeker = replace(actor, purpose=Purpose.SEARCH, work=UnitOfWork())
    with seeker.at_work():
        yield seeker
