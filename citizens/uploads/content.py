"""What a file truly is, and a harmless copy of it. Runs in a process of its own (`citizens.uploads.apart`).

Told from the content, never from the name. A picture is decoded and encoded anew: only its pixels survive. A PDF with
anything that acts is refused; the rest is written anew from its pages, without metadata (that of the pictures on them
too) and without what stood around them. Imports no Django, so that it starts fast.
"""

import hashlib
import io
import json
import resource
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from PIL import Image, ImageOps

from citizens.uploads.bare import bare_picture

MEGABYTE = 1024 * 1024
MOST_BYTES = 10 * MEGABYTE  # of one file as it was sent
MOST_PAGES = 40
LONGEST_SIDE = 2_600  # pixels kept: an A4 page at 220 dpi
JPEG_QUALITY = 85
# Pixels that may be decoded. A JPEG is decoded at a fraction of its size; the others, and a progressive JPEG, are not.
MOST_PIXELS = {"JPEG": 120_000_000, "PNG": 16_000_000, "WEBP": 10_000_000}
MOST_PIXELS_PROGRESSIVE = 16_000_000
MOST_PIXELS_IN_PDF = 100_000_000

JPEG, PDF = "image/jpeg", "application/pdf"
SIGNS = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG", b"%PDF-": "PDF"}

# What makes a PDF act, carry another file, or reach out. Names are compared after their escapes are undone.
ACTIVE_KEYS = frozenset(
    {"/JS", "/JavaScript", "/AA", "/EF", "/EmbeddedFiles", "/XFA", "/RichMediaContent", "/RichMediaSettings", "/Launch"}
)  # fmt: skip
ACTIVE_ACTIONS = frozenset(
    {
        "/JavaScript", "/Launch", "/SubmitForm", "/ResetForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition",
        "/Movie", "/Sound", "/RichMediaExecute", "/GoTo3DView", "/Hide", "/SetOCGState",
    }
)  # fmt: skip
ACTIVE_KINDS = frozenset(
    {"/RichMedia", "/Screen", "/Movie", "/Sound", "/3D", "/FileAttachment", "/EmbeddedFile"}
)
KEPT_IN_CATALOG = frozenset({"/Type", "/Pages", "/AcroForm", "/PageLayout", "/Lang"})
DROPPED_KEYS = ("/Metadata", "/PieceInfo", "/Thumb", "/LastModified", "/A", "/PA", "/OpenAction")
DEEPEST = 200

# Of the process that examines.
MEMORY_BYTES = 700 * MEGABYTE  # of addresses; what is resident stays below 256 MB
CPU_SECONDS = 15


class RefusedError(ValueError):
    """This file is not taken. `code` is a key of `citizens.uploads.fields.REFUSALS`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class SafeFile:
    """A harmless copy: a JPEG picture or a PDF of `pages` pages."""

    kind: str
    pages: int
    data: bytes = field(repr=False)

    @property
    def digest(self) -> str:
        """SHA-256, hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


def examine(data: bytes) -> SafeFile:
    """A harmless copy of `data`. Raises RefusedError."""
    if not data:
        raise RefusedError("empty")
    if len(data) > MOST_BYTES:
        raise RefusedError("heavy")
    kind = kind_of(data)
    if kind is None:
        raise RefusedError("apple" if data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1") else "kind")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # Pillow warns of sizes it would still take; our own limits are below
            return _pdf(data) if kind == "PDF" else _picture(data, kind)
    except RefusedError:
        raise
    except Image.DecompressionBombError:
        raise RefusedError("pixels") from None
    except pikepdf.PasswordError:
        raise RefusedError("locked") from None
    except Exception:  # noqa: BLE001 - a decoder may raise anything on what is broken
        raise RefusedError("broken") from None


def kind_of(data: bytes) -> str | None:
    for sign, kind in SIGNS.items():
        if data.startswith(sign):
            return kind
    return "WEBP" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else None


# -- Pictures


def _picture(data: bytes, kind: str) -> SafeFile:
    image = Image.open(io.BytesIO(data), formats=(kind,))
    # SECURITY: the size is known before a pixel is decoded.
    limit = MOST_PIXELS_PROGRESSIVE if image.info.get("progressive") else MOST_PIXELS[kind]
    if image.width * image.height > limit:
        raise RefusedError("pixels")
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    image.load()
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return SafeFile(JPEG, 1, _encoded(_on_white(ImageOps.exif_transpose(image))))


def _on_white(image: Image.Image) -> Image.Image:
    """Without transparency, palette or unusual depth."""
    if image.mode in {"I", "I;16", "F"}:
        image = image.convert("L")
    if "A" in image.getbands() or "transparency" in image.info:
        image = image.convert("RGBA")
        white = Image.new("RGB", image.size, "white")
        white.paste(image, mask=image.getchannel("A"))
        return white
    return image.convert("RGB")


def _encoded(image: Image.Image) -> bytes:
    target = io.BytesIO()
    clean = Image.frombytes("RGB", image.size, image.tobytes())  # pixels only: no profile, no notes, no place
    clean.save(target, "JPEG", quality=JPEG_QUALITY)
    return target.getvalue()


# -- PDF


def _pdf(data: bytes) -> SafeFile:
    with pikepdf.open(io.BytesIO(data), attempt_recovery=False, suppress_warnings=True) as document:
        if document.is_encrypted:
            raise RefusedError("locked")
        pages = len(document.pages)
        if pages == 0:
            raise RefusedError("broken")
        if pages > MOST_PAGES:
            raise RefusedError("pages")
        things = list(_dictionaries(document))
        for thing in things:  # SECURITY: all are looked at before any is changed
            _refuse_active(thing)
        for thing in things:
            for key in DROPPED_KEYS:
                if key in thing:
                    del thing[key]
            if isinstance(thing, pikepdf.Stream):
                bare_picture(document, thing)
        for key in set(document.Root.keys()) - KEPT_IN_CATALOG:
            del document.Root[key]
        if "/Info" in document.trailer:
            del document.trailer["/Info"]
        target = io.BytesIO()
        document.save(
            target,
            fix_metadata_version=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            compress_streams=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            deterministic_id=True,
        )
    return SafeFile(PDF, pages, target.getvalue())


def _dictionaries(document: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary and stream of the document, the ones inside others too."""
    for thing in document.objects:
        yield from _inside(thing, 0)
    yield from _inside(document.trailer, 0, follow=False)


def _inside(thing: Any, depth: int, *, follow: bool = True) -> Iterator[Any]:
    if depth > DEEPEST:
        raise RefusedError("broken")
    if isinstance(thing, pikepdf.Array):
        for item in thing:
            if isinstance(item, pikepdf.Object) and not item.is_indirect:
                yield from _inside(item, depth + 1)
    elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        yield thing
        if follow:
            for key in list(thing.keys()):
                value = thing.get(key)
                if isinstance(value, pikepdf.Object) and not value.is_indirect:
                    yield from _inside(value, depth + 1)


def _refuse_active(thing: Any) -> None:
    if set(thing.keys()) & ACTIVE_KEYS or str(thing.get("/S", "")) in ACTIVE_ACTIONS:
        raise RefusedError("active")
    if ACTIVE_KINDS & {str(thing.get("/Subtype", "")), str(thing.get("/Type", ""))}:
        raise RefusedError("active")
    if str(thing.get("/Subtype", "")) == "/Image":
        width, height = int(thing.get("/Width", 0)), int(thing.get("/Height", 0))
        if width < 0 or height < 0 or width * height > MOST_PIXELS_IN_PDF:
            raise RefusedError("pixels")


# -- The process


def main() -> None:
    """From the file on the standard input to one line of JSON and the harmless copy on the standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    out = sys.stdout.buffer
    try:
        safe = examine(sys.stdin.buffer.read(MOST_BYTES + 1))
    except RefusedError as refused:
        out.write(json.dumps({"refused": refused.code}).encode() + b"\n")
    except (MemoryError, RecursionError):
        out.write(json.dumps({"refused": "broken"}).encode() + b"\n")
    else:
        out.write(json.dumps({"kind": safe.kind, "pages": safe.pages}).encode() + b"\n")
        out.write(safe.data)


if __name__ == "__main__":
    main()
