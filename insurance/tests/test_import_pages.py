"""Files of records in the admin: sent, checked by the worker, applied by a second step, and by whom."""

import csv
import io
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from citizens import chores
from citizens.models import AccessEntry, Citizen, Officer, SiOffice, User
from citizens.tests.factories import make_citizen, make_employer, make_officer, make_user, make_ward
from insurance import admin_imports
from insurance.imports import jobs, kinds
from insurance.imports.runs import file_of, forget_files
from insurance.models import BenefitDecision, ImportBatch, ImportState, MedicalVisit, ParticipationPeriod
from insurance.tests.factories import make_period, make_visit

pytestmark = pytest.mark.django_db
LIST, ADD = "/quan-tri/insurance/importbatch/", "/quan-tri/insurance/importbatch/add/"
HEADS = ["ma_so_bhxh", "loai_bao_hiem", "tu_thang", "den_thang", "muc_luong", "trang_thai"]


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def file(*rows: list[str], heads: list[str] = HEADS, name: str = "a.csv") -> SimpleUploadedFile:
    text = io.StringIO()
    csv.writer(text).writerows([heads, *rows])
    return SimpleUploadedFile(name, text.getvalue().encode())


def row(person: Citizen, wage: str = "8000000", start: str = "01/2024") -> list[str]:
    return [person.bhxh_number, "bhxh", start, start, wage, "paid"]


def send(client: Client, upload: Any, kind: str = "participation") -> ImportBatch:
    response = client.post(ADD, {"kind": kind, "source": "agency", "file": upload})
    assert response.status_code == 302, response.content.decode()[:3000]
    return ImportBatch.objects.order_by("-pk")[0]


def page(client: Client, batch: ImportBatch) -> str:
    response = client.get(reverse("admin:insurance_importbatch_change", args=[batch.pk]))
    assert response["Cache-Control"] == "no-store"
    return response.content.decode()


def do(client: Client, batch: ImportBatch, step: str, **values: Any) -> int:
    return client.post(reverse(f"admin:insurance_importbatch_{step}", args=[batch.pk]), values).status_code


def work(batch: ImportBatch) -> ImportBatch:
    jobs.run_waiting()
    batch.refresh_from_db()
    return batch


@pytest.fixture
def officer(client: Client) -> Officer:
    officer = make_officer("75")
    client.force_login(officer.user)
    return officer


def test_a_file_is_checked_then_applied_by_a_confirmed_second_step(client: Client, officer: Officer) -> None:
    person = make_citizen(province_code="75")
    make_period(person, date(2024, 1, 1), insured_wage=7_000_000, source="agency")
    batch = send(client, file(row(person), row(person, start="02/2024")))
    assert "Xem lại tiến độ" in page(client, batch)  # works without a script
    assert work(batch).state == ImportState.CHECKED
    shown = page(client, batch)
    assert "1 dòng mới, 1 dòng đổi" in shown
    assert "7000000" in shown  # the old value: seen by the officer, so told to the person
    entry = AccessEntry.objects.get(subject=person)
    assert (entry.purpose, entry.data_classes, entry.reader) == ("import", ["participation"], officer.user)
    assert ParticipationPeriod.objects.count() == 1
    do(client, batch, "apply")  # not confirmed
    assert work(batch).state == ImportState.CHECKED
    assert do(client, batch, "apply", confirmed="yes") == 302
    assert do(client, batch, "apply", confirmed="yes") == 302  # twice is once
    assert work(batch).state == ImportState.DONE
    periods = ParticipationPeriod.objects.order_by("months")
    assert [period.insured_wage for period in periods] == [8_000_000, 8_000_000]
    context = periods[1].events.get().pgh_context.metadata
    assert (context["user"], context["import_batch"]) == (officer.user.pk, str(batch.public_id))
    assert not file_of(batch, jobs.SENT).exists()
    assert "Nhập xong lúc" in page(client, batch)
    assert "1 dòng mới, 1 dòng đổi" in client.get(LIST).content.decode()
    assert AccessEntry.objects.count() == 1


def test_errors_are_listed_downloaded_corrected_and_applied(client: Client, officer: Officer) -> None:
    near, far = make_citizen(province_code="75"), make_citizen(province_code="48")
    batch = work(send(client, file(row(near), row(far), row(near, "=1+1", "03/2024"))))
    assert (batch.state, batch.error_rows) == (ImportState.REFUSED, 2)
    shown = page(client, batch)
    assert "trong phạm vi của bạn" in shown and "2 dòng lỗi" in shown and "dòng mới" not in shown
    assert 'name="confirmed"' not in shown
    response = client.get(reverse("admin:insurance_importbatch_errors", args=[batch.pk]))
    assert "attachment" in response["Content-Disposition"]
    rows = list(csv.DictReader(response.content.decode("utf-8-sig").splitlines()))
    assert [line["dong"] for line in rows] == ["3", "4"]
    rows[0].update(ma_so_bhxh=near.bhxh_number, tu_thang="05/2024", den_thang="05/2024")
    rows[1].update(muc_luong="1")
    fixed = file(*([line[name] for name in line] for line in rows), heads=list(rows[0]))
    assert do(client, batch, "fix", file=SimpleUploadedFile("b.csv", b"dong\nx")) == 302
    assert work(batch).state == ImportState.REFUSED
    assert "thiếu cột" in page(client, batch)
    jobs.ask_to_apply(batch)
    assert work(batch).state == ImportState.REFUSED  # nothing leads around the check
    again = work(send(client, file(row(near), row(far), row(near, "=1+1", "03/2024"))))
    fixed.seek(0)
    assert do(client, again, "fix", file=fixed) == 302
    assert work(again).state == ImportState.CHECKED
    do(client, again, "apply", confirmed="yes")
    assert work(again).state == ImportState.DONE  # the corrections, not the file as first sent
    assert ParticipationPeriod.objects.filter(citizen=near).count() == 3


def test_a_column_nobody_reads_is_named_before_the_file_is_applied(client: Client, officer: Officer) -> None:
    person = make_citizen(province_code="75")
    heads = [*HEADS[:4], "luong thang", *HEADS[5:]]
    shown = page(client, work(send(client, file(row(person), heads=heads))))
    assert "không được đọc: luong thang" in shown and 'name="confirmed"' in shown
    shown = page(client, work(send(client, file(row(person)))))
    assert "không được đọc" not in shown


def test_who_may_is_asked_again_when_the_worker_runs(client: Client, officer: Officer) -> None:
    person = make_citizen(province_code="75")
    batch = send(client, file(row(person)))
    User.objects.filter(pk=officer.user_id).update(is_staff=False)
    work(batch)
    assert (batch.state, batch.trouble) == (ImportState.REFUSED, jobs.NO_RIGHT)
    assert batch.new_rows == 0


@pytest.mark.parametrize("who", ["citizen", "staff", "office"])
def test_only_those_who_keep_records_may_send_files(client: Client, who: str) -> None:
    province = make_ward("75").province
    office = SiOffice.objects.create(code="7501", name="BHXH cơ sở Thử", province=province)
    user = {
        "citizen": lambda: make_citizen().user,
        "staff": lambda: make_user(is_staff=True),
        "office": lambda: make_officer("75", office=office).user,
    }[who]()
    client.force_login(user)
    assert client.get(ADD).status_code in {302, 403}
    response = client.post(ADD, {"kind": "cards", "source": "agency", "file": file()})
    assert response.status_code in {302, 403}
    assert not ImportBatch.objects.exists()
    response = client.get(reverse("admin:insurance_importbatch_template"), {"kind": "cards"})
    assert response.status_code in {302, 403, 404}


def test_what_a_run_found_is_for_who_sent_the_file(client: Client, officer: Officer) -> None:
    person = make_citizen(province_code="75", full_name="Chim Hoàng Oanh")
    make_period(person, date(2024, 1, 1), insured_wage=7_654_321, source="agency")
    batch = work(send(client, file(row(person))))
    addresses = [
        reverse(f"admin:insurance_importbatch_{name}", args=[batch.pk]) for name in ("errors", "differences")
    ]
    assert "7654321" in client.get(addresses[1]).content.decode()
    colleague, chief = make_officer("75").user, make_officer(None).user
    for user, sees in ((colleague, False), (chief, True)):
        client.force_login(user)
        change = client.get(reverse("admin:insurance_importbatch_change", args=[batch.pk]))
        assert change.status_code == (200 if sees else 404)
        assert "7654321" not in change.content.decode()
        assert 'name="confirmed"' not in change.content.decode()
        assert ("a.csv" in client.get(LIST).content.decode()) is sees
        assert [client.get(address).status_code for address in addresses] == [404, 404]
        assert do(client, batch, "apply", confirmed="yes") == 404
    assert work(batch).state == ImportState.CHECKED


def test_a_file_of_amounts_takes_two_people(client: Client, officer: Officer) -> None:
    person = make_citizen(province_code="75", bhxh_number="7513000001")
    make_employer(unit_code="TA0001Z")
    example = kinds()["benefits"].template()
    place = example[0].index("ma_so_bhxh")
    mine = [[*row[:place], person.bhxh_number, *row[place + 1 :]] for row in example[1:]]
    batch = work(send(client, file(*mine, heads=example[0]), kind="benefits"))
    assert batch.state == ImportState.CHECKED, page(client, batch)
    shown = page(client, batch)
    assert "cần người thứ hai" in shown and 'name="confirmed"' not in shown
    assert do(client, batch, "apply", confirmed="yes") == 302
    assert work(batch).state == ImportState.CHECKED and not BenefitDecision.objects.exists()
    looks = AccessEntry.objects.filter(subject=person)
    assert not looks.exists()  # new rows show the sender nothing of the record
    # A colleague of the province does not see it; a national administrator looks, and leaves a trace.
    client.force_login(make_officer("75").user)
    assert do(client, batch, "apply", confirmed="yes") == 404
    chief = make_officer(None).user
    client.force_login(chief)
    assert "Tệp đổi số tiền chờ người thứ hai" in client.get("/quan-tri/").content.decode()
    assert 'name="confirmed"' in page(client, batch)
    assert [(entry.reader, entry.data_classes) for entry in looks] == [(chief, ["benefits"])]
    do(client, batch, "apply", confirmed="yes")
    assert work(batch).state == ImportState.DONE and BenefitDecision.objects.exists()
    assert (batch.created_by, batch.confirmed_by) == (officer.user, chief)
    assert f"Người xác nhận: {chief}" in page(client, batch)
    # Not even a national administrator confirms what they sent themselves; nor does anything else write it so.
    own = work(send(client, file(*mine, heads=example[0], name="b.csv"), kind="benefits"))
    assert 'name="confirmed"' not in page(client, own)
    with pytest.raises(IntegrityError, match="import_of_amounts_by_two"), transaction.atomic():
        ImportBatch.objects.filter(pk=batch.pk).update(confirmed_by=batch.created_by)


def test_an_officer_sends_visits_and_does_not_read_those_on_record(client: Client, officer: Officer) -> None:
    person = make_citizen(province_code="75", bhxh_number="7923456789")
    make_visit(person, claim_number="LK202609010001", diagnosis_out="Bệnh kín", main_icd="B20.7")
    example = SimpleUploadedFile("a.xml", (Path("docs/examples/visits.xml")).read_bytes())
    batch = work(send(client, example, "visits"))
    assert batch.state == ImportState.CHECKED
    differences = client.get(reverse("admin:insurance_importbatch_differences", args=[batch.pk]))
    shown = page(client, batch) + differences.content.decode()
    assert "(không hiện)" in shown
    assert "Bệnh kín" not in shown
    assert "B20.7" not in shown
    assert not AccessEntry.objects.exists()
    do(client, batch, "apply", confirmed="yes")
    assert work(batch).state == ImportState.DONE
    assert MedicalVisit.objects.get().main_icd == "J20.9"


@pytest.mark.parametrize(
    ("name", "content", "kind", "said"),
    [
        ("a.csv", b"\xd0\xcf\x11\xe0", "cards", "kiểu cũ"),
        ("a.csv", b"\x00\x01binary", "cards", "Chỉ đọc được"),
        ("a.csv", b"<GIAMDINHHS/>", "cards", "Tệp XML chỉ dùng cho khám chữa bệnh"),
        ("a.csv", b"", "cards", "rỗng|trống|empty"),
        ("a.csv", b"a" * 3_000_000, "cards", "lớn hơn"),
        ("a.csv", b"a,b", "other", "lựa chọn|hợp lệ|choice"),
    ],
)
def test_a_file_of_the_wrong_sort_is_refused_on_the_page(
    client: Client, officer: Officer, name: str, content: bytes, kind: str, said: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(admin_imports, "MOST_MEGABYTES", 2)
    response = client.post(ADD, {"kind": kind, "source": "agency", "file": SimpleUploadedFile(name, content)})
    text = response.content.decode()
    assert response.status_code == 200
    assert any(words in text for words in said.split("|"))
    assert not ImportBatch.objects.exists()


def test_a_fault_of_the_system_is_told_without_anybodys_data(
    client: Client, officer: Officer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    person = make_citizen(province_code="75")
    batch = send(client, file(row(person)))

    def broken(*args: Any, **options: Any) -> None:
        raise ValueError(f"Failing row contains ({person.bhxh_number})")

    monkeypatch.setattr(jobs.Importer, "run", broken)
    work(batch)
    assert (batch.state, batch.trouble) == (ImportState.REFUSED, jobs.SYSTEM_TROUBLE)
    assert person.bhxh_number not in caplog.text
    assert str(batch.public_id) in caplog.text


def test_the_worker_knows_the_job_and_old_files_go(client: Client, officer: Officer) -> None:
    person = make_citizen(province_code="75")
    batch = send(client, file(row(person)))
    call_command("work", once=True)
    batch.refresh_from_db()
    assert batch.state == ImportState.CHECKED
    assert (jobs.run_waiting, 1) in chores.registered()
    assert chores.is_apart(jobs.run_waiting)
    sent = file_of(batch, jobs.SENT)
    assert sent.stat().st_mode & 0o077 == 0
    forget_files()
    assert sent.exists()
    os.utime(sent, (0, 0))
    forget_files()
    assert not sent.exists()
    assert 'name="confirmed"' not in page(client, batch)


def test_the_page_of_progress_is_a_fragment_for_htmx(client: Client, officer: Officer) -> None:
    batch = send(client, file(row(make_citizen(province_code="75"))))
    fragment = client.get(
        reverse("admin:insurance_importbatch_change", args=[batch.pk]), headers={"HX-Request": "true"}
    ).content.decode()
    assert fragment.lstrip().startswith('<div id="run"')
    assert "every 1s" in fragment
    work(batch)
    assert "every 1s" not in page(client, batch)


def test_examples_are_offered(client: Client, officer: Officer) -> None:
    for kind in kinds():
        address = reverse("admin:insurance_importbatch_template")
        assert f"{address}?kind={kind}" in client.get(ADD).content.decode()
        rows = list(csv.reader(client.get(address, {"kind": kind}).content.decode("utf-8-sig").splitlines()))
        assert rows[0] == [column.name for column in kinds()[kind].columns]


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_takes_a_constant_number_of_queries(
    client: Client, officer: Officer, count: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(count):
        ImportBatch.objects.create(kind="cards", file_name="a.csv", digest="0" * 64, created_by=officer.user)
    with django_assert_max_num_queries(14):
        assert client.get(LIST).status_code == 200
