"""Who is asking: the actor behind a session or a job, and the choice the session keeps for the next request.

A session holds keys alone: of a mandate, of a visit at the counter, of a membership. Whether one may still be used is
asked anew on each request. Who may come in where is decided in `citizens/access.py`.
"""

from dataclasses import replace
from datetime import datetime
from typing import cast

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.timezone import localdate

from citizens import second_factor
from citizens.actors import (
    EMPLOYER_WORK,
    EVERYTHING,
    Actor,
    DataClass,
    Purpose,
    Reach,
    Role,
    UnitOfWork,
)
from citizens.models import Citizen, CounterVisit, EmployerMember, Mandate, Officer, User
from citizens.staff.counter import close_visit, running_visit
from citizens.staff.roles import AT_THE_COUNTER, roles_of, scope_of

MANDATE_KEY = "mandate"  # in the session: the public id of the mandate in use
COUNTER_KEY = "counter"  # in the session: the public id of the counter visit that runs
EMPLOYER_KEY = "employer"  # in the session: the public id of the membership in use


def actor_of(request: HttpRequest) -> Actor | None:
    """The person behind the session, for themselves or for whom they act; None when the mandate in use has ended.

    Kept on the request, asked anew on each: what was revoked a moment ago no longer holds.
    """
    if not hasattr(request, "_actor"):
        request._actor = _citizen_actor(request)  # type: ignore[attr-defined]
    return cast("Actor | None", request._actor)  # type: ignore[attr-defined]


def _citizen_actor(request: HttpRequest) -> Actor | None:
    if COUNTER_KEY in request.session:
        return counter_actor(request)
    person = Citizen.objects.of_account(request.user)
    if person is None:
        return Actor.nobody()
    key = request.session.get(MANDATE_KEY)
    return Actor.oneself(person) if key is None else mandate_actor(person, key)


def mandate_actor(person: Citizen, key: str) -> Actor | None:
    """`person` acting by the mandate with this public id, if it may be used today."""
    try:
        mandate = Mandate.objects.usable_by(person, key, localdate())
    except ValidationError:  # no UUID
        mandate = None
    if mandate is None:
        return None
    child = mandate.kind == Mandate.Kind.CHILD
    return Actor(
        role=Role.GUARDIAN if child else Role.DELEGATE,
        scope=mandate.data_classes,
        user_id=person.user_id,
        label=person.full_name,
        person=person,
        subject=mandate.subject,
        purpose=Purpose.CHILD if child else Purpose.CONSENT,
    )


def counter_actor(request: HttpRequest) -> Actor | None:
    """An officer on the pages of the person who stands before them; None when the visit has ended.

    SECURITY: their own visit, within their reach, in a role that still works at the counter, after their second
    factor. Visits to the doctor stay closed.
    """
    officer = staff_actor(request)
    if officer.user_id is None or not officer.roles & AT_THE_COUNTER:
        return None
    visit = running_visit(officer.user_id, request.session[COUNTER_KEY])
    if visit is None or not (
        officer.reach.nationwide or visit.citizen.province_id == officer.reach.province_id
    ):
        return None
    request._counter_until = visit.ends_at  # type: ignore[attr-defined]
    return replace(
        officer,
        role=Role.COUNTER,
        scope=EVERYTHING - {DataClass.HEALTH},
        subject=visit.citizen,
        purpose=visit.purpose,
        work=UnitOfWork(),
    )


def counter_until(request: HttpRequest) -> datetime | None:
    """When the visit that this session runs ends by itself."""
    if not is_at_counter(request) or actor_of(request) is None:
        return None
    return getattr(request, "_counter_until", None)


def begin_at_counter(request: HttpRequest, visit: CounterVisit) -> None:
    """From the next request on, the officer's session shows this person's own pages. New session key."""
    request.session.pop(MANDATE_KEY, None)
    request.session[COUNTER_KEY] = str(visit.public_id)
    request.session.cycle_key()


def end_at_counter(request: HttpRequest) -> CounterVisit | None:
    """Close the visit that this session ran; what it was, for the receipt."""
    key = request.session.pop(COUNTER_KEY, None)
    if key is None or request.user.pk is None:
        return None
    request.session.cycle_key()
    return close_visit(request.user.pk, key)


def is_at_counter(request: HttpRequest) -> bool:
    return hasattr(request, "session") and COUNTER_KEY in request.session


def employer_actor(member: EmployerMember) -> Actor:
    """Somebody at work for the unit of this membership: its people's rows that the unit declared, nothing else."""
    person = member.citizen
    if person is None:
        return Actor.nobody()
    return Actor(
        role=Role.CLERK,
        scope=EMPLOYER_WORK,
        user_id=person.user_id,
        label=person.full_name,
        person=person,
        reach=Reach(employer_id=member.employer_id),
        unit=member.employer.name[:160],
        purpose=Purpose.EMPLOYER,
    )


def staff_actor(request: HttpRequest) -> Actor:
    """An officer with the roles and the reach of their post, an administrator with the whole country, or nobody.

    SECURITY: nobody, too, while the session has not shown a second factor, and without a role.
    """
    user = request.user
    if not (user.is_authenticated and second_factor.is_staff(user) and second_factor.was_shown(request)):
        return Actor.nobody()
    return staff_actor_of(user, Purpose.OFFICE)


def staff_actor_of(user: User, purpose: Purpose) -> Actor:
    """The same for a job that a member of staff started: what they may do when it runs, not when they asked."""
    officer = Officer.objects.select_related("office", "province").filter(user=user).first()
    roles = roles_of(user)
    if not second_factor.is_staff(user) or not roles or (officer is None and not user.is_superuser):
        return Actor.nobody()
    return Actor(
        role=Role.OFFICER if officer else Role.ADMINISTRATOR,
        scope=scope_of(roles),
        roles=roles,
        user_id=user.pk,
        label=user.username,
        reach=_reach_of(officer),
        unit=_unit_of(officer),
        purpose=purpose,
    )


def _reach_of(officer: Officer | None) -> Reach:
    if officer is None:
        return Reach(nationwide=True)
    province = officer.office.province_id if officer.office else officer.province_id
    return Reach(nationwide=province is None, province_id=province, office_id=officer.office_id)


def _unit_of(officer: Officer | None) -> str:
    if officer is None:
        return "An Sinh"
    if officer.office:
        return officer.office.name
    return f"BHXH {officer.province.full_name}" if officer.province else "BHXH Việt Nam"


def begin_acting(request: HttpRequest, mandate: Mandate) -> None:
    """From the next request on, the session shows the record of the mandate's subject. New session key."""
    request.session[MANDATE_KEY] = str(mandate.public_id)
    request.session.cycle_key()


def stop_acting(request: HttpRequest) -> None:
    """Back to one's own record. New session key."""
    if request.session.pop(MANDATE_KEY, None) is not None:
        request.session.cycle_key()


def work_for(request: HttpRequest, member: EmployerMember) -> None:
    """From the next request on, the enterprise area shows this member's unit. New session key."""
    request.session[EMPLOYER_KEY] = str(member.public_id)
    request.session.cycle_key()


def stop_work_for(request: HttpRequest) -> None:
    if request.session.pop(EMPLOYER_KEY, None) is not None:
        request.session.cycle_key()


def acting_for(request: HttpRequest) -> str:
    """The name for the banner of every page while the session acts for another person, else nothing."""
    if (
        not hasattr(request, "session")
        or not (MANDATE_KEY in request.session or COUNTER_KEY in request.session)
        or not request.user.is_authenticated
    ):
        return ""
    actor = actor_of(request)
    return actor.subject.full_name if actor and actor.acts_for_another and actor.subject else ""
