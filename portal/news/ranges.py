"""Files in pieces: what a player needs to begin soon and to jump (RFC 9110, section 14)."""

import re
from collections.abc import Iterator
from wsgiref.handlers import format_date_time

from django.core.files.base import File
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

CHUNK = 64 * 1024
ONE_RANGE = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII)
MOST_DIGITS = 18


class Unsatisfiable(ValueError):  # noqa: N818 - a name that reads as what happened
    """The wanted piece lies outside the file."""


def wanted(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte of a Range header; None for what may be ignored (no or several ranges, another unit)."""
    match = ONE_RANGE.fullmatch(header.strip())
    if match is None or max(map(len, match.groups())) > MOST_DIGITS:
        return None
    first, last = match.groups()
    if not first and not last:
        return None
    if not first:  # the last so many bytes
        length = min(int(last), size)
        if length == 0:
            raise Unsatisfiable
        return size - length, size - 1
    start, end = int(first), min(int(last or size - 1), size - 1)
    if last and int(last) < start:
        return None
    if start >= size:
        raise Unsatisfiable
    return start, end


def serve(
    request: HttpRequest, file: "File[bytes]", *, size: int, etag: str, changed_at: float, content_type: str
) -> HttpResponseBase:
    """The file or the piece asked for. `etag` without quotes; closes the file when done."""
    tag = f'"{etag}"'
    headers = {
        "Accept-Ranges": "bytes",
        "ETag": tag,
        "Last-Modified": format_date_time(changed_at),
        "Cache-Control": "public, max-age=86400",
        "X-Content-Type-Options": "nosniff",
    }
    if tag in [known.strip() for known in request.headers.get("If-None-Match", "").split(",")]:
        file.close()
        return HttpResponse(status=304, headers=headers)
    span = None
    # A player that continues an old download must not get pieces of a new file.
    if request.headers.get("If-Range", tag) in {tag, headers["Last-Modified"]}:
        try:
            span = wanted(request.headers.get("Range", ""), size)
        except Unsatisfiable:
            file.close()
            return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    start, end = span or (0, size - 1)
    headers["Content-Length"] = str(end - start + 1)
    if span:
        headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    status = 206 if span else 200
    if request.method == "HEAD":
        file.close()
        return HttpResponse(status=status, headers=headers, content_type=content_type)
    return StreamingHttpResponse(
        _pieces(file, start, end), status=status, headers=headers, content_type=content_type
    )


def _pieces(file: "File[bytes]", start: int, end: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        left = end - start + 1
        while left > 0 and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
