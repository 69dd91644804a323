"""Text that a spreadsheet opens as text: the guard of every CSV and XLSX file the site writes (threat T23).

Our files are split at commas. A program that splits them at semicolons or tabs as well (the ready choice of
LibreOffice, and of Excel where the comma is the decimal sign) makes new cells of what stands behind those: that
beginning is guarded too.
"""

import re
from typing import Any

MARKS = "=+\\-@＝＋－＠"  # what begins a formula, in the wide forms of Asian keyboards too
UNSEEN = "\ufeff\u200b-\u200d\u2060\x00"  # signs without width, which may be dropped
# After a break some programs look at what is next. An apostrophe counts with what stands behind it, so that `meant`
# always finds back what was.
RISKY_START = re.compile(rf"[\s'{UNSEEN}]*[{MARKS}]|'*[\t\r\n]")
RISKY_INSIDE = re.compile(rf"(?<=[;\t\r\n])(?=[\s\"'{UNSEEN}]*[{MARKS}])")
GUARDED_INSIDE = re.compile(rf"(?<=[;\t\r\n])'(?=[\s\"'{UNSEEN}]*[{MARKS}])")


def inert(value: Any) -> Any:
    """The value, with an apostrophe where a spreadsheet would begin a formula. Only text can be one."""
    if not isinstance(value, str):
        return value
    guarded = RISKY_INSIDE.sub("'", value)
    return f"'{guarded}" if is_risky(guarded) else guarded


def meant(text: str) -> str:
    """What `inert` was given, from what it wrote."""
    text = text[1:] if text[:1] == "'" and is_risky(text[1:]) else text
    return GUARDED_INSIDE.sub("", text)


def is_risky(text: str) -> bool:
    return RISKY_START.match(text) is not None
