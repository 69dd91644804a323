"""Files for tests: honest ones, and every kind of bad one we could think of. All made here, none downloaded."""

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from functools import cache
from typing import Any

import pikepdf
from PIL import Image

SCRIPT = b"<script>alert(document.cookie)</script>"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SECRET = b"CANARY-10.776889-106.700806"


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), mode: str = "RGB", **options: Any) -> bytes:
    return _saved(Image.new(mode, size, 0 if mode in {"P", "L", "1"} else None), kind, **options)


def _saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


@cache
def jpeg() -> bytes:
    return picture()


@cache
def png() -> bytes:
    return picture("PNG")


def photo_with_place() -> bytes:
    """A JPEG whose EXIF tells where it was taken."""
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    return picture(exif=exif, comment=SECRET)


def pdf(pages: int = 1, **catalog: Any) -> bytes:
    document = pikepdf.new()
    for _number in range(pages):
        document.add_blank_page(page_size=(200, 200))
    for key, value in catalog.items():
        document.Root[f"/{key}"] = value
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def pdf_with(change: Any, **save: Any) -> bytes:
    """A PDF of one page after `change(document)`."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(200, 200))
    change(document)
    target = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of forms that are not whole
        document.save(target, **save)
    return target.getvalue()


PLACE = b"10.9574N106.8426E"  # as a camera's notes have it


def pdf_with_image(data: bytes, name: str, *, wrapped: bool = False) -> bytes:
    """A PDF whose page shows one picture stored as it is, or compressed once more."""

    def put(document: pikepdf.Pdf) -> None:
        image = pikepdf.Stream(document, zlib.compress(data) if wrapped else data)
        image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        image.Width, image.Height, image.BitsPerComponent = 64, 48, 8
        image.ColorSpace = pikepdf.Name.DeviceRGB
        image.Filter = (
            pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name(name)]) if wrapped else pikepdf.Name(name)
        )
        page = document.pages[0]
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=image))
        page.Contents = pikepdf.Stream(document, b"q 200 0 0 150 0 0 cm /P Do Q")

    return pdf_with(put, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)


def photo_in_pdf(how: str) -> bytes:
    """A photo with its place, time, a comment and bytes behind its end, in a PDF."""
    image = Image.radial_gradient("L").resize((64, 48)).convert("CMYK" if how == "cmyk" else "RGB")
    if how == "jp2":
        box = b"uuid" + b"\x00" * 16 + PLACE
        plain = _saved(image, "JPEG2000")
        return pdf_with_image(plain + (len(box) + 4).to_bytes(4) + box, "/JPXDecode")
    exif = Image.Exif()
    exif[0x010F] = PLACE.decode()
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'></x:xmpmeta>"
    notes = {"exif": exif, "xmp": xmp, "comment": b"a note"}
    data = _saved(image, "JPEG", progressive=how == "progressive", **notes)
    return pdf_with_image(data + b"behind the end", "/DCTDecode", wrapped=how == "wrapped")


def image_of(data: bytes) -> bytes:
    """The picture on the first page, as a file."""
    with pikepdf.open(io.BytesIO(data)) as document:
        image = document.pages[0].Resources.XObject.P
        raw: bytes = image.read_raw_bytes()
        return zlib.decompress(raw) if "/FlateDecode" in str(image.Filter) else raw


def unwrapped(data: bytes) -> bytes:
    """Everything that can be read in a PDF of ours: the file itself, and its picture."""
    return data + image_of(data)


def pixels_of_pdf(data: bytes) -> bytes:
    return Image.open(io.BytesIO(image_of(data))).tobytes()


def action(**entries: Any) -> pikepdf.Dictionary:
    return pikepdf.Dictionary({f"/{key}": value for key, value in entries.items()})


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack("!L", len(body)) + name + body + struct.pack("!L", zlib.crc32(name + body))


def png_of(width: int, height: int, body: bytes = b"") -> bytes:
    head = chunk(b"IHDR", struct.pack("!LLBBBBB", width, height, 8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + head
        + chunk(b"IDAT", body or zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def archive(size: int = 1_000_000) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("../../etc/passwd", b"\0" * size)
    return target.getvalue()


def _javascript(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = action(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def _annotation(document: pikepdf.Pdf, **entries: Any) -> None:
    document.pages[0].Annots = document.make_indirect(
        pikepdf.Array([document.make_indirect(action(Type=pikepdf.Name.Annot, Rect=[0, 0, 9, 9], **entries))])
    )


def hostile() -> Iterator[tuple[str, str, bytes]]:
    """(name, whether it must be "refused" or may come out "inert", bytes)."""
    name = pikepdf.Name
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>"
    for title, data in {
        "svg": svg,
        "svg-with-xml-head": b'<?xml version="1.0"?>' + svg,
        "html": b"<!doctype html>" + SCRIPT,
        "html-after-spaces": b"   \n" + SCRIPT,
        "javascript": b"alert(1)",
        "eicar": EICAR,
        "zip": archive(),
        "zip-bomb": archive(9_000_000),
        "gif": picture("GIF", mode="P"),
        "gif-javascript": b"GIF89a/*" + b"\0" * 8 + b"*/=1;alert(1)//",
        "bmp": picture("BMP"),
        "tiff": picture("TIFF"),
        "ico": picture("ICO"),
        "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) run",
        "windows-program": b"MZ" + b"\0" * 200,
        "elf": b"\x7fELF" + b"\0" * 200,
        "shell": b"#!/bin/sh\nid\n",
        "php": b"<?php system($_GET['c']); ?>",
        "old-office": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500,
        "rtf": b"{\\rtf1 \\object\\objdata}",
        "heic": b"\0\0\0\x18ftypheic" + b"\0" * 50,
        "mp4": b"\0\0\0\x18ftypmp42" + b"\0" * 50,
        "empty": b"",
        "one-byte": b"\xff",
        "jpeg-sign-only": b"\xff\xd8\xff",
        "jpeg-then-html": b"\xff\xd8\xff" + SCRIPT,
        "jpeg-truncated": picture(size=(400, 400))[:600],
        "jpeg-cut-in-half": (lambda data: data[: len(data) // 2])(picture(size=(900, 900), quality=95)),
        "png-sign-only": b"\x89PNG\r\n\x1a\n",
        "png-truncated": png()[:40],
        "png-wrong-sum": png()[:40] + b"\xff" + png()[41:],
        "png-bomb": png_of(60_000, 60_000),
        "png-wide": png_of(2_000_000_000, 1),
        "png-just-too-large": png_of(5_000, 5_000),
        "png-without-size": png_of(0, 0),
        "png-text-bomb": png()[:33] + chunk(b"zTXt", b"a\0\0" + zlib.compress(b"\0" * 80_000_000)) + png()[33:],
        "png-profile-bomb": png()[:33] + chunk(b"iCCP", b"a\0\0" + zlib.compress(b"\0" * 80_000_000)) + png()[33:],
        "webp-truncated": picture("WEBP")[:24],
        "webp-sign-only": b"RIFF\x10\0\0\0WEBPVP8 ",
        "jpeg-progressive-too-large": picture(size=(6_000, 5_000), progressive=True, quality=5),
        "jpeg-too-large": picture(mode="L", size=(16_000, 8_000), quality=5),
        "too-heavy": jpeg() + b"\0" * (10 * 1024 * 1024),
        "pdf-sign-only": b"%PDF-1.7\n",
        "pdf-truncated": pdf()[:200],
        "pdf-without-end": pdf()[:-40],
        "pdf-after-junk": b"GIF89a\n" + pdf(),
        "pdf-too-many-pages": pdf(41),
        "pdf-locked": pdf_with(lambda document: None, encryption=pikepdf.Encryption(owner="a", user="b")),
        "pdf-locked-owner": pdf_with(lambda document: None, encryption=pikepdf.Encryption(owner="a", user="")),
        "pdf-javascript": pdf_with(_javascript),
        "pdf-javascript-hidden-name": pdf_with(_javascript).replace(b"/JavaScript", b"/J#61vaScript"),
        "pdf-javascript-in-object-stream": pdf_with(
            _javascript, object_stream_mode=pikepdf.ObjectStreamMode.generate
        ),
        "pdf-javascript-names": pdf_with(
            lambda d: setattr(d.Root, "Names", action(JavaScript=action(Names=pikepdf.Array([]))))
        ),
        "pdf-page-action": pdf_with(lambda d: setattr(d.pages[0].obj, "AA", action(O=action(S=name.Launch)))),
        "pdf-launch": pdf_with(lambda d: _annotation(d, Subtype=name.Link, A=action(S=name.Launch, F="cmd.exe"))),
        "pdf-submit": pdf_with(lambda d: _annotation(d, Subtype=name.Widget, A=action(S=name.SubmitForm, F="x"))),
        "pdf-go-to-file": pdf_with(lambda d: _annotation(d, Subtype=name.Link, A=action(S=name.GoToR, F="x"))),
        "pdf-attachment": pdf_with(
            lambda d: d.attachments.__setitem__("a.exe", EICAR)
        ),
        "pdf-file-annotation": pdf_with(lambda d: _annotation(d, Subtype=name.FileAttachment)),
        "pdf-rich-media": pdf_with(lambda d: _annotation(d, Subtype=name.RichMedia)),
        "pdf-movie": pdf_with(lambda d: _annotation(d, Subtype=name.Movie)),
        "pdf-xfa": pdf_with(lambda d: setattr(d.Root, "AcroForm", action(XFA=pikepdf.Stream(d, SCRIPT)))),
        "pdf-image-bomb": pdf_with(
            lambda d: setattr(
                d.pages[0].obj, "Resources",
                action(XObject=action(a=pikepdf.Stream(d, b"", Subtype=name.Image, Width=50_000, Height=50_000))),
            )
        ),
    }.items():  # fmt: skip
        yield title, "refused", data
    for title, data in {
        "jpeg-then-zip": jpeg() + archive(),
        "jpeg-then-html": jpeg() + SCRIPT,
        "jpeg-html-comment": picture(comment=SCRIPT),
        "jpeg-eicar-comment": picture(comment=EICAR),
        "png-then-php": png() + b"<?php system('id'); ?>",
        "png-script-text": png()[:33] + chunk(b"tEXt", b"a\0" + SCRIPT) + png()[33:],
        "png-then-eicar": png() + EICAR,
        "webp-then-html": picture("WEBP") + SCRIPT,
        "pdf-then-zip-comment": pdf() + b"\n%" + SCRIPT + b"\n%%EOF\n",
        "pdf-link-outside": pdf_with(
            lambda d: _annotation(d, Subtype=name.Link, A=action(S=name.URI, URI=SCRIPT.decode()))
        ),
        "pdf-metadata": pdf_with(lambda d: d.docinfo.__setitem__("/Author", SCRIPT.decode())),
    }.items():
        yield title, "inert", data
