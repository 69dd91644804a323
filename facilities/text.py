"""Words people search places with. `place_fold` here and in the database (migration 0001) give the same result."""

import re

from territory.text import fold

ABBREVIATIONS = (
    ("tphcm", "thanh pho ho chi minh"),
    ("hcm", "ho chi minh"),
    ("bvdk", "benh vien da khoa"),
    ("bv", "benh vien"),
    ("ttyt", "trung tam y te"),
    ("tyt", "tram y te"),
    ("pkdk", "phong kham da khoa"),
    ("pk", "phong kham"),
    ("dk", "da khoa"),
    ("bhxh", "bao hiem xa hoi"),
    ("bhyt", "bao hiem y te"),
    ("yhct", "y hoc co truyen"),
    ("dh", "dai hoc"),
    ("tw", "trung uong"),
    ("tp", "thanh pho"),
    ("tx", "thi xa"),
)
_NUMBERED = (("q", "quan"), ("p", "phuong"))  # "q.1", "P12"
_EXPANSIONS = [
    *((re.compile(rf"\b{short} ?(\d+)\b"), rf"{long} \1") for short, long in _NUMBERED),
    *((re.compile(rf"\b{short}\b"), long) for short, long in ABBREVIATIONS),
]
_WORD = re.compile(r"[a-z]+ \d+\b|\S+")


def place_fold(text: str) -> str:
    """Folded, punctuation gone, abbreviations written out: "BV. Q.1" -> "benh vien quan 1"."""
    folded = re.sub(r"[^a-z0-9]+", " ", f" {fold(text)} ")
    for short, long in _EXPANSIONS:
        folded = short.sub(long, folded)
    return folded.strip()


def search_words(text: str) -> list[str]:
    """What must stand in a place's text, each by itself. A number stays with the word before it: "quan 1"."""
    return _WORD.findall(place_fold(text))
