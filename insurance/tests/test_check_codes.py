"""Codes that anybody can check: nothing forged passes, nothing but the minimum shows, what is revoked is refused."""

import io
import random
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
import segno
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.timezone import localdate

from citizens.tests.factories import make_citizen
from insurance.check_codes import keys, services
from insurance.check_codes.codec import (
    Refusal,
    RefusedError,
    Statement,
    StatementKind,
    grouped,
    serial_bytes,
    serial_text,
    typed_serial,
    verify,
)
from insurance.check_codes.sieve import may_hold, place_of, places_of, sieve_of
from insurance.models import CardState, CheckCode, CheckKind, HiCard, SigningKey
from insurance.tests.factories import make_card

URL = "/kiem-tra/"
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
KEY, OTHER_KEY = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
TRUSTED = {"0a0b0c0d": KEY.public_key(), "11223344": OTHER_KEY.public_key()}


def statement(**fields) -> Statement:
    return Statement(
        **{
            "key_id": "0a0b0c0d",
            "kind": StatementKind.CARD,
            "serial": "7K2M9QXA0D4THB6C",
            "expires_at": NOW + timedelta(hours=24),
            "valid_from": date(2026, 1, 1),
            "valid_until": date(2026, 12, 31),
            "initials": "L.T.Đ.H.",
            **fields,
        }
    )


def refusal(text: str, now: datetime = NOW) -> Refusal:
    with pytest.raises(RefusedError) as refused:
        verify(text, TRUSTED, now)
    return refused.value.refusal


# -- The code itself


def test_a_code_says_what_was_signed() -> None:
    for fields in ({}, {"valid_until": None}, {"kind": StatementKind.BENEFITS}, {"initials": ""}):
        text = statement(**fields).signed_by(KEY)
        assert verify(text, TRUSTED, NOW) == statement(**fields)
    assert len(statement().signed_by(KEY)) < 140


def test_nothing_of_the_person_but_initials_is_in_the_code() -> None:
    data = urlsafe_b64decode(statement().signed_by(KEY) + "==")
    assert len(data) == 25 + len("L.T.Đ.H.".encode()) + 64


def test_a_code_ends_at_its_second() -> None:
    text = statement().signed_by(KEY)
    assert verify(text, TRUSTED, NOW + timedelta(hours=24, seconds=-1))
    assert refusal(text, NOW + timedelta(hours=24)) is Refusal.EXPIRED


def test_another_key_and_an_unknown_key_are_refused() -> None:
    assert refusal(statement().signed_by(OTHER_KEY)) is Refusal.FORGED
    assert refusal(statement(key_id="ffffffff").signed_by(KEY)) is Refusal.UNKNOWN_KEY


def mutations(rng: random.Random, data: bytes, other: bytes) -> bytes:
    """One way of changing a code."""
    changed = bytearray(data)
    match rng.randrange(9):
        case 0:  # one bit
            changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
        case 1:  # some bytes
            for _ in range(rng.randint(1, 8)):
                changed[rng.randrange(len(changed))] = rng.randrange(256)
        case 2:  # cut off
            del changed[rng.randrange(len(changed)) :]
        case 3:  # longer
            changed += rng.randbytes(rng.randint(1, 20))
        case 4:  # another's field in its place
            start, end = rng.choice([(1, 5), (5, 6), (6, 16), (16, 20), (20, 22), (22, 24), (24, 33)])
            changed[start:end] = other[start:end]
        case 5:  # another's signature
            changed[-64:] = other[-64:]
        case 6:  # a later end
            changed[16:20] = rng.randbytes(4)
        case 7:  # two pieces change places
            a, b = sorted(rng.sample(range(len(changed)), 2))
            changed[a], changed[b] = changed[b], changed[a]
        case 8:  # the order of the curve added to S: the same signature to a careless verifier
            order = 2**252 + 27742317777372353535851937790883648493
            number = int.from_bytes(changed[-32:], "little") + order
            changed[-32:] = (number % 2**256).to_bytes(32, "little")
    return bytes(changed)


def test_a_hundred_thousand_mutations_and_not_one_accepted() -> None:
    rng = random.Random(20261123)
    text = statement().signed_by(KEY)
    data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    other_text = statement(
        serial="0123456789ABCDEF", initials="N.V.A.B.", key_id="11223344", valid_until=date(2030, 1, 1)
    ).signed_by(OTHER_KEY)
    other = urlsafe_b64decode(other_text + "=" * (-len(other_text) % 4))
    accepted, tried = [], 0
    while tried < 100_000:
        if tried % 10 == 9:  # the text itself
            place = rng.randrange(len(text))
            letter = rng.choice("ABCXYZabcxyz0123456789-_+/=. \nĐ")
            candidate = rng.choice(
                [
                    text[:place] + letter + text[place + 1 :],
                    text[:place] + letter + text[place:],
                    text[:place],
                    text + "=" * 2,
                ]
            )
        else:
            candidate = urlsafe_b64encode(mutations(rng, data, other)).rstrip(b"=").decode()
        if candidate == text:
            continue
        tried += 1
        try:
            verify(candidate, TRUSTED, NOW)
        except RefusedError:
            continue
        accepted.append(candidate)
    assert accepted == []


@pytest.mark.parametrize("text", ["", "#", "xin chào", "A" * 5_000, "AAAA", "Đ" * 130, "=" * 130])
def test_what_is_no_code_is_refused_calmly(text: str) -> None:
    assert refusal(text) is Refusal.NOT_A_CODE


def test_serials_can_be_typed() -> None:
    serial = serial_text(bytes(range(10)))
    assert serial_bytes(serial) == bytes(range(10))
    assert typed_serial(grouped(serial).lower()) == serial
    assert typed_serial("o1li-0000 0000 0000") == "0111000000000000"
    assert typed_serial("UUUU-0000-0000-0000") is None
    assert typed_serial("123") is None


# -- Keys


@pytest.fixture
def folder(settings, tmp_path: Path) -> Path:
    settings.KEYS_DIR = tmp_path / "keys"
    return settings.KEYS_DIR


@pytest.mark.django_db
def test_the_first_key_is_made_when_it_is_needed_and_kept_private(folder: Path) -> None:
    row, private = keys.signing_key()
    (file,) = folder.iterdir()
    assert (file.name, file.stat().st_mode & 0o777) == (f"{row.key_id}.pem", 0o600)
    assert keys.signing_key()[0] == row
    assert keys.public_keys() == {row.key_id: private.public_key().public_bytes_raw().hex()}


@pytest.mark.django_db
def test_old_codes_stay_good_after_a_rotation_and_fall_with_their_key(folder: Path) -> None:
    issued = services.issue_for_card(make_card(make_citizen(), localdate(), localdate() + timedelta(days=9)))
    old = issued.code.key_id
    call_command("rotate_signing_key", verbosity=0)
    assert services.check(issued.text).initials
    assert services.text_of(issued.code) is None  # its key signs no more
    assert SigningKey.objects.filter(retired_at=None).exclude(key_id=old).count() == 1
    call_command("rotate_signing_key", revoke=old, verbosity=0)
    with pytest.raises(RefusedError) as refused:
        services.check(issued.text)
    assert refused.value.refusal is Refusal.UNKNOWN_KEY
    with pytest.raises(RefusedError) as refused:
        services.check(issued.code.serial)
    assert refused.value.refusal is Refusal.REVOKED
    with pytest.raises(CommandError):
        call_command("rotate_signing_key", revoke="00000000", verbosity=0)


@pytest.mark.django_db
def test_a_host_without_the_key_file_refuses_to_sign(folder: Path) -> None:
    row, _private = keys.signing_key()
    (folder / f"{row.key_id}.pem").unlink()
    with pytest.raises(keys.NoSigningKeyError):
        keys.signing_key()


def test_without_the_key_file_people_hear_it_kindly_and_keep_their_pages(
    client: Client, card: HiCard, folder: Path
) -> None:
    issued = services.issue_for_card(card)
    (folder / f"{issued.code.key_id}.pem").unlink()
    client.force_login(card.citizen.user)
    page = client.get("/ca-nhan/the-bhyt/").content.decode()
    assert grouped(issued.code.serial) in page  # still good when typed
    assert "Mã QR để kiểm tra thẻ" not in page
    for address, data in (
        ("/ca-nhan/the-bhyt/ma-kiem-tra/", {}),
        ("/ca-nhan/giay-to/cap/", {"giay": "the-bhyt", "ngon_ngu": "vi"}),
    ):
        answer = client.post(address, data, follow=True)
        assert answer.status_code == 200
        assert "Lúc này chưa" in answer.content.decode()
    assert services.check(issued.code.serial)  # and the code before is not lost
    assert CheckCode.objects.count() == 1


# -- Issuing and checking


@pytest.fixture
def card(db: None, folder: Path) -> HiCard:
    return make_card(
        make_citizen(full_name="Lê Thị Đan Hà"),
        localdate() - timedelta(days=9),
        localdate() + timedelta(days=9),
    )


def test_one_code_at_a_time_and_revocation(card: HiCard) -> None:
    first = services.issue_for_card(card)
    assert services.check(first.text) == services.check(grouped(first.code.serial).lower())
    second = services.issue_for_card(card)
    with pytest.raises(RefusedError, match="revoked"):
        services.check(first.text)
    assert services.refused_serials(timezone.now()) == [first.code.serial]
    services.revoke(second.code)
    with pytest.raises(RefusedError, match="revoked"):
        services.check(second.code.serial)


@pytest.mark.django_db(transaction=True)
def test_of_many_presses_at_once_one_code_is_out_there(folder: Path) -> None:
    card = make_card(make_citizen(), localdate() - timedelta(days=9), localdate() + timedelta(days=9))
    services.issue_for_card(card)
    start = Barrier(12)

    def press() -> None:
        start.wait()
        try:
            services.issue_for_card(card)
        finally:
            connection.close()

    threads = [Thread(target=press) for _number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert CheckCode.objects.count() == 13
    assert CheckCode.objects.usable(timezone.now()).count() == 1


def test_a_code_falls_with_its_card(card: HiCard) -> None:
    issued = services.issue_for_card(card)
    HiCard.objects.filter(pk=card.pk).update(state=CardState.CANCELLED, state_reason="Báo giảm")
    assert services.refused_serials(timezone.now()) == [issued.code.serial]
    with pytest.raises(RefusedError, match="revoked"):
        services.check(issued.text)


def test_whatever_the_server_refuses_stands_in_the_list_for_checkers(card: HiCard, folder: Path) -> None:
    """A checker without us must not believe what we no longer say: cards with other days, papers of such cards."""
    person, first, end = card.citizen, card.valid.lower, card.valid.upper
    paper = {"kind": CheckKind.CARD_PAPER, "citizen": person, "card": card, "valid_from": localdate()}
    paper |= {
        "valid_until": localdate() + timedelta(days=3),
        "expires_at": timezone.now() + timedelta(days=3),
    }
    codes = [
        services.issue_for_card(card).code.serial,
        services.issue_for_paper(**paper, figures=services.card_figures(card)).code.serial,
        services.issue_for_paper(
            **paper | {"kind": CheckKind.PARTICIPATION, "card": None}, figures=(1, 2)
        ).code.serial,
    ]
    changes = [
        ({}, 0),
        ({"valid": (first, end - timedelta(days=1))}, 2),
        ({"valid": (first + timedelta(days=1), end)}, 2),
        ({"valid": (first, end)}, 0),
        ({"state": CardState.REPLACED, "state_reason": "x"}, 2),
    ]
    for fields, expected in changes:
        HiCard.objects.filter(pk=card.pk).update(**fields)
        refused = set()
        for serial in codes:
            try:
                services.check(serial)
            except RefusedError:
                refused.add(serial)
        assert len(refused) == expected
        assert set(services.refused_serials(timezone.now())) == refused


@pytest.mark.parametrize(
    ("count", "most_bytes", "one_in"), [(0, 0, 1), (1, 3, 1), (10_000, 17_500, 2_000), (100_000, 96_000, 40)]
)
def test_the_list_to_take_along_is_small_and_lets_no_refused_code_through(
    count: int, most_bytes: int, one_in: int
) -> None:
    rng = random.Random(7)
    serials = [serial_text(rng.randbytes(10)) for _ in range(count)]
    sieve = sieve_of(serials)
    assert len(sieve["data"]) * 3 / 4 <= most_bytes
    places = set(places_of(sieve))
    assert all(place_of(serial, count, sieve["bits"]) in places for serial in serials)
    others = [serial_text(rng.randbytes(10)) for _ in range(20_000)]
    wrong = sum(place_of(other, count, sieve["bits"]) in places for other in others)
    assert wrong <= len(others) / one_in
    assert not serials or may_hold(sieve, serials[-1])


def test_a_true_signature_without_a_row_is_refused(card: HiCard) -> None:
    issued = services.issue_for_card(card)
    CheckCode.objects.all().delete()
    with pytest.raises(RefusedError, match="unknown"):
        services.check(issued.text)


def test_the_checker_learns_the_minimum(client: Client, card: HiCard) -> None:
    issued = services.issue_for_card(card)
    page = client.post(URL, {"ma": issued.text}).content.decode()
    assert "Hợp lệ" in page
    assert "L.T.Đ.H." in page
    citizen = card.citizen
    for secret in (
        citizen.full_name,
        citizen.bhxh_number,
        citizen.personal_id,
        card.number,
        card.facility_name,
    ):
        assert secret not in page


@pytest.mark.parametrize("how", ["text", "address", "short", "picture"])
def test_every_way_of_sending_a_code(client: Client, card: HiCard, how: str) -> None:
    issued = services.issue_for_card(card)
    data = {
        "text": {"ma": issued.text},
        "address": {"ma": f" http://testserver/kiem-tra/#{issued.text} "},
        "short": {"ma": grouped(issued.code.serial)},
        "picture": {"anh": picture(f"http://testserver/kiem-tra/#{issued.text}")},
    }[how]
    response = client.post(URL, data)
    assert response.context["good"] is True
    fragment = client.post(URL, {"ma": issued.text}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert "Hợp lệ" in fragment


def test_a_code_of_a_card_that_has_ended_is_not_good(client: Client, folder: Path, db: None) -> None:
    card = make_card(make_citizen(), date(2020, 1, 1), date(2021, 1, 1))
    issued = services.issue_for_card(card)
    response = client.post(URL, {"ma": issued.text})
    assert response.context["good"] is False
    assert "Không còn hợp lệ" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Hãy nhập mã hoặc chọn một ảnh."),
        ({"ma": "0000-0000-0000-0000"}, "Không có mã này."),
        ({"ma": "DN4751234567890|4c|01/01/1990"}, "Đây không phải mã kiểm tra của An Sinh."),
        ({"anh": "text"}, "không mở được như một ảnh"),
        ({"anh": "empty"}, "Không thấy mã trong ảnh"),
    ],
)
def test_what_cannot_be_checked_says_what_to_do(client: Client, data: dict, words: str) -> None:
    if data.get("anh") == "text":
        data = {"anh": io.BytesIO(b"<svg onload=alert(1)>")}
    elif data.get("anh") == "empty":
        from PIL import Image

        file = io.BytesIO()
        Image.new("RGB", (200, 200), "white").save(file, "PNG")
        data = {"anh": io.BytesIO(file.getvalue())}
    if "anh" in data:
        data["anh"].name = "anh.png"
    assert words in client.post(URL, data).content.decode()


@pytest.mark.django_db
def test_a_bomb_of_pixels_is_refused_before_it_is_opened(client: Client) -> None:
    from PIL import Image

    file = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(file, "PNG")
    bomb = io.BytesIO(file.getvalue())
    bomb.name = "anh.png"
    assert "không mở được như một ảnh" in client.post(URL, {"anh": bomb}).content.decode()


def test_the_camera_is_allowed_here_alone(client: Client, db: None) -> None:
    assert "camera=(self)" in client.get(URL)["Permissions-Policy"]
    assert "camera=()" in client.get("/gioi-thieu/")["Permissions-Policy"]


def test_the_lists_for_checkers_name_nobody(client: Client, card: HiCard) -> None:
    issued = services.issue_for_card(card)
    services.revoke(issued.code)
    piece = client.get(f"/kiem-tra/da-biet/{issued.code.serial[:2]}.json").json()
    assert piece == {"keys": keys.public_keys(), "refused": [issued.code.serial]}
    other = "00" if issued.code.serial[:2] != "00" else "11"
    assert client.get(f"/kiem-tra/da-biet/{other}.json").json()["refused"] == []
    assert client.get("/kiem-tra/da-biet/OO.json").status_code == 404
    answer = client.get("/kiem-tra/da-biet.json")
    assert set(answer.json()) == {"keys", "refused"}
    assert may_hold(answer.json()["refused"], issued.code.serial)
    again = client.get("/kiem-tra/da-biet.json", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert issued.code.serial not in client.get(URL).content.decode()


def picture(text: str) -> io.BytesIO:
    file = io.BytesIO()
    segno.make(text, error="l").save(file, kind="png", scale=4)
    file = io.BytesIO(file.getvalue())
    file.name = "anh.png"
    return file
