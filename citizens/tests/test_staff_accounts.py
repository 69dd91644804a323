"""The administrator's day: an officer comes, changes roles, loses a telephone, leaves."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from citizens.demo import DEMO_TOTP_SECRET
from citizens.models import Contact, Officer, User
from citizens.staff.roles import roles_of
from citizens.tests.factories import (
    PASSWORD,
    give_fresh_proof,
    make_citizen,
    make_officer,
    make_user,
    staff_client,
)
from citizens.tests.helpers import newest_code, sign_in_staff
from territory.models import Province

pytestmark = pytest.mark.django_db
ADD = reverse("admin:citizens_officer_add")


@pytest.fixture
def administrator() -> Client:
    return staff_client(None, roles=["national"])


def safety(officer: Officer) -> str:
    return reverse("admin:citizens_officer_safety", args=[officer.pk])


def prove(client: Client) -> None:
    give_fresh_proof(client, User.objects.get(pk=client.session["_auth_user_id"]))


def test_an_officer_comes_without_anybody_knowing_a_password(administrator: Client) -> None:
    make_citizen(province_code="75")
    province = Province.objects.get(pk="75")
    given = {"username": "lan.dongnai", "email": "Lan@bhxh.example", "province": "75", "roles": ["support"]}
    for wrong in ({"username": "Lan Đồng"}, {"email": "x"}, {"roles": []}):
        assert administrator.post(ADD, {**given, **wrong}).status_code == 200, wrong
    assert not User.objects.filter(username="lan.dongnai").exists()
    assert administrator.post(ADD, given).status_code == 302
    post = Officer.objects.select_related("user").get(user__username="lan.dongnai")
    assert (post.province, set(roles_of(post.user)), post.user.is_staff) == (province, {"support"}, True)
    assert not post.user.has_usable_password()
    twice = administrator.post(ADD, {**given, "username": "lan2.dongnai"}).content.decode()
    assert "đã dùng cho một tài khoản khác" in twice
    assert "Tên đăng nhập này đã có" in administrator.post(ADD, {**given, "email": "b@c.vn"}).content.decode()
    # The first sign-in: a code to the work address, then the second factor before anything else.
    officer = Client()
    officer.post(reverse("accounts:code-request"), {"login": "lan.dongnai", "kind": "email"})
    code = newest_code(address="lan@bhxh.example")
    officer.post(reverse("accounts:code-confirm"), {"code": code})
    assert "Bật bước thứ hai" in officer.get(reverse("admin:index")).content.decode()
    for role in ("records", "auditor"):
        assert staff_client("75", roles=[role]).post(ADD, given).status_code == 403


def test_a_role_is_given_and_taken_and_the_history_says_which(administrator: Client) -> None:
    officer = make_officer("75", roles=["support"])
    page = reverse("admin:citizens_officer_change", args=[officer.pk])
    administrator.post(page, {"province": "75", "roles": ["support", "records"]})
    administrator.post(page, {"province": "75", "roles": ["support"]})
    words = [entry.get_change_message() for entry in LogEntry.objects.order_by("-pk")]
    assert words == [
        "Vai trò: cán bộ hồ sơ, cán bộ trả lời người dân → cán bộ trả lời người dân.",
        "Vai trò: cán bộ trả lời người dân → cán bộ trả lời người dân, cán bộ hồ sơ.",
    ]


def test_a_lost_factor_and_a_leaver_take_a_fresh_proof_and_a_tick(administrator: Client) -> None:
    officer = make_officer("75", roles=["support"])
    officer.user.set_password(PASSWORD)
    officer.user.save()
    theirs = Client()
    sign_in_staff(theirs, officer.user)
    TOTP.activate(officer.user, DEMO_TOTP_SECRET)
    assert theirs.get(reverse("admin:index")).status_code == 200
    act = {"do": "factor", "sure": "yes"}
    administrator.post(safety(officer), act)
    assert Authenticator.objects.filter(user=officer.user).exists()  # a stolen session proves nothing
    assert "xac-nhan-lai" in administrator.get(safety(officer)).content.decode()
    prove(administrator)
    administrator.post(safety(officer), {"do": "factor"})
    assert Authenticator.objects.filter(user=officer.user).exists()
    administrator.post(safety(officer), act)
    assert not Authenticator.objects.filter(user=officer.user).exists()
    assert not UserSession.objects.filter(user=officer.user).exists()
    assert theirs.get(reverse("admin:index")).status_code == 302
    for word, active in (("lock", False), ("unlock", True)):
        administrator.post(safety(officer), {"do": word, "sure": "yes"})
        officer.user.refresh_from_db()
        assert officer.user.is_active is active
    assert LogEntry.objects.count() == 3
    own = Officer.objects.get(user=administrator.session["_auth_user_id"])
    assert "một quản trị viên khác" in administrator.get(safety(own)).content.decode()
    assert administrator.post(safety(own), {"do": "lock", "sure": "yes"}).status_code == 403
    auditor = staff_client(None, roles=["auditor"])
    prove(auditor)
    assert auditor.get(safety(officer)).status_code == 200
    assert auditor.post(safety(officer), {"do": "lock", "sure": "yes"}).status_code == 403
    assert Contact.objects.count() == 0 and make_user().is_active
