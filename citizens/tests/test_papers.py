"""Papers sent from home: two officers, the owner of the record told first, pictures wiped (T07, T09)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse, reverse_lazy
from django.utils import timezone

from citizens.models import AccessEntry, Approval, Citizen, IdentityClaim, IdentityEvidence, StoredFile
from citizens.tests import pictures
from citizens.tests.factories import VERIFIED_AT, make_citizen, make_contact, make_officer, make_user
from citizens.tests.helpers import later, letters, sign_in, sign_in_staff, step_up, stop_link

pytestmark = pytest.mark.django_db
PHONE = "0912345678"
PNG = pictures.png()
PAPERS_QUEUE = reverse_lazy("accounts:papers-queue")
APPROVE = {"decision": "approve", "reason": ""}


def upload(client: Client, data: bytes = PNG):
    files = {side: SimpleUploadedFile(f"{side}.png", data) for side in ("front", "back")}
    return client.post(reverse("accounts:papers"), files)


@pytest.fixture
def applicant():
    citizen, user = make_citizen(user=None), make_user(verified_at=None)
    make_contact(user, "phone", PHONE)
    IdentityClaim.objects.create(
        user=user, number=citizen.bhxh_number, full_name="x", birth_date=citizen.birth_date, compared_at=VERIFIED_AT,
        citizen=citizen,
    )  # fmt: skip
    client = Client()
    sign_in(client, PHONE)
    step_up(client)
    return client, user, citizen


@pytest.mark.parametrize(("decision", "verified"), [("approve", True), ("refuse", False)])
def test_papers_are_seen_by_an_officer_and_wiped(applicant, decision, verified) -> None:
    client, user, citizen = applicant
    assert upload(client).status_code == 302
    row = user.identity_checks.get()
    assert bytes(row.front.content) and b"JFIF" not in bytes(row.front.content)
    officer = Client()
    sign_in_staff(officer, make_officer().user)
    step_up(officer)
    handle = officer.get(reverse("accounts:papers-queue")).context["rows"][0]["handle"]
    picture = officer.get(reverse("accounts:papers-picture", args=[handle, "truoc"]))
    assert picture.content.startswith(b"\xff\xd8\xff") and picture["Cache-Control"] == "no-store"
    assert picture["Content-Disposition"].startswith("attachment")
    page = officer.get(reverse("accounts:papers-check", args=[handle]))
    assert page.status_code == 200
    answer = {"decision": decision, "reason": "Ảnh mờ"}
    officer.post(reverse("accounts:papers-check", args=[handle]), answer)
    looks = AccessEntry.objects.filter(subject=citizen)
    if decision == "approve":  # T07: nothing changes until a second officer says the same
        user.refresh_from_db()
        assert not user.is_verified and Approval.objects.get().state == "waiting"
        again = officer.post(reverse("accounts:papers-check", args=[handle]), answer)
        assert "Một cán bộ khác" in again.content.decode()
        second = Client()
        sign_in_staff(second, make_officer().user)
        step_up(second)
        assert second.get(reverse("accounts:papers-queue")).context["rows"][0]["first_step"]
        second.post(reverse("accounts:papers-check", args=[handle]), answer)
        assert Approval.objects.get().state == "approved"
    # Each look at these papers is in the access log of the person they name: picture, page, decisions.
    count = 5 if decision == "approve" else 3
    assert [(e.role, e.purpose, e.data_classes) for e in looks] == [
        ("officer", "papers", ["identity"])
    ] * count
    user.refresh_from_db()
    row.refresh_from_db()
    assert user.is_verified is verified and (row.front, row.back) == (None, None)
    assert not StoredFile.objects.exists()
    assert (Citizen.objects.get(pk=citizen.pk).user == user) is verified
    assert IdentityEvidence.objects.filter(method="documents").exists() is verified


def officers_at_papers(province: str = "75") -> Client:
    client = Client()
    sign_in_staff(client, make_officer(province).user)
    step_up(client)
    return client


def test_the_owner_on_record_hears_of_papers_first_and_can_stop_them(applicant) -> None:
    """T07, T09: somebody with stolen papers does not get the record before its owner was told."""
    client, user, citizen = applicant
    Citizen.objects.filter(pk=citizen.pk).update(phone="0987000111", email="chu@vidu.vn")
    upload(client)
    first, second, third = officers_at_papers(), officers_at_papers(), officers_at_papers("48")
    check = reverse("accounts:papers-check", args=[first.get(PAPERS_QUEUE).context["rows"][0]["handle"]])
    page = first.get(check).content.decode()
    assert citizen.full_name in page and citizen.personal_id in page  # beside what the person said
    first.post(check, APPROVE)
    step = Approval.objects.get()
    assert step.ready_at is not None and step.why and step.due_on is not None
    warned = {letter.address for letter in letters("papers") if "dung-lai" in letter.text}
    assert warned == {"0987000111", "chu@vidu.vn", PHONE}
    assert third.post(check, APPROVE).status_code == 404  # another province
    assert "24 giờ" in second.post(check, APPROVE).content.decode()
    user.refresh_from_db()
    assert not user.is_verified and Approval.objects.get().state == "waiting"
    stop = stop_link()
    with later(hours=25):
        assert Client().get(stop).status_code == 200 and Approval.objects.get().state == "waiting"
        assert "Đã dừng lại" in Client().post(stop).content.decode()
        assert second.post(check, APPROVE).status_code == 404
    user.refresh_from_db()
    assert not user.is_verified and not StoredFile.objects.exists()
    assert (Approval.objects.get().state, user.identity_checks.get().state) == ("stopped", "refused")
    # Nobody stops it: a day later the second officer's word counts.
    upload(client)
    second = officers_at_papers()
    check = reverse("accounts:papers-check", args=[first.get(PAPERS_QUEUE).context["rows"][0]["handle"]])
    first.post(check, APPROVE)
    Approval.objects.filter(state="waiting").update(ready_at=timezone.now())
    second.post(check, APPROVE)
    user.refresh_from_db()
    assert user.is_verified


@pytest.mark.parametrize("data", [b"<svg onload=alert(1)>", b"%PDF-1.4", b"", PNG + b"x" * 10 * 1024 * 1024])
def test_only_small_pictures_are_taken(applicant, data) -> None:
    client, user, _citizen = applicant
    assert upload(client, data).status_code == 200
    assert not user.identity_checks.exists()
