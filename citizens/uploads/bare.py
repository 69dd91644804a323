"""Pictures inside a PDF without what a camera wrote into them: place, time, device, a second smaller picture.

Their pixels are not touched. Imports no Django: part of the process apart.
"""

import re
from typing import Any

import pikepdf

START, END, SCAN = 0xD8, 0xD9, 0xDA
NEXT_MARK = re.compile(
    rb"\xff[^\x00\xff\xd0-\xd7]"
)  # inside a scan: what is neither a stuffed byte nor a restart
APP0, APP2, APP14, APP15, COMMENT = 0xE0, 0xE2, 0xEE, 0xEF, 0xFE
KEPT_NOTES = {APP0: b"JFIF\0", APP2: b"ICC_PROFILE\0", APP14: b"Adobe"}  # they say how colours are meant
JP2 = b"\x00\x00\x00\x0cjP  \r\n\x87\n"
JP2_NOTES = (b"xml ", b"uuid", b"uinf", b"asoc", b"jumb", b"lbl ")
DECODERS = {"/DCTDecode": "jpeg", "/DCT": "jpeg", "/JPXDecode": "jp2"}


def bare_picture(document: pikepdf.Pdf, stream: pikepdf.Stream) -> None:
    """Take the notes out of a picture that is a JPEG or JPEG 2000 file. Raises ValueError for what is none."""
    filters = _listed(stream.get("/Filter"))
    if not filters or (kind := DECODERS.get(filters[-1])) is None:
        return
    parameters: Any = stream.get("/DecodeParms")
    chain: list[Any] = list(parameters) if isinstance(parameters, pikepdf.Array) else []
    if not chain and parameters is not None:
        chain = [parameters]
    data = stream.read_raw_bytes()
    if len(filters) > 1:  # wrapped once more, as some programs do
        wrapped = pikepdf.Stream(document, data)
        wrapped.Filter = pikepdf.Array([pikepdf.Name(name) for name in filters[:-1]])
        if len(chain) == len(filters):
            wrapped.DecodeParms = pikepdf.Array(chain[:-1])
        data = wrapped.read_bytes(pikepdf.StreamDecodeLevel.generalized)
    last = chain[-1] if chain and len(chain) == len(filters) else None
    bare = bare_jpeg(data) if kind == "jpeg" else bare_jp2(data)
    stream.write(bare, filter=pikepdf.Name(filters[-1]), decode_parms=last)


def _listed(filters: Any) -> list[str]:
    if filters is None:
        return []
    return [str(name) for name in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]


def bare_jpeg(data: bytes) -> bytes:
    """The same picture without notes, comments and whatever stands behind its end."""
    if data[:2] != b"\xff\xd8":
        raise ValueError("no JPEG")
    kept, place = [data[:2]], 2
    while place < len(data):
        if data[place] != 0xFF:
            raise ValueError("no marker where one must be")
        mark = data[place + 1]
        if mark == 0xFF:  # filling
            place += 1
            continue
        if mark == END:
            kept.append(data[place : place + 2])
            return b"".join(kept)
        size = int.from_bytes(data[place + 2 : place + 4])
        end = place + 2 + size
        if size < 2 or end > len(data):
            raise ValueError("a piece that ends outside")
        if mark == SCAN:
            found = NEXT_MARK.search(data, end)
            end = found.start() if found else len(data)
        if _is_picture(mark, data[place + 4 : place + 18]):
            kept.append(data[place:end])
        place = end
    return b"".join(kept)  # without its end mark: readers take it, and nothing stands behind


def _is_picture(mark: int, start: bytes) -> bool:
    """Whether a piece is needed to draw, and no note."""
    if mark in KEPT_NOTES:
        return start.startswith(KEPT_NOTES[mark])
    return mark != COMMENT and not APP0 <= mark <= APP15


def bare_jp2(data: bytes) -> bytes:
    """The same without the boxes that hold notes. A bare code stream has none."""
    if data[:2] == b"\xff\x4f":
        return data
    if not data.startswith(JP2):
        raise ValueError("no JPEG 2000")
    kept, place = [], 0
    while place < len(data):
        size, kind = int.from_bytes(data[place : place + 4]), data[place + 4 : place + 8]
        if size == 1:
            size = int.from_bytes(data[place + 8 : place + 16])
        elif size == 0:
            size = len(data) - place
        if size < 8 or place + size > len(data):
            raise ValueError("a box that ends outside")
        if kind not in JP2_NOTES:
            kept.append(data[place : place + size])
        place += size
    return b"".join(kept)
