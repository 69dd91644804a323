"""No cell the site writes is a formula, and what was written can be read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory.spreadsheets import inert, meant


@pytest.mark.parametrize(
    "text", ["=1", " +1", "-1", "@a", "\t1", "\r1", "\n=1", "＝1", "\u200b＠x", "\ufeff=1", "\xa0=1"]
)
def test_what_could_be_a_formula_gets_an_apostrophe(text: str) -> None:
    assert inert(text) == f"'{text}"
    assert meant(f"'{text}") == text


@pytest.mark.parametrize("value", ["Công ty A-B", "1-2", "", "'abc", -5, None, 1.5])
def test_everything_else_stays_as_it_is(value: object) -> None:
    assert inert(value) == value


@given(st.text())
def test_nothing_is_lost_and_nothing_is_a_formula(text: str) -> None:
    written = inert(text)
    assert meant(written) in (text, written)
    assert written.strip("\ufeff\u200b\u200c\u200d\u2060\x00 \t\r\n\xa0")[:1] not in tuple("=+-@＝＋－＠")
    if written != text:
        assert (written[0], written[1:]) == ("'", text)
