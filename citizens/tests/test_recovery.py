"""The ladder: for each of 8 losses a way back in or the exact counter step; nothing for who only knows (T09)."""

import itertools
import re
from datetime import date

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse

from citizens.accounts import contacts, security
from citizens.models import (
    AccessEntry,
    Allowance,
    Citizen,
    Contact,
    ContactChange,
    CounterCode,
    IdentityEvidence,
    RecoveryRequest,
    TrustedPerson,
)
from citizens.tests.factories import (
    PASSWORD,
    make_citizen,
    make_contact,
    make_officer,
    make_user,
)
from citizens.tests.helpers import (
    is_in,
    later,
    letters,
    newest_code,
    sign_in,
    sign_in_staff,
    step_up,
    stop_link,
    user_of,
)

pytestmark = pytest.mark.django_db
PHONE, EMAIL = "0912345678", "lan@vidu.vn"
NEW_PASSWORD = "con mèo trèo cây cau tháng sáu"


@pytest.fixture
def citizen() -> Citizen:
    citizen = make_citizen(full_name="Nguyễn Thị Lan", birth_date=date(1990, 5, 20))
    make_contact(citizen.user, "phone", PHONE)
    make_contact(citizen.user, "email", EMAIL)
    return citizen


def counter_code(citizen: Citizen) -> str:
    officer, client = make_officer(), Client()
    sign_in_staff(client, officer.user)
    step_up(client)
    card = {
        "number": citizen.personal_id,
        "full_name": citizen.full_name,
        "birth_date": citizen.birth_date.strftime("%d/%m/%Y"),
        "seen": "on",
    }
    page = client.post(reverse("accounts:counter"), card).content.decode()
    return re.search(r"sign-in-code\">(\d{4} \d{4})<", page)[1]


LOSSES = [
    set(lost) for size in range(4) for lost in itertools.combinations(("phone", "email", "password"), size)
]


def assert_sets_a_password(client: Client, url: str, citizen: Citizen) -> None:
    """Without another proof: the page opens, and the new password works elsewhere."""
    assert url == reverse("accounts:password") and client.get(url).status_code == 200
    client.post(url, {"password": NEW_PASSWORD})
    other = Client()
    sign_in(other, citizen.bhxh_number, NEW_PASSWORD)
    assert is_in(other, citizen.user)


def test_a_code_alone_is_no_fresh_proof_for_what_was_not_asked_for(client, citizen) -> None:
    """Only who comes to set a forgotten password; and never past a second factor."""
    page = client.get(reverse("portal:sign-in-help"), {"buoc": "1", "con": ["phone", "password"]})
    by_code = next(step["url"] for step in page.context["steps"] if step["key"] == "code")
    for ask in (by_code, f"{by_code}&next={reverse('accounts:contact-add')}"):
        sent = Client(REMOTE_ADDR="198.51.100.1")
        Allowance.objects.all().delete()
        url = sent.post(ask, {"login": PHONE, "kind": "phone"}).url
        sent.post(url, {"code": newest_code()})
        assert is_in(sent, citizen.user)
        assert sent.get(reverse("accounts:password")).status_code == 302
    Allowance.objects.all().delete()
    TOTP.activate(citizen.user, "ANSINHXINCHAOANSINHXINCHAOANSINH")
    page = client.get(reverse("portal:sign-in-help"), {"buoc": "1", "con": ["phone"]})
    url = client.post(page.context["steps"][0]["url"], {"login": PHONE, "kind": "phone"}).url
    opened = client.post(url, {"code": newest_code()})
    assert opened.url.startswith(reverse("mfa_authenticate")) and user_of(client) is None


@pytest.mark.parametrize("lost", LOSSES, ids=lambda lost: "+".join(sorted(lost)) or "nothing")
def test_each_loss_has_a_way_back(client, citizen, lost) -> None:
    left = [means for means in ("phone", "email", "password") if means not in lost]
    page = client.get(reverse("portal:sign-in-help"), {"buoc": "1", "con": left})
    steps = [step["key"] for step in page.context["steps"]]
    assert steps[-1] == "counter"
    first = page.context["steps"][0]
    if "password" in left:
        assert first["key"] == "password"
        client.post(first["url"], {"login": citizen.bhxh_number, "password": PASSWORD})
    elif left:
        assert first["key"] == "code"
        kind = left[0]
        asked = client.get(first["url"]).context["form"]  # the channel they have is chosen already
        assert asked["kind"].value() == kind
        sent = client.post(first["url"], {"login": citizen.bhxh_number, "kind": kind})
        code = newest_code(address={"phone": PHONE, "email": EMAIL}[kind])
        opened = client.post(sent.url, {"code": code})
        assert_sets_a_password(client, opened.url, citizen)
    else:
        assert steps == ["counter"]
        client.post(first["url"], {"number": citizen.bhxh_number, "code": counter_code(citizen)})
        assert_sets_a_password(client, reverse("accounts:password"), citizen)
        # Who has just stood before an officer need not wait; the lost channels are told so, and of no wait.
        change_channel(client)
        assert values(citizen) == {"0987654321", EMAIL}
        told = letters("contact_change")
        assert {letter.address for letter in told} == {PHONE, EMAIL}
        assert all("đổi ngay" in letter.text and "giờ" not in letter.text for letter in told)
    assert is_in(client, citizen.user)
    assert client.get(reverse("insurance:participation-history")).status_code == 200


def test_a_recovery_code_opens_once(client, citizen) -> None:
    security.make_recovery_codes(citizen.user)
    code = security._recovery_row(citizen.user).wrap().get_unused_codes()[0]
    assert len(code) == 12
    url = reverse("accounts:recover-code")
    response = client.post(url, {"login": PHONE, "code": f"{code[:4]} {code[4:]}"})
    assert response.url == reverse("accounts:password") and is_in(client, citizen.user)
    assert letters("recovered")
    again = Client()
    assert again.post(url, {"login": PHONE, "code": code}).status_code == 200 and user_of(again) is None


def test_a_sheet_of_codes_is_shown_once_and_can_be_saved(client, citizen) -> None:
    sign_in(client, citizen.bhxh_number)
    step_up(client)
    url = reverse("mfa_view_recovery_codes")
    page = client.post(url, follow=True)
    code = page.context["codes"][0]
    assert f"{code[:4]} {code[4:8]} {code[8:]}" in page.content.decode()
    assert f"{code[:4]} {code[4:8]}" in client.get(reverse("accounts:recovery-codes-file")).content.decode()
    other = Client()
    sign_in(other, citizen.bhxh_number)
    step_up(other)
    assert other.get(url).context["codes"] == [] and code not in str(other.get(url).content)
    with later(minutes=11):
        client.post(reverse("account_reauthenticate"), {"way": "password", "password": PASSWORD})
        assert client.get(url).context["codes"] == []
        assert client.get(reverse("accounts:recovery-codes-file")).status_code == 302


# -- Trusted person


@pytest.fixture
def trusted(citizen) -> Client:
    """A confirmed trusted person, signed in, with a fresh proof."""
    owner, friend = Client(), make_citizen()
    sign_in(owner, citizen.bhxh_number)
    step_up(owner)
    owner.post(reverse("accounts:trusted-add"), {"login": friend.bhxh_number})
    client = Client()
    sign_in(client, friend.bhxh_number)
    step_up(client)
    row = client.get(reverse("accounts:trusted")).context["invitations"][0]
    assert row["name"] == citizen.full_name
    client.post(reverse("accounts:trusted-answer"), {"accept": row["handle"]})
    assert TrustedPerson.objects.get().confirmed_at
    return client


def start(citizen: Citizen) -> str:
    page = Client().post(reverse("accounts:recover-trusted"), {"login": citizen.bhxh_number})
    return page.context["secret"]


def vouch(trusted: Client) -> None:
    row = trusted.get(reverse("accounts:trusted")).context["requests"][0]
    trusted.post(reverse("accounts:vouch", args=[row["handle"]]))


def finish(secret: str) -> Client:
    client = Client()
    client.post(reverse("accounts:recover-finish"), {"code": secret})
    return client


def test_a_trusted_person_opens_after_a_day(citizen, trusted) -> None:
    secret = start(citizen)
    assert {letter.address for letter in letters("recovery_asked")} == {PHONE, EMAIL}
    assert user_of(finish(secret)) is None
    vouch(trusted)
    with later(hours=23, minutes=59):
        assert user_of(finish(secret)) is None
    with later(hours=24, minutes=1):
        client = finish(secret)
        assert user_of(client) == str(citizen.user.pk)
        assert user_of(finish(secret)) is None


def test_any_channel_stops_it(citizen, trusted) -> None:
    secret = start(citizen)
    link = stop_link()
    vouch(trusted)
    assert Client().get(link).status_code == 200
    assert RecoveryRequest.objects.get().state == "vouched"  # opening the link changes nothing
    assert "Đã dừng" in Client().post(link).content.decode()
    with later(hours=25):
        assert user_of(finish(secret)) is None


def test_nobody_vouches_who_was_not_chosen_or_has_not_agreed(citizen, trusted) -> None:
    start(citizen)
    stranger, other = Client(), make_citizen()
    sign_in(stranger, other.bhxh_number)
    step_up(stranger)
    assert stranger.get(reverse("accounts:trusted")).context["requests"] == []
    handle = trusted.get(reverse("accounts:trusted")).context["requests"][0]["handle"]
    assert stranger.post(reverse("accounts:vouch", args=[handle])).status_code == 404
    TrustedPerson.objects.update(confirmed_at=None)
    assert trusted.post(reverse("accounts:vouch", args=[handle])).status_code == 404


# -- Channels


def change_channel(client: Client, value: str = "0987654321", **url) -> None:
    old = Contact.objects.get(value=PHONE)
    from citizens.accounts.handles import handle_of

    client.post(reverse("accounts:contact-change", args=[handle_of(old)]), {"value": value})
    client.post(reverse("accounts:contact-confirm"), {"code": newest_code("add_contact", value)})


def values(citizen: Citizen) -> set[str]:
    return set(citizen.user.contacts.verified().values_list("value", flat=True))


def test_a_change_of_phone_waits_three_days_and_everybody_old_is_told(client, citizen) -> None:
    sign_in(client, citizen.bhxh_number)
    step_up(client)
    change_channel(client)
    assert {letter.address for letter in letters("contact_change")} == {PHONE, EMAIL}
    with later(hours=71, minutes=59):
        contacts.apply_due()
    assert values(citizen) == {PHONE, EMAIL}
    with later(hours=72, seconds=1):
        contacts.apply_due()
    assert values(citizen) == {"0987654321", EMAIL}


def test_a_change_of_e_mail_waits_a_day(client, citizen) -> None:
    from citizens.accounts.handles import handle_of

    sign_in(client, citizen.bhxh_number)
    step_up(client)
    old = Contact.objects.get(value=EMAIL)
    page = client.get(reverse("accounts:contact-change", args=[handle_of(old)])).content.decode()
    assert "sau 24 giờ" in page and "sau 72 giờ" in page
    client.post(reverse("accounts:contact-change", args=[handle_of(old)]), {"value": "moi@vidu.vn"})
    client.post(reverse("accounts:contact-confirm"), {"code": newest_code("add_contact", "moi@vidu.vn")})
    with later(hours=23, minutes=59):
        contacts.apply_due()
    assert values(citizen) == {PHONE, EMAIL}
    with later(hours=24, seconds=1):
        contacts.apply_due()
    assert values(citizen) == {PHONE, "moi@vidu.vn"}
    kinds = set(citizen.notifications.values_list("kind", flat=True))
    assert {"contact_change", "contact_changed"} <= kinds


@pytest.mark.parametrize("address", [PHONE, EMAIL])
def test_each_old_channel_can_stop_it(client, citizen, address) -> None:
    sign_in(client, citizen.bhxh_number)
    step_up(client)
    change_channel(client)
    text = next(letter.text for letter in letters("contact_change") if letter.address == address)
    link = re.search(r"/tai-khoan/dung-lai/\S+", text)[0]
    Client().get(link)
    assert ContactChange.objects.get().state == "waiting"
    Client().post(link)
    with later(hours=73):
        contacts.apply_due()
    assert values(citizen) == {PHONE, EMAIL}
    assert not is_in(client, citizen.user)  # whoever asked is out


def test_the_last_channel_stays(client, citizen) -> None:
    from citizens.accounts.handles import handle_of

    Contact.objects.filter(value=EMAIL).delete()
    sign_in(client, citizen.bhxh_number)
    step_up(client)
    client.post(reverse("accounts:contact-remove", args=[handle_of(Contact.objects.get(value=PHONE))]))
    assert not ContactChange.objects.exists()


# -- T09: somebody who knows everything printed and remembered, and shares nothing but the family


def test_knowledge_alone_opens_nothing(citizen) -> None:
    """CCCD, BHXH number, birth date, name, address, card number and the old phone number: every open form, every
    value in every field. No session, and no message to an address the attacker chose."""
    knowledge = [
        citizen.personal_id, citizen.bhxh_number, "20/05/1990", "20051990", "Nguyễn Thị Lan",
        "HC4" + citizen.bhxh_number,
        PHONE, "12 Lê Lợi", citizen.personal_id[-6:], "1990-05-20",
    ]  # fmt: skip
    names = (
        "account_login", "accounts:code-confirm", "accounts:recover-code", "accounts:recover-finish",
        "accounts:recover-counter", "accounts:recover-trusted", "accounts:code-request", "accounts:register-confirm",
        "mfa_authenticate", "account_reauthenticate", "accounts:password", "accounts:contact-add",
    )  # fmt: skip
    for position, name in enumerate(names):
        client = Client(REMOTE_ADDR=f"192.0.2.{position}")
        for known in knowledge:
            everything = dict.fromkeys(
                ("login", "number", "code", "password", "value", "phone", "email", "new"), known
            )
            client.post(
                reverse(name), {**everything, "login": citizen.bhxh_number, "number": citizen.bhxh_number}
            )
        assert user_of(client) is None, name
    assert {letter.address for letter in letters()} <= {PHONE, EMAIL}
    assert values(citizen) == {PHONE, EMAIL}


def test_no_endpoint_shortens_the_wait(client, citizen) -> None:
    sign_in(client, citizen.bhxh_number)
    step_up(client)
    change_channel(client)
    effective = ContactChange.objects.get().effective_at
    with later(minutes=2):
        change_channel(client)  # asking again
    client.post(
        reverse("accounts:contact-confirm"), {"code": "000000", "effective_at": "2020-01-01", "at_once": "1"}
    )
    assert ContactChange.objects.order_by("pk").first().effective_at == effective
    contacts.apply_due()
    assert values(citizen) == {PHONE, EMAIL}


# -- Counter and papers


def test_a_counter_code_needs_the_right_person_and_works_once(client, citizen) -> None:
    code = counter_code(citizen)
    other = make_citizen()
    url = reverse("accounts:recover-counter")
    for number in (other.bhxh_number, "7599999999"):
        client.post(url, {"number": number, "code": code})
        assert user_of(client) is None
    client.post(url, {"number": citizen.personal_id, "code": code})
    assert user_of(client) == str(citizen.user.pk)
    evidence = IdentityEvidence.objects.get(user=citizen.user)
    assert (evidence.method, evidence.officer.is_staff) == ("counter", True)
    again = Client()
    again.post(url, {"number": citizen.personal_id, "code": code})
    assert user_of(again) is None


def test_a_counter_code_ends_after_five_tries_or_half_an_hour(citizen) -> None:
    url, code = reverse("accounts:recover-counter"), counter_code(citizen)
    client = Client()
    with later(minutes=31):
        client.post(url, {"number": citizen.personal_id, "code": code})
        assert user_of(client) is None
    CounterCode.objects.update(tries=5)
    client.post(url, {"number": citizen.personal_id, "code": code})
    assert user_of(client) is None


def test_at_the_counter_an_unverified_account_becomes_verified(client) -> None:
    citizen, user = make_citizen(user=None), make_user(verified_at=None)
    make_contact(user, "phone", PHONE)
    sign_in(client, PHONE)
    client.post(
        reverse("accounts:recover-counter"), {"number": citizen.bhxh_number, "code": counter_code(citizen)}
    )
    assert client.get(reverse("insurance:participation-history")).status_code == 200
    assert Citizen.objects.get(pk=citizen.pk).user == user


@pytest.mark.parametrize(
    "wrong", [{"full_name": "Trần Hai"}, {"birth_date": "01/01/1980"}, {"seen": ""}, {"number": "1"}]
)
def test_an_officer_gets_no_code_for_what_does_not_agree(client, citizen, wrong) -> None:
    officer = make_officer()
    sign_in_staff(client, officer.user)
    step_up(client)
    card = {
        "number": citizen.personal_id,
        "full_name": citizen.full_name,
        "birth_date": "20/05/1990",
        "seen": "on",
    }
    page = client.post(reverse("accounts:counter"), {**card, **wrong}).content.decode()
    assert not CounterCode.objects.exists() and citizen.bhxh_number not in page
    # Trying out a number that is on record is a look, and the person sees it.
    looks = AccessEntry.objects.filter(subject=citizen, purpose="counter", role="officer")
    assert looks.count() == ("full_name" in wrong or "birth_date" in wrong)
