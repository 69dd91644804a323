"""A file as rows of cells, one at a time: CSV, XLSX and the XML of claims. A file of any length needs the memory of
one row (of one visit, for claims). What it is, is told by what stands in it, not by its name."""

import csv
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from openpyxl import load_workbook

from insurance.imports.claims_xml import BadClaims, open_claims
from insurance.imports.kind import Column, Kind
from territory.text import fold

MOST_UNPACKED = 1_000_000_000  # bytes an XLSX file may become: more is a trap, not a list
ERROR_COLUMNS = ("dong", "cot", "gia_tri", "ly_do")  # what our error files add in front


class UnreadableFile(Exception):  # noqa: N818 - it is about the file
    """The file as a whole cannot be read; the sentence says why and what to do."""


@dataclass
class Table:
    """Headings understood, and the rows: the line each stands on, its cells, and how far the file is read."""

    headings: list[str | None]  # our column's name, an error column's, or None for one we have no use for
    unknown: list[str]
    rows: Iterator[tuple[int, list[str], float]]


def form_of(beginning: bytes) -> str:
    """ "csv", "xlsx" or "xml", by the first bytes. Raises UnreadableFile."""
    if beginning.startswith(b"PK\x03\x04"):
        return "xlsx"
    if beginning.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile("Tệp Excel kiểu cũ (.xls). Hãy mở bằng Excel và lưu lại dạng .xlsx.")
    if beginning.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return "xml"
    if b"\x00" in beginning:
        raise UnreadableFile("Chỉ đọc được tệp CSV dạng UTF-8, tệp .xlsx, và tệp XML của khám chữa bệnh.")
    return "csv"


@contextmanager
def open_table(path: Path, kind: Kind) -> Iterator[Table]:
    """Read `path`. Raises UnreadableFile."""
    try:
        with path.open("rb") as file:
            form = form_of(file.read(1024))
        if form == "xml":
            if not kind.xml:
                raise UnreadableFile("Tệp XML chỉ dùng cho khám chữa bệnh. Hãy dùng CSV hoặc XLSX.")
            with open_claims(path, kind) as (headings, rows):
                yield Table(list(headings), [], rows)
            return
        with (_open_xlsx if form == "xlsx" else _open_csv)(path) as rows:
            _line, header, _share = next(rows, (1, [], 0.0))
            names, unknown = understand(header, kind)
            yield Table(names, unknown, rows)
    except BadClaims as error:
        sentence = str(error)
        raise UnreadableFile(f"Tệp XML không đọc được: {sentence}.") from error
    except OSError as error:
        raise UnreadableFile(f"Không mở được tệp: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UnreadableFile("Tệp không phải UTF-8. Hãy lưu lại dạng CSV UTF-8.") from error
    except csv.Error as error:
        raise UnreadableFile("Tệp CSV bị hỏng: có ô quá dài hoặc dấu nháy không đóng.") from error


def understand(header: list[str], kind: Kind) -> tuple[list[str | None], list[str]]:
    """Which of our columns each heading means."""
    names = {
        _words(spelling): column.name for column in reversed(kind.columns) for spelling in _spellings(column)
    }
    names.update({_words(name): name for name in ERROR_COLUMNS})
    headings = [names.get(_words(cell)) for cell in header]
    known = [name for name in headings if name]
    missing = [column.name for column in kind.columns if column.required and column.name not in known]
    if missing:
        raise UnreadableFile(
            f"Dòng đầu phải là tiêu đề cột; thiếu cột {', '.join(missing)}. Hãy dùng tệp mẫu."
        )
    if twice := sorted({name for name in known if known.count(name) > 1}):
        raise UnreadableFile(f"Có hai cột cùng nghĩa: {', '.join(twice)}.")
    unknown = [cell for cell, name in zip(header, headings, strict=True) if cell.strip() and not name]
    return headings, unknown


def _spellings(column: Column) -> tuple[str, ...]:
    return (column.name, *column.also)


def _words(heading: str) -> str:
    words = "".join(char if char.isalnum() else " " for char in fold(heading))
    return " ".join(words.split())


@contextmanager
def _open_csv(path: Path) -> Iterator[Iterator[tuple[int, list[str], float]]]:
    size = path.stat().st_size or 1
    with path.open("rb") as raw, io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as file:
        sample = file.read(8192)
        file.seek(0)
        delimiter = max(",;\t", key=sample.partition("\n")[0].count)
        reader = csv.reader(file, delimiter=delimiter, strict=True)

        def rows() -> Iterator[tuple[int, list[str], float]]:
            line = 1  # of the row's first line: a quoted cell may hold several
            for number, cells in enumerate(reader):
                share = raw.tell() / size if number % 1000 == 0 else -1.0
                yield line, cells, share
                line = reader.line_num + 1

        yield rows()


@contextmanager
def _open_xlsx(path: Path) -> Iterator[Iterator[tuple[int, list[str], float]]]:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > MOST_UNPACKED:
            raise UnreadableFile("Tệp XLSX giải nén ra quá lớn. Hãy chia nhỏ hoặc dùng CSV.")
        book = load_workbook(io.BytesIO(path.read_bytes()), read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError) as error:
        raise UnreadableFile("Tệp XLSX bị hỏng. Hãy mở bằng Excel và lưu lại.") from error
    try:
        sheet = book.worksheets[0]
        total = sheet.max_row or 1

        def rows() -> Iterator[tuple[int, list[str], float]]:
            for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
                yield number, [_text(cell) for cell in cells], min(number / total, 1.0)

        yield rows()
    finally:
        book.close()


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)
