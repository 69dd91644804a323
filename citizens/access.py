"""The one place that decides who may come in. Every view declares a policy; one that does not is refused.

Each policy is a decorator on the view, its outermost line. It takes the request's `actor` (who, for whose record,
which parts) from `citizens/asking.py`, and opens the unit of work in which records may be read. `AccessMiddleware`
refuses a view without a policy, and a test walks every URL of the site against a declared table.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.template.response import SimpleTemplateResponse
from django_htmx.http import HttpResponseClientRedirect

from citizens import second_factor
from citizens.actors import (
    Actor,
    DataClass,
    OutOfScope,
)
from citizens.asking import (
    EMPLOYER_KEY,
    actor_of,
    employer_actor,
    end_at_counter,
    is_at_counter,
    staff_actor,
    stop_acting,
    stop_work_for,
)
from citizens.models import Citizen, Employer, EmployerMember, User
from citizens.staff.roles import AT_THE_COUNTER, StaffRole, roles_of
from portal.http import HtmxHttpRequest

P = ParamSpec("P")
ViewFunction = TypeVar("ViewFunction", bound=Callable[..., Any])

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


def may_write_in_bulk(actor: Actor) -> bool:
    """Whoever keeps records for the country or for a whole province. One office sees less than its file would touch."""
    reach = actor.reach
    wide = reach.nationwide or (bool(reach.province_id) and not reach.office_id)
    return actor.user_id is not None and wide and bool(actor.roles & KEEPERS)


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
