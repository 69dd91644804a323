"""Who may open what: every URL of the site, declared. `tests/test_access_matrix.py` walks the resolver against it.

A new URL is one line here. `methods` are those the page answers; every other is 405 for whoever gets that far.
`key` makes the arguments of an object's URL from the one who owns it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from citizens.access import Policy
from citizens.models import Citizen

Key = Callable[[Citizen], dict[str, Any]]


@dataclass(frozen=True)
class Route:
    """One URL name. HEAD goes with GET or not, as the view likes. `loose`: a page of allauth or Django, whose methods are its own."""

    name: str
    policy: Policy
    methods: tuple[str, ...] = ("GET",)
    key: Key | None = None
    loose: bool = False


def period_of(person: Citizen) -> dict[str, Any]:
    return {"public_id": person.participation_periods.all()[0].public_id}


def no_place(person: Citizen) -> dict[str, Any]:
    """A place is nobody's record: one that does not exist shows the door as well as any."""
    return {"code": "KHONG-CO"}


PUBLIC, CITIZEN, SELF, STAFF = Policy.PUBLIC, Policy.CITIZEN, Policy.SELF, Policy.STAFF
FORM = ("GET", "POST")

ROUTES = (
    Route("csp-report", PUBLIC, ("POST",)),
    Route("portal:home", PUBLIC),
    Route("portal:about", PUBLIC),
    Route("portal:privacy", PUBLIC),
    Route("portal:sign-in-help", PUBLIC),
    Route("portal:display", PUBLIC, ("POST",)),
    Route("portal:design-system", Policy.STAFF_OR_DEBUG),
    Route("account_login", PUBLIC, loose=True),
    Route("account_logout", PUBLIC, loose=True),
    Route("account_inactive", PUBLIC, loose=True),
    Route("account_reauthenticate", PUBLIC, loose=True),
    Route("accounts:verify", Policy.ACCOUNT),
    Route("accounts:code-request", PUBLIC, FORM),
    Route("accounts:code-confirm", PUBLIC, FORM),
    *(
        Route(f"facilities:{name}", PUBLIC, loose=True)
        for name in ("place-list", "place-clusters", "place-geojson", "place-csv", "office-in-charge")
    ),
    *(
        Route(f"facilities:{name}", PUBLIC, key=no_place, loose=True)
        for name in ("place-detail", "place-card", "place-report")
    ),
    Route("insurance:participation-history", CITIZEN),
    Route("insurance:participation-period", CITIZEN, key=period_of),
    Route("citizens:stop-acting", PUBLIC, ("POST",)),
)

# Pages of the admin: Django's own, and those of each registered model.
ADMIN_PAGES = (
    "index",
    "login",
    "logout",
    "password_change",
    "password_change_done",
    "autocomplete",
    "jsi18n",
)
ADMIN_UNNAMED = ("view_on_site", "app_list", None)
ADMIN_MODELS = ("auth_group", "account_emailaddress", "mfa_authenticator", "usersessions_usersession", "citizens_employer")
ADMIN_MODEL_PAGES = ("changelist", "add", "history", "delete", "change")
