"""Months, durations and money as people read them, in the language of the page."""

from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from insurance.rules.months import years_and_months


def duration(months: int) -> str:
    """ "12 năm 7 tháng", "7 tháng", "12 năm"; "0 tháng" for nothing."""
    return _duration(get_language(), months)


@lru_cache(maxsize=2_000)  # a page says many, and the same again and again
def _duration(_language: str, months: int) -> str:
    years, rest = years_and_months(months)
    parts = []
    if years:
        parts.append(ngettext("%(count)s năm", "%(count)s năm", years) % {"count": years})
    if rest or not years:
        parts.append(ngettext("%(count)s tháng", "%(count)s tháng", rest) % {"count": rest})
    return " ".join(parts)


def month(first: date) -> str:
    """ "07/2026", the same in both languages."""
    return f"{first.month:02d}/{first.year}"


def last_month(end: date) -> date:
    """The last month inside a half-open range that ends at `end` (a first of month)."""
    return (end - timedelta(days=1)).replace(day=1)


def months_between(start: date, end: date) -> str:
    """A half-open range as "01/2019 – 05/2021", or "01/2019" when it is one month."""
    last = last_month(end)
    return month(start) if start == last else f"{month(start)} – {month(last)}"


def dong(amount: int) -> str:
    """ "9.200.000 đ"."""
    return _dong(get_language(), amount)


@lru_cache(maxsize=10_000)
def _dong(_language: str, amount: int) -> str:
    return _("%(amount)s đ") % {"amount": number_format(amount, force_grouping=True)}


def percent(value: Decimal) -> str:
    """ "75%", "7,4%" (7.4% in English)."""
    return f"{number_format(value.normalize())}%"


def days(first: date, end: date) -> str:
    """A half-open range of days as "03/10/2022 – 02/04/2023", or one day."""
    last = end - timedelta(days=1)
    return date_format(first) if first == last else f"{date_format(first)} – {date_format(last)}"


def number(value: Decimal | int) -> str:
    """Without needless zeros: "5", "0,5"."""
    return number_format(value.normalize() if isinstance(value, Decimal) else value, force_grouping=True)
