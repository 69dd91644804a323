"""Pieces of films: the arithmetic, and the answers over HTTP."""

import gzip
from typing import Any

import pytest
from django.test import Client

from portal.news.ranges import Unsatisfiable, wanted
from portal.news.tests.factories import CAPTIONS, FILM, make_video

SIZE = len(FILM)


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("bytes=0-0", (0, 0)),
        ("bytes=0-", (0, 99)),
        ("bytes=99-", (99, 99)),
        ("bytes=10-19", (10, 19)),
        ("bytes=10-500", (10, 99)),
        ("bytes=-10", (90, 99)),
        ("bytes=-500", (0, 99)),
        (" bytes=1-2 ", (1, 2)),
        ("", None),
        ("bytes=", None),
        ("bytes=-", None),
        ("bytes=5-4", None),
        ("bytes=0-1,5-6", None),
        ("lines=0-1", None),
        ("bytes=a-b", None),
        ("bytes=٠-١", None),
        ("bytes=0-" + "9" * 30, None),
    ],
)
def test_what_is_asked_for(header: str, span: tuple[int, int] | None) -> None:
    assert wanted(header, 100) == span


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_what_lies_outside(header: str) -> None:
    with pytest.raises(Unsatisfiable):
        wanted(header, 100)


def body_of(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.django_db
def test_a_film_whole_and_in_pieces(client: Client) -> None:
    address = f"/video/{make_video().slug}/phim"
    whole = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert (whole.status_code, whole["Accept-Ranges"], whole["Content-Type"]) == (200, "bytes", "video/webm")
    assert (whole["X-Content-Type-Options"], int(whole["Content-Length"])) == ("nosniff", SIZE)
    assert "Content-Encoding" not in whole
    assert body_of(whole) == FILM
    piece = client.get(address, headers={"Range": "bytes=10-19", "Accept-Encoding": "gzip"})
    assert (piece.status_code, piece["Content-Range"]) == (206, f"bytes 10-19/{SIZE}")
    assert (piece["Content-Length"], body_of(piece)) == ("10", FILM[10:20])
    last = client.get(address, headers={"Range": "bytes=-7"})
    assert (last.status_code, body_of(last)) == (206, FILM[-7:])
    outside = client.get(address, headers={"Range": f"bytes={SIZE}-"})
    assert (outside.status_code, outside["Content-Range"], outside.content) == (416, f"bytes */{SIZE}", b"")
    several = client.get(address, headers={"Range": "bytes=0-1,4-5"})
    assert (several.status_code, body_of(several)) == (200, FILM)


@pytest.mark.django_db
def test_conditions_and_heads(client: Client) -> None:
    address = f"/video/{make_video().slug}/phim"
    tag = client.head(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    same = client.get(address, headers={"Range": "bytes=0-3", "If-Range": tag})
    changed = client.get(address, headers={"Range": "bytes=0-3", "If-Range": '"other"'})
    assert (same.status_code, changed.status_code) == (206, 200)
    assert (body_of(same), body_of(changed)) == (FILM[:4], FILM)
    head = client.head(address, headers={"Range": "bytes=0-3"})
    assert (head.status_code, head["Content-Length"], head.content) == (206, "4", b"")


@pytest.mark.django_db
def test_hidden_films_have_no_file_and_no_captions(client: Client) -> None:
    hidden, shown = make_video(is_published=False), make_video()
    for film, status in ((hidden, 404), (shown, 200)):
        assert client.get(f"/video/{film.slug}/phim").status_code == status
        assert client.get(f"/video/{film.slug}/phu-de.vi.vtt").status_code == status
    assert client.get(f"/video/{shown.slug}/phu-de.en.vtt").status_code == 404
    captions = client.get(f"/video/{shown.slug}/phu-de.vi.vtt")
    assert (captions["Content-Type"], captions.content.decode()) == ("text/vtt; charset=utf-8", CAPTIONS)


@pytest.mark.django_db
def test_pages_are_still_compressed(client: Client) -> None:
    page = client.get("/video/", headers={"Accept-Encoding": "gzip"})
    assert page["Content-Encoding"] == "gzip"
    assert b"<html" in gzip.decompress(page.content)
