"""Headers, probes, logs, error pages and display choices: what holds on every page."""

import json
import logging
import re

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from citizens.tests.factories import make_citizen, make_officer
from portal.logs import JsonFormatter

pytestmark = pytest.mark.django_db


def test_every_page_carries_the_content_security_policy(client: Client) -> None:
    policy = client.get("/")["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == rules["font-src"] == "'self'"
    assert rules["base-uri"] == rules["frame-ancestors"] == rules["object-src"] == "'none'"
    assert rules["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in policy


def test_other_security_headers(client: Client) -> None:
    response = client.get("/")
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]
    assert response["Reporting-Endpoints"] == 'csp="/csp-report/"'


def test_personal_pages_are_not_stored_and_public_ones_may_be(client: Client) -> None:
    assert "Cache-Control" not in client.get("/gioi-thieu/")
    client.force_login(make_citizen().user)
    assert client.get("/")["Cache-Control"] == "no-store"


def test_probes_answer_without_a_session(client: Client, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["migrations_waiting"]) == (200, 0)
    assert "Set-Cookie" not in ready.headers


def test_a_lost_database_is_not_ready_but_alive(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*args: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr("portal.health.MigrationExecutor", lost)
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_log_lines_carry_an_id_and_no_person(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    citizen = make_citizen(full_name="Canary Tên Riêng")
    client.force_login(citizen.user)
    with caplog.at_level(logging.INFO, logger="portal"):
        response = client.get("/ca-nhan/qua-trinh-tham-gia/", {"nam": "2020", "secret": citizen.bhxh_number})
    (record,) = [record for record in caplog.records if record.name == "portal.request"]
    line = json.loads(JsonFormatter().format(record))
    assert line["route"].endswith("qua-trinh-tham-gia/")
    assert (line["method"], line["status"]) == ("GET", 200)
    assert len(response["X-Request-ID"]) == 16
    for private in (citizen.full_name, citizen.bhxh_number, citizen.personal_id, "2020"):
        assert private not in json.dumps(line)


def test_an_exception_is_logged_without_its_message() -> None:
    with pytest.raises(ValueError, match="personal_id") as caught:
        int("Key (personal_id)=(075090000001) already exists")
    record = logging.LogRecord("portal.request", 40, __file__, 1, "unhandled exception", (), caught._excinfo)
    line = JsonFormatter().format(record)
    assert "ValueError" in line
    assert "075090000001" not in line


def test_what_others_log_is_kept_only_as_a_template() -> None:
    with_arguments = logging.LogRecord("django.x", 30, "", 1, "Not Found: %s", ("/ca-nhan/0750",), None)
    formatted = logging.LogRecord("django.x", 30, "", 1, "Not Found: /ca-nhan/0750", (), None)
    assert json.loads(JsonFormatter().format(with_arguments))["message"] == "Not Found: %s"
    assert "/0750" not in JsonFormatter().format(formatted)


def test_a_crash_says_what_to_do_and_its_reference_finds_it_in_the_log(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client.raise_request_exception = False

    def broken(*args: object) -> None:
        raise RuntimeError("secret detail /etc/path")

    # Every page needs this, so only a page that is drawn without it can be shown.
    monkeypatch.setattr("portal.context_processors.language_links", broken)
    response = client.get("/gioi-thieu/")
    page = response.content.decode()
    assert response.status_code == 500
    assert "secret detail" not in page
    assert "RuntimeError" not in page
    assert "1900 9068" in page
    (reference,) = re.findall(r"<strong[^>]*>([0-9a-f]{16})</strong>", page)
    assert any(record.exc_info for record in caplog.records if record.name == "portal.request")
    assert response["X-Request-ID"] == reference


def test_display_choices_are_kept_and_lead_back(client: Client) -> None:
    answer = client.post(reverse("portal:display"), {"text_size": "xl", "next": "/gioi-thieu/"})
    assert answer["Location"] == "/gioi-thieu/"
    assert 'data-text-size="xl"' in client.get("/").content.decode()


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""]
)
def test_display_choices_never_lead_elsewhere(client: Client, target: str) -> None:
    assert client.post(reverse("portal:display"), {"theme": "dark", "next": target})["Location"] == "/"


def test_an_unknown_choice_changes_nothing(client: Client) -> None:
    client.post(reverse("portal:display"), {"text_size": '"><script>', "theme": "pink"})
    assert 'data-text-size="m" data-theme="auto"' in client.get("/").content.decode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"no json",
        b'{"csp-report": {"effective-directive": "script-src"}}',
        b'[{"body": {}}]',
        b"null",
    ],
)
def test_policy_reports_of_any_shape_are_taken(client: Client, body: bytes) -> None:
    assert client.post("/csp-report/", body, content_type="application/csp-report").status_code == 204


def test_the_workshop_page_is_for_staff(client: Client) -> None:
    assert client.get("/he-thong-thiet-ke/").status_code == 404
    client.force_login(make_citizen().user)
    assert client.get("/he-thong-thiet-ke/").status_code == 404
    client.force_login(make_officer().user)
    assert client.get("/he-thong-thiet-ke/").status_code == 200
