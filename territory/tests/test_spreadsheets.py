"""No cell the site writes is a formula, and what was written can be read back."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from territory.spreadsheets import inert, meant


@pytest.mark.parametrize(
    "text", ["=1", " +1", "-1", "@a", "\t1", "\r1", "\n1", "＝1", "\u200b＠x", "\ufeff=1", "\xa0=1"]
)
def test_what_could_be_a_formula_gets_an_apostrophe(text: str) -> None:
    assert inert(text) == f"'{text}"
    assert meant(f"'{text}") == text


@pytest.mark.parametrize("value", ["Công ty A-B", "1-2", "", "'abc", -5, None, 1.5])
def test_everything_else_stays_as_it_is(value: object) -> None:
    assert inert(value) == value


@given(st.text() | st.text("=+-@;,\t\r\n'\" a\u200b＝"))
@example('a;"=1+1"')
@example(",=1\n@a")
def test_nothing_is_lost_and_no_cell_is_a_formula_however_it_is_split(text: str) -> None:
    """Read back split at commas as we wrote it, and at semicolons, tabs and all of them as other programs do."""
    written = inert(text)
    assert meant(written) == text
    file = io.StringIO(newline="")
    csv.writer(file).writerows([[written, written], [written, "1"]])
    for splitters in (",", ";", "\t", ",;\t"):
        for cell in split(file.getvalue(), splitters):
            assert cell.strip("\ufeff\u200b\u200c\u200d\u2060\x00 \t\r\n\xa0")[:1] not in tuple(
                "=+-@＝＋－＠"
            )


def split(text: str, splitters: str) -> list[str]:
    """Cells as LibreOffice makes them: any of the signs splits, quotes count where a cell begins."""
    cells, place = [], 0
    while place < len(text):
        cell = ""
        if text[place] == '"':
            place += 1
            while place < len(text) and (text[place] != '"' or text[place + 1 : place + 2] == '"'):
                cell += text[place]
                place += 2 if text[place] == '"' else 1
            place += 1
        while place < len(text) and text[place] not in splitters + "\r\n":
            cell += text[place]
            place += 1
        cells.append(cell)
        place += 1
    return cells
