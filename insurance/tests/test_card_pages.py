"""The BHYT card page: what it says, its QR payload, its codes, and how many queries it takes."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate
from pytest_django.fixtures import DjangoAssertNumQueries

from citizens.models import Citizen
from citizens.tests.factories import make_citizen
from insurance import cards
from insurance.card_qr import payload
from insurance.check_codes import services
from insurance.models import CardState, CheckCode
from insurance.tests.factories import make_card

pytestmark = pytest.mark.django_db
URL = "/ca-nhan/the-bhyt/"


@pytest.fixture
def citizen(client: Client) -> Citizen:
    citizen = make_citizen(full_name="Lê Thị Thu Hà", birth_date=date(1994, 3, 9), address="Số 12")
    client.force_login(citizen.user)
    return citizen


def today_card(citizen: Citizen, **fields):
    return make_card(citizen, localdate() - timedelta(days=40), localdate() + timedelta(days=90), **fields)


@pytest.mark.parametrize("count", [1, 20])
def test_query_count_does_not_grow(
    client: Client, citizen: Citizen, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    card = today_card(citizen)
    for number in range(count):
        make_card(citizen, date(2000 + number, 1, 1), date(2001 + number, 1, 1))
    services.issue_for_card(card)
    with django_assert_num_queries(
        10
    ):  # session, person, work (2), cards, corrections, code, key, ward, province
        client.get(URL)


def test_the_payload_is_that_of_the_printed_card(citizen: Citizen) -> None:
    card = make_card(
        citizen,
        date(2026, 1, 1),
        date(2027, 1, 1),
        issued_on=date(2025, 12, 20),
        guardian_name="",
        area_code="K2",
    )
    fields = payload(card, citizen, "Số 12, Phường 75001, Tỉnh 75").split("|")
    assert fields[0] == f"DN475{citizen.bhxh_number}"
    assert bytes.fromhex(fields[1]).decode() == "Lê Thị Thu Hà"
    assert fields[2:4] == ["09/03/1994", "2"]
    assert bytes.fromhex(fields[4]).decode() == "Số 12, Phường 75001, Tỉnh 75"
    assert fields[5:13] == ["75 - 011", "01/01/2026", "31/12/2026", "20/12/2025", "", "-", "6", "01/04/2021"]
    assert (len(fields), fields[-1]) == (15, "$")


def test_own_card_and_nobody_elses(client: Client, citizen: Citizen) -> None:
    today_card(citizen)
    other = today_card(make_citizen(full_name="Người Khác"), facility_name="Nơi Khác")
    page = client.get(URL).content.decode()
    assert citizen.bhxh_number in page
    assert other.citizen.bhxh_number not in page
    assert "Nơi Khác" not in page


def test_both_printed_forms_of_the_number(client: Client, citizen: Citizen) -> None:
    today_card(citizen)
    facts = client.get(URL).context["facts"]
    assert facts.short_number == citizen.bhxh_number
    assert facts.long_number == f"DN 4 75 {citizen.bhxh_number}"


def test_a_level_raised_by_law_needs_no_new_card(client: Client, citizen: Citizen) -> None:
    today_card(citizen, number=f"CN375{citizen.bhxh_number}", member_code="CN", benefit_level=3)
    response = client.get(URL)
    assert response.context["facts"].level.level == 2
    assert "Bạn không cần đổi thẻ" in response.content.decode()


@pytest.mark.parametrize(
    ("code", "words"), [("TE", "Thẻ trẻ em dưới 6 tuổi"), ("HS", "Học sinh lớp 12"), ("DN", None)]
)
def test_why_a_childs_or_pupils_card_ends(
    client: Client, citizen: Citizen, code: str, words: str | None
) -> None:
    today_card(citizen, number=f"{code}175{citizen.bhxh_number}", member_code=code, benefit_level=None)
    why = client.get(URL).context["facts"].why_it_ends
    assert (words in why) if words else why == ""


def test_a_card_about_to_end_is_pointed_out(client: Client, citizen: Citizen) -> None:
    make_card(citizen, localdate() - timedelta(days=9), localdate() + timedelta(days=5))
    assert "Thẻ còn 5 ngày là hết hạn." in client.get(URL).content.decode()


def test_without_a_card_it_says_why_and_what_to_do(client: Client, citizen: Citizen) -> None:
    assert "Chưa có thẻ BHYT trên hồ sơ" in client.get(URL).content.decode()
    make_card(citizen, date(2020, 1, 1), date(2021, 1, 1))
    page = client.get(URL).content.decode()
    assert "Đã hết hạn ngày 31/12/2020" in page
    assert "hỏi bộ phận nhân sự" in page


def test_the_next_card_stands_in_before_it_begins(citizen: Citizen) -> None:
    today = localdate()
    later = make_card(citizen, today + timedelta(days=3), today + timedelta(days=9))
    gone = make_card(
        citizen,
        today - timedelta(days=9),
        today + timedelta(days=9),
        state=CardState.CANCELLED,
        state_reason="Báo giảm",
    )
    assert cards.current([later, gone], today) == later


def test_a_code_is_given_out_shown_and_taken_back(client: Client, citizen: Citizen) -> None:
    today_card(citizen)
    assert client.get(URL).context["code"] is None
    assert CheckCode.objects.count() == 0  # looking changes nothing
    assert client.post(f"{URL}ma-kiem-tra/")["Location"] == f"{URL}#code"
    shown = client.get(URL)
    text = shown.context["code_text"]
    assert services.check(text).initials == "L.T.T.H."
    assert shown.context["code_short"] in shown.content.decode()
    client.post(f"{URL}huy-ma/")
    assert client.get(URL).context["code"] is None
    with pytest.raises(ValueError, match="revoked"):
        services.check(text)


def test_no_code_without_a_card_and_none_by_looking(client: Client, citizen: Citizen) -> None:
    assert client.post(f"{URL}ma-kiem-tra/").status_code == 404
    assert client.get(f"{URL}ma-kiem-tra/").status_code == 405


def test_the_service_worker_keeps_only_the_card(client: Client) -> None:
    response = client.get("/sw.js")
    assert response["Content-Type"].startswith("text/javascript")
    assert response["Cache-Control"] == "max-age=0"
    assert "the-bhyt" in response.content.decode()


def test_other_cards_say_whether_they_are_good_today(client: Client, citizen: Citizen) -> None:
    today_card(citizen)
    make_card(citizen, date(2015, 1, 1), date(2016, 1, 1))
    make_card(citizen, localdate() + timedelta(days=90), localdate() + timedelta(days=400))
    make_card(
        citizen, date(2017, 1, 1), date(2018, 1, 1), state=CardState.REPLACED, state_reason="Đổi nơi khám"
    )
    states = [line[-1].text for line in client.get(URL).context["others"].lines]
    assert [line[-2].text for line in client.get(URL).context["others"].lines] == [
        "Chưa đến ngày", "Đã đổi thẻ khác", "Đã hết hạn"
    ]  # fmt: skip
    assert states == ["", "Đổi nơi khám", ""]


def test_what_the_card_says_is_english_in_english(client: Client, citizen: Citizen) -> None:
    today_card(citizen, member_code="DN")
    page = client.get(f"/en{URL}").content.decode()
    assert "Employee of an enterprise" in page and "Người lao động trong doanh nghiệp" not in page
