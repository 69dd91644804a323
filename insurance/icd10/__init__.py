"""Plain names of common diseases by their ICD-10 code, in our own words, for people who are no doctors."""

from functools import cache
from pathlib import Path

from django.utils.translation import get_language

FILE = Path(__file__).parent / "names.tsv"


def plain_name(code: str) -> str:
    """The name of a code, or of its three-character group: "J45.9" is asthma. Empty when the table has none."""
    names = _names()
    found = names.get(code) or names.get(code[:3])
    if found is None:
        return ""
    vietnamese, english = found
    return english if (get_language() or "vi").startswith("en") else vietnamese


@cache
def _names() -> dict[str, tuple[str, str]]:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return {code: (vietnamese, english) for code, vietnamese, english in (line.split("\t") for line in lines)}
