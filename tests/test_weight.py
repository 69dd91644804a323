"""A first visit stays light: at most 60 kB compressed for any page without a map."""

from datetime import date

import pytest
from django.test import Client

from citizens.tests.factories import make_citizen, make_employer
from insurance.models import Scheme
from insurance.rules.months import add_months
from insurance.tests.factories import make_period
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
