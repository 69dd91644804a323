"""English in a page for Vietnamese readers, found by a list nobody keeps by hand: the words of Django's own English
catalogues (and of its field types), less those that Vietnamese texts of this house also write."""

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import django
from babel.messages.pofile import read_po
from django.conf import settings

from portal.catalogue import source_strings

ROOMS = (
    "contrib/admin",
    "contrib/auth",
    "contrib/contenttypes",
    "contrib/sessions",
    "contrib/postgres",
    "conf",
)
WORD = re.compile(r"[^\W\d_]+")
PLACEHOLDER = re.compile(r"%\(\w+\)[sdr]|%[sd]|\{\w*\}|<[^>]+>|&\w+;")
ATTRIBUTES = ("aria-label", "aria-description", "title", "placeholder", "alt", "data-clear-text", "label")
UNREAD = {"script", "style", "template", "code", "svg"}
# Names and what everybody writes the same way.
SAME = {
    "admin",
    "ajax",
    "byte",
    "django",
    "email",
    "gb",
    "kb",
    "mb",
    "pb",
    "tb",
    "html",
    "http",
    "https",
    "ipv",
    "json",
    "postgresql",
    "url",
    "uuid",
    "web",
}


def django_messages(domain: str = "django") -> Iterator[tuple[str | None, str, str]]:
    """(context, msgid, its plural or "") of every text Django shows a member of staff, in English.

    Not names of languages, nor the pages of a developer (DEBUG).
    """
    languages = {name for _code, name in django.conf.global_settings.LANGUAGES}
    for room in ROOMS:
        path = Path(django.__file__).parent / room / "locale/en/LC_MESSAGES" / f"{domain}.po"
        if path.exists():
            with path.open("rb") as source:
                for message in read_po(source, locale="en"):
                    one, many = (message.id, "") if isinstance(message.id, str) else message.id[:2]
                    if one and one not in languages and not DEVELOPERS.search(one):
                        yield message.context, one, many


DEVELOPERS = re.compile(
    r"DEBUG|Django (Doc|Comm)|release notes|Topics, ref|Polling|Get started|Connect, get|install worked|Referer|"
    r"CSRF cookie|disable cookies|Index of|Directory index|allow_future"
)


def words(text: str) -> set[str]:
    return {word.lower() for word in WORD.findall(PLACEHOLDER.sub(" ", text))}


@cache
def english_words() -> frozenset[str]:
    """Words of three letters or more that only English texts write."""
    found = set().union(*(words(f"{one} {many}") for _context, one, many in [*django_messages(), *scripts()]))
    ours: set[str] = set(SAME)
    for message in source_strings():
        if message.id:
            ours |= words(message.id if isinstance(message.id, str) else message.id[0])
    for path in (Path(settings.BASE_DIR) / "locale/vi/LC_MESSAGES").glob("*.po"):
        with path.open("rb") as source:
            for message in read_po(source, locale="vi"):
                ours |= words(message.string if isinstance(message.string, str) else " ".join(message.string))
    return frozenset(word for word in found - ours if len(word) > 2 and word.isascii())


def scripts() -> Iterator[tuple[str | None, str, str]]:
    return django_messages("djangojs")


class Reader(HTMLParser):
    """What a page says: texts, labels, buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNREAD:
            self.open.append(tag)
        given = dict(attrs)
        self.texts += [text for name in ATTRIBUTES if (text := given.get(name))]
        if tag == "input" and given.get("type") in {"submit", "button", "reset"}:
            self.texts.append(given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if not self.open:
            self.texts.append(data)


def texts(page: str) -> list[str]:
    reader = Reader()
    reader.feed(page)
    return reader.texts


def english_in(page: str) -> set[str]:
    """`word: the text it stands in`."""
    found = set()
    for text in texts(page):
        for word in words(text) & english_words():
            found.add(f"{word}: {' '.join(text.split())[:80]}")
    return found
