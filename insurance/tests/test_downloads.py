"""Tables as files: the figures and words of the page, nobody else's rows, no formulas, health data behind its tap."""

import csv
import io
import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import DjangoAssertNumQueries

from citizens.models import AccessEntry, Citizen
from citizens.tests.factories import make_child_mandate, make_citizen, make_employer, make_household
from insurance.models import BenefitKind, BenefitState
from insurance.pages.downloads import SHEETS
from insurance.tables import Column, Kind, Table
from insurance.tables.files import csv_of
from insurance.tests.factories import (
    make_adjustment,
    make_card,
    make_decision,
    make_line,
    make_paper,
    make_payment,
    make_period,
    make_visit,
)
from territory.spreadsheets import meant

BASE = "/ca-nhan/tai-ve/"
VEILED = {"kham-chua-benh", "chi-phi", "giay-nghi-viec"}


def fill(citizen: Citizen, count: int = 1) -> None:
    """A record with something in every table."""
    employer = make_employer(name="Công ty Mẫu & Con")
    for number in range(count):
        make_period(
            citizen,
            date(2000 + number, 1, 1),
            6,
            employer=employer,
            coefficient=Decimal("2.34"),
            job_title="Thợ",
        )
        make_card(citizen, date(2000 + number, 1, 1), date(2001 + number, 1, 1))
        decision = make_decision(citizen, days=Decimal("4.5"))
        make_payment(decision, date(2020, 1, 1) + timedelta(days=number))
        visit = make_visit(citizen)
        make_line(visit)
        make_paper(citizen)
    pension = make_decision(
        citizen, BenefitKind.PENSION, state=BenefitState.RUNNING, amount=4_000_000, period=None, days=None
    )
    make_adjustment(pension, date(2025, 7, 1), 4_000_000, 4_320_000)


@pytest.fixture
def citizen(db: None, client: Client) -> Citizen:
    citizen = make_citizen(full_name="Lê Thị Thu Hà")
    client.force_login(citizen.user)
    return citizen


def fetch(client: Client, table: str, form: str = "csv", query: str = "") -> Any:
    query = query or ("?xem=1" if table in VEILED else "")
    response = client.get(f"{BASE}{table}.{form}{query}")
    assert response.status_code == 200, (table, response.status_code)
    assert response["Content-Disposition"] == f'attachment; filename="{table}.{form}"'
    assert response["Cache-Control"] == "no-store"
    if form == "json":
        return response.json()
    text = response.content.decode()
    assert text[0] == "\ufeff"
    return list(csv.reader(io.StringIO(text[1:])))


def words_of(page: str) -> str:
    """What a reader sees, in one line."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def tables_of(page: str) -> list[list[list[str]]]:
    """The cells of each table of a page, rows of the body."""
    return [
        [[words_of(cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)]
         for row in re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.S)]
        for body in re.findall(r"<tbody>(.*?)</tbody>", page, re.S)
    ]  # fmt: skip


def digits(text: str) -> str:
    """A figure without its groups and unit: "9.200.000 đ" is 9200000."""
    return re.sub(r"(?<=\d)\.(?=\d{3})|\s*đ$", "", text)


@pytest.mark.parametrize(
    ("table", "path"),
    [
        ("c14-ts", "qua-trinh-tham-gia/theo-nam/"),
        ("the-bhyt", "the-bhyt/"),
        ("chi-tra", "quyen-loi/{decision}/"),
        ("dieu-chinh", "quyen-loi/{pension}/"),
        ("chi-phi", "kham-chua-benh/{visit}/"),
    ],
)
def test_a_file_holds_the_cells_of_the_table_on_the_page(
    client: Client, citizen: Citizen, table: str, path: str
) -> None:
    fill(citizen, 3)
    keys = {
        "decision": citizen.benefitdecisions.filter(kind="sickness")[0].public_id,
        "pension": citizen.benefitdecisions.get(kind="pension").public_id,
        "visit": citizen.medicalvisits.all()[0].public_id,
    }
    page = client.get("/ca-nhan/" + path.format(**keys)).content.decode()
    link = re.search(rf'href="(/ca-nhan/tai-ve/{table}\.csv)([^"]*)"', page)
    assert link, "the page links to its file"
    rows = fetch(client, table, query=unescape(link[2]))
    shown = fetch(client, table, "json", unescape(link[2]))["rows_as_shown"]
    on_page = tables_of(page)[-1 if table != "dieu-chinh" else 0]
    assert len(on_page) == len(rows) - 1 == len(shown) > 0
    for line, row, record in zip(on_page, rows[1:], shown, strict=True):
        cells = [cell for cell in line if cell != "Báo sai"]  # the way to report the row
        written = [re.sub(r"\s+", " ", text) for text in record.values()]
        assert [cell for cell in cells if cell and cell not in written] == []
        for cell in filter(None, cells):
            assert digits(cell) in row or cell in row, (cell, row)


def test_lists_drawn_as_cards_say_the_same_as_their_files(client: Client, citizen: Citizen) -> None:
    fill(citizen, 2)
    pages = {
        "qua-trinh-tham-gia": ("qua-trinh-tham-gia/", ("months", "employer", "job_title", "insured_wage", "state")),
        "kham-chua-benh": (
            "kham-chua-benh/?xem=1", ("facility", "main_icd", "plain_name", "total", "fund_paid", "state")
        ),
        "giay-nghi-viec": (
            "giay-nghi-viec/?xem=1", ("kind", "serial", "period", "facility", "diagnosis", "icd", "doctor", "state")
        ),
        "quyen-loi": ("quyen-loi/", ("kind", "decision_number", "decided_on", "period", "state")),
    }  # fmt: skip
    for table, (path, keys) in pages.items():
        page = words_of(client.get(f"/ca-nhan/{path}").content.decode())
        for record in fetch(client, table, "json")["rows_as_shown"]:
            for key in keys:
                assert record[key] in page, (table, key, record[key])
    by_kind = {row["kind"]: row for row in fetch(client, "quyen-loi", "json")["rows_as_shown"]}
    pension = by_kind["Lương hưu hằng tháng"]
    assert pension["current_amount"] in words_of(client.get("/ca-nhan/quyen-loi/").content.decode())


def test_json_values_are_for_programs(client: Client, citizen: Citizen) -> None:
    fill(citizen)
    answer = fetch(client, "qua-trinh-tham-gia", "json")
    (row,) = answer["rows"]
    assert row["months"] == {"from": "2000-01", "to": "2000-06"}
    assert (row["insured_wage"], row["coefficient"], row["member_code"]) == (8_000_000, "2.34", None)
    assert [column["key"] for column in answer["columns"]] == list(row)
    assert answer["rows_as_shown"][0]["insured_wage"] == "8.000.000 đ"
    assert fetch(client, "chi-tra", "json")["rows"][0]["paid_on"] == "2020-01-01"


def test_health_data_stays_behind_its_tap(client: Client, citizen: Citizen) -> None:
    fill(citizen)
    for table in sorted(VEILED):
        for form in ("csv", "json"):
            response = client.get(f"{BASE}{table}.{form}")
            assert response.status_code == 302
            assert "J20" not in response.content.decode()
    assert "tai-ve" not in client.get("/ca-nhan/kham-chua-benh/").content.decode()


def test_nobody_elses_rows(client: Client, citizen: Citizen) -> None:
    other = make_citizen()
    fill(other)
    theirs = other.medicalvisits.get().public_id
    for table in SHEETS:
        assert len(fetch(client, table)) == 1, table  # the heading alone
    assert len(fetch(client, "chi-phi", query=f"?xem=1&cua={theirs}")) == 1
    for path in ("khong-co.csv", "the-bhyt.xlsx", "chi-phi.csv?xem=1&cua=x"):
        assert client.get(f"{BASE}{path}").status_code == 404


def test_a_guardians_download_is_logged(client: Client, citizen: Citizen) -> None:
    child = make_citizen(full_name="Lê Bé", birth_date=localdate() - timedelta(days=3000), user=None)
    make_household(citizen, child)
    session = client.session
    session["mandate"] = str(make_child_mandate(citizen, child).public_id)
    session.save()
    fill(child)
    assert len(fetch(client, "kham-chua-benh")) == 2
    entry = AccessEntry.objects.get(subject=child)
    assert set(entry.data_classes) == {"identity", "health"}


@pytest.mark.parametrize("count", [1, 12])
def test_query_count_does_not_grow(
    client: Client, citizen: Citizen, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fill(citizen, count)
    for table, queries in {"kham-chua-benh": 6, "quyen-loi": 6}.items():
        with django_assert_num_queries(
            queries
        ):  # session, person, unit of work (2), rows, disputes or changes
            fetch(client, table)
    for table in (
        "qua-trinh-tham-gia",
        "c14-ts",
        "the-bhyt",
        "chi-tra",
        "dieu-chinh",
        "chi-phi",
        "giay-nghi-viec",
    ):
        with django_assert_num_queries(5):
            fetch(client, table)


COLUMNS = (Column("a", "=A"), Column("b", "B"), Column("c", "C", Kind.MONEY))


@given(st.lists(st.tuples(st.text(), st.text(), st.integers(0, 10**14)), max_size=5))
def test_no_text_becomes_a_formula_or_another_cell(rows: list[tuple[str, str, int]]) -> None:
    content = csv_of(Table("x", "X", COLUMNS, rows)).decode(errors="surrogatepass")
    read = list(csv.reader(io.StringIO(content[1:], newline="")))
    assert [len(row) for row in read] == [3] * (len(rows) + 1)
    assert read[0][0] == "'=A"
    for row, (first, second, money) in zip(read[1:], rows, strict=True):
        assert row[2] == str(money)
        for cell, text in ((row[0], first), (row[1], second)):
            assert meant(cell) == text
            assert cell.lstrip("\ufeff\u200b\u200c\u200d\u2060\x00 \t\r\n")[:1] not in tuple("=+-@＝＋－＠")
