"""Ways to name an account, sign-in with a code, and what stays closed to an unverified account."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from citizens.accounts import codes
from citizens.messaging import outbox
from citizens.models import Citizen, OutboxMessage, User
from citizens.tests.factories import PASSWORD, make_citizen, make_contact, make_user
from tests.plans import plan_of, read_whole

pytestmark = pytest.mark.django_db


def sign_in(client: Client, login: str, password: str = PASSWORD, **headers):
    return client.post(reverse("account_login"), {"login": login, "password": password}, **headers)


def newest_code(topic: str = "code_sign_in") -> str:
    message = OutboxMessage.objects.filter(topic=topic, state="waiting").latest("pk")
    return next(word for word in outbox.letter_of(message).text.split() if word.isdigit() and len(word) == 6)


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.fixture
def citizen() -> Citizen:
    citizen = make_citizen()
    make_contact(citizen.user, "phone", "0912345678")
    make_contact(citizen.user, "email", "lan@vidu.vn")
    return citizen


@pytest.mark.parametrize(
    "typed", ["0912345678", "+84 912 345 678", "0912.345.678", "lan@vidu.vn", " LAN@vidu.vn "]
)
def test_a_verified_channel_signs_in(client, citizen, typed) -> None:
    sign_in(client, typed)
    assert client.session["_auth_user_id"] == str(citizen.user.pk)


def test_the_numbers_of_the_record_sign_in(citizen) -> None:
    for number in (citizen.bhxh_number, citizen.personal_id):
        client = Client()
        sign_in(client, number)
        assert client.session["_auth_user_id"] == str(citizen.user.pk)


def test_an_unconfirmed_channel_is_no_name(client) -> None:
    make_contact(make_citizen().user, "phone", "0912345678", verified_at=None)
    sign_in(client, "0912345678")
    assert not signed_in(client)


def test_a_shared_channel_is_no_name(client, citizen) -> None:
    make_contact(make_user(), "phone", "0912345678")
    sign_in(client, "0912345678")
    assert not signed_in(client)
    sign_in(client, "lan@vidu.vn")
    assert signed_in(client)


def test_ten_digits_of_two_people_are_told_apart_by_the_password(client, citizen) -> None:
    other = make_citizen(bhxh_number="0912345678", user=make_user(password="mat-khau-cua-nguoi-khac"))
    sign_in(client, "0912345678", "mat-khau-cua-nguoi-khac")
    assert client.session["_auth_user_id"] == str(other.user.pk)


@pytest.mark.parametrize("size", [1, 15])
def test_naming_an_account_is_one_query(size, django_assert_num_queries) -> None:
    user = make_citizen().user
    for _ in range(size):
        make_contact(user)
    with django_assert_num_queries(1):
        assert User.objects.matching(user.citizen.bhxh_number) == [user]


def test_naming_an_account_reads_no_account_but_those_meant() -> None:
    citizen = make_citizen(user=make_user())
    make_contact(citizen.user, "phone", "0912345678")
    User.objects.bulk_create(User(username=f"u{number}", password="!") for number in range(2_000))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE citizens_user, citizens_citizen, citizens_contact")
        cursor.execute("SET LOCAL enable_seqscan = off")  # there are few people here
    for typed in (citizen.bhxh_number, "091 234 5678", "lan@vidu.vn", "canbo"):
        with CaptureQueriesContext(connection) as asked:
            User.objects.matching(typed)
        (question,) = asked.captured_queries
        assert list(read_whole(plan_of(question["sql"]), {"citizens_user"})) == []


def test_a_code_signs_in_once(client, citizen) -> None:
    client.post(reverse("accounts:code-request"), {"login": "0912345678", "kind": "phone"})
    code = newest_code()
    response = client.post(reverse("accounts:code-confirm"), {"code": f"{code[:3]} {code[3:]}"})
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(citizen.user.pk)
    assert not OutboxMessage.objects.filter(topic="code_sign_in", state="waiting").exists()
    assert not OutboxMessage.objects.filter(topic="code_sign_in").exclude(sealed=b"").exists()


def test_a_number_asks_for_a_code_by_the_channel_chosen(client, citizen) -> None:
    client.post(reverse("accounts:code-request"), {"login": citizen.bhxh_number, "kind": "email"})
    message = OutboxMessage.objects.get(topic="code_sign_in")
    assert json.loads(codes.outbox.unseal(message.sealed))["address"] == "lan@vidu.vn"


def test_an_unverified_account_signs_in_but_opens_no_record(client) -> None:
    citizen = make_citizen(user=make_user(verified_at=None))
    make_contact(citizen.user, "phone", "0912345678")
    sign_in(client, "0912345678")
    assert signed_in(client)
    response = client.get(reverse("insurance:participation-history"))
    assert response.status_code == 403
    assert citizen.bhxh_number not in response.content.decode()
    assert Citizen.objects.of_account(citizen.user) is None
    assert client.get(reverse("accounts:verify")).status_code == 200
