"""What this site promises those who ask: dated numbers of `data/service_terms.toml`, and the facts of the hotline."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language

from citizens.rules.parameters import Parameter, latest, read

FILE = Path(__file__).parent / "data" / "service_terms.toml"


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@cache
def rows() -> tuple[Parameter, ...]:
    return read(FILE)


def in_force(key: str, day: date) -> int:
    """The value of `key` on a day. Raises LookupError when none had begun."""
    return latest(rows(), key, day).value


def callback_hours() -> tuple[int, ...]:
    """The hours of the day, in Việt Nam, at which a call-back slot begins."""
    return tuple(_raw()["callback"]["hours"])


@dataclass(frozen=True)
class Hotline:
    number: str
    tel: str
    hours: str
    hours_unsure: bool
    cost: str
    cost_unsure: bool
    checked: date


def hotline_number() -> str:
    """As people read it. Sentences name it too; a test finds those that say another."""
    return str(_raw()["hotline"]["number"])


def hotline() -> Hotline:
    """What the card says, in the reader's language, with how sure we are of each fact."""
    raw = _raw()["hotline"]
    language = "en" if get_language() == "en" else "vi"
    cost = raw["cost"]
    return Hotline(
        raw["number"],
        raw["tel"],
        raw["hours"][language],
        raw["hours"]["certainty"] == "U",
        cost[language].format(amount=number_format(cost["amount"], force_grouping=True)),
        cost["certainty"] == "U",
        raw["checked"],
    )
