"""D02-LT: typed or from a file, checked, sent, decided row by row, and carried into the records."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate, now
from openpyxl import load_workbook

from citizens.models import Notification
from citizens.tests.factories import make_citizen, make_employer, make_officer
from enterprises import reports
from enterprises.files import xlsx
from enterprises.models import ChangeReport, ChangeRow
from enterprises.tests.factories import SCHEMES, desk, last_month, make_worker
from insurance.models import ParticipationPeriod
from insurance.rules.benefit_parameters import ReportTerm
from insurance.rules.dated_rows import at
from insurance.rules.months import add_months
from insurance.tests.factories import make_period
from territory.workdays import add_working_days

pytestmark = pytest.mark.django_db
BASE = "/doanh-nghiep/tang-giam/"


def upload(client, *rows: dict[str, str]):
    head, _example = reports.template_rows()
    content = xlsx(head, [[row.get(name, "") for name in head] for row in rows])
    return client.post(f"{BASE}tep/", {"file": SimpleUploadedFile("tang-giam.xlsx", content)})


def row(kind: str, person=None, **cells: str) -> dict[str, str]:
    known = {"ho_ten": person.full_name, "ma_so_bhxh": person.bhxh_number} if person else {}
    return {"phuong_an": kind, "tu_thang": f"{last_month():%m/%Y}", **known, **cells}


def accept(employer) -> None:
    officer = make_officer("75").user
    for change in ChangeRow.objects.filter(report__employer=employer).order_by("line"):
        reports.accept(change, officer, now())


def test_a_file_is_checked_row_by_row_and_only_right_rows_are_sent() -> None:
    employer, elsewhere = make_employer(), make_employer()
    worker = make_worker(employer, insured_wage=8_000_000, full_name="Lê Thị Hạnh")
    stranger = make_worker(elsewhere, full_name="Người Nơi Khác")
    client = desk(employer)
    nobody = {"ho_ten": "Người Nơi Khác", "ma_so_bhxh": "9999999999"}
    answer = upload(
        client,
        row("Điều chỉnh lương", worker, muc_luong="9.000.000"),
        row("wage", stranger, muc_luong="9000000"),
        row("wage", **nobody, muc_luong="9000000"),
        row("increase", ho_ten="Trần Mới", muc_luong="100000"),
        row("nghỉ hẳn", worker, tu_thang="13/2026"),
    )
    report = ChangeReport.objects.get()
    assert answer.url == f"{BASE}{report.public_id}/"
    errors = [[why for _column, why in change.errors] for change in report.rows.order_by("line")]
    assert errors[1] == errors[2] == ["Đơn vị không có người mang mã số này trên hồ sơ ở tháng đó."], (
        "no oracle"
    )
    assert errors[3][0].startswith("Thấp hơn mức sàn của tháng đó: ")
    assert [len(found) for found in errors] == [1, 1, 1, 1, 3]
    assert errors[0] == ["Mã số này có ở hai dòng. Mỗi người một dòng trong một báo cáo."]
    book = load_workbook(io.BytesIO(client.get(f"{answer.url}loi/").content)).active
    assert len(list(book.values)) == 6
    again = SimpleUploadedFile("loi.xlsx", client.get(f"{answer.url}loi/").content)
    assert client.post(f"{BASE}tep/", {"file": again}).status_code == 302, "the error file is read again"
    client.post(f"{answer.url}gui/")
    report.refresh_from_db()
    assert report.sent_at is None, "nothing right, nothing sent"
    page = upload(
        client, row("wage", worker, muc_luong="9000000"), row("wage", stranger, muc_luong="9000000")
    ).url
    assert "<del>8.000.000 đ</del>" in client.get(page).content.decode()
    client.post(f"{page}gui/")
    sent = ChangeReport.objects.get(sent_at__isnull=False)
    assert [change.full_name for change in sent.rows.all()] == ["Lê Thị Hạnh"]
    assert sent.due_on == add_working_days(localdate(), at(ReportTerm, localdate()).working_days)
    client.post(f"{page}bo/")
    assert ChangeReport.objects.filter(pk=sent.pk).exists(), "what was sent stays"
    assert desk(make_employer()).get(page).status_code == 404
    assert desk(employer, "viewer").post(f"{page}gui/").status_code == 403


def test_a_wrong_file_says_what_to_do() -> None:
    client = desk(make_employer())
    for name, content in (("x.pdf", b"%PDF"), ("x.csv", b"a,b\n1,2\n"), ("x.xlsx", b"PK no")):
        answer = client.post(f"{BASE}tep/", {"file": SimpleUploadedFile(name, content)})
        assert answer.status_code == 400
        assert 'class="field-error"' in answer.content.decode()
    assert load_workbook(io.BytesIO(client.get(f"{BASE}mau/").content)).active.max_row == 2


def test_accepted_rows_change_the_records_and_the_person_is_told() -> None:
    employer, month = make_employer(), last_month()
    raised = make_worker(employer, 6, insured_wage=8_000_000)
    leaver = make_worker(employer, 6)
    newcomer = make_citizen(full_name="Trần Mới Vào")
    client = desk(employer)
    two_back = f"{add_months(month, -1):%m/%Y}"
    page = upload(
        client,
        row("wage", raised, muc_luong="9000000", tu_thang=two_back),
        row("decrease", leaver),
        row("increase", newcomer, muc_luong="7000000", cong_viec="May"),
    ).url
    client.post(f"{page}gui/")
    accept(employer)
    assert set(ChangeRow.objects.values_list("state", flat=True)) == {"accepted"}
    rows = ParticipationPeriod.objects.filter(employer=employer)
    wages = (
        rows.filter(citizen=raised, scheme="bhxh").order_by("months").values_list("insured_wage", "months")
    )
    assert [(wage, months.lower) for wage, months in wages] == [
        (8_000_000, add_months(month, -5)), (9_000_000, add_months(month, -1)),
    ]  # fmt: skip
    assert rows.filter(citizen=raised).count() == 2 * len(SCHEMES)
    assert {period.months.upper for period in rows.filter(citizen=leaver)} == {month}
    assert {(p.scheme, p.insured_wage) for p in rows.filter(citizen=newcomer)} == {
        (s, 7_000_000) for s in SCHEMES
    }
    told = Notification.objects.filter(kind="unit_changed_record")
    assert {notice.citizen_id for notice in told} == {raised.pk, leaver.pk, newcomer.pk}
    assert "Đã ghi vào hồ sơ" in client.get(page).content.decode()


def test_what_does_not_fit_stays_as_it_was_and_the_unit_learns_nothing_of_it() -> None:
    employer, month = make_employer(), last_month()
    busy = make_citizen(full_name="Trần Bận Rộn")
    make_period(busy, add_months(month, -3), 6, employer=make_employer())
    client = desk(employer)
    page = upload(client, row("increase", busy, muc_luong="7000000")).url
    client.post(f"{page}gui/")
    with pytest.raises(reports.CannotApply, match="Trùng tháng"):
        accept(employer)
    assert ParticipationPeriod.objects.filter(citizen=busy).count() == 1, "all or nothing"
    change = ChangeRow.objects.get()
    assert change.state == "waiting"
    reports.refuse(change, make_officer("75").user, "Thiếu hợp đồng", now())
    assert "Thiếu hợp đồng" in client.get(page).content.decode()
    assert ParticipationPeriod.objects.get(citizen=busy).months.lower == add_months(month, -3)


def test_one_change_typed_says_under_the_field_what_is_wrong() -> None:
    employer = make_employer()
    worker = make_worker(employer, insured_wage=8_000_000)
    client = desk(employer)
    wrong = client.post(f"{BASE}mot-nguoi/", row("wage", worker, muc_luong="8000000"))
    assert wrong.status_code == 400
    assert "muc_luong" in wrong.context["form"].errors
    right = client.post(f"{BASE}mot-nguoi/", row("wage", worker, muc_luong="8.500.000"))
    more = client.post(
        f"{BASE}mot-nguoi/?bao-cao={right.url.split('/')[-2]}",
        row("increase", ho_ten="Trần Mới", muc_luong="7000000"),
    )
    assert more.url == right.url
    assert ChangeRow.objects.count() == 2
    assert ChangeRow.objects.get(line=1).month == date.fromisoformat(f"{last_month()}")


def test_a_corrected_file_mends_its_draft_and_nobody_stands_in_it_twice() -> None:
    employer = make_employer()
    worker = make_worker(employer, insured_wage=8_000_000)
    client = desk(employer)
    page = upload(
        client, row("wage", worker, muc_luong="9000000"), row("increase", ho_ten="Trần Mới"), row("decrease")
    ).url
    draft = page.split("/")[-2]
    assert len(ChangeRow.objects.wrong()) == 2
    assert "Gửi lại tệp đã sửa" in client.get(page).content.decode()
    head, _example = reports.template_rows()
    fixed = [
        row("increase", ho_ten="Trần Mới", muc_luong="7000000"),
        row("decrease", worker),  # stands in the draft already
    ]
    content = xlsx(head, [[cells.get(name, "") for name in head] for cells in fixed])
    again = client.post(f"{BASE}tep/?bao-cao={draft}", {"file": SimpleUploadedFile("loi.xlsx", content)})
    assert again.url == page
    assert [change.full_name for change in ChangeRow.objects.right().in_order()] == [
        worker.full_name,
        "Trần Mới",
    ]
    ((_column, why),) = ChangeRow.objects.wrong().get().errors
    assert why.startswith("Mã số này có ở hai dòng")
    twice = client.post(f"{BASE}mot-nguoi/?bao-cao={draft}", row("wage", worker, muc_luong="9500000"))
    assert "ma_so_bhxh" in twice.context["form"].errors
    client.post(f"{page}gui/")
    assert "Đang chờ 2 dòng, đã ghi 0" in client.get(BASE).content.decode()
    late = client.post(f"{BASE}tep/?bao-cao={draft}", {"file": SimpleUploadedFile("loi.xlsx", content)})
    assert late.url != page, "what was sent is not mended"
    assert ChangeRow.objects.sent().count() == 2


def test_the_form_begins_with_the_person_it_was_opened_for() -> None:
    employer = make_employer()
    worker, stranger = make_worker(employer, job_title="Thợ may"), make_worker(make_employer())
    client = desk(employer)
    own, foreign = (
        ParticipationPeriod.objects.filter(citizen=who)[0].public_id for who in (worker, stranger)
    )
    initial = client.get(f"{BASE}mot-nguoi/?dong={own}").context["form"].initial
    assert (initial["ho_ten"], initial["ma_so_bhxh"], initial["cong_viec"]) == (
        worker.full_name, worker.bhxh_number, "Thợ may",
    )  # fmt: skip
    for key in (foreign, "x"):
        assert set(client.get(f"{BASE}mot-nguoi/?dong={key}").context["form"].initial) == {"tu_thang"}


def test_a_wage_of_a_month_to_come_goes_on_from_the_last_one() -> None:
    employer, coming = make_employer(), add_months(last_month(), 1)
    worker = make_worker(employer, 6, insured_wage=8_000_000, job_title="Thợ may")
    client = desk(employer)
    page = upload(client, row("wage", worker, muc_luong="60000000", tu_thang=f"{coming:%m/%Y}")).url
    client.post(f"{page}gui/")
    accept(employer)
    fresh = ParticipationPeriod.objects.filter(citizen=worker, months__startswith=coming)
    assert {(period.scheme, period.job_title, period.payment_state) for period in fresh} == {
        (scheme, "Thợ may", "correction") for scheme in SCHEMES
    }
    assert fresh.get(scheme="bhxh").insured_wage < 60_000_000 == fresh.get(scheme="bhtn").insured_wage, "cut"
    assert ParticipationPeriod.objects.filter(citizen=worker).count() == 2 * len(SCHEMES)
