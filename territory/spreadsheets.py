"""Text that a spreadsheet opens as text: the guard of every CSV and XLSX file the site writes (threat T23)."""

from typing import Any

MARKS = tuple("=+-@＝＋－＠")  # what begins a formula, in the wide forms of Asian keyboards too
BREAKS = ("\t", "\r", "\n")  # at the start of a cell some programs drop them and look at what comes next
UNSEEN = "\ufeff\u200b\u200c\u200d\u2060\x00"  # signs without width, which may be dropped the same way


def inert(value: Any) -> Any:
    """The value, with an apostrophe in front when a spreadsheet would take it for a formula. Only text can be one."""
    return f"'{value}" if isinstance(value, str) and is_risky(value) else value


def meant(text: str) -> str:
    """What `inert` was given, from what it wrote."""
    return text[1:] if text[:1] == "'" and is_risky(text[1:]) else text


def is_risky(text: str) -> bool:
    if text.startswith(BREAKS):
        return True
    start = 0
    while start < len(text) and (text[start].isspace() or text[start] in UNSEEN):
        start += 1
    return text.startswith(MARKS, start)
