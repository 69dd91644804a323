"""One cell of a file as text that the database reads as a value. What cannot be one raises BadCell with a sentence.

Every reader takes the cell without outer spaces and gives text for COPY, or None for "nothing".
"""

import re
from collections.abc import Callable, Mapping
from datetime import date

from territory.spreadsheets import meant
from territory.text import fold

Reader = Callable[[str], str | None]

_MONTH = re.compile(r"(0?[1-9]|1[0-2])[/.-](\d{4})")
_ISO_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])(?:-01)?")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_GROUPED = re.compile(r"\d{1,3}(?:([.,\u00a0 ])\d{3})(?:\1\d{3})*")
_DECIMAL = re.compile(r"\d+(?:[.,]\d+)?")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?")
_ICD = re.compile(r"([A-Z]\d{2})\.?(\d{1,2})?[*†+]?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
MOST_MONEY = 10**15  # far above any amount of one person, far below what a column holds
EARLIEST, LATEST = 1945, 2100  # years outside are a slip of the pen


class BadCell(ValueError):  # noqa: N818 - said of the cell
    """The sentence says what is expected; the cell itself stands beside it in the list."""


class Memo(dict[str, "str | None"]):
    """Remembers what a cell's text became: months, job titles and codes repeat by the hundred thousand."""

    most = 20_000

    def __init__(self, read: Reader) -> None:
        super().__init__()
        self.read = read

    def value_of(self, cell: str) -> str | None:
        return self.read(meant(cell.strip()))  # our own error files put an apostrophe there

    def __missing__(self, cell: str) -> str | None:
        value = self.value_of(cell)
        if len(self) < self.most:
            self[cell] = value
        return value


NOTHING = r"\N"  # how COPY is told that there is no value
_COPIED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def copied(value: str | None) -> str:
    """A value as a field of a line for COPY."""
    return NOTHING if value is None else value.translate(_COPIED)


class CopyMemo(dict[str, str]):
    """The same for COPY: the field is put together once for each different cell."""

    def __init__(self, read: Reader) -> None:
        super().__init__()
        self.memo = Memo(read)

    def __missing__(self, cell: str) -> str:
        field = copied(self.memo.value_of(cell))
        if len(self) < Memo.most:
            self[cell] = field
        return field


def required(read: Reader) -> Reader:
    def reader(text: str) -> str | None:
        if not text:
            raise BadCell("Ô này không được để trống.")
        return read(text)

    return reader


def text(most: int) -> Reader:
    def reader(text: str) -> str | None:
        if len(text) > most:
            raise BadCell(f"Dài quá {most} ký tự.")
        if _CONTROL.search(text):
            raise BadCell("Có ký tự lạ không đọc được.")
        return text

    return reader


def pattern(form: str, sentence: str, *, clean: str = " .-", upper: bool = True) -> Reader:
    """Text of one form, after the separators people type are taken out."""
    compiled, separators = re.compile(form), str.maketrans("", "", clean)

    def reader(text: str) -> str | None:
        value = text.translate(separators)
        value = value.upper() if upper else value
        if value and compiled.fullmatch(value) is None:
            raise BadCell(sentence)
        return value or None

    return reader


def digits(length: int) -> Reader:
    return pattern(rf"[0-9]{{{length}}}", f"Phải có đúng {length} chữ số.")


def month(text: str) -> str | None:
    """ "03/2019", "2019-03" or a spreadsheet's date on the first -> "2019-03-01"."""
    if not text:
        return None
    if match := _MONTH.fullmatch(text):
        year, number = int(match[2]), int(match[1])
    elif match := _ISO_MONTH.fullmatch(text):
        year, number = int(match[1]), int(match[2])
    else:
        raise BadCell("Phải là tháng và năm, như 03/2019.")
    if not EARLIEST <= year <= LATEST:
        raise BadCell(f"Năm phải từ {EARLIEST} đến {LATEST}.")
    return f"{year:04d}-{number:02d}-01"


def day(text: str) -> str | None:
    """ "05/03/2019", "2019-03-05" or "20190305" -> "2019-03-05"."""
    if not text:
        return None
    if match := _DAY.fullmatch(text):
        parts = (match[3], match[2], match[1])
    elif match := _ISO_DAY.fullmatch(text):
        parts = (match[1], match[2], match[3])
    elif len(text) == 8 and text.isascii() and text.isdigit():
        parts = (text[:4], text[4:6], text[6:])
    else:
        raise BadCell("Phải là ngày, tháng, năm, như 05/03/2019.")
    try:
        value = date(*map(int, parts))
    except ValueError:
        raise BadCell("Ngày này không có trong lịch.") from None
    if not EARLIEST <= value.year <= LATEST:
        raise BadCell(f"Năm phải từ {EARLIEST} đến {LATEST}.")
    return value.isoformat()


def money(text: str) -> str | None:
    """ "8.500.000" or "8500000" -> "8500000": whole VND."""
    if not text:
        return None
    if _GROUPED.fullmatch(text):
        text = re.sub(r"[.,\u00a0 ]", "", text)
    if not (text.isascii() and text.isdigit()):
        raise BadCell("Phải là số tiền tròn đồng, không âm, như 8.500.000.")
    if int(text) > MOST_MONEY:
        raise BadCell("Số tiền quá lớn.")
    return str(int(text))


def signed_money(text: str) -> str | None:
    """ "-8.500.000" too: a balance that is in somebody's favour."""
    minus = text[:1] in ("-", "−")
    value = money(text[1:].lstrip() if minus else text)
    return f"-{value}" if minus and value not in (None, "0") else value


def decimal(whole: int, places: int) -> Reader:
    """A number with decimals behind a comma or point."""

    def reader(text: str) -> str | None:
        if not text:
            return None
        if _DECIMAL.fullmatch(text) is None:
            raise BadCell("Phải là số không âm, như 2,34.")
        before, _mark, after = text.replace(",", ".").partition(".")
        if len(before.lstrip("0")) > whole or len(after.rstrip("0")) > places:
            raise BadCell(f"Tối đa {whole} chữ số trước và {places} chữ số sau dấu phẩy.")
        return f"{before}.{after}" if after else before

    return reader


def count(most: int) -> Reader:
    def reader(text: str) -> str | None:
        if not text:
            return None
        if not (text.isascii() and text.isdigit()) or int(text) > most:
            raise BadCell(f"Phải là số nguyên từ 0 đến {most}.")
        return str(int(text))

    return reader


def amount(text: str) -> str | None:
    """ "8.500.000", "1234,5" or "1234.5" -> a number for `numeric`: đồng and parts of a đồng."""
    if not text:
        return None
    if _GROUPED.fullmatch(text):
        text = re.sub(r"[.,\u00a0 ]", "", text)
    if _DECIMAL.fullmatch(text) is None or not text.isascii():
        raise BadCell("Phải là số không âm, như 8.500.000 hoặc 1234,5.")
    before, _mark, after = text.replace(",", ".").partition(".")
    if int(before) > MOST_MONEY:
        raise BadCell("Số tiền quá lớn.")
    if len(after.rstrip("0")) > 4:
        raise BadCell("Tối đa 4 chữ số sau dấu phẩy.")
    return f"{int(before)}.{after}" if after else str(int(before))


def moment(text: str) -> str | None:
    """ "202603051430", "05/03/2026 14:30" or a day alone -> a moment in Vietnam."""
    if not text:
        return None
    if len(text) == 12 and text.isascii() and text.isdigit():
        date_part, hours, minutes = text[:8], text[8:10], text[10:]
    else:
        date_part, _space, clock = text.replace("T", " ").partition(" ")
        match = _CLOCK.fullmatch(clock or "00:00")
        if match is None:
            raise BadCell("Phải là ngày và giờ, như 05/03/2026 14:30 hoặc 202603051430.")
        hours, minutes = match[1], match[2]
    if int(hours) > 23 or int(minutes) > 59:
        raise BadCell("Giờ phải từ 00:00 đến 23:59.")
    return f"{day(date_part)} {int(hours):02d}:{minutes}:00+07:00"


def icd(text: str) -> str | None:
    """ "j209" or "J20.9" -> "J20.9"."""
    if not text:
        return None
    match = _ICD.fullmatch(text.upper())
    if match is None:
        raise BadCell("Mã bệnh phải theo ICD-10, như J20.9.")
    return f"{match[1]}.{match[2]}" if match[2] else match[1]


def icds(text: str) -> str | None:
    """ "I10;E11.9" -> an array of the database."""
    codes = [icd(part.strip()) for part in re.split(r"[;,]", text) if part.strip()]
    return f"{{{','.join(filter(None, codes))}}}"


def last_of(read: Reader) -> Reader:
    """The last of several values with semicolons: hospitals add a new card behind the old one."""

    def reader(text: str) -> str | None:
        parts = [part.strip() for part in text.split(";") if part.strip()]
        return read(parts[-1] if parts else "")

    return reader


def masked_account(text: str) -> str | None:
    """SECURITY: of an account number only the last four digits go on, whatever was sent."""
    digits = re.sub(r"[\s.*xX-]", "", text)
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit()) or len(digits) < 3 or len(digits) > 30:
        raise BadCell("Phải là số tài khoản; hệ thống chỉ giữ bốn số cuối.")
    return f"******{digits[-4:]}"


def choice(values: Mapping[str, str], *, codes: bool = True) -> Reader:
    """One of the codes, or the words people know it by; signs and capitals do not matter. The sentence to who erred
    names the codes too, unless they are nobody's to type."""
    known = {_plain(words): code for code, words in values.items()}
    known.update({_plain(code): code for code in values})
    told = (f"{code} ({words})" if codes else words for code, words in values.items())
    sentence = f"Phải là một trong: {', '.join(told)}."

    def reader(text: str) -> str | None:
        if not text:
            return None
        try:
            return known[_plain(text)]
        except KeyError:
            raise BadCell(sentence) from None

    return reader


def _plain(words: str) -> str:
    return "".join(char for char in fold(words) if char.isalnum() or char == "_")
