"""The panel "can my card be used here?" and the office from one's own record."""

from datetime import date

import pytest
from django.test import Client

from citizens.tests.factories import make_citizen, make_employer
from facilities.models import Jurisdiction
from facilities.tests.factories import make_place
from insurance.models import Scheme
from insurance.tests.factories import make_period

pytestmark = pytest.mark.django_db
URL = "/dung-the-bhyt/BV/"


@pytest.fixture(autouse=True)
def hospital(db: None) -> None:
    make_place(
        code="BV", kind="facility", care_level="specialised", former_tier="central", name="Bệnh viện Thử"
    )


def test_anybody_may_ask_and_nothing_is_said_without_facts(client: Client) -> None:
    body = client.get(URL).content.decode()
    assert "Quỹ không trả" in body  # on one's own, outpatient, at a former central hospital
    assert "Chưa rõ nơi này có hợp đồng BHYT" in body
    panel = client.get(URL, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in panel


def test_an_emergency_pays_the_cards_level_with_an_example(client: Client) -> None:
    body = client.post(URL, {"muc": "4", "cap_cuu": "on", "chi_phi": "2000000"}).content.decode()
    assert "80 % chi phí trong phạm vi" in body
    assert "Chi phí 2.000.000 đ: quỹ trả 1.600.000 đ, bạn trả 400.000 đ." in body
    assert "Điều 22" in body


def test_a_stay_on_ones_own(client: Client) -> None:
    body = client.post(URL, {"muc": "4", "noi_tru": "on", "chi_phi": "10000000"}).content.decode()
    assert "32 % chi phí trong phạm vi" in body
    assert "bạn trả 6.800.000 đ" in body


def test_an_uncertain_base_is_said(client: Client) -> None:
    body = client.post(URL, {"muc": "4", "chuyen": "on"}).content.decode()
    assert "Chưa chắc chắn" in body


def test_offices_have_no_such_page(client: Client) -> None:
    make_place(code="VP")
    assert client.get("/dung-the-bhyt/VP/").status_code == 404


def test_own_record_fills_in_the_member_code(client: Client) -> None:
    citizen = make_citizen()
    make_period(citizen, date(2020, 1, 1), scheme=Scheme.BHYT, member_code="HT")
    assert client.get("/dung-the-bhyt/BV/ho-so-cua-toi/").status_code == 302
    client.force_login(citizen.user)
    body = client.get("/dung-the-bhyt/BV/ho-so-cua-toi/").content.decode()
    assert "Mã đối tượng HT lấy từ quá trình tham gia" in body


def test_own_office_by_home_and_by_employer(client: Client) -> None:
    citizen = make_citizen()
    employer = make_employer()
    today = date.today()  # noqa: DTZ011 - any month up to now
    start = today.replace(year=today.year - 2, day=1)
    make_period(citizen, start, 25, scheme=Scheme.BHXH, employer=employer)
    office = make_place(code=employer.managing_office.code, name="BHXH cơ sở của đơn vị")
    Jurisdiction.objects.create(
        ward=citizen.ward, office=make_place(name="BHXH cơ sở nơi ở", ward=citizen.ward)
    )
    client.force_login(citizen.user)
    body = client.get("/ca-nhan/co-quan-phu-trach/").content.decode()
    assert "BHXH cơ sở nơi ở" in body
    assert office.name in body
