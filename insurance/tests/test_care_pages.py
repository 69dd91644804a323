"""The panel "can my card be used here?" and the office from one's own record."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from citizens.tests.factories import make_citizen, make_employer
from facilities.models import Jurisdiction, Place
from facilities.tests.factories import make_place
from insurance.models import Scheme
from insurance.tests.factories import make_card, make_period

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


OWN = "/dung-the-bhyt/BV/ho-so-cua-toi/"


def test_ones_own_card_answers_what_the_form_need_not_ask(client: Client) -> None:
    citizen = make_citizen()
    make_place(code="NOI", kind="facility", facility_code="75011", care_level="basic", former_tier="district")
    Place.objects.filter(code="BV").update(facility_code="79001")
    make_card(citizen, benefit_level=4, facility_code="75011", facility_name="Trung tâm Y tế Thử")
    assert client.get(OWN).status_code == 302
    client.force_login(citizen.user)
    for url, said, paid in (
        (OWN, "Bạn không đăng ký khám ban đầu ở đây.", "Quỹ không trả"),
        (
            "/dung-the-bhyt/NOI/ho-so-cua-toi/",
            "Bạn đăng ký khám ban đầu ở đây.",
            "80 % chi phí trong phạm vi",
        ),
    ):
        body = client.get(url).content.decode()
        assert said in body
        assert paid in body
        assert "Còn giá trị đến 31/12/2026" in body
        assert "Trung tâm Y tế Thử (75011)" in body
        assert 'name="muc"' not in body  # the card says it
        assert 'name="cap_cuu"' in body
    # What somebody sends along does not stand against the card.
    forged = client.post(OWN, {"muc": "1", "dang_ky_o_day": "on", "noi_tru": "on", "chi_phi": "1000000"})
    assert "32 % chi phí trong phạm vi" in forged.content.decode()
    assert OWN in client.get("/dia-diem/BV/").content.decode()


def test_a_card_that_has_ended_pays_nowhere(client: Client) -> None:
    citizen = make_citizen()
    make_card(citizen, date(2025, 1, 1), date(2026, 1, 1))
    client.force_login(citizen.user)
    body = client.get(OWN).content.decode()
    assert "Đã hết hạn ngày 31/12/2025" in body
    assert "Hôm nay thẻ này không dùng được" in body
    assert "chi phí trong phạm vi" not in body


def test_without_a_card_on_record_the_form_asks(client: Client) -> None:
    client.force_login(make_citizen().user)
    assert 'name="muc"' in client.get(OWN).content.decode()


@pytest.mark.parametrize("count", [1, 12])
def test_the_own_panel_takes_a_constant_number_of_queries(
    client: Client, count: int, django_assert_num_queries: Any
) -> None:
    citizen = make_citizen()
    for year in range(2026 - count + 1, 2027):
        make_card(citizen, date(year, 1, 1), date(year + 1, 1, 1))
    client.force_login(citizen.user)
    with django_assert_num_queries(7):  # session, user, savepoint, cards, place, contracts, savepoint
        client.get(OWN)


def test_anybody_finds_the_office_by_the_unit_they_work_for(client: Client) -> None:
    unit = make_employer(name="Xưởng May Thử")
    page = client.get("/dia-diem/co-quan-phu-trach/").content.decode()
    assert 'action="/tra-cuu/don-vi/"' in page and 'name="q"' in page
    link = f'href="/dia-diem/{unit.managing_office.code}/"'
    assert link not in client.get("/tra-cuu/don-vi/", {"q": "xuong may thu"}).content.decode()
    make_place(code=unit.managing_office.code, name="BHXH cơ sở của đơn vị")
    for words in ("xuong may thu", unit.unit_code):
        assert link in client.get("/tra-cuu/don-vi/", {"q": words}).content.decode()


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
