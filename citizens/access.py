"""The one place that decides who may come in. Every view declares a policy; one that does not is refused.

Each policy is a decorator on the view, its first line to read. `AccessMiddleware` refuses a view without one, and a
test walks every URL of the site.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render, resolve_url
from django_htmx.http import HttpResponseClientRedirect

from citizens.models import Citizen, User
from portal.http import HtmxHttpRequest

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)
ViewFunction = TypeVar("ViewFunction", bound=Callable[..., Any])


class Policy(StrEnum):
    """Who may open a page."""

    PUBLIC = "public"  # everybody; shows nothing of a person's record
    ACCOUNT = "account"  # a signed-in person, verified or not; shows nothing of a record
    CITIZEN = "citizen"  # a signed-in, verified person, who sees their own record
    STAFF = "staff"  # members of staff; the admin decides the rest
    STAFF_OR_DEBUG = "staff_or_debug"  # the workshop's own pages


class AccountHttpRequest(HtmxHttpRequest):
    """A request behind `account_required`: somebody is signed in, as `request.account`."""

    account: User


class CitizenHttpRequest(HtmxHttpRequest):
    """A request behind `citizen_required`: whose record it is comes from the session alone."""

    citizen: Citizen


def declare(policy: Policy) -> Callable[[ViewFunction], ViewFunction]:
    """Name the policy of a view that enforces it by other means (allauth's pages, the admin)."""

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


def account_required(
    view: Callable[Concatenate[AccountHttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[AccountHttpRequest, P], HttpResponseBase]:
    """Sign-in only: requests and settings of an account, verified or not. Records stay closed."""

    @wraps(view)
    def wrapper(request: AccountHttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        request.account = request.user
        return view(request, *args, **kwargs)

    return cast(
        Callable[Concatenate[AccountHttpRequest, P], HttpResponseBase], declare(Policy.ACCOUNT)(wrapper)
    )


def citizen_required(
    view: Callable[Concatenate[CitizenHttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[CitizenHttpRequest, P], HttpResponseBase]:
    """Sign-in, a verified identity, then the person's own record as `request.citizen`."""

    @wraps(view)
    def wrapper(request: CitizenHttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        citizen = Citizen.objects.for_actor(request.user).first()
        if citizen is None and not request.user.is_verified and not request.user.is_staff:
            return render(request, "citizens/verification_needed.html", status=403)
        if citizen is None:
            return render(request, "citizens/no_record.html", status=404)
        request.citizen = citizen
        return view(request, *args, **kwargs)

    return cast(
        Callable[Concatenate[CitizenHttpRequest, P], HttpResponseBase], declare(Policy.CITIZEN)(wrapper)
    )


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
