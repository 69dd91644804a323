"""The coverage list as a file."""

import csv
import io
from datetime import date

import pytest
from django.utils.timezone import localdate, now
from openpyxl import load_workbook

from citizens.models import AccessEntry, EmployerMember
from citizens.tests.factories import make_employer
from enterprises import files
from enterprises.models import UnitFile
from enterprises.tests.factories import desk, last_month, make_worker
from insurance.models import PaymentState
from insurance.rules.months import add_months
from insurance.tests.factories import make_period

pytestmark = pytest.mark.django_db
FILES, PEOPLE = "/doanh-nghiep/tep/", "/doanh-nghiep/nguoi-lao-dong/"


def test_a_list_is_ordered_built_by_the_worker_and_taken_by_who_ordered_it() -> None:
    employer, month = make_employer(), last_month()
    late = make_worker(
        employer,
        14,
        full_name="=HYPERLINK(1)",
        payment_state=PaymentState.LATE,
        insured_wage=7_000_000,
        job_title="May",
    )
    make_worker(employer, full_name="Trần Đúng Hạn")
    make_period(late, add_months(month, -60), 7, employer=make_employer())
    client = desk(employer)
    for form in ("csv", "xlsx"):
        assert client.post(f"{FILES}dat/", {"dang": form, "loc": "cham-dong"}).url == FILES
        assert client.post(f"{FILES}dat/", {"dang": form}).url == FILES, "one at a time"
        assert 'hx-trigger="every 2s"' in client.get(FILES).content.decode()
        assert files.build_waiting() == 1
    sheet = UnitFile.objects.get(format="csv")
    assert (sheet.state, sheet.progress, sheet.people) == ("ready", 100, 1)
    answer = client.get(f"{FILES}{sheet.public_id}/")
    assert "attachment" in answer["Content-Disposition"]
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [lines[1][0], *lines[1][2:]] == [
        "'=HYPERLINK(1)", "Chậm đóng", "Chậm đóng", "Chậm đóng", "Chậm đóng", "7000000", "May",
        f"{add_months(month, -13):%m/%Y}", f"{month:%m/%Y}", "14", lines[1][11], "Bệnh viện Thử",
    ]  # fmt: skip
    assert date.fromisoformat(lines[1][11]) > localdate()
    book = UnitFile.objects.get(format="xlsx")
    rows = list(load_workbook(io.BytesIO(client.get(f"{FILES}{book.public_id}/").content)).active.values)
    assert [str(cell) for cell in rows[1][:10]] == lines[1][:10]
    assert len(rows) == len(lines) == 2
    assert AccessEntry.objects.filter(subject=late, role="clerk", unit=employer.name).count() == 2
    assert desk(employer).get(f"{FILES}{book.public_id}/").status_code == 404, "a colleague orders their own"


def test_who_left_gets_no_file() -> None:
    employer = make_employer()
    worker = make_worker(employer)
    client = desk(employer)
    client.post(f"{FILES}dat/", {"dang": "csv"})
    EmployerMember.objects.update(ended_at=now())
    files.build_waiting()
    assert UnitFile.objects.get().state == "failed"
    assert not AccessEntry.objects.filter(subject=worker).exists()
    assert client.get(FILES).status_code == 403
