"""Every page under /tai-khoan/ opens for whom it is meant, in both languages, and keeps its query count."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from citizens.accounts.handles import handle_of
from citizens.models import TrustedPerson
from citizens.tests.factories import make_citizen, make_contact, make_officer, make_user
from citizens.tests.helpers import sign_in, sign_in_staff, step_up

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_vietnamese():
    """A page in English leaves this thread in English."""
    yield
    translation.activate("vi")


OPEN = [
    "account_login", "accounts:code-request", "accounts:code-confirm", "accounts:register", "accounts:vneid",
    "accounts:recover-code", "accounts:recover-trusted", "accounts:recover-finish", "accounts:recover-counter",
    "portal:sign-in-help", "account_inactive",
]  # fmt: skip
SIGNED_IN = [
    "accounts:security",
    "accounts:devices",
    "accounts:trusted",
    "accounts:verify",
    "account_reauthenticate",
]
GUARDED = [
    "accounts:password", "accounts:contact-add", "accounts:trusted-add", "mfa_activate_totp", "mfa_add_webauthn",
    "mfa_view_recovery_codes", "accounts:register-password",
]  # fmt: skip
OFFICER = ["accounts:counter", "accounts:papers-queue"]


@pytest.fixture
def member() -> Client:
    client, citizen = Client(), make_citizen()
    make_contact(citizen.user)
    sign_in(client, citizen.bhxh_number)
    return client


@pytest.mark.parametrize("name", OPEN)
def test_open_pages(client, name) -> None:
    path = reverse(name)
    assert client.get(path).status_code == 200
    assert client.get("/en" + path).status_code == 200


@pytest.mark.parametrize("name", SIGNED_IN + GUARDED)
def test_pages_of_an_account_ask_for_sign_in(client, name) -> None:
    response = client.get(reverse(name))
    assert response.status_code == 302 and response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("name", SIGNED_IN)
def test_pages_of_an_account(member, name) -> None:
    assert member.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", GUARDED)
def test_settings_ask_for_a_fresh_proof_and_then_open(member, name) -> None:
    response = member.get(reverse(name))
    assert response.status_code == 302 and response.url.startswith(reverse("account_reauthenticate"))
    assert step_up(member).status_code == 302
    assert member.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", OFFICER)
def test_counter_pages_exist_for_officers_only(member, name) -> None:
    assert member.get(reverse(name)).status_code == 404
    assert Client().get(reverse(name)).status_code == 404
    officer, client = make_officer(), Client()
    sign_in_staff(client, officer.user)
    assert client.get(reverse(name)).status_code == 302
    step_up(client)
    assert client.get(reverse(name)).status_code == 200


def test_a_stranger_s_row_is_no_row(member) -> None:
    other = make_contact(make_user())
    step_up(member)
    for handle in (handle_of(other), "not-a-handle"):
        assert member.get(reverse("accounts:contact-remove", args=[handle])).status_code == 404


@pytest.mark.parametrize("size", [1, 6])
def test_the_security_page_asks_the_same_number_of_questions(client, size, django_assert_num_queries) -> None:
    citizen = make_citizen()
    for _ in range(size):
        make_contact(citizen.user)
        TrustedPerson.objects.create(owner=citizen.user, person=make_user(), named="09…1")
    sign_in(client, citizen.bhxh_number)
    with django_assert_num_queries(8):  # session, user; factors, contacts, changes, devices, trusted, asked
        assert client.get(reverse("accounts:security")).status_code == 200


@pytest.mark.parametrize("size", [1, 6])
def test_the_device_page_asks_the_same_number_of_questions(client, size, django_assert_num_queries) -> None:
    citizen = make_citizen()
    for _ in range(size):
        sign_in(Client(), citizen.bhxh_number)
    sign_in(client, citizen.bhxh_number)
    with django_assert_num_queries(4):  # session, user; devices, live sessions
        assert client.get(reverse("accounts:devices")).status_code == 200


def test_nothing_of_allauth_s_own_is_reachable(client) -> None:
    for path in (
        "signup",
        "password/reset",
        "email",
        "2fa",
        "3rdparty",
        "social/login/cancelled",
        "sessions",
    ):
        assert client.get(f"/tai-khoan/{path}/").status_code == 404
    text = client.get(reverse("account_login")).content.decode()
    assert "allauth" not in text.replace("mfa/js", "")
