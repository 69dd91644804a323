"""A first visit stays light: at most 60 kB compressed for any page without a map."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate

from citizens.tests.factories import make_citizen, make_employer
from enterprises.tests.factories import desk, make_worker
from insurance.check_codes.services import issue_for_card
from insurance.models import Scheme
from insurance.rules.months import add_months
from insurance.tests.factories import (
    make_card,
    make_decision,
    make_paper,
    make_payment,
    make_period,
    make_visit,
)
from tests.weight import LIMIT, first_visit

pytestmark = pytest.mark.django_db

PUBLIC = [
    "/",
    "/tai-khoan/dang-nhap/",
    "/tai-khoan/khong-vao-duoc/",
    "/gioi-thieu/",
    "/quyen-rieng-tu/",
    "/nothing-here/",
    "/tra-cuu/",
    "/tra-cuu/ma-so-bhxh/",
    "/tra-cuu/the-bhyt/",
    "/tra-cuu/don-vi/",
    "/ho-tro/lien-he/",
    "/ho-tro/lien-he/goi-lai/",
    "/ho-tro/yeu-cau/moi/",
    "/ho-tro/yeu-cau/theo-doi/",
    "/ho-tro/tin-that-gia/",
]


@pytest.mark.parametrize("path", [*PUBLIC, *(f"/en{path}" for path in PUBLIC)])
def test_public_pages(client: Client, path: str) -> None:
    sizes = first_visit(client.get(path))
    assert sum(sizes.values()) <= LIMIT, sizes


@pytest.mark.parametrize("count", [1, 40])
def test_the_participation_history(client: Client, count: int) -> None:
    citizen = make_citizen()
    employers = [
        make_employer(name=f"Công ty cổ phần sản xuất và thương mại Thử {number}") for number in range(10)
    ]
    for number in range(count):
        start = add_months(date(2010, 1, 1), 4 * number)
        for scheme in Scheme.values:
            make_period(citizen, start, 3, scheme=scheme, employer=employers[number % len(employers)])
    client.force_login(citizen.user)
    sizes = first_visit(client.get("/ca-nhan/qua-trinh-tham-gia/"))
    assert sum(sizes.values()) <= LIMIT, sizes


def test_a_linked_file_that_is_missing_is_noticed() -> None:
    from django.http import HttpResponse

    with pytest.raises(AssertionError, match=r"gone\.css"):
        first_visit(HttpResponse('<link href="/static/css/gone.css">'))


@pytest.mark.parametrize("count", [1, 40])
def test_the_other_records(client: Client, count: int) -> None:
    citizen = make_citizen(address="Số 12, đường Minh Họa, khu phố Thử Nghiệm")
    card = make_card(citizen, localdate() - timedelta(days=9), localdate() + timedelta(days=9))
    issue_for_card(card)
    for number in range(count):
        visit = make_visit(citizen)
        make_paper(citizen)
        make_card(citizen, date(1960 + number, 1, 1), date(1961 + number, 1, 1))
        decision = make_decision(citizen)
        for month in range(1, 4):
            make_payment(decision, date(1980 + number, month, 5))
    client.force_login(citizen.user)
    paths = ["quyen-loi/", f"quyen-loi/{decision.public_id}/", "the-bhyt/", "kham-chua-benh/?xem=1"]
    paths += [f"kham-chua-benh/{visit.public_id}/", "giay-nghi-viec/?xem=1", "qua-trinh-tham-gia/theo-nam/"]
    for path in [*(f"/ca-nhan/{path}" for path in paths), "/kiem-tra/"]:
        sizes = first_visit(client.get(path))
        assert sum(sizes.values()) <= LIMIT, (path, sizes)


def test_a_full_page_of_a_units_people() -> None:
    employer = make_employer(name="Công ty cổ phần sản xuất và thương mại Thử")
    for number in range(50):
        make_worker(employer, 3, full_name=f"Nguyễn Thị Minh Họa {chr(65 + number % 26)}")
    answer = desk(employer).get("/doanh-nghiep/nguoi-lao-dong/")
    assert len(answer.context["people"]) == 50
    sizes = first_visit(answer)
    assert sum(sizes.values()) <= LIMIT, sizes
