"""The one place that decides who may come in. Every view declares a policy; one that does not is refused.

Each policy is a decorator on the view, its outermost line. It makes the request's `actor` (who, for whose record,
which parts) from the session, and opens the unit of work in which records may be read. `AccessMiddleware` refuses a
view without a policy, and a test walks every URL of the site against a declared table.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.template.response import SimpleTemplateResponse
from django.utils.timezone import localdate
from django_htmx.http import HttpResponseClientRedirect

from citizens import second_factor
from citizens.actors import (
    EMPLOYER_WORK,
    EVERYTHING,
    Actor,
    DataClass,
    OutOfScope,
    Purpose,
    Reach,
    Role,
    UnitOfWork,
)
from citizens.models import Citizen, CounterVisit, Employer, EmployerMember, Mandate, Officer, User
from citizens.staff.counter import close_visit, running_visit
from citizens.staff.roles import AT_THE_COUNTER, StaffRole, roles_of, scope_of
from portal.http import HtmxHttpRequest

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)
ViewFunction = TypeVar("ViewFunction", bound=Callable[..., Any])

MANDATE_KEY = "mandate"  # in the session: the public id of the mandate in use
COUNTER_KEY = "counter"  # in the session: the public id of the counter visit that runs
EMPLOYER_KEY = "employer"  # in the session: the public id of the membership in use
KEEPERS = frozenset({StaffRole.NATIONAL, StaffRole.RECORDS})  # roles that keep records


class Policy(StrEnum):
    """Who may open a page."""

    PUBLIC = "public"  # everybody; shows nothing of a person's record
    ACCOUNT = "account"  # a signed-in person, verified or not; shows nothing of a record
    CITIZEN = "citizen"  # a signed-in, verified person: their own record, or that of the person they act for
    SELF = "self"  # a signed-in, verified person for themselves alone, whomever they act for
    EMPLOYER = "employer"  # who works for an employer unit: that unit's people, as the unit declared them
    STAFF = "staff"  # members of staff; the admin decides the rest
    STAFF_OR_DEBUG = "staff_or_debug"  # the workshop's own pages


class AccountHttpRequest(HtmxHttpRequest):
    """A request behind `account_required`: somebody is signed in, as `request.account`."""

    account: User


class CitizenHttpRequest(HtmxHttpRequest):
    """A request behind `citizen_required` or `self_required`: whose record it is comes from the session alone."""

    actor: Actor
    citizen: Citizen  # the actor's subject


class EmployerHttpRequest(HtmxHttpRequest):
    """A request behind `employer_required`: which unit it is comes from the session alone."""

    actor: Actor
    citizen: Citizen  # who sits at the desk
    membership: EmployerMember
    employer: Employer


AccountView = Callable[Concatenate[AccountHttpRequest, P], HttpResponseBase]
EmployerView = Callable[Concatenate[EmployerHttpRequest, P], HttpResponseBase]
CitizenView = Callable[Concatenate[CitizenHttpRequest, P], HttpResponseBase]


class StaffHttpRequest(HtmxHttpRequest):
    """A request behind `staff_page`: `actor` is the officer, for `Model.objects.for_actor(request.actor)`."""

    actor: Actor
    user: User


def staff_request(request: HttpRequest) -> StaffHttpRequest:
    """What a method of a ModelAdmin was handed: Django writes its signature, `staff_page` stands before it."""
    return cast(StaffHttpRequest, request)


# -- Policies


def declare(policy: Policy) -> Callable[[ViewFunction], ViewFunction]:
    """Name the policy of a view that enforces it by other means (allauth's pages)."""

    def mark(view: ViewFunction) -> ViewFunction:
        if getattr(view, "access_policy", policy) != policy:
            raise ImproperlyConfigured(f"{view!r} declares two policies")
        try:
            view.access_policy = policy  # type: ignore[attr-defined]
            return view
        except AttributeError:  # a bound method carries no attributes

            @wraps(view)
            def wrapper(*args: Any, **kwargs: Any) -> Any:
                return view(*args, **kwargs)

            wrapper.access_policy = policy  # type: ignore[attr-defined]
            return cast(ViewFunction, wrapper)

    return mark


def policy_of(view: Callable[..., Any]) -> Policy | None:
    return getattr(view, "access_policy", None)


def public(view: ViewFunction) -> ViewFunction:
    """Everybody may come in; the page shows nothing of anybody's record."""
    return declare(Policy.PUBLIC)(view)


def account_required(view: AccountView[P]) -> AccountView[P]:
    """Sign-in only: requests and settings of an account, verified or not. Records stay closed."""

    @wraps(view)
    def wrapper(request: AccountHttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        request.account = request.user
        return view(request, *args, **kwargs)

    return cast(AccountView[P], declare(Policy.ACCOUNT)(wrapper))


def citizen_required(view: CitizenView[P]) -> CitizenView[P]:
    """Sign-in, a verified identity, then one person's record: one's own, or that of the mandate in use."""

    @wraps(view)
    def wrapper(request: CitizenHttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        refusal = _refusal(request)
        if refusal is not None:
            return refusal
        return _at_work(request, view, *args, **kwargs)

    return cast(CitizenView[P], declare(Policy.CITIZEN)(wrapper))


def self_required(view: CitizenView[P]) -> CitizenView[P]:
    """Sign-in, and nobody but oneself: settings, mandates, one's own data.

    SECURITY: a mandate never opens these, so it cannot make another mandate.
    """

    @wraps(view)
    def wrapper(request: CitizenHttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        refusal = _refusal(request)
        if refusal is not None:
            return refusal
        if request.actor.acts_for_another:
            return render(request, "citizens/only_yourself.html", status=403)
        return _at_work(request, view, *args, **kwargs)

    return declare(Policy.SELF)(cast(CitizenView[P], wrapper))


def employer_required(*roles: str) -> Callable[[EmployerView[P]], EmployerView[P]]:
    """Sign-in, a verified identity, then a standing membership of one unit; with `roles`, one of these.

    SECURITY: the membership is asked anew on each request. What an officer or owner ended a moment ago is over.
    """

    def decorate(view: EmployerView[P]) -> EmployerView[P]:
        @wraps(view)
        def wrapper(request: EmployerHttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            refusal = _refusal_of_unit(request)
            if refusal is not None:
                return refusal
            if roles and request.membership.role not in roles:
                return render(request, "enterprises/not_your_role.html", status=403)
            return _at_work(request, view, *args, **kwargs)

        return declare(Policy.EMPLOYER)(cast(EmployerView[P], wrapper))

    return decorate


def staff_page(view: ViewFunction) -> ViewFunction:
    """A page of the admin, which asks for the sign-in itself. What it reads of people is logged.

    SECURITY: a member of staff comes in only after a second factor; this says how to set one up or show it.
    """

    @wraps(view)
    def wrapper(request: StaffHttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        refusal = second_factor.refusal(request)
        if refusal is not None:
            return refusal
        return _staff_at_work(request, view, *args, **kwargs)

    return declare(Policy.STAFF)(cast(ViewFunction, wrapper))


def staff_door(view: ViewFunction) -> ViewFunction:
    """Signing in to the admin, and out of it: no second factor is asked before."""

    @wraps(view)
    def wrapper(request: StaffHttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return _staff_at_work(request, view, *args, **kwargs)

    return declare(Policy.STAFF)(cast(ViewFunction, wrapper))


def officer_required(view: AccountView[P]) -> AccountView[P]:
    """An officer whose role works at the counter, after a second factor. To all others the page does not exist."""

    @wraps(view)
    def wrapper(request: AccountHttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        user = request.user
        if not (
            second_factor.is_staff(user) and hasattr(user, "officer") and roles_of(user) & AT_THE_COUNTER
        ):
            raise Http404
        if (refusal := second_factor.refusal(request)) is not None:
            return refusal
        request.account = cast(User, user)
        return view(request, *args, **kwargs)

    return cast(AccountView[P], declare(Policy.STAFF)(wrapper))


def _staff_at_work(
    request: StaffHttpRequest, view: Callable[..., HttpResponseBase], *args: Any, **kwargs: Any
) -> HttpResponseBase:
    request.actor = staff_actor(request)
    return _at_work(request, view, *args, **kwargs)


def staff_or_debug(debug: bool) -> Callable[[ViewFunction], ViewFunction]:
    """Staff, or anybody on a developer's machine. To all others the page does not exist."""

    def decorate(view: ViewFunction) -> ViewFunction:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not (debug or request.user.is_staff):
                raise Http404
            return cast(HttpResponseBase, view(request, *args, **kwargs))

        return declare(Policy.STAFF_OR_DEBUG)(cast(ViewFunction, wrapper))

    return decorate


# -- Who is asking


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


def may_write_in_bulk(actor: Actor) -> bool:
    """Whoever keeps records for the country or for a whole province. One office sees less than its file would touch."""
    reach = actor.reach
    wide = reach.nationwide or (bool(reach.province_id) and not reach.office_id)
    return actor.user_id is not None and wide and bool(actor.roles & KEEPERS)


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


# -- Coming in, and being turned away


def _refusal(request: CitizenHttpRequest) -> HttpResponse | None:
    """What a citizen's page answers instead of itself, or None with `request.actor` and `request.citizen` set."""
    if not request.user.is_authenticated:
        return _to_sign_in(request)
    actor = actor_of(request)
    if actor is None and is_at_counter(request):
        end_at_counter(request)
        return render(request, "citizens/counter_ended.html", status=403)
    if actor is None:
        stop_acting(request)
        return render(request, "citizens/mandate_ended.html", status=403)
    if actor.subject is None and not request.user.is_verified and not request.user.is_staff:
        return render(request, "citizens/verification_needed.html", status=403)
    if actor.subject is None:
        return render(request, "citizens/no_record.html", status=404)
    request.actor, request.citizen = actor, actor.subject
    return None


def _refusal_of_unit(request: EmployerHttpRequest) -> HttpResponse | None:
    """What an enterprise page answers instead of itself, or None with the request's unit set."""
    asked = cast(CitizenHttpRequest, request)
    refusal = _refusal(asked)
    if refusal is not None:
        return refusal
    if asked.actor.acts_for_another:
        return render(request, "citizens/only_yourself.html", status=403)
    key = request.session.get(EMPLOYER_KEY)
    usable = EmployerMember.objects.usable_by(asked.citizen, key)
    if key is not None and not usable:
        stop_work_for(request)
        return render(request, "enterprises/membership_ended.html", status=403)
    if not usable:
        return render(request, "enterprises/no_unit.html", status=403)
    if len(usable) > 1:
        return redirect("enterprises:home")
    member = usable[0]
    member.citizen = asked.citizen
    request.membership, request.employer = member, member.employer
    request.actor = employer_actor(member)
    return None


def _at_work(
    request: Any, view: Callable[..., HttpResponseBase], *args: Any, **kwargs: Any
) -> HttpResponseBase:
    """Run the view in its actor's unit of work, the page's rendering included."""
    try:
        with request.actor.at_work():
            if request.actor.acts_for_another:
                # `request.citizen` is in the view's hands already, whatever else it asks for.
                request.actor.work.note(DataClass.IDENTITY, (request.actor.subject.pk,))
            response = view(request, *args, **kwargs)
            if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
                response.render()  # a lazy page would read records after the log is written
            return response
    except OutOfScope as refused:
        if getattr(
            request, "htmx", False
        ):  # a piece of a page cannot hold this answer: the page itself goes there
            return HttpResponseClientRedirect(request.get_full_path())
        return render(request, "citizens/out_of_scope.html", {"part": refused.data_class.label}, status=403)


def _to_sign_in(request: HtmxHttpRequest) -> HttpResponse:
    """To the sign-in page and back here after. htmx would swap the page into a fragment: it is told to move."""
    if request.htmx:
        page = request.htmx.current_url_abs_path or resolve_url("portal:home")
        return HttpResponseClientRedirect(redirect_to_login(page, resolve_url("account_login")).url)
    return redirect_to_login(request.get_full_path(), resolve_url("account_login"))


class AccessMiddleware:
    """Refuse a view that declares no policy: a forgotten decorator is a closed door, not an open one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]
    ) -> None:
        if policy_of(view) is None:
            raise ImproperlyConfigured(f"{view!r} declares no access policy (citizens/access.py)")
