"""Rule 12: staff pages open after a second factor, to staff alone, and the way to one is always open."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from citizens.demo import DEMO_PASSWORD, DEMO_TOTP_SECRET, second_factor
from citizens.models import User
from citizens.tests.factories import make_employer, make_officer, make_user, staff_client
from citizens.tests.helpers import sign_in, step_up
from citizens.tests.test_sessions import totp_code

pytestmark = pytest.mark.django_db
LIST = "/quan-tri/citizens/employer/"
STAFF_PAGES = (
    LIST,
    "/quan-tri/",
    "/quan-tri/password_change/",
    "/tai-khoan/quay/",
    "/tai-khoan/quay/giay-to/",
)


@pytest.mark.parametrize("path", STAFF_PAGES)
def test_a_password_alone_opens_no_staff_page(client: Client, path: str) -> None:
    employer = make_employer("75", name="Xưởng Ở Đây")
    sign_in(client, make_officer("75").user.username)
    for _ in range(2):
        response = client.get(path)
        assert response.status_code == 403
        text = response.content.decode()
        assert reverse("mfa_add_webauthn") in text and reverse("mfa_activate_totp") in text
        assert employer.name not in text
        step_up(client)  # nor does a fresh proof by the same password
    assert client.post(path).status_code == 403
    assert client.get("/quan-tri/logout/").status_code == 405  # the door out is no staff page


def test_staff_without_a_factor_can_set_one_up_and_are_asked_for_it_from_then_on(client: Client) -> None:
    officer = make_officer("75").user
    sign_in(client, officer.username)
    step_up(client)
    page = client.get(reverse("mfa_activate_totp"))
    response = client.post(reverse("mfa_activate_totp"), {"code": totp_code(page.context["form"].secret)})
    assert response.url == reverse("mfa_view_recovery_codes")
    again = Client()
    assert sign_in(again, officer.username).url == reverse("mfa_authenticate")
    assert again.get(LIST).status_code == 302


def test_a_session_older_than_the_factor_shows_it_first(client: Client) -> None:
    officer = make_officer("75").user
    sign_in(client, officer.username)
    TOTP.activate(officer, DEMO_TOTP_SECRET)
    response = client.get(LIST, {"q": "x"})
    assert (
        response.url
        == f"{reverse('account_reauthenticate')}?next=%2Fquan-tri%2Fcitizens%2Femployer%2F%3Fq%3Dx"
    )
    page = client.get(response.url)
    assert page.context["password_form"] is None and page.context["channel"] is None
    step_up(client)
    assert client.get(LIST).status_code == 302
    client.post(response.url, {"way": "factor", "code": second_factor.code(), "next": LIST})
    assert client.get(LIST).status_code == 200


def test_the_demo_officers_come_in_by_the_shown_code(client: Client, settings) -> None:
    settings.DEMO = True
    user = make_user(username="canbo.dongnai", password=DEMO_PASSWORD, is_staff=True)
    officer = make_officer("75", user=user).user
    second_factor.ensure_all()
    second_factor.ensure_all()
    assert Authenticator.objects.get().user == officer
    response = sign_in(client, "canbo.dongnai", DEMO_PASSWORD)
    assert response.url == reverse("mfa_authenticate")
    assert client.get(LIST).status_code == 302
    text = client.get(response.url).content.decode()
    assert second_factor.code() in text or second_factor.code(-1) in text
    client.post(response.url, {"code": second_factor.code()})
    assert client.get(LIST).status_code == 200
    settings.DEMO = False
    assert "bản trình diễn" not in client.get(reverse("account_reauthenticate")).content.decode()


def test_staff_keep_their_last_factor() -> None:
    client = staff_client("75")
    TOTP.activate(User.objects.get(), DEMO_TOTP_SECRET)
    client.post(reverse("account_reauthenticate"), {"way": "factor", "code": second_factor.code()})
    assert "cuối cùng" in client.post(reverse("mfa_deactivate_totp")).content.decode()
    assert Authenticator.objects.filter(type="totp").exists()


def test_the_operator_can_take_a_lost_factor_away(client: Client) -> None:
    officer = make_officer("75").user
    TOTP.activate(officer, DEMO_TOTP_SECRET)
    call_command("forget_second_factor", officer.username, stdout=StringIO())
    sign_in(client, officer.username)
    assert "Bật bước thứ hai" in client.get(LIST).content.decode()
    with pytest.raises(CommandError):
        call_command("forget_second_factor", make_user().username)
