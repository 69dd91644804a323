"""Steps that need two people (T07): one officer proposes, another confirms. The database refuses one doing both.

Where somebody must be told first, the second step waits: `hold`. Until it is done the people concerned can stop it by
the link in their notice, and an officer can drop it.
"""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.timezone import localdate

from citizens.models import Approval, User
from citizens.secrets import fingerprint
from territory.workdays import add_working_days

HOLD = timedelta(hours=24)
SECOND_STEP_DAYS = 3  # working days; ours, not the law's: how soon a second officer looks


class SecondPersonNeededError(Exception):
    """Whoever proposed it cannot confirm it."""


class NotYetError(Exception):
    """The people concerned were told less than `HOLD` ago."""


def waiting(kind: Approval.Kind, target: int) -> Approval | None:
    return Approval.objects.waiting().filter(kind=kind, target=target).first()


def propose(
    *,
    kind: Approval.Kind,
    target: int,
    province_id: str | None,
    officer: User,
    why: str = "",
    hold: bool = False,
) -> Approval:
    """The first step. While it waits, a second proposal for the same thing is refused by the database."""
    now = timezone.now()
    approval: Approval = Approval.objects.create(
        kind=kind,
        target=target,
        province_id=province_id,
        proposed_by=officer,
        proposed_at=now,
        why=why,
        ready_at=now + HOLD if hold else None,
        due_on=add_working_days(localdate(now), SECOND_STEP_DAYS),
    )
    return approval


def stop_secret(approval: Approval) -> str:
    """A new secret for the link that stops this step; only its fingerprint is kept."""
    secret = secrets.token_urlsafe(24)
    approval.stop_key = fingerprint("stop", secret)
    approval.save(update_fields=["stop_key"])
    return secret


@transaction.atomic
def confirm(approval: Approval, officer: User, now: datetime | None = None) -> Approval:
    """The second step; the caller then does what was proposed, in the same transaction."""
    now = now or timezone.now()
    locked = Approval.objects.select_for_update().get(pk=approval.pk)
    if locked.proposed_by_id == officer.pk or locked.state != Approval.State.WAITING:
        raise SecondPersonNeededError
    if locked.ready_at is not None and now < locked.ready_at:
        raise NotYetError
    return _close(locked, Approval.State.APPROVED, officer, now=now)


@transaction.atomic
def drop(approval: Approval, officer: User, reason: str = "") -> Approval:
    """It will not be done: refused by the second person, or taken back by the first."""
    locked = Approval.objects.select_for_update().get(pk=approval.pk)
    if locked.state != Approval.State.WAITING:
        raise SecondPersonNeededError
    if locked.proposed_by_id == officer.pk:
        return _close(locked, Approval.State.GONE, None, reason)
    return _close(locked, Approval.State.REFUSED, officer, reason)


@transaction.atomic
def stop(secret: str, *kinds: Approval.Kind) -> Approval | None:
    """Somebody concerned opened the link of their notice: nothing is done. None when there is nothing to stop."""
    mine = Q(stop_key=fingerprint("stop", secret), kind__in=kinds)
    found = Approval.objects.waiting().select_for_update().filter(mine).first()
    return _close(found, Approval.State.STOPPED, None) if found is not None else None


def _close(
    approval: Approval,
    state: Approval.State,
    officer: User | None,
    reason: str = "",
    *,
    now: datetime | None = None,
) -> Approval:
    approval.state, approval.decided_by = state, officer
    approval.decided_at, approval.reason = now or timezone.now(), reason
    approval.save()
    return approval
