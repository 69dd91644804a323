"""Every URL of the resolver x every actor x every method x with and without htmx, against tests/access_table.py.

Each cell is one request in its own savepoint, so that no cell changes the world of the next. No browser.

There are more than ten thousand cells, so nothing is done twice: the world is built once a worker, an actor's session
and account are read once, requests go to the handler without the test client's copies of every template context, and
the frame's fragments are cached as in production, which also shows that they hold nothing of anybody's.
"""

import logging
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import cache, caches
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils.timezone import localdate, now
from django.utils.translation import override

from citizens.access import Policy, policy_of, public
from citizens.asking import MANDATE_KEY
from citizens.backends import IdentifierBackend
from citizens.models import AccessEntry, Citizen, DataExport, EmployerMember, User
from citizens.personal import PersonalQuerySet
from citizens.tests.factories import (
    give_fresh_proof,
    make_child_mandate,
    make_citizen,
    make_consent,
    make_employer,
    make_household,
    make_officer,
    make_user,
)
from insurance.tests.factories import (
    make_card,
    make_correction,
    make_decision,
    make_period,
    make_proof,
    make_visit,
)
from support.tests.factories_requests import make_booking, make_request
from tests.access_table import (
    ADMIN_FILE_PAGES,
    ADMIN_MODEL_PAGES,
    ADMIN_MODELS,
    ADMIN_PAGES,
    ADMIN_ROW_PAGES,
    ADMIN_UNNAMED,
    ROUTES,
    UNTRANSLATED,
    Route,
)

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
ACTORS = (
    "anonymous", "unverified", "citizen", "another", "guardian", "expired_guardian",
    "clerk", "officer", "officer_elsewhere", "administrator",
)  # fmt: skip
WITH_RECORD = {"citizen", "another", "guardian", "clerk"}
STAFF = {"officer", "officer_elsewhere", "administrator"}


@dataclass
class World:
    """Small and fixed: three people in one province, one in another; each with one row of every kind."""

    citizen: Citizen
    another: Citizen
    child: Citizen
    far: Citizen
    unverified: Citizen
    desk: Citizen  # owner of a unit that declared `another` and themselves
    users: dict[str, User | None]
    mandates: dict[str, str]

    def subject(self, actor: str) -> Citizen | None:
        own = {"citizen": self.citizen, "another": self.another, "guardian": self.child, "clerk": self.desk}
        return own.get(actor)

    def visible(self, actor: str) -> list[Citizen]:
        """Whose name and number may stand on this actor's pages at all."""
        return {
            "citizen": [self.citizen, self.child],
            "another": [self.another],
            "guardian": [self.citizen, self.child],
            "expired_guardian": [self.another, self.child],
            "clerk": [self.desk, self.another],
            "officer": [self.citizen, self.another, self.child, self.unverified],
            "officer_elsewhere": [self.far, self.desk],
            "administrator": self.people,
        }.get(actor, [])

    @property
    def people(self) -> list[Citizen]:
        return [self.citizen, self.another, self.child, self.far, self.unverified, self.desk]


@pytest.fixture(scope="module")
def built_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The world, in a transaction around all tests of this module: each test is a savepoint inside."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(built_world: World, db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    settings.CACHES = {
        **settings.CACHES,
        "template_fragments": {**memory, "LOCATION": "fragments"},
        "sessions": {**memory, "LOCATION": "sessions"},
    }
    settings.SESSION_ENGINE, settings.SESSION_CACHE_ALIAS = (
        "django.contrib.sessions.backends.cached_db",
        "sessions",
    )
    plain, accounts = IdentifierBackend.get_user, {}

    def get_user(backend: IdentifierBackend, user_id: int) -> User | None:
        """The account as it was at the first cell: every cell after is rolled back."""
        if user_id not in accounts:
            accounts[user_id] = plain(backend, user_id)
        return deepcopy(accounts[user_id])

    monkeypatch.setattr(IdentifierBackend, "get_user", get_user)
    logging.disable(logging.INFO)
    yield built_world
    logging.disable(logging.NOTSET)


def build_world() -> World:
    citizen, another = make_citizen(full_name="Chim Hoàng Oanh"), make_citizen(full_name="Chim Sơn Ca")
    child = make_citizen(full_name="Chim Sáo Nhỏ", birth_date=localdate() - timedelta(days=3000), user=None)
    # Somebody who signed up with the numbers of a person on record and has not been verified.
    unverified = make_citizen(full_name="Chim Chưa Rõ", user=make_user(verified_at=None))
    far = make_citizen(full_name="Chim Hải Âu", province_code="48")
    desk, unit = make_citizen(full_name="Chim Bàn Giấy", province_code="48"), make_employer("48")
    for person in (citizen, another, child, far, unverified, desk):
        period = make_period(person, date(2020, 1, 1), employer=unit if person in (another, desk) else None)
        make_correction(person, "period", period, files=1)
        make_decision(person)
        make_card(person, localdate() - timedelta(days=30), localdate() + timedelta(days=30))
        make_visit(person)
        make_proof(person)
        # One of each thing with an address of its own; a stranger far away gave the mandates.
        giver = make_citizen(full_name="Chim Đại Bàng", province_code="96")
        make_consent(giver, person)
        make_consent(giver, person, confirmed_at=None)
        AccessEntry.objects.create(
            work=uuid4(), subject=person, reader_label="x", role="officer", data_classes=["identity"]
        )
        EmployerMember.objects.create(employer=make_employer(), citizen=person, role="viewer")
        make_request(person)
        make_booking(person)
        DataExport.objects.create(citizen=person, state="ready", content=b"zip", ready_at=now())
    EmployerMember.objects.create(employer=unit, citizen=desk, role="owner", confirmed_at=now())
    make_household(citizen, child)
    # `another` once acted for the child: a mandate that is over.
    expired = make_child_mandate(another, child, ends_on=localdate())
    return World(
        citizen, another, child, far, unverified, desk,
        users={
            "anonymous": None,
            "unverified": unverified.user,
            "citizen": citizen.user,
            "another": another.user,
            "guardian": citizen.user,
            "expired_guardian": another.user,
            "clerk": desk.user,
            "officer": make_officer("75").user,
            "officer_elsewhere": make_officer("48").user,
            "administrator": make_user(username="quantri", is_staff=True, is_superuser=True),
        },
        mandates={
            "guardian": str(make_child_mandate(citizen, child).public_id),
            "expired_guardian": str(expired.public_id),
        },
    )  # fmt: skip


class Visitor:
    """One actor at the door: the same signed-in session for every cell."""

    def __init__(self, world: World, actor: str) -> None:
        self.world, self.actor = world, actor
        client = Client(raise_request_exception=False)
        client.handler.load_middleware()  # its modules hear the sign-in
        if user := world.users[actor]:
            client.force_login(user)
            give_fresh_proof(client, user)  # the most a session can open
            if actor in world.mandates:
                session = client.session
                session[MANDATE_KEY] = world.mandates[actor]
                session.save()
        self.handler, self.factory = client.handler, RequestFactory()
        self.cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)

    def ask(self, path: str, method: str = "GET", htmx: bool = False) -> HttpResponse:
        self.factory.cookies.clear()
        if self.cookie is not None:
            self.factory.cookies[settings.SESSION_COOKIE_NAME] = self.cookie.value
        cache.clear()  # limits count what this walk asks for, and are not its subject
        headers = {"HX-Request": "true"} if htmx else {}
        with transaction.atomic():
            response = self.handler(self.factory.generic(method, path, headers=headers).environ)
            connection.set_rollback(True)
        if settings.SESSION_COOKIE_NAME in response.cookies:
            caches["sessions"].clear()  # what was written there is rolled back too
        return response


def verdict(response: HttpResponse) -> str:
    """What the answer amounts to."""
    target = response.headers.get("Location") or response.headers.get("HX-Redirect", "")
    if "/dang-nhap/" in target:
        return "sign-in"
    return {403: "refused", 404: "absent", 405: "wrong method"}.get(
        response.status_code, "open" if response.status_code < 400 else f"broken {response.status_code}"
    )


FORMS = {
    "citizens:mandate-invite",
    "citizens:my-data",
    "citizens:notice-settings",
    "enterprises:claim",
    "enterprises:invite",
    "enterprises:report-new",
    "enterprises:report-row",
}  # an empty one is sent back: 400


def expected(route: Route, actor: str, method: str) -> set[str]:
    """What the table promises this actor at this door."""
    inside = {"open"} if method in route.methods else {"wrong method"}
    if method == "HEAD" and "GET" in route.methods:
        inside = {"open", "wrong method"}
    if route.loose:
        return {"open", "wrong method", "sign-in", "refused", "absent"}
    if route.policy == Policy.PUBLIC:
        return inside | {"broken 400"} if "POST" in route.methods else inside
    if route.policy == Policy.STAFF_OR_DEBUG:
        return inside if actor in STAFF else {"absent"}
    if actor == "anonymous":
        return {"sign-in"}
    if route.policy == Policy.ACCOUNT:
        return inside
    if actor == "expired_guardian":
        return {"refused"}
    if route.policy == Policy.EMPLOYER and actor in WITH_RECORD - {"clerk"}:
        return {"refused"}
    if actor not in WITH_RECORD:
        return {"refused"} if actor == "unverified" else {"absent"}
    if route.policy == Policy.SELF and actor == "guardian":
        return {"refused"}
    if method == "POST" and (route.name in FORMS or route.refuses_empty):
        return {"absent"} if route.refuses_empty else {"broken 400", "open"}
    return inside


def canaries(world: World, response: HttpResponse, actor: str) -> list[str]:
    """Names and numbers in the answer that this actor may not see."""
    if response.streaming:
        return []
    text = response.content.decode(errors="replace")
    allowed = world.visible(actor)
    return [
        secret for person in world.people if person not in allowed
        for secret in (person.full_name, person.bhxh_number, person.personal_id or "-none-") if secret in text
    ]  # fmt: skip


def names(patterns: list[Any], namespace: str = "") -> Iterator[tuple[str, str | None, Any]]:
    """Every URL of the resolver: namespace, name, view."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = ":".join(filter(None, (namespace, pattern.namespace or "")))
            yield from names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield namespace, pattern.name, pattern.callback


def address(route: Route, owner: Citizen | None, language: str = "vi") -> str:
    with override(language):
        if route.key is None:
            return reverse(route.name)
        if owner is not None:
            return reverse(route.name, kwargs=route.key(owner))
        return reverse(route.name, kwargs=random_key(route))


def random_key(route: Route) -> dict[str, Any]:
    """Arguments of the same form that name nothing."""
    for value in (uuid4(), "khong-co-0000", 2_000_000_000):
        for name in ("public_id", "token", "key", "code", "number"):
            try:
                reverse(route.name, kwargs={name: value})
            except NoReverseMatch:
                continue
            return {name: value}
    raise AssertionError(f"{route.name}: no random arguments fit")


def walk(world: World, actor: str, routes: tuple[Route, ...]) -> int:
    """Ask every cell of these routes as this actor. Returns how many were asked."""
    visitor, cells = Visitor(world, actor), 0
    for route in routes:
        own = address(route, world.subject(actor) or world.citizen)
        for method in METHODS:
            for htmx in (False, True):
                response = visitor.ask(own, method, htmx)
                cell = f"{route.name} {method} htmx={htmx} {actor}"
                assert verdict(response) in expected(route, actor, method), f"{cell}: {verdict(response)}"
                assert canaries(world, response, actor) == [], cell
                cells += 1
        if route.name in UNTRANSLATED:
            continue
        for htmx in (False, True):  # the English pages are the same doors
            response = visitor.ask(address(route, world.subject(actor) or world.citizen, "en"), "GET", htmx)
            assert verdict(response) in expected(route, actor, "GET"), f"/en {route.name} {actor}"
            assert canaries(world, response, actor) == [], f"/en {route.name} {actor}"
            cells += 1
    return cells


def same(response: HttpResponse, path: str) -> bytes:
    """The body without what differs in any two requests: its own address, tokens and ids."""
    text = response.content.decode()
    for part in filter(None, path.split("/")):  # the address may go on after what names the object
        if re.search(r"\d", part):
            text = text.replace(part, "ID")
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "CSRF", text)
    return text.encode()


@pytest.mark.parametrize("actor", ACTORS)
def test_every_door_answers_each_actor_as_declared(world: World, actor: str) -> None:
    assert walk(world, actor, ROUTES) == sum(14 if route.name in UNTRANSLATED else 16 for route in ROUTES)


@pytest.mark.parametrize("actor", ACTORS)
def test_the_admin_is_closed_to_all_but_staff(world: World, actor: str) -> None:
    visitor = Visitor(world, actor)
    pages = [reverse(f"admin:{name}") for name in ADMIN_PAGES]
    for model in ADMIN_MODELS:
        pages += [reverse(f"admin:{model}_{page}") for page in ("changelist", "add")]
        pages += [reverse(f"admin:{model}_{page}", args=[1]) for page in ("history", "delete", "change")]
    pages += [reverse(f"admin:{page}", args=[1]) for page in ADMIN_ROW_PAGES]
    pages += [reverse(f"admin:{page}", args=[1, uuid4()]) for page in ADMIN_FILE_PAGES]
    closed = set(pages) - {reverse("admin:login"), reverse("admin:logout")}
    for path in pages:
        for method, htmx in [(method, False) for method in METHODS] + [("GET", True)]:
            response = visitor.ask(path, method, htmx)
            assert response.status_code < 500, f"{method} {path} {actor}"
            assert canaries(world, response, actor) == [], f"{method} {path} {actor}"
            if actor not in STAFF and path in closed:
                assert verdict(response) in {"sign-in", "refused", "absent", "open"}
                assert response.status_code != 200, f"{method} {path} {actor}"


def test_every_url_is_declared() -> None:
    table = {route.name: route.policy for route in ROUTES}
    admin = {
        *ADMIN_PAGES,
        *ADMIN_UNNAMED,
        *ADMIN_ROW_PAGES,
        *ADMIN_FILE_PAGES,
        *(f"{model}_{page}" for model in ADMIN_MODELS for page in ADMIN_MODEL_PAGES),
    }
    undeclared = []
    for namespace, name, view in names(get_resolver().url_patterns):
        if namespace == "admin":
            declared = name in admin and policy_of(view) == Policy.STAFF
        else:
            full = f"{namespace}:{name}" if namespace else str(name)
            declared = full in table and table.pop(full) == policy_of(view)
        if not declared:
            undeclared.append((namespace, name))
    assert undeclared == []
    assert table == {}, "the table names URLs that do not exist"


@pytest.mark.parametrize("actor", ["citizen", "another", "guardian", "clerk"])
@pytest.mark.parametrize("htmx", [False, True])
def test_a_strangers_object_is_the_same_404_as_a_made_up_one(world: World, actor: str, htmx: bool) -> None:
    visitor, asked = Visitor(world, actor), 0
    for route in ROUTES:
        if route.key is None or route.loose or route.policy == Policy.PUBLIC:
            continue
        if actor == "guardian" and route.policy == Policy.SELF:
            continue  # refused before anything is looked for
        if route.policy == Policy.EMPLOYER and actor != "clerk":
            continue
        if route.key(world.citizen) == route.key(world.another):
            continue  # names a kind of question and nobody's object
        made_up = address(route, None)
        for method in route.methods:
            reference = visitor.ask(made_up, method, htmx)
            assert reference.status_code == 404
            for owner in world.people:
                if owner == world.subject(actor) or (
                    route.policy == Policy.EMPLOYER and owner in world.visible(actor)
                ):
                    continue
                path = address(route, owner)
                response = visitor.ask(path, method, htmx)
                assert response.status_code == 404, f"{route.name} of {owner.pk} as {actor}"
                assert same(response, path) == same(reference, made_up)
                assert {
                    k: v for k, v in response.headers.items() if k not in {"X-Request-ID", "Content-Length"}
                } == {
                    k: v for k, v in reference.headers.items() if k not in {"X-Request-ID", "Content-Length"}
                }
                asked += 1
    assert asked >= 3


# -- The matrix itself must be able to fail


DOORS = tuple(route for route in ROUTES if route.name == "insurance:participation-period")


@pytest.mark.parametrize("replace", [lambda view: view, public], ids=["removed", "opened to the public"])
def test_the_matrix_sees_a_missing_decorator(
    world: World, monkeypatch: pytest.MonkeyPatch, replace: Any
) -> None:
    view = resolve(address(DOORS[0], world.citizen)).func
    pattern = next(
        pattern for pattern in all_patterns(get_resolver().url_patterns) if pattern.callback is view
    )
    monkeypatch.setattr(pattern, "callback", replace(partial(view.__wrapped__)))
    with pytest.raises(AssertionError):
        walk(world, "anonymous", DOORS)
    with pytest.raises(AssertionError):
        test_every_url_is_declared()


def test_the_matrix_sees_a_missing_filter(
    world: World, monkeypatch: pytest.MonkeyPatch, unlogged_reads: list[str]
) -> None:
    monkeypatch.setattr(PersonalQuerySet, "for_actor", lambda rows, actor: rows.all())
    with pytest.raises(AssertionError):
        test_a_strangers_object_is_the_same_404_as_a_made_up_one(world, "citizen", False)
    assert unlogged_reads, "nor is such a read silent"
    unlogged_reads.clear()


def test_the_matrix_sees_a_mandate_that_is_not_checked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from citizens.models import Mandate

    monkeypatch.setattr(
        type(Mandate.objects.all()), "usable_by", lambda rows, person, key, day: rows.get(public_id=key)
    )
    with pytest.raises(AssertionError):
        walk(world, "expired_guardian", DOORS)


def all_patterns(patterns: list[Any]) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from all_patterns(pattern.url_patterns)
        else:
            yield pattern
