"""Every URL of the resolver: forms from elsewhere (T18), reading that changes nothing (T18), what others plant in an
address or a header (T32), an exception inside (T38). The world and its visitors are those of the access matrix."""

import re
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import get_resolver, reverse

from tests.access_table import ADMIN_MODELS, ADMIN_PAGES, ROUTES
from tests.test_access_matrix import (
    Visitor,
    World,
    address,
    all_patterns,
    built_world,  # noqa: F401 - a fixture
    names,
    world,  # noqa: F401 - a fixture
)

TOKEN = "k" * 32
EVIL = "evil.example"
# Reading writes the log of who looked; a page that sets up a second factor keeps its secret in the session.
NOTED_WHILE_READING = {"citizens_accessentry", "citizens_accesspending"}
KEPT_IN_SESSION = {"mfa_activate_totp", "mfa_add_webauthn"}


def doors(place: World, actor: str) -> Iterator[tuple[str, str]]:
    """Name and address of every page, the lists of the admin included."""
    for route in ROUTES:
        yield route.name, address(route, place.subject(actor) or place.citizen)
    for name in ADMIN_PAGES:
        yield f"admin:{name}", reverse(f"admin:{name}")
    for model in ADMIN_MODELS:
        yield f"admin:{model}", reverse(f"admin:{model}_changelist")
        yield f"admin:{model}_add", reverse(f"admin:{model}_add")


class Sender(Visitor):
    """A visitor whose requests are asked for their token, and who may send any header."""

    def send(self, path: str, method: str = "GET", **headers: str) -> HttpResponse:
        self.handler.enforce_csrf_checks = True
        self.factory.cookies.clear()
        if self.cookie is not None:
            self.factory.cookies[settings.SESSION_COOKIE_NAME] = self.cookie.value
        self.factory.cookies[settings.CSRF_COOKIE_NAME] = TOKEN
        with transaction.atomic():
            response = self.handler(self.factory.generic(method, path, headers=headers).environ)
            connection.set_rollback(True)
        return response


@pytest.mark.parametrize("actor", ["citizen", "administrator"])
def test_no_form_is_taken_from_elsewhere(world: World, actor: str) -> None:  # noqa: F811
    sender, taken = Sender(world, actor), 0
    for name, path in doors(world, actor):
        if name == "csp-report":
            continue
        for fault in (
            {},
            {"X-CSRFToken": TOKEN, "Origin": f"https://{EVIL}"},
            {"X-CSRFToken": TOKEN, "Origin": "null"},
            {"X-CSRFToken": TOKEN, "Sec-Fetch-Site": "cross-site"},
            {"X-CSRFToken": TOKEN, "Sec-Fetch-Site": "same-site"},
        ):
            assert sender.send(path, "POST", **fault).status_code == 403, f"{name} {fault}"
        right = {"X-CSRFToken": TOKEN, "Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
        taken += sender.send(path, "POST", **right).status_code != 403
    assert taken > 20, "the token of this test is no token"


def test_one_address_takes_what_has_no_token() -> None:
    exempt = {
        name
        for _space, name, view in names(get_resolver().url_patterns)
        if getattr(view, "csrf_exempt", False)
    }
    assert exempt == {"csp-report"}


def written() -> dict[str, int]:
    """Rows this transaction has inserted, changed or deleted so far, by table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
        )
        return dict(cursor.fetchall())


@pytest.mark.parametrize("actor", ["guardian", "clerk", "administrator"])
def test_reading_changes_nothing(world: World, actor: str) -> None:  # noqa: F811
    visitor = Visitor(world, actor)
    changed = {}
    for name, path in doors(world, actor):
        before = written()
        visitor.ask(path)
        after = written()
        tables = {
            table for table, rows in after.items() if rows != before.get(table, 0)
        } - NOTED_WHILE_READING
        if tables - ({"django_session"} if name in KEPT_IN_SESSION else set()):
            changed[name] = tables
    assert changed == {}


@pytest.mark.parametrize("actor", ["anonymous", "citizen"])
def test_what_others_plant_leads_nowhere(world: World, actor: str) -> None:  # noqa: F811
    sender = Sender(world, actor)
    planted = "&".join(
        f"{name}={value}"
        for name in ("next", "url", "redirect", "return_to", "back", "q")
        for value in (f"/\\{EVIL}/", f"//{EVIL}/", f"https://{EVIL}/")
    )
    headers = {
        name: f"https://{EVIL}/" if name in {"Referer", "HX-Current-URL"} else EVIL
        for name in (
            "X-Forwarded-Host",
            "X-Host",
            "X-Forwarded-Server",
            "X-Original-Host",
            "Referer",
            "HX-Current-URL",
        )
    }
    headers["Forwarded"] = f"for=1.2.3.4;host={EVIL};proto=https"
    for name, path in doors(world, actor):
        for htmx in ({}, {"HX-Request": "true"}):
            response = sender.send(f"{path}?{planted}", **headers, **htmx)
            for header in (
                "Location",
                "HX-Redirect",
                "HX-Location",
                "HX-Push-Url",
                "Content-Location",
                "Refresh",
            ):
                target = response.headers.get(header, "/")
                assert re.match(r"(/(?![/\\])|\?)", target) or target.startswith("http://testserver/"), (
                    f"{name} {target}"
                )
            if not response.streaming:
                text = response.content.decode(errors="replace")
                assert not re.search(
                    rf"""(href|action|src|content)=["']?(https?:)?[/\\]{{2}}{EVIL}""", text
                ), name
            assert response["X-Frame-Options"] == "DENY", name
            policy = response["Content-Security-Policy"]
            assert "frame-ancestors 'none'" in policy or policy.endswith("sandbox"), name  # a file to save


def test_an_exception_in_any_view_says_nothing(
    world: World,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    secrets = (
        "Traceback",
        "RuntimeError",
        "SELECT",
        "/etc/passwd",
        settings.SECRET_KEY[:12],
        world.citizen.personal_id,
    )

    def broken(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def crash(*args: Any, **kwargs: Any) -> Any:
            raise RuntimeError(
                f"SELECT * FROM x /etc/passwd {settings.SECRET_KEY} {world.citizen.personal_id}"
            )

        return crash

    for pattern in list(all_patterns(get_resolver().url_patterns)):
        monkeypatch.setattr(pattern, "callback", broken(pattern.callback))
    visitor, asked = Visitor(world, "citizen"), 0
    for name, path in doors(world, "citizen"):
        response = visitor.ask(path)
        text = response.content.decode()
        assert response.status_code == 500, name
        assert [secret for secret in secrets if secret in text] == [], name
        assert response["X-Request-ID"] in text and "1900 9068" in text, name
        asked += 1
    crashes = [record for record in caplog.records if record.name == "portal.request" and record.exc_info]
    assert len(crashes) == asked > 200
