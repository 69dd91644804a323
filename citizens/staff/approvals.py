"""Steps that need two people (T07): one officer proposes, another confirms. The database refuses one doing both."""

from django.db import transaction
from django.utils import timezone

from citizens.models import Approval, User


class SecondPersonNeededError(Exception):
    """Whoever proposed it cannot confirm it."""


def waiting(kind: Approval.Kind, target: int) -> Approval | None:
    return Approval.objects.waiting().filter(kind=kind, target=target).first()


def propose(*, kind: Approval.Kind, target: int, province_id: str | None, officer: User) -> Approval:
    """The first step. While it waits, a second proposal for the same thing is refused by the database."""
    approval: Approval = Approval.objects.create(
        kind=kind, target=target, province_id=province_id, proposed_by=officer
    )
    return approval


@transaction.atomic
def confirm(approval: Approval, officer: User) -> Approval:
    """The second step; the caller then does what was proposed, in the same transaction."""
    locked = Approval.objects.select_for_update().get(pk=approval.pk)
    if locked.proposed_by_id == officer.pk or locked.state != Approval.State.WAITING:
        raise SecondPersonNeededError
    return _close(locked, Approval.State.APPROVED, officer)


def drop(approval: Approval, officer: User, reason: str = "") -> Approval:
    """It will not be done: refused by the second person, or taken back by the first."""
    if approval.proposed_by_id == officer.pk:
        return _close(approval, Approval.State.GONE, None, reason)
    return _close(approval, Approval.State.REFUSED, officer, reason)


def _close(approval: Approval, state: Approval.State, officer: User | None, reason: str = "") -> Approval:
    approval.state, approval.decided_by = state, officer
    approval.decided_at, approval.reason = timezone.now(), reason
    approval.save()
    return approval
