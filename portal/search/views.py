"""The search in every page's head. Knows public pages only; words are neither kept nor logged."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from citizens.access import public
from portal.http import HtmxHttpRequest, render_page
from portal.search.ranking import Found, rank
from portal.search.sources import SOURCES, known_words
from support.assistant.text import repaired, syllables

MOST_WORDS = 120  # characters
PAGE_SIZE = 12
GROUPS: dict[str, str | Promise] = {
    "viec": _("Việc làm được ở đây"),
    "hoi-dap": _("Hỏi đáp"),
    "tin": _("Tin tức và video"),
    "noi": _("Địa điểm"),
}
# What looks like the number of a person or a card: it is looked up elsewhere, with care.
NUMBER = re.compile(r"(?:\d[ .\-]?){9,}|\b[A-Z]{2}\d{13}\b", re.IGNORECASE)


@dataclass(frozen=True)
class Asked:
    """`words`: what was typed, cut to a length. `meant`: with mistyped words set right."""

    words: str
    group: str

    @property
    def is_number(self) -> bool:
        return bool(NUMBER.search(self.words))

    @property
    def meant(self) -> str:
        known = known_words()
        found = [repaired(word, known) for word in syllables(self.words)]
        return " ".join(found)


@public
@require_safe
def search(request: HtmxHttpRequest) -> HttpResponse:
    """What people typed, in everything the site has for everybody."""
    asked = Asked(
        " ".join(request.GET.get("q", "").replace("\x00", "").split())[:MOST_WORDS],
        request.GET.get("nhom", "") if request.GET.get("nhom") in GROUPS else "",
    )
    found, corrected = ([], "") if asked.is_number or not asked.words else _find(asked)
    shown = [one for one in found if not asked.group or one.candidate.group == asked.group]
    context = {
        "words": asked.words,
        "group": asked.group,
        "is_number": asked.is_number,
        "corrected": corrected,
        "tabs": _tabs(asked, found),
        "page": Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page")),
        "groups": GROUPS,
    }
    return render_page(request, "search/search.html", context, partial="results")


def _find(asked: Asked) -> tuple[list[Found], str]:
    """As typed; when that finds little, as it was probably meant too. Returns the words that were put right."""
    found = _ranked(asked.words)
    if found and found[0].score >= 0.8:
        return found, ""
    meant = asked.meant
    if meant == " ".join(syllables(asked.words)):
        return found, ""
    better = _ranked(meant)
    if better and (not found or better[0].score > found[0].score):
        return better, meant
    return found, ""


def _ranked(words: str) -> list[Found]:
    return rank(words, [candidate for source in SOURCES.values() for candidate in source(words)])


def _tabs(asked: Asked, found: list[Found]) -> list[dict[str, Any]]:
    """All, and each group that has something."""
    counts = {group: sum(one.candidate.group == group for one in found) for group in GROUPS}
    base = reverse("portal:search")
    tabs: list[dict[str, Any]] = [{"words": _("Tất cả (%(count)s)") % {"count": len(found)}, "group": ""}]
    tabs += [
        {"words": f"{words} ({counts[group]})", "group": group}
        for group, words in GROUPS.items()
        if counts[group]
    ]
    for tab in tabs:
        query = {"q": asked.words} | ({"nhom": tab["group"]} if tab["group"] else {})
        tab["url"] = f"{base}?{urlencode(query)}"
        tab["current"] = tab["group"] == asked.group
    return tabs
