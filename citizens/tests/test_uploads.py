"""Files people send (T22): nothing hostile comes out as it came in, and what is not checked is not handed out."""

import io
import socket
import struct
import subprocess
import sys
import threading

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import Client
from PIL import Image

from citizens.models import StoredFile
from citizens.secrets import unseal
from citizens.tests import pictures
from citizens.uploads.apart import examine_apart
from citizens.uploads.content import LONGEST_SIDE, RefusedError, examine
from citizens.uploads.fields import EvidenceField, PictureField
from citizens.uploads.store import attachment, discard, rescan_held, store

NAMES = [
    "../../etc/passwd",
    "a\u202egpj.exe",
    "a.jpg\0.php",
    "con.jpg",
    "x" * 300 + ".jpg",
    "<svg onload=x>.jpg",
]


def test_hostile_files_are_refused_or_come_out_inert() -> None:
    wrong, count = [], 0
    for title, expected, data in pictures.hostile():
        count += 1
        try:
            copy = examine(data).data
        except RefusedError:
            outcome = "refused"
        else:
            traces = (pictures.SCRIPT, pictures.EICAR, b"<?php", b"PK\x03\x04", b"/URI")
            clean = copy.startswith((b"\xff\xd8\xff", b"%PDF-")) and not any(
                trace in copy for trace in traces
            )
            outcome = "inert" if clean else "as it came"
        if outcome != expected:
            wrong.append((title, outcome))
    assert wrong == []
    assert count + len(NAMES) >= 60


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("JPEG", "RGB"), ("JPEG", "CMYK"), ("JPEG", "L"), ("WEBP", "RGB"), ("PNG", "RGB"), ("PNG", "RGBA"),
        ("PNG", "P"), ("PNG", "I;16"), ("PNG", "1"),
    ],
)  # fmt: skip
def test_honest_pictures_become_plain_jpegs(kind, mode) -> None:
    safe = examine(pictures.picture(kind, mode=mode))
    copy = Image.open(io.BytesIO(safe.data))
    assert (safe.kind, safe.pages, copy.format, copy.mode, copy.size) == (
        "image/jpeg",
        1,
        "JPEG",
        "RGB",
        (64, 48),
    )


def test_a_photo_loses_its_place_keeps_its_way_up_and_shrinks() -> None:
    assert pictures.SECRET in pictures.photo_with_place()
    copy = examine(pictures.photo_with_place()).data
    assert pictures.SECRET not in copy and not Image.open(io.BytesIO(copy)).getexif()
    turned = Image.Exif()
    turned[0x0112] = 6
    large = examine(pictures.picture(size=(5_000, 3_000), exif=turned, quality=5)).data
    assert Image.open(io.BytesIO(large)).size == (LONGEST_SIDE * 3 // 5, LONGEST_SIDE)


def test_a_plain_pdf_keeps_its_pages_and_loses_its_notes() -> None:
    data = pictures.pdf_with(lambda d: d.docinfo.__setitem__("/Author", "Nguyễn Văn A"))
    safe = examine(data)
    with pikepdf.open(io.BytesIO(safe.data)) as copy:
        assert (
            len(copy.pages) == safe.pages == 1
            and "/Info" not in copy.trailer
            and "/Metadata" not in copy.Root
        )
    assert "Nguyễn".encode("utf-16-be") not in safe.data


@pytest.mark.parametrize("how", ["jpeg", "progressive", "cmyk", "wrapped", "jp2"])
def test_pictures_in_a_pdf_lose_their_place_and_keep_their_pixels(how: str) -> None:
    """A telephone's scanner puts its photos into the PDF as they are, with where and when they were taken."""
    data = pictures.photo_in_pdf(how)
    assert pictures.PLACE in pictures.unwrapped(data)
    copy = examine(data).data
    for trace in (pictures.PLACE, b"Exif\0", b"<x:xmpmeta", b"a note", b"behind the end"):
        assert trace not in pictures.unwrapped(copy)
    assert pictures.pixels_of_pdf(copy) == pictures.pixels_of_pdf(data)


def test_a_picture_in_a_pdf_that_is_none_is_refused() -> None:
    for data in (b"no picture", b"\xff\xd8\xff\xe1\xff\xff", b"\xff\xd8?", b"\xff\xd8\xff"):
        with pytest.raises(RefusedError, match="broken"):
            examine(pictures.pdf_with_image(data, "/DCTDecode"))
    with pytest.raises(RefusedError, match="broken"):
        examine(pictures.pdf_with_image(b"\x00\x00\x00\x0cjP", "/JPXDecode"))


def test_the_process_apart_does_the_same_with_bounded_memory() -> None:
    assert examine_apart(pictures.jpeg()) == examine(pictures.jpeg())
    with pytest.raises(RefusedError) as refused:
        examine_apart(pictures.png_of(60_000, 60_000))
    assert refused.value.code == "pixels"


PEAK = """
import sys, citizens.uploads.content as content
content.main()
sys.stderr.write(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
"""


@pytest.mark.parametrize(
    ("kind", "height", "options"),
    [
        ("PNG", 4_000, {"mode": "RGBA"}),
        ("WEBP", 2_500, {"mode": "RGBA"}),
        ("JPEG", 4_000, {"progressive": True, "quality": 90}),
    ],
)
def test_the_largest_pictures_that_are_taken_need_little_memory(kind, height, options) -> None:
    data = pictures.picture(kind, size=(4_000, height), **options)
    run = subprocess.run([sys.executable, "-c", PEAK], input=data, capture_output=True, check=True)
    assert b'"kind"' in run.stdout[:20]
    assert int(run.stderr) < 256 * 1024, run.stderr


@pytest.mark.parametrize("outcome", ["killed", "noise"])
def test_a_process_that_dies_or_talks_nonsense_refuses(monkeypatch, outcome) -> None:
    script = "import os; os.kill(os.getpid(), 9)" if outcome == "killed" else "print('x')"
    run = subprocess.run
    monkeypatch.setattr(
        "citizens.uploads.apart.subprocess.run",
        lambda command, **options: run([command[0], "-c", script], **options),
    )
    with pytest.raises(RefusedError):
        examine_apart(pictures.jpeg())


# -- Fields


@pytest.mark.parametrize("name", NAMES)
def test_a_files_name_means_nothing(name) -> None:
    safe = PictureField().clean(SimpleUploadedFile("a.jpg", pictures.jpeg(), content_type="text/html"))
    upload = SimpleUploadedFile("a.jpg", pictures.jpeg())
    upload._name = name  # past Django's own cleaning
    assert PictureField().clean(upload) == safe


def test_fields_say_what_to_do() -> None:
    def said(field, *files) -> list[str]:
        with pytest.raises(ValidationError) as error:
            field.clean([SimpleUploadedFile("a", data) for data in files])
        return error.value.messages

    assert said(EvidenceField(), b"x")[0].startswith("Chỉ nhận ảnh JPEG")
    assert said(EvidenceField(max_files=1), pictures.jpeg(), pictures.jpeg()) == [
        "Nhiều nhất 1 tệp. Hãy bỏ bớt."
    ]
    assert said(EvidenceField(), b"") == ["Tệp này trống. Hãy chọn tệp khác."]
    assert EvidenceField(required=False).clean([]) == []
    with pytest.raises(ValidationError):
        PictureField().clean(SimpleUploadedFile("a.pdf", pictures.pdf()))


def test_a_body_without_end_is_cut_off(client: Client, monkeypatch) -> None:
    monkeypatch.setattr("citizens.uploads.handlers.MOST_BODY_BYTES", 1_000)
    answer = client.post("/kiem-tra/", {"picture": SimpleUploadedFile("a.jpg", b"x" * 2_000)})
    assert answer.status_code == 400


# -- Keeping and handing out


@pytest.fixture
def scanner(settings):
    """A clamd that finds EICAR. Its answers may be replaced."""
    server = socket.create_server(("127.0.0.1", 0))
    settings.CLAMD_ADDRESS = f"127.0.0.1:{server.getsockname()[1]}"
    answers: dict[str, bytes | None] = {"always": None}

    def serve() -> None:
        while True:
            try:
                link, _address = server.accept()
            except OSError:
                return
            with link, link.makefile("rb") as stream:
                stream.read(len(b"zINSTREAM\0"))
                body = b""
                while size := struct.unpack("!L", stream.read(4) or b"\0\0\0\0")[0]:
                    body += stream.read(size)
                found = b"stream: Win.Test.EICAR_HDB-1 FOUND\0" if b"BAD" in body else b"stream: OK\0"
                link.sendall(answers["always"] or found)

    threading.Thread(target=serve, daemon=True).start()
    yield answers
    server.close()


@pytest.mark.django_db
def test_a_kept_file_is_sealed_and_handed_out_as_an_attachment() -> None:
    safe = examine(pictures.jpeg())
    file = store(safe, by=None)
    assert safe.data not in bytes(file.content) and unseal(file.content) == safe.data
    answer = attachment(file)
    assert answer.content == safe.data
    assert answer["Content-Disposition"] == f'attachment; filename="{file.public_id}.jpg"'
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "no-store")
    discard([file])
    assert not StoredFile.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("trouble", ["down", b"stream: OK maybe\0", b"ERROR\0", b"\xff\xff", b"OK\0"])
def test_a_scanner_that_is_down_or_unclear_holds_the_file(scanner, settings, trouble) -> None:
    working = settings.CLAMD_ADDRESS
    if trouble == "down":
        settings.CLAMD_ADDRESS = "unix:/nowhere/clamd.sock"
    else:
        scanner["always"] = trouble
    file = store(examine(pictures.jpeg()), by=None)
    assert file.is_held and rescan_held() == 0
    with pytest.raises(Http404):
        attachment(file)
    settings.CLAMD_ADDRESS, scanner["always"] = working, None
    assert rescan_held() == 1
    file.refresh_from_db()
    assert file.is_released and attachment(file).status_code == 200


@pytest.mark.django_db
def test_a_file_the_scanner_names_is_wiped(scanner) -> None:
    from citizens.uploads.content import SafeFile

    file = store(SafeFile("application/pdf", 1, b"%PDF-1.4 BAD"), by=None)
    assert (file.state, file.content) == ("refused", None)
    with pytest.raises(Http404):
        attachment(file)
