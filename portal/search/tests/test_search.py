"""The search of the whole site: what is found, in which order, what is not."""

import pytest
from django.test import Client

from citizens.tests.factories import make_citizen
from facilities.models import Place
from facilities.tests.factories import make_place
from portal.news.tests.factories import make_news, make_video
from portal.search.ranking import rank
from portal.search.services import SERVICES, by_code
from portal.search.sources import Candidate
from support.assistant import index
from support.knowledge.loading import load
from support.tests.factories import make_article
from tests.weight import LIMIT, first_visit

pytestmark = pytest.mark.django_db
SEARCH = "/tim-kiem/"


@pytest.fixture(autouse=True)
def fresh_index(monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setattr(index, "prepare_behind", lambda: None)
    index.reset()
    yield
    index.reset()


@pytest.fixture
def knowledge() -> None:
    load()


def found(client: Client, words: str, group: str = "") -> list[tuple[str, str]]:
    page = client.get(SEARCH, {"q": words, "nhom": group}).context["page"]
    return [(one.candidate.group, one.candidate.address) for one in page]


FIRST = [
    ("quá trình tham gia", "/ca-nhan/qua-trinh-tham-gia/"),
    ("qua trinh tham gia", "/ca-nhan/qua-trinh-tham-gia/"),
    ("quen mat khau", "/tai-khoan/khong-vao-duoc/"),
    ("ai da xem ho so", "/ca-nhan/ai-da-xem/"),
    ("tra cuu don vi", "/tra-cuu/don-vi/"),
    ("tim dia diem", "/dia-diem/"),
    ("kiem tra ma qr", "/kiem-tra/"),
]


def test_services_come_first_when_they_are_meant(client: Client, knowledge: None) -> None:
    tops = {words: [address for _group, address in found(client, words)[:3]] for words, _address in FIRST}
    assert [words for words, address in FIRST if address not in tops[words]] == [], tops


def test_everything_public_is_in_one_page(client: Client) -> None:
    make_article(question="Thai sản được bao nhiêu tiền?", asks=["tien thai san"])
    news = make_news(title="Thai sản nghỉ 7 tháng")
    film = make_video(title="Phim về thai sản")
    place = make_place(name="Bệnh viện Thai sản Minh Họa")
    groups = dict.fromkeys(group for group, _address in found(client, "thai san"))
    assert set(groups) == {"viec", "hoi-dap", "tin", "noi"}
    addresses = [address for _group, address in found(client, "thai san")]
    assert {news.get_absolute_url(), film.get_absolute_url(), place.get_absolute_url()} <= set(addresses)
    assert found(client, "thai san", "noi") == [("noi", place.get_absolute_url())]
    assert found(client, "thai san", "bia-dat") == found(client, "thai san")


@pytest.mark.parametrize(
    "words", ["lương hưu tăng", "luong huu tang", "luwowng huwu tang", "lươg hưu tănng", "LUONG HUU"]
)
def test_spelling_is_forgiven_and_words_are_marked(client: Client, knowledge: None, words: str) -> None:
    news = make_news(title="Lương hưu tăng từ tháng 7")
    page = client.get(SEARCH, {"q": words})
    assert news.get_absolute_url() in [one.candidate.address for one in page.context["page"]]
    assert "<mark>" in page.content.decode()


def test_hidden_things_and_people_are_never_found(client: Client) -> None:
    make_citizen(full_name="Nguyễn Thị Kiểm Thử")
    make_news(title="Kiểm Thử nháp", is_published=False)
    make_article(question="Kiểm Thử ẩn?", is_published=False)
    for words in ("Kiểm Thử", "Nguyễn Thị Kiểm Thử"):
        assert {group for group, _address in found(client, words)} <= {"viec"}


@pytest.mark.parametrize("number", ["075090000001", "7513 000 001", "DN4751234567890", "tôi số 0912.345.678"])
def test_a_number_of_a_person_is_not_searched(client: Client, number: str, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        page = client.get(SEARCH, {"q": number})
    assert page.context["is_number"]
    assert "/tra-cuu/" in page.content.decode()


@pytest.mark.parametrize(
    "words",
    [
        "",
        " ",
        "\x00",
        "%",
        "'; DROP TABLE x --",
        "<script>alert(1)</script>",
        "a" * 5000,
        "😀😀",
        "đ",
        "1",
        "((",
        "\\",
    ],
)
def test_any_input_is_answered(client: Client, words: str) -> None:
    page = client.get(SEARCH, {"q": words, "page": "-1", "nhom": words})
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


def test_the_piece_htmx_asks_for(client: Client) -> None:
    piece = client.get(SEARCH, {"q": "the bhyt"}, headers={"HX-Request": "true"})
    assert piece.content.decode().lstrip().startswith('<div id="results"')


@pytest.mark.parametrize("count", [1, 30])
def test_a_constant_number_of_queries(client: Client, django_assert_num_queries, count: int) -> None:
    for _ in range(count):
        make_news(title="Thai sản")
        make_video(title="Thai sản")
        make_article(question="Thai sản?")
        make_place(name="Thai sản")
    index.current()
    with django_assert_num_queries(3):
        client.get(SEARCH, {"q": "thai san"})


def test_the_page_stays_light(client: Client, knowledge: None) -> None:
    for _ in range(30):
        make_news(title="Thai sản " * 12, summary="Thai sản " * 40)
    for path in (f"{SEARCH}?q=thai+san", f"/en{SEARCH}?q=maternity", SEARCH):
        sizes = first_visit(client.get(path))
        assert sum(sizes.values()) <= LIMIT, (path, sizes)


def test_every_service_has_a_page_and_every_page_a_search_form(client: Client) -> None:
    assert set(by_code()) == {service.code for service in SERVICES}
    page = client.get("/gioi-thieu/").content.decode()
    assert '<form class="site-search" action="/tim-kiem/"' in page
    assert Place.objects.count() == 0


def test_a_word_in_the_title_outweighs_one_in_the_text() -> None:
    title = Candidate("tin", "Lương hưu tăng", "", "/a", "")
    text = Candidate("tin", "Tin khác", "Về lương hưu tăng", "/b", "")
    nothing = Candidate("tin", "Đi khám", "Ở bệnh viện", "/c", "")
    assert [one.candidate.address for one in rank("luong huu tang", [nothing, text, title])] == ["/a", "/b"]
