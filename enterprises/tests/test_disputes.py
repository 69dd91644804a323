"""Worker and unit see the same row; either doubts it, both see the answer."""

import pytest
from django.test import Client
from django.utils.timezone import now

from citizens.models import AccessEntry, Notification
from citizens.tests.factories import make_employer, make_officer, make_user
from enterprises import disputes
from enterprises.models import RowDispute
from enterprises.tests.factories import desk, make_worker
from insurance.models import ParticipationPeriod

pytestmark = pytest.mark.django_db
MINE, UNIT = "/doanh-nghiep/cua-toi/", "/doanh-nghiep/phan-doi/"


def test_both_sides_see_one_dispute_and_its_answer() -> None:
    employer = make_employer(name="Xưởng Hai Bên")
    worker, colleague = (
        make_worker(employer, user=make_user(), full_name=name) for name in ("Lê Một", "Lê Hai")
    )
    row = ParticipationPeriod.objects.get(citizen=worker, scheme="bhxh")
    person, stranger, unit = Client(), Client(), desk(employer)
    person.force_login(worker.user)
    stranger.force_login(colleague.user)
    assert stranger.get(f"{MINE}{row.public_id}/phan-doi/").status_code == 404
    assert person.post(f"{MINE}{row.public_id}/phan-doi/", {"reason": "Lương tôi cao hơn"}).url == MINE
    assert unit.post(f"{UNIT}{row.public_id}/", {"reason": "Ghi nhầm tháng"}).url == UNIT
    dispute = RowDispute.objects.get()
    assert dispute.side == "worker", "one open dispute a row"
    for page in (person.get(MINE), unit.get(UNIT)):
        assert "Lương tôi cao hơn" in page.content.decode()
    assert "Lương tôi cao hơn" not in stranger.get(MINE).content.decode()
    assert AccessEntry.objects.filter(subject=worker, role="clerk").exists()
    disputes.answer(dispute, officer=make_officer("75").user, text="Đã sửa theo hợp đồng", now=now())
    for page in (person.get(MINE), unit.get(UNIT)):
        assert "Đã sửa theo hợp đồng" in page.content.decode()
    assert Notification.objects.filter(citizen=worker, kind="dispute_answered").count() == 1
    unit.post(f"{UNIT}{row.public_id}/", {"reason": "Còn sai"})
    assert Notification.objects.filter(citizen=worker, kind="dispute_opened").count() == 1
    elsewhere = desk(make_employer())
    assert elsewhere.get(f"{UNIT}{row.public_id}/").status_code == 404
    assert "Lê Một" not in elsewhere.get(UNIT).content.decode()
    assert desk(employer, "viewer").get(f"{UNIT}{row.public_id}/").status_code == 403
