"""One thing of a row that may be wrong: how its value is typed, read and written.

A field is plain when an accepted value can be written into the row as it is. The others stand for facts that an office
corrects elsewhere (a hospital, an employer, the payment system); the officer then says how.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg.types.range import DateRange

from insurance import words
from insurance.rules.months import add_months

MOST_MONEY = 10**12
MOST_TEXT = 200
DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
MONTHS = re.compile(r"(0?[1-9]|1[0-2])/(\d{4})(?:\s*[-–]\s*(0?[1-9]|1[0-2])/(\d{4}))?", re.ASCII)


class Input(StrEnum):
    """How a value is typed."""

    TEXT = "text"
    DAY = "day"
    MONEY = "money"
    NUMBER = "number"
    DIGITS = "digits"
    MONTHS = "months"
    CHOICE = "choice"
    NOTHING = "nothing"  # the row as a whole is wrong: there is no other value


HINTS: Mapping[Input, str | Promise] = {
    Input.TEXT: "",
    Input.DAY: gettext_lazy("Ngày/tháng/năm, ví dụ 05/09/1990."),
    Input.MONEY: gettext_lazy("Số tiền bằng đồng, ví dụ 5.200.000."),
    Input.NUMBER: gettext_lazy("Một con số, ví dụ 5 hoặc 2,34."),
    Input.DIGITS: gettext_lazy("Chỉ chữ số."),
    Input.MONTHS: gettext_lazy("Tháng/năm, ví dụ 03/2019 – 08/2019."),
    Input.CHOICE: gettext_lazy("Chọn một dòng."),
    Input.NOTHING: gettext_lazy("Không cần ghi giá trị khác."),
}


@dataclass(frozen=True)
class Field:
    """One thing of a row that may be wrong. `attribute` is what an accepted value is written to, if it is plain."""

    name: str
    label: str | Promise
    input: Input = Input.TEXT
    attribute: str = ""  # where the value on record is read; empty: there is none to show
    is_plain: bool = False
    needs_second: bool = False
    also: tuple[tuple[str, Any], ...] = ()  # further columns that follow from the new value
    hint: str | Promise = ""
    choices: Sequence[tuple[str, Any]] = ()

    def recorded(self, row: Any) -> str:
        """The value on record, in words; nothing when there is none."""
        value = getattr(row, self.attribute) if self.attribute else ""
        return self.written(value() if callable(value) else value)

    def written(self, value: Any) -> str:
        if value in (None, ""):
            return ""
        if self.input is Input.MONEY:
            return words.dong(int(value))
        if self.input is Input.DAY:
            return date_format(value if isinstance(value, date) else _day(str(value)))
        if self.input is Input.NUMBER:
            return words.number(Decimal(str(value)))
        if self.input is Input.CHOICE:
            return str(dict(self.choices).get(str(value), value))
        if hasattr(value, "lower") and hasattr(value, "upper") and not isinstance(value, str):  # a range
            whole_months = value.lower.day == value.upper.day == 1 and self.input is Input.MONTHS
            return (
                words.months_between(value.lower, value.upper)
                if whole_months
                else words.days(value.lower, value.upper)
            )
        return str(value)

    def value_of(self, asked: Any) -> Any:
        """What is written into the row, of the JSON value `read` gave."""
        if self.input is not Input.MONTHS:
            return asked
        first, last = _months(MONTHS.fullmatch(str(asked)))
        return DateRange(first, add_months(last, 1))

    def read(self, text: str) -> Any:
        """What was typed as the JSON value to be written. Raises ValidationError with an example."""
        text = " ".join(text.split())
        if self.input is Input.NOTHING:
            return None
        if not text:
            raise ValidationError(_("Hãy ghi giá trị đúng."))
        if len(text) > MOST_TEXT:
            raise ValidationError(_("Hãy viết không quá %(count)s chữ cái.") % {"count": MOST_TEXT})
        reader = READERS.get(self.input)
        return reader(self, text) if reader else text

    @property
    def input_hint(self) -> str:
        return str(self.hint or HINTS[self.input])


def _read_day(field: Field, text: str) -> str:
    found = DAY.fullmatch(text)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])).isoformat() if found else _no_day()
    except ValueError:
        return _no_day()


def _no_day() -> str:
    raise ValidationError(_("Hãy ghi ngày/tháng/năm, ví dụ 05/09/1990."))


def _read_money(field: Field, text: str) -> int:
    digits = re.sub(r"[\s.,]|đ(ồng)?$|VND$", "", text, flags=re.IGNORECASE)
    if not (digits.isascii() and digits.isdigit()) or int(digits) >= MOST_MONEY:
        raise ValidationError(_("Hãy ghi số tiền bằng đồng, chỉ chữ số, ví dụ 5.200.000."))
    return int(digits)


def _read_number(field: Field, text: str) -> str:
    if not re.fullmatch(r"\d{1,5}([.,]\d{1,2})?", text, re.ASCII):
        raise ValidationError(_("Hãy ghi một con số, ví dụ 5 hoặc 2,34."))
    return text.replace(",", ".")


def _read_digits(field: Field, text: str) -> str:
    digits = re.sub(r"[\s.-]", "", text)
    if not (digits.isascii() and digits.isdigit()):
        raise ValidationError(_("Hãy ghi chỉ chữ số."))
    return digits


def _read_months(field: Field, text: str) -> str:
    found = MONTHS.fullmatch(text)
    if not found:
        raise ValidationError(_("Hãy ghi tháng/năm, ví dụ 03/2019 – 08/2019."))
    first, last = _months(found)
    if last < first or not 1950 <= first.year <= last.year <= 2100:
        raise ValidationError(_("Tháng sau phải bằng hoặc sau tháng đầu."))
    return f"{first:%m/%Y} – {last:%m/%Y}" if first != last else f"{first:%m/%Y}"


def _months(found: re.Match[str] | None) -> tuple[date, date]:
    """The first days of the first and the last month."""
    if found is None:
        raise ValueError("no months")
    first = date(int(found[2]), int(found[1]), 1)
    return first, date(int(found[4]), int(found[3]), 1) if found[3] else first


def _read_choice(field: Field, text: str) -> str:
    for value, label in field.choices:
        if text.casefold() in (str(value).casefold(), str(label).casefold()):
            return str(value)
    raise ValidationError(
        _("Hãy chọn một trong: %(choices)s.")
        % {"choices": ", ".join(str(label) for _value, label in field.choices)}
    )


READERS: Mapping[Input, Callable[[Field, str], Any]] = {
    Input.DAY: _read_day,
    Input.MONEY: _read_money,
    Input.NUMBER: _read_number,
    Input.DIGITS: _read_digits,
    Input.MONTHS: _read_months,
    Input.CHOICE: _read_choice,
}


def _day(text: str) -> date:
    day = parse_date(text)
    if day is None:
        raise ValueError(text)
    return day
