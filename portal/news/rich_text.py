"""Rich text by an allow-list: what the editor can write, and nothing else.

Cleaned when it is written (form, model) and again when it is read, so that a row that came in by another way harms
nobody. One attribute is left: the address of a link.
"""

import re

import nh3
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

TAGS = {"p", "br", "h2", "h3", "strong", "em", "ul", "ol", "li", "blockquote", "a"}
SCHEMES = {"https", "http", "mailto", "tel"}
# What an empty editor leaves behind.
EMPTY = re.compile(r"(?:<p>(?:\s|<br>|&nbsp;)*</p>\s*)+")
# An address on another host that looks like a path of ours: browsers read "\" as "/" and drop tabs and line ends.
FOREIGN_PATH = re.compile(r"[\s\x00-\x20]*[/\\][\s\x00-\x20]*[/\\]")


def _attribute(tag: str, name: str, value: str) -> str | None:
    return None if FOREIGN_PATH.match(value) else value.strip()


_cleaner = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags={"script", "style", "template", "noscript", "svg", "math", "iframe", "object"},
    attributes={"a": {"href"}},
    attribute_filter=_attribute,
    url_schemes=SCHEMES,
    link_rel=None,  # our own `Referrer-Policy` says what leaves; links open in the same window
    strip_comments=True,
)


def clean(html: str) -> str:
    """Only allowed elements; nothing at all for what shows nothing."""
    cleaned = _cleaner.clean(html).strip()
    return "" if EMPTY.fullmatch(cleaned) else cleaned


def readable(html: str) -> SafeString:
    """Rich text for a page, cleaned once more."""
    return mark_safe(clean(html))  # noqa: S308 - the allow-list above made it


def plain(html: str) -> str:
    """Its words, for searches and excerpts."""
    return re.sub(r"\s+", " ", strip_tags(html.replace("<", " <"))).strip()
