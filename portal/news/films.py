"""Uploaded films: known by their first bytes, stored under a name made of their content, never run."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

MAX_BYTES = 60 * 1024 * 1024  # below what one request may carry (citizens/uploads/handlers.py)
FOLDER = "films"
TYPES = {"webm": "video/webm", "mp4": "video/mp4"}


@dataclass(frozen=True)
class Film:
    path: str
    size: int
    content_type: str


def kind_of(head: bytes) -> str:
    """ "webm" or "mp4", by content. ValidationError for anything else, whatever its name says."""
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head[:64]:
        return "webm"
    if head[4:8] == b"ftyp":
        return "mp4"
    raise ValidationError(_("Đây không phải video WebM hoặc MP4. Hãy xuất lại video rồi chọn lại."))


def check(file: "File[bytes]") -> str:
    """The kind of an uploaded film."""
    if file.size > MAX_BYTES:
        raise ValidationError(_("Video lớn quá 60 MB. Hãy nén nhỏ hơn."))
    file.seek(0)
    kind = kind_of(file.read(64))
    file.seek(0)
    return kind


def store(file: "File[bytes]") -> Film:
    kind = check(file)
    path = f"{FOLDER}/{digest(file.chunks())}.{kind}"
    file.seek(0)
    if not default_storage.exists(path):
        default_storage.save(path, file)
    return Film(path, file.size, TYPES[kind])


def digest(pieces: Iterable[bytes]) -> str:
    made = hashlib.sha256()
    for piece in pieces:
        made.update(piece)
    return made.hexdigest()[:32]


def open_stored(path: str) -> "File[bytes]":
    return default_storage.open(path, "rb")
