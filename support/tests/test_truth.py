""" "Is this true?": ours, a known trick, or not to be confirmed; never "safe", and never to whom."""

import re

import pytest
from django.test import Client

from citizens.messaging import outbox
from citizens.models import OutboxMessage
from facilities.tests.factories import make_place
from support.models import Scam
from support.tests.factories_requests import make_request
from support.tests.test_requests import proof
from support.truth import loading
from support.truth.services import Verdict, judge

pytestmark = pytest.mark.django_db
PAGE = "/ho-tro/tin-that-gia/"


@pytest.fixture
def scams() -> None:
    loading.load()


def send(text: str, *, topic: str = "support") -> None:
    outbox.queue(kind="phone", address="0912345678", subject="", text=text, topic=topic)
    OutboxMessage.objects.update(state="sent", sealed=b"")


def verdict(text: str) -> str:
    return judge(text, "testserver").verdict


def test_our_own_words_are_known_exactly_and_after_they_were_wiped(scams: None) -> None:
    words = "An Sinh: yêu cầu YC-26-ABCDEFGH đã có trả lời. Hãy mở trang Hỗ trợ để đọc."
    assert verdict(words) == Verdict.UNKNOWN
    send(words)
    assert verdict(words) == Verdict.OURS
    assert verdict(f"  {words.replace(' ', '  ')}\n") == Verdict.OURS
    assert verdict(f"{words} Gọi 0900000000") == Verdict.UNKNOWN, "one word more, and it is not ours"
    assert verdict(words[:-1]) == Verdict.UNKNOWN


def test_words_that_hold_a_persons_number_are_never_confirmed() -> None:
    send("An Sinh: mã số BHXH của bạn là 7513000001.", topic="lookup")
    assert verdict("An Sinh: mã số BHXH của bạn là 7513000001.") == Verdict.UNKNOWN


@pytest.mark.parametrize(
    "text",
    [
        "Ứng dụng VssID 4.0 đã có, mời cập nhật",
        "ung dung VSSID 4.0",
        "Công văn 2133/BHXH-CSYT ngày 1/7/2024",
        "2133 / bhxh-csyt",
        "Em là nhân viên bảo hiểm xã hội, anh cài đặt ứng dụng theo link em gửi",
        "Kết bạn Zalo để đồng bộ thông tin BHXH",
        "Chị đọc giúp em mã OTP, em bên bảo hiểm",
        "https://vssid.gov.vn.capnhat.top/dang-nhap",
        "Thẻ BHYT của bạn bị khóa, liên hệ ngay",
        "Thu mua sổ BHXH giá cao",
    ],
)
def test_known_tricks_are_named(scams: None, text: str) -> None:
    assert verdict(text) == Verdict.SCAM


@pytest.mark.parametrize(
    "text",
    [
        "Mai họp tổ dân phố lúc 7 giờ",
        "https://vssid.gov.vn/",
        "https://baohiemxahoi.gov.vn/tin-tuc",
        "0900000000",
        "391/QĐ-BTC",
        "Bảo hiểm xã hội trả lương hưu tháng 12 vào ngày 5",
    ],
)
def test_the_rest_cannot_be_confirmed(scams: None, text: str) -> None:
    assert verdict(text) == Verdict.UNKNOWN


def test_numbers_we_gave_and_numbers_we_answer(scams: None) -> None:
    make_place(kind="office", phone="0251 3822 123; 1900 9068", name="BHXH cơ sở Thử")
    assert verdict("1900.9068") == Verdict.OURS
    office = judge("0251.3822.123", "testserver")
    assert (office.verdict, office.place) == (Verdict.OURS, "BHXH cơ sở Thử")
    row = make_request()
    assert verdict(row.number.lower()) == Verdict.OURS
    assert verdict("YC-26-AAAAAAAA") == Verdict.UNKNOWN
    assert verdict(f"Bạn nợ tiền, hồ sơ {row.number}") == Verdict.UNKNOWN, (
        "a number in other words proves nothing"
    )


def test_a_trick_in_our_words_is_a_trick(scams: None) -> None:
    send("Mời cài VssID 4.0")
    assert verdict("Mời cài VssID 4.0") == Verdict.SCAM


def test_the_page_answers_forgets_and_never_says_safe(client: Client, scams: None) -> None:
    assert "VssID 4.0" in client.get(PAGE).content.decode()
    pasted = "tin nhan rieng cua toi <b>xin chao</b>"
    for text in (pasted, "Mời cập nhật VssID 4.0", "19009068"):
        response = client.post(PAGE, {"text": text, **proof()})
        page = response.content.decode()
        assert response.status_code == 200
        assert "no-store" in response.headers["Cache-Control"]
        assert not re.search(
            r"an toàn\b(?! tài| thông)", re.sub(r"(?s)<(head|header|footer).*?</\1>", "", page)
        )
    assert "<b>xin" not in client.post(PAGE, {"text": pasted, **proof()}).content.decode()
    assert client.post(PAGE, {"text": pasted}).status_code == 422, "never without the proof of work"
    answers = [client.post(PAGE, {"text": "x", **proof()}).status_code for _ in range(30)]
    assert (answers[0], answers[-1]) == (200, 429)


def test_what_staff_wrote_is_kept_when_the_file_is_loaded_again() -> None:
    assert loading.load() == 9
    assert loading.load() == 0
    Scam.objects.filter(slug="vssid-4-0").update(title="Của cán bộ", phones=["0900000001"])
    assert loading.load() == 0
    assert verdict("goi 0900 000 001 ngay") == Verdict.SCAM
