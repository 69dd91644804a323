"""What officers look at of units' reports stands in each person's own log; people take it all with them."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils.timezone import localdate, now

from citizens.actors import Actor, Purpose
from citizens.exports import tables_of
from citizens.models import AccessEntry
from citizens.tests.factories import make_citizen, make_employer, make_officer, make_user, staff_client
from enterprises import disputes, reports
from enterprises.models import ChangeReport, ChangeRow, RowDispute
from enterprises.tests.factories import desk, last_month, make_member, make_worker
from insurance.models import ParticipationPeriod

pytestmark = pytest.mark.django_db
ADMIN = "/quan-tri/enterprises/"


def send_row(employer, **fields) -> ChangeRow:
    report = ChangeReport.objects.create(
        employer=employer, made_by=make_member(employer), number=f"TG-{employer.pk}-{ChangeRow.objects.count()}",
        sent_at=now(), due_on=localdate(),
    )  # fmt: skip
    defaults = {"line": 1, "kind": "increase", "month": last_month(), "wage": 7_000_000}
    return ChangeRow.objects.create(report=report, **{**defaults, **fields})


def entries(person) -> list[tuple[str, ...]]:
    return [tuple(entry.data_classes) for entry in AccessEntry.objects.filter(subject=person, role="officer")]


def test_each_look_of_an_officer_is_one_entry_a_person() -> None:
    employer = make_employer()
    named, mistyped = (make_worker(employer, full_name=name) for name in ("Lê Một", "Trần Hai"))
    row = send_row(employer, full_name="lê một", bhxh_number=named.bhxh_number)
    send_row(employer, full_name="Lê Một", bhxh_number=mistyped.bhxh_number)
    officer = staff_client("75")
    assert officer.get(f"{ADMIN}changerow/").status_code == 200
    assert entries(named) == [("identity", "participation")]
    assert officer.get(f"{ADMIN}changerow/{row.pk}/change/").status_code == 200
    assert entries(named) == [("identity", "participation")] * 2
    assert entries(mistyped) == [], "a mistyped number says nothing of who carries it"
    assert staff_client("01").get(f"{ADMIN}changerow/").status_code == 200
    assert len(entries(named)) == 2, "not in reach, not shown, not noted"

    period = ParticipationPeriod.objects.filter(citizen=mistyped, scheme="bhxh").get()
    dispute = disputes.open_dispute(period=period, side="worker", reason="Sai", by=None, now=now())
    assert officer.get(f"{ADMIN}rowdispute/").status_code == 200
    assert officer.get(f"{ADMIN}rowdispute/{dispute.pk}/change/").status_code == 200
    assert entries(mistyped) == [("identity", "participation")] * 2

    claim = make_member(employer, role="owner", basis="claimed", confirmed_at=None)
    assert officer.get(f"{ADMIN.replace('enterprises', 'citizens')}employermember/").status_code == 200
    assert entries(claim.citizen) == [("identity",)]


def test_nobody_decides_about_their_own_record() -> None:
    employer, officer = make_employer(), make_officer("75").user
    worker = make_worker(employer, user=officer, full_name="Lê Một")
    row = send_row(employer, full_name="lê một", bhxh_number=worker.bhxh_number, kind="wage")
    period = ParticipationPeriod.objects.filter(citizen=worker, scheme="bhxh").get()
    dispute = disputes.open_dispute(period=period, side="unit", reason="Sai", by=None, now=now())
    for decide in (
        lambda who: reports.refuse(row, who, "Không đúng", now()),
        lambda who: disputes.answer(dispute, officer=who, text="Đúng rồi", now=now()),
    ):
        with pytest.raises(PermissionDenied):
            decide(officer)
        decide(make_officer("75").user)
    row.refresh_from_db()
    dispute.refresh_from_db()
    assert (row.state, dispute.answer) == ("refused", "Đúng rồi")


def test_who_waits_for_a_number_and_what_waits_for_an_answer() -> None:
    employer, elsewhere = make_employer(), make_employer()
    worker = make_worker(employer)
    send_row(employer, full_name="Trần Chưa Số")
    send_row(employer, full_name=worker.full_name, bhxh_number=worker.bhxh_number, kind="wage")
    send_row(elsewhere, full_name="Người Nơi Khác")
    client = desk(employer)
    summary = client.get("/doanh-nghiep/tong-quan/").context["summary"]
    assert (summary.waiting, summary.without_number) == (2, 1)
    page = client.get("/doanh-nghiep/nguoi-lao-dong/?loc=chua-co-ma-so")
    assert [row.full_name for row, _wage in page.context["reported"]] == ["Trần Chưa Số"]
    assert "Trần Chưa Số" in page.content.decode()
    assert (
        "Trần Chưa" not in client.get("/doanh-nghiep/nguoi-lao-dong/?loc=chua-co-ma-so&q=ai").content.decode()
    )


def test_disputes_and_reported_changes_are_in_my_data() -> None:
    employer = make_employer(name="Xưởng Minh Bạch")
    worker, other = make_worker(employer, user=make_user(), full_name="Lê Một"), make_worker(employer)
    for person, name in ((worker, "Lê Một"), (worker, "Tên Khác"), (other, other.full_name)):
        send_row(employer, full_name=name, bhxh_number=person.bhxh_number, kind="wage")
    for period in ParticipationPeriod.objects.filter(scheme="bhxh"):
        disputes.open_dispute(period=period, side="unit", reason="Nhầm tháng", by=None, now=now())
    actor = Actor.system(worker, purpose=Purpose.EXPORT)
    with actor.at_work():
        tables = {table.name: table.rows for table in tables_of(actor)}
    (dispute,), (change,) = tables["phan-doi"], tables["don-vi-bao-tang-giam"]
    assert (dispute[1], dispute[4]) == ("Xưởng Minh Bạch", "Nhầm tháng")
    assert dispute[0] == RowDispute.objects.get(citizen=worker).number
    assert (change[0], change[6]) == ("Xưởng Minh Bạch", 7_000_000)


def test_what_waits_stands_first_and_is_decided_row_by_row_or_together() -> None:
    employer = make_employer()
    workers = [make_worker(employer, full_name=name) for name in ("Lê Một", "Trần Hai", "Vũ Ba")]
    rows = [
        send_row(employer, full_name=who.full_name, bhxh_number=who.bhxh_number, kind="decrease", wage=None)
        for who in workers
    ]
    newcomer = make_citizen(full_name="Phạm Mới", bhxh_number="7599999991")
    unnumbered = send_row(employer, full_name="Phạm Mới")
    officer = staff_client("75")
    page = f"{ADMIN}changerow/{rows[0].pk}/change/"
    assert "Không nhận thì phải ghi lý do" in officer.post(page, {"decision": "refuse"}).content.decode()
    assert officer.post(page, {"decision": "refuse", "why": "Thiếu giấy"}).status_code == 302
    assert "Thiếu giấy" in officer.get(page).content.decode()
    waiting = officer.get(f"{ADMIN}changerow/").context["cl"].result_list
    assert {row.pk for row in waiting} == {rows[1].pk, rows[2].pk, unnumbered.pk}
    done = officer.get(f"{ADMIN}changerow/?viec=xong").context["cl"].result_list
    assert [row.pk for row in done] == [rows[0].pk]
    assert "Dòng báo tăng giảm của đơn vị" in officer.get("/quan-tri/").content.decode()
    several = {"action": "accept_rows", "_selected_action": [row.pk for row in (*rows, unnumbered)]}
    asked = officer.post(f"{ADMIN}changerow/", several)
    assert len(asked.context["rows"]) == 3, "the one that was decided is left out"
    assert not ChangeRow.objects.filter(state="accepted").exists(), "shown once more first"
    officer.post(f"{ADMIN}changerow/", {**several, "bulk_confirmed": "1"})
    assert {row.full_name for row in ChangeRow.objects.filter(state="accepted")} == {"Trần Hai", "Vũ Ba"}
    page = f"{ADMIN}changerow/{unnumbered.pk}/change/"
    assert "number" in officer.post(page, {"decision": "accept"}).context["adminform"].form.errors
    officer.post(page, {"decision": "accept", "number": workers[0].bhxh_number})
    unnumbered.refresh_from_db()
    assert (unnumbered.state, unnumbered.bhxh_number) == ("waiting", ""), "the number of somebody else"
    officer.post(page, {"decision": "accept", "number": newcomer.bhxh_number})
    unnumbered.refresh_from_db()
    assert (unnumbered.state, unnumbered.citizen, unnumbered.bhxh_number) == (
        "accepted", newcomer, newcomer.bhxh_number,
    )  # fmt: skip
    assert ParticipationPeriod.objects.filter(citizen=newcomer, employer=employer).exists()


def test_an_answer_to_a_dispute_stays_as_both_sides_read_it() -> None:
    employer = make_employer()
    worker = make_worker(employer, user=make_user())
    period = ParticipationPeriod.objects.filter(citizen=worker, scheme="bhtn").get()
    dispute = disputes.open_dispute(period=period, side="worker", reason="Sai", by=None, now=now())
    officer, page = staff_client("75"), f"{ADMIN}rowdispute/{dispute.pk}/change/"
    assert "answer" in officer.post(page, {"answer": ""}).context["adminform"].form.errors
    officer.post(page, {"answer": "Đúng như hồ sơ."})
    officer.post(page, {"answer": "Khác"})
    dispute.refresh_from_db()
    assert dispute.answer == "Đúng như hồ sơ."
    assert not officer.get(f"{ADMIN}rowdispute/").context["cl"].result_list
    client = Client()
    client.force_login(worker.user)
    shown = client.get("/doanh-nghiep/cua-toi/")
    assert len(shown.context["groups"]) == 1, "four schemes that say the same are one thing to doubt"
    assert shown.context["groups"][0].row.scheme == "bhxh"
    assert "Đúng như hồ sơ." in shown.content.decode()
