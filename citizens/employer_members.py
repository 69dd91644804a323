"""Coming to work for an employer unit, and leaving it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from citizens.models import Citizen, Employer, EmployerMember, User
from citizens.notifications import notify
from citizens.rules.parameters import in_force

MOST_OPEN_INVITATIONS = 20
MOST_OPEN_CLAIMS = 3


def invitations_to(person: Citizen, now: datetime) -> list[EmployerMember]:
    """Units that invited this person and wait for the answer."""
    rows = EmployerMember.objects.standing().of_person(person).filter(basis="invited", confirmed_at=None)
    return [row for row in rows.order_by("pk") if expires_at(row) > now]


def expires_at(member: EmployerMember) -> datetime:
    """From when on an unanswered invitation no longer counts."""
    days = in_force("invitation_days", timezone.localdate(member.created_at)).value
    return member.created_at + timedelta(days=days)


@transaction.atomic
def invite(*, by: EmployerMember, number: str, role: str) -> EmployerMember | None:
    """An owner asks the person with this BHXH number to work for the unit. None when too many invitations are open.

    SECURITY: the same row and the same answer whether or not anybody has the number.
    """
    waiting = EmployerMember.objects.standing().filter(employer=by.employer_id, confirmed_at=None)
    if waiting.count() >= MOST_OPEN_INVITATIONS:
        return None
    # Only the key is asked: nobody's record is read here.
    holder_id = (
        Citizen.objects.numbered(number)
        .exclude(user=None)
        .exclude(employer_memberships__in=EmployerMember.objects.standing().filter(employer=by.employer_id))
        .values_list("pk", flat=True)
        .first()
    )
    member = EmployerMember.objects.create(
        employer_id=by.employer_id,
        citizen_id=holder_id,
        invited_number=number,
        role=role,
        basis=EmployerMember.Basis.INVITED,
        invited_by_id=by.citizen_id,
    )
    if holder_id is not None:
        notify(Citizen(pk=holder_id), "employer_invited", unit=by.employer.name)
    return member


@transaction.atomic
def confirm(person: Citizen, key: str, now: datetime) -> EmployerMember | None:
    """The invited person agrees. None when the invitation is not theirs, is over, or was taken back."""
    member = (
        EmployerMember.objects.select_for_update(of=("self",))
        .standing()
        .of_person(person)
        .filter(public_id=key, basis="invited", confirmed_at=None)
        .first()
    )
    if member is None or expires_at(member) <= now:
        return None
    member.confirmed_at = now
    member.save(update_fields=["confirmed_at"])
    return member


@transaction.atomic
def end(*, key: str, by: Citizen, now: datetime) -> EmployerMember | None:
    """The person leaves or declines, or an owner of the unit removes them. At once: the next request finds nothing.

    None when it is neither, or when the unit would be left without an owner while others still work for it.
    """
    member = (
        EmployerMember.objects.select_for_update(of=("self",))
        .standing()
        .filter(public_id=key)
        .select_related("employer", "citizen")
        .first()
    )
    if member is None:
        return None
    team = EmployerMember.objects.confirmed().filter(employer=member.employer_id)
    if member.citizen_id != by.pk and not team.filter(citizen=by, role="owner").exists():
        return None
    if is_last_owner(member):
        return None
    member.ended_at, member.ended_by = now, by.user
    member.save(update_fields=["ended_at", "ended_by"])
    if member.citizen is not None and member.citizen_id != by.pk and member.confirmed_at:
        notify(member.citizen, "employer_ended", unit=member.employer.name)
    return member


def is_last_owner(member: EmployerMember) -> bool:
    """Whether the unit's other people would be left with nobody to answer for them."""
    if member.role != "owner" or member.confirmed_at is None:
        return False
    others = EmployerMember.objects.confirmed().filter(employer=member.employer_id).exclude(pk=member.pk)
    return others.exists() and not others.filter(role="owner").exists()


@transaction.atomic
def claim(*, person: Citizen, unit_code: str, note: str) -> EmployerMember | None:
    """Ask the office to approve this person as the unit's legal representative. None when too many claims are open.

    SECURITY: a code that is nobody's gives the same answer and leaves no row; a second claim for a unit is the first.
    """
    own = EmployerMember.objects.standing().filter(citizen=person)
    if own.filter(basis="claimed", confirmed_at=None).count() >= MOST_OPEN_CLAIMS:
        return None
    employer = Employer.objects.filter(unit_code=unit_code).first()
    if employer is None:
        return EmployerMember()
    existing = own.filter(employer=employer).first()
    return existing or EmployerMember.objects.create(
        employer=employer,
        citizen=person,
        role=EmployerMember.Role.OWNER,
        basis=EmployerMember.Basis.CLAIMED,
        note=note,
    )


@transaction.atomic
def decide_claim(
    *, member: EmployerMember, officer: User, approve: bool, refusal: str, now: datetime
) -> bool:
    """An officer of the unit's office answers a claim. False when it was answered already."""
    waiting = EmployerMember.objects.select_for_update(of=("self",)).standing()
    found = waiting.filter(pk=member.pk, basis="claimed", confirmed_at=None).first()
    if found is None or found.citizen is None or found.citizen.user_id == officer.pk:
        return False
    found.approved_by = officer
    if approve:
        found.confirmed_at = now
        notify(found.citizen, "employer_approved", unit=found.employer.name)
    else:
        found.ended_at, found.ended_by, found.refusal = now, officer, refusal
        notify(found.citizen, "employer_refused", unit=found.employer.name, reason=refusal)
    found.save()
    return True
