"""Claims as hospitals send them: the envelope GIAMDINHHS with the tables XML1 to XML3 of each visit inside.

Form of the envelope and names of the fields: Decision 130/QĐ-BYT of 2023-01-18, amended by 4750/QĐ-BYT of 2023-12-29
and 3176/QĐ-BYT of 2024. GIAMDINHHS/THONGTINHOSO/DANHSACHHOSO holds one HOSO a visit, each with some FILEHOSO: the name
of a table (LOAIHOSO) and the table itself as base64 (NOIDUNGFILE). XML4 to XML15 say nothing that a record shows.

SECURITY: read piece by piece, one visit in memory at a time; document types, entities and external references are
refused before anything of them is looked at; depth and sizes have limits.
"""

import base64
import binascii
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import create_parser

from insurance.imports.kind import Kind

PIECE = 1 << 16  # bytes read at once
MOST_DEPTH = 12
MOST_TABLE = 20_000_000  # bytes of one table of one visit, as it is sent
MOST_LINES = 20_000  # cost lines of one visit
MOST_FIELD = 20_000  # characters
MOST_TOLD = 20  # faults of a file that are put into words

RECORDS = {"TONG_HOP": "xml1", "CHI_TIET_THUOC": "xml2", "CHI_TIET_DVKT": "xml3"}
WANTED = {"XML1", "XML2", "XML3"}
NUMBERS = {"numeric", "bigint"}


class BadClaims(Exception):  # noqa: N818 - said of the file
    """The sentence says which line of the file, and what is wrong there."""


@dataclass
class Folder:
    """One HOSO: the line it begins on and its tables, still packed."""

    line: int
    tables: list[tuple[str, str]] = field(default_factory=list)


class _Guarded(ContentHandler):
    """Keeps the path of open elements, and counts."""

    def __init__(self) -> None:
        super().__init__()
        self.path: list[str] = []
        self.parser: Any = None

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 - the name SAX calls
        self.path.append(name.rpartition(":")[2].upper())
        if len(self.path) > MOST_DEPTH:
            raise BadClaims("các thẻ lồng nhau quá sâu")

    def endElement(self, name: str) -> None:  # noqa: N802
        self.path.pop()

    @property
    def line(self) -> int:
        return int(self.parser.getLineNumber() or 1)


class _Envelope(_Guarded):
    """Collects the folders that are complete."""

    def __init__(self) -> None:
        super().__init__()
        self.folders: list[Folder] = []
        self.folder: Folder | None = None
        self.name = ""
        self.pieces: list[str] | None = None
        self.size = 0

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802
        super().startElement(name, attrs)
        tag = self.path[-1]
        if len(self.path) == 1 and tag != "GIAMDINHHS":
            raise BadClaims("thẻ ngoài cùng phải là GIAMDINHHS")
        if tag == "HOSO":
            self.folder = Folder(self.line)
        elif tag == "FILEHOSO":
            self.name = ""
        elif tag in {"LOAIHOSO", "NOIDUNGFILE"}:
            self.pieces, self.size = [], 0

    def characters(self, content: str) -> None:
        if self.pieces is not None:
            self.size += len(content)
            if self.size > MOST_TABLE:
                raise BadClaims(f"một bảng dài quá {MOST_TABLE // 1_000_000} MB")
            self.pieces.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802
        tag = self.path[-1]
        text = "".join(self.pieces or ()).strip()
        if tag == "LOAIHOSO":
            self.name = text.upper()
        elif tag == "NOIDUNGFILE" and self.folder is not None and self.name in WANTED:
            self.folder.tables.append((self.name, text))
        elif tag == "HOSO" and self.folder is not None:
            self.folders.append(self.folder)
            self.folder = None
        if tag in {"LOAIHOSO", "NOIDUNGFILE"}:
            self.pieces = None
        super().endElement(name)


class _Table(_Guarded):
    """The records of one table: each a table name and its fields."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[tuple[str, dict[str, str]]] = []
        self.fields: dict[str, str] | None = None
        self.pieces: list[str] = []
        self.size = 0

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802
        super().startElement(name, attrs)
        if self.path[-1] in RECORDS:
            self.fields = {}
        self.pieces, self.size = [], 0

    def characters(self, content: str) -> None:
        self.size += len(content)
        if self.size > MOST_FIELD:
            raise BadClaims(f"một ô dài quá {MOST_FIELD} ký tự")
        self.pieces.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802
        tag = self.path[-1]
        if tag in RECORDS and self.fields is not None:
            self.records.append((RECORDS[tag], self.fields))
            self.fields = None
            if len(self.records) > MOST_LINES:
                raise BadClaims(f"một bảng có quá {MOST_LINES} dòng")
        elif self.fields is not None:
            self.fields[tag] = "".join(self.pieces).strip()
        self.pieces = []
        super().endElement(name)


@contextmanager
def open_claims(path: Path, kind: Kind) -> Iterator[tuple[list[str], Iterator[tuple[int, list[str], float]]]]:
    """Headings and rows, as a CSV file would give them. The line of a row is its number in the order of the file."""
    tags = {tag.upper(): column for column in kind.columns for tag in (column.name, *column.also)}
    headings = [column.name for column in kind.columns if column.name not in ("trang_thai", "ten_cskcb")]
    numbers = {column.name for column in kind.columns if column.sql_type in NUMBERS}
    places = {name: place for place, name in enumerate(headings)}

    def cells(fields: dict[str, str]) -> list[str]:
        row = [""] * len(headings)
        for tag, value in fields.items():
            column = tags.get(tag)
            if column is not None and column.name in places:
                row[places[column.name]] = _plain_number(value) if column.name in numbers else value
        return row

    def rows() -> Iterator[tuple[int, list[str], float]]:
        number, faults = 1, []
        for place, (folder, share) in enumerate(_folders(path), start=1):
            try:
                for fields in _records(folder):
                    number += 1
                    yield number, cells(fields), share
            except BadClaims as fault:
                faults.append(f"Hồ sơ thứ {place} (dòng {folder.line}), {fault}")
        if faults:
            more = f" … và {len(faults) - MOST_TOLD} chỗ nữa." if len(faults) > MOST_TOLD else ""
            raise BadClaims("; ".join(faults[:MOST_TOLD]) + more)
        if number == 1:
            raise BadClaims("không có hồ sơ nào (DANHSACHHOSO/HOSO) trong tệp")

    yield headings, rows()


def _folders(path: Path) -> Iterator[tuple[Folder, float]]:
    """Each visit as soon as it is complete, and how much of the file is behind it."""
    envelope, size = _Envelope(), path.stat().st_size or 1
    parser = _parser(envelope)
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            _feed(parser, piece, envelope)
            share = min(file.tell() / size, 1.0)
            for folder in envelope.folders:
                yield folder, share
            envelope.folders.clear()
    _close(parser, envelope)


def _records(folder: Folder) -> Iterator[dict[str, str]]:
    """The visit first, then its lines, each told which visit and facility it belongs to."""
    found: list[tuple[str, dict[str, str]]] = []
    for name, packed in folder.tables:
        table = _Table()
        parser = _parser(table)
        try:
            _feed(parser, _unpacked(packed), table)
            _close(parser, table)
        except BadClaims as fault:
            raise BadClaims(f"bảng {name}: {fault}") from fault
        found += table.records
    heads = [fields for name, fields in found if name == "xml1"]
    if len(heads) != 1:
        raise BadClaims("phải có đúng một bảng XML1 (TONG_HOP)")
    facility = {"MA_CSKCB": heads[0].get("MA_CSKCB", "")}
    for name, fields in sorted(found, key=lambda record: record[0]):
        yield {**fields, **facility, "BANG": name}


def _unpacked(packed: str) -> bytes:
    if packed.startswith("<"):
        return packed.encode()  # some send the table as it is
    try:
        return base64.b64decode("".join(packed.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadClaims("nội dung không phải base64") from error


def _plain_number(text: str) -> str:
    """ "15000.50" -> "15000,5000": a point in XML never parts thousands."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    if not value.is_finite():
        return text
    whole = value.to_integral_value()
    if value == whole:
        return f"{whole:f}"
    plain = f"{value:f}"
    return f"{plain}0".replace(".", ",") if len(plain.partition(".")[2]) == 3 else plain.replace(".", ",")


def _parser(handler: _Guarded) -> Any:
    # SECURITY: a document type is where entities and references to other files come from.
    parser = create_parser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
    parser.setContentHandler(handler)
    handler.parser = parser
    return parser


def _feed(parser: Any, piece: bytes, handler: _Guarded) -> None:
    with _told(handler):
        parser.feed(piece)


def _close(parser: Any, handler: _Guarded) -> None:
    with _told(handler):
        parser.close()


@contextmanager
def _told(handler: _Guarded) -> Iterator[None]:
    try:
        yield
    except SAXParseException as error:
        where = f"dòng {error.getLineNumber()}, cột {(error.getColumnNumber() or 0) + 1}"
        raise BadClaims(f"{where}: XML hỏng ({error.getMessage()})") from error
    except DefusedXmlException as error:
        raise BadClaims("có DOCTYPE hoặc ENTITY, không được dùng trong tệp này") from error
    except (SAXException, ValueError, LookupError) as error:
        raise BadClaims("XML hỏng hoặc bảng mã không đọc được") from error
    except BadClaims as fault:
        raise BadClaims(f"dòng {handler.line}: {fault}") from fault
