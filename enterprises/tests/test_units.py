"""Who may work for a unit: by invitation or an officer's approval, and until they leave."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.timezone import now

from citizens import employer_members as service
from citizens.models import EmployerMember, Notification
from citizens.tests.factories import (
    make_child_mandate,
    make_citizen,
    make_employer,
    make_household,
    make_officer,
)
from enterprises.tests.factories import desk, make_member, make_worker

pytestmark = pytest.mark.django_db
OVERVIEW, PEOPLE, TEAM, HOME = (
    f"/doanh-nghiep/{part}" for part in ("tong-quan/", "nguoi-lao-dong/", "nguoi-lam-ho-so/", "")
)


def signed_in(citizen) -> Client:
    client = Client()
    client.force_login(citizen.user)
    return client


def test_an_invitation_opens_the_unit_once_agreed_and_leaving_closes_it_at_once() -> None:
    employer, invited = make_employer(name="Xưởng May Sao Mai"), make_citizen()
    owner = desk(employer, "owner")
    answer = owner.post(
        "/doanh-nghiep/nguoi-lam-ho-so/moi/", {"number": invited.bhxh_number, "role": "clerk"}
    )
    assert answer.url == TEAM
    member = EmployerMember.objects.get(citizen=invited)
    assert Notification.objects.get(citizen=invited).kind == "employer_invited"
    client = signed_in(invited)
    assert client.get(OVERVIEW).status_code == 403, "not before the invited person agrees"
    assert "Xưởng May Sao Mai" in client.get(HOME).content.decode()
    assert client.post(f"/doanh-nghiep/dong-y/{member.public_id}/").url == OVERVIEW
    page = client.get(OVERVIEW).content.decode()
    assert "Bạn đang làm việc cho <strong>Xưởng May Sao Mai</strong>" in page
    owner.post(f"/doanh-nghiep/thoi/{member.public_id}/")
    gone = client.get(OVERVIEW)
    assert gone.status_code == 403
    assert "Xưởng May Sao Mai" not in gone.content.decode()
    assert client.post(f"/doanh-nghiep/dong-y/{member.public_id}/").status_code == 404, "and not back again"


def test_an_invitation_is_for_the_invited_alone_and_not_for_ever(settings) -> None:
    employer, invited = make_employer(), make_citizen()
    member = service.invite(by=make_member(employer, role="owner"), number=invited.bhxh_number, role="viewer")
    assert signed_in(make_citizen()).post(f"/doanh-nghiep/dong-y/{member.public_id}/").status_code == 404
    EmployerMember.objects.filter(pk=member.pk).update(created_at=now() - timedelta(days=60))
    assert signed_in(invited).post(f"/doanh-nghiep/dong-y/{member.public_id}/").status_code == 404


def test_a_number_of_nobody_gets_the_same_answer() -> None:
    employer, known = make_employer(), make_citizen()
    owner = desk(employer, "owner")
    pages = []
    for number in (known.bhxh_number, "9999999999"):
        owner.post("/doanh-nghiep/nguoi-lam-ho-so/moi/", {"number": number, "role": "clerk"})
        pages.append(owner.get(TEAM).content.decode().count(number))
    assert pages[0] == pages[1] > 0


def test_roles_hold() -> None:
    employer, other = make_employer(), make_employer()
    theirs = make_member(other)
    for role in ("clerk", "viewer"):
        client = desk(employer, role)
        assert client.get("/doanh-nghiep/nguoi-lam-ho-so/moi/").status_code == 403
        colleague = make_member(employer)
        assert client.post(f"/doanh-nghiep/thoi/{colleague.public_id}/").status_code == 404
    owner = desk(employer, "owner")
    assert owner.post(f"/doanh-nghiep/thoi/{theirs.public_id}/").status_code == 404, "another unit's people"
    assert EmployerMember.objects.standing().filter(pk=theirs.pk).exists()


def test_the_last_owner_stays_while_others_work_there() -> None:
    employer = make_employer()
    member = make_member(employer, role="owner")
    make_member(employer)
    client = signed_in(member.citizen)
    client.post(f"/doanh-nghiep/thoi/{member.public_id}/")
    assert client.get(OVERVIEW).status_code == 200
    make_member(employer, role="owner")
    client.post(f"/doanh-nghiep/thoi/{member.public_id}/")
    assert client.get(OVERVIEW).status_code == 403


def test_somebody_with_two_units_chooses_and_the_banner_says_which() -> None:
    first, second = make_employer(name="Xưởng Một"), make_employer(name="Xưởng Hai")
    person = make_citizen()
    members = [make_member(employer, person) for employer in (first, second)]
    make_worker(first, full_name="Trần Ở Một")
    make_worker(second, full_name="Trần Ở Hai")
    client = signed_in(person)
    assert client.get(PEOPLE).url == HOME
    for member, name, foreign in (
        (members[0], "Trần Ở Một", "Trần Ở Hai"),
        (members[1], "Trần Ở Hai", "Trần Ở Một"),
    ):
        client.post(f"/doanh-nghiep/chon/{member.public_id}/")
        page = client.get(PEOPLE).content.decode()
        assert f"<strong>{member.employer.name}</strong>" in page
        assert name in page
        assert foreign not in page
    stranger = make_member(make_employer())
    assert client.post(f"/doanh-nghiep/chon/{stranger.public_id}/").status_code == 404


def test_a_claim_counts_only_after_an_officer_of_the_office_approved_it() -> None:
    employer, person = make_employer("75"), make_citizen()
    client = signed_in(person)
    note = {"note": "Giám đốc, giấy đăng ký ngày 05/03/2019"}
    for code in (employer.unit_code.lower(), "KHONGCO1"):
        assert client.post("/doanh-nghiep/dai-dien/", {"unit_code": code, **note}).url == HOME
    member = EmployerMember.objects.get(citizen=person)
    assert client.get(OVERVIEW).status_code == 403
    with pytest.raises(IntegrityError, match="employer_claim_is_approved"), transaction.atomic():
        EmployerMember.objects.filter(pk=member.pk).update(confirmed_at=now())
    officer = make_officer("75").user
    assert service.decide_claim(member=member, officer=officer, approve=True, refusal="", now=now())
    assert client.get(OVERVIEW).status_code == 200
    assert not service.decide_claim(member=member, officer=officer, approve=False, refusal="x", now=now())


def test_who_acts_for_a_child_does_not_act_for_a_unit_at_once() -> None:
    member, child = (
        make_member(make_employer()),
        make_citizen(user=None, birth_date=now().date() - timedelta(days=900)),
    )
    make_household(member.citizen, child)
    client = signed_in(member.citizen)
    mandate = make_child_mandate(member.citizen, child)
    session = client.session
    session["mandate"] = str(mandate.public_id)
    session.save()
    assert client.get(OVERVIEW).status_code == 403
