"""The participation history: what it says, to whom, and how many queries it takes."""

import uuid
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from citizens.models import Citizen, Employer
from citizens.tests.factories import make_citizen, make_employer, make_office, make_user
from insurance.models import ParticipationPeriod, PaymentState, Scheme
from insurance.rules.months import add_months
from insurance.tests.factories import make_period

pytestmark = pytest.mark.django_db
URL = "/ca-nhan/qua-trinh-tham-gia/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def citizen(client: Client) -> Citizen:
    """A person signed in on `client`."""
    citizen = make_citizen()
    client.force_login(citizen.user)
    return citizen


def shown(response) -> list[str]:
    return [row.months for row in response.context["rows"]]


@pytest.mark.parametrize("count", [1, 40])
def test_query_count_does_not_grow_with_the_record(
    client: Client, citizen: Citizen, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        make_period(citizen, add_months(date(2015, 1, 1), number), employer=make_employer())
    # the transaction (2), session, account with its person, periods with employers
    with django_assert_num_queries(5):
        response = client.get(URL)
    assert len(response.context["rows"]) == count


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_shows_own_periods_and_nobody_elses(
    client: Client, citizen: Citizen, headers: dict[str, str]
) -> None:
    mine = make_period(citizen, date(2020, 1, 1), 3, employer=make_employer())
    other = make_period(make_citizen(), date(2021, 1, 1), 3, employer=make_employer())
    response = client.get(URL, headers=headers)
    page = response.content.decode()
    assert page.count('<tr class="period-more">') == 1
    assert str(mine.public_id) in page
    assert str(other.public_id) not in page
    assert other.employer.name not in page
    assert response["Cache-Control"] == "no-store"


def test_totals_come_first_and_leave_out_late_months(client: Client, citizen: Citizen) -> None:
    employer = make_employer(name="Công ty Sao Mai", managing_office=make_office(name="BHXH cơ sở Biên Hòa"))
    make_period(citizen, date(2014, 1, 1), 151, employer=employer)
    make_period(citizen, date(2026, 9, 1), 2, employer=employer, payment_state=PaymentState.LATE)
    page = client.get(URL).content.decode()
    assert "<dt>BHXH</dt><dd>12 năm 7 tháng</dd>" in page
    assert "Công ty Sao Mai chậm đóng 2 tháng" in page
    assert "09/2026 – 10/2026" in page
    assert "Cơ quan quản lý: BHXH cơ sở Biên Hòa." in page


def test_compulsory_and_voluntary_months_stand_in_one_tab(client: Client, citizen: Citizen) -> None:
    make_period(citizen, date(2010, 1, 1), 12, employer=make_employer())
    make_period(citizen, date(2012, 1, 1), 6, scheme=Scheme.BHXH_TN, insured_wage=1_500_000)
    make_period(citizen, date(2010, 1, 1), 12, scheme=Scheme.BHTN)
    response = client.get(URL)
    assert shown(response) == ["01/2012 – 06/2012", "01/2010 – 12/2010"]
    assert [tab["total"] for tab in response.context["tabs"]] == [
        "1 năm 6 tháng",
        "1 năm",
        "0 tháng",
        "0 tháng",
    ]


def test_filters_by_scheme_year_and_employer(client: Client, citizen: Citizen) -> None:
    first, second = make_employer(), make_employer()
    make_period(citizen, date(2018, 11, 1), 4, employer=first)
    make_period(citizen, date(2019, 6, 1), 2, employer=second)
    make_period(citizen, date(2019, 6, 1), 2, employer=second, scheme=Scheme.BHTN)
    assert shown(client.get(URL, {"nam": 2018})) == ["11/2018 – 02/2019"]
    assert shown(client.get(URL, {"nam": 2019})) == ["06/2019 – 07/2019", "11/2018 – 02/2019"]
    assert shown(client.get(URL, {"nam": 2019, "don_vi": 2})) == ["06/2019 – 07/2019"]
    assert shown(client.get(URL, {"che_do": "bhtn", "don_vi": 1})) == []
    assert "Không có giai đoạn nào khớp" in client.get(URL, {"che_do": "bhtn", "don_vi": 1}).content.decode()


@pytest.mark.parametrize("query", [{"nam": "x"}, {"nam": "1900"}, {"don_vi": "99"}, {"che_do": "nothing"}])
def test_a_filter_that_is_not_on_record_shows_everything(
    client: Client, citizen: Citizen, query: dict[str, str]
) -> None:
    make_period(citizen, date(2020, 1, 1), 3)
    response = client.get(URL, query)
    assert response.status_code == 200
    assert shown(response) == ["01/2020 – 03/2020"]


def test_htmx_gets_the_table_alone(client: Client, citizen: Citizen) -> None:
    make_period(citizen, date(2020, 1, 1), 3)
    fragment = client.get(URL, headers=HTMX)
    assert fragment.content.decode().strip().startswith('<div id="periods"')
    assert "<html" not in fragment.content.decode()
    assert "HX-Request" in fragment["Vary"]
    assert "<html" in client.get(URL, headers={**HTMX, "HX-History-Restore-Request": "true"}).content.decode()


def test_a_record_without_periods_says_why_and_what_to_do(client: Client, citizen: Citizen) -> None:
    page = client.get(URL).content.decode()
    assert "Chưa có tháng tham gia nào trên hồ sơ của bạn" in page
    assert "hãy mang sổ và thẻ căn cước" in page


def test_an_account_without_a_record_is_told_so(client: Client) -> None:
    client.force_login(make_user())
    response = client.get(URL)
    assert response.status_code == 404
    assert "Tài khoản này chưa gắn với hồ sơ tham gia nào" in response.content.decode()


def test_a_stranger_is_sent_to_sign_in_and_back(client: Client) -> None:
    response = client.get(URL, {"nam": 2020})
    assert (response.status_code, response["Location"]) == (
        302,
        f"/tai-khoan/dang-nhap/?next={URL}%3Fnam%3D2020",
    )
    moved = client.get(URL, headers={**HTMX, "HX-Current-URL": f"http://testserver{URL}"})
    assert moved["HX-Redirect"] == f"/tai-khoan/dang-nhap/?next={URL}"


def test_a_strangers_period_is_as_absent_as_a_made_up_one(client: Client, citizen: Citizen) -> None:
    other = make_period(make_citizen(), date(2021, 1, 1), 3)
    answers = [
        client.get(reverse("insurance:participation-period", args=[public_id]))
        for public_id in (other.public_id, uuid.uuid4())
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert len(answers[0].content) == len(answers[1].content)


def test_a_period_opens_to_its_months_at_the_rates_of_their_date(client: Client, citizen: Citizen) -> None:
    period = make_period(citizen, date(2022, 8, 1), 4, scheme=Scheme.BHTN, employer=make_employer())
    url = reverse("insurance:participation-period", args=[period.public_id])
    lines = client.get(url).context["lines"]
    # Resolution 116: employers paid no unemployment contribution until 2022-09.
    assert [(line.months, line.employer, line.employee) for line in lines] == [
        ("08/2022 – 09/2022", "0%: 0 đ", "1%: 80.000 đ"),
        ("10/2022 – 11/2022", "1%: 80.000 đ", "1%: 80.000 đ"),
    ]
    fragment = client.get(url, headers=HTMX).content.decode()
    assert "<html" not in fragment
    assert "10/2022 – 11/2022" in fragment


def test_a_public_employer_had_no_covid_relief(client: Client, citizen: Citizen) -> None:
    period = make_period(
        citizen, date(2022, 8, 1), 2, scheme=Scheme.BHTN, employer=make_employer(kind=Employer.Kind.PUBLIC)
    )
    response = client.get(reverse("insurance:participation-period", args=[period.public_id]))
    assert [line.employer for line in response.context["lines"]] == ["1%: 80.000 đ"]


def test_a_wage_over_the_ceiling_says_so(client: Client, citizen: Citizen) -> None:
    period = make_period(citizen, date(2026, 7, 1), 1, insured_wage=80_000_000, employer=make_employer())
    line = client.get(reverse("insurance:participation-period", args=[period.public_id])).context["lines"][0]
    assert (line.base, line.note) == (
        "50.600.000 đ",
        "Lương vượt mức trần nên chỉ đóng trên mức trần của thời gian này.",
    )


def test_an_uncertain_law_is_marked_on_the_page(client: Client, citizen: Citizen) -> None:
    period = make_period(citizen, date(2005, 1, 1), 2, employer=make_employer(), insured_wage=900_000)
    assert (
        "Chưa chắc chắn"
        in client.get(reverse("insurance:participation-period", args=[period.public_id])).content.decode()
    )


def test_months_credited_for_maternity_show_no_amounts(client: Client, citizen: Citizen) -> None:
    period = make_period(citizen, date(2020, 1, 1), 6, payment_state=PaymentState.CREDITED)
    response = client.get(reverse("insurance:participation-period", args=[period.public_id]))
    assert response.context["lines"] == []
    assert "được tính là đã đóng" in response.content.decode()


def test_english_pages_speak_english(client: Client, citizen: Citizen) -> None:
    make_period(citizen, date(2014, 1, 1), 151, employer=make_employer())
    page = client.get(f"/en{URL}").content.decode()
    assert "12 years 7 months" in page
    assert '<html lang="en"' in page
    assert f'href="{URL}"' in page  # the way back to Vietnamese


@pytest.mark.parametrize(("prefix", "coefficient", "rate"), [("", "4,98", "1,5%"), ("/en", "4.98", "1.5%")])
def test_decimals_are_written_as_the_language_writes_them(
    client: Client, citizen: Citizen, prefix: str, coefficient: str, rate: str
) -> None:
    pay = {"coefficient": "4.98", "insured_wage": 7_420_200}
    period = make_period(citizen, date(2021, 1, 1), 2, employer=make_employer(), scheme=Scheme.BHYT, **pay)
    page = client.get(f"{prefix}{URL}{period.public_id}/").content.decode()
    assert f"<dd>{coefficient}</dd>" in page
    assert f">{rate}: " in page


def test_the_picture_holds_every_employer_and_scheme(client: Client, citizen: Citizen) -> None:
    first, second = make_employer(name="Xưởng Một"), make_employer(name="Xưởng Hai")
    make_period(citizen, date(2010, 1, 1), 24, employer=first, insured_wage=3_000_000)
    make_period(citizen, date(2012, 1, 1), 12, employer=first, insured_wage=3_500_000)
    make_period(citizen, date(2014, 1, 1), 12, employer=second, payment_state=PaymentState.LATE)
    make_period(citizen, date(2014, 1, 1), 12, employer=second, scheme=Scheme.BHYT)
    picture = client.get(URL).context["timeline"]
    bhxh, bhyt = picture.lanes
    # A wage rise is not a new job.
    assert bhxh.text == "Xưởng Một, 01/2010 – 12/2012; Xưởng Hai, 01/2014 – 12/2014"
    first_box = 'x="0.00%" y="18" width="59.85%" height="20"'
    last_box = 'x="80.00%" y="18" width="19.85%" height="20"'
    number = '<text class="life-number" x="{}%" y="33" text-anchor="middle">{}</text>'
    assert bhxh.bars == (
        f'<rect class="life-bar payer-1" {first_box}></rect>{number.format("30.00", 1)}'
        f'<rect class="life-bar payer-2" {last_box}></rect><rect fill="url(#unsure)" {last_box}></rect>'
        f"{number.format('90.00', 2)}"
    )
    assert bhyt.name == "BHYT"
    assert [tick.year for tick in picture.ticks] == ["2010", "2011", "2012", "2013", "2014"]


def test_models_and_rules_use_the_same_words() -> None:
    from insurance.rules import participation

    assert Scheme.values == [scheme.value for scheme in participation.Scheme]
    assert set(PaymentState.values) == {state.value for state in participation.PaymentState}
    assert ParticipationPeriod._meta.get_field("scheme").choices == Scheme.choices
