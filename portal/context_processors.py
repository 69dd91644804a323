"""What every page's frame shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from citizens.asking import acting_for, counter_until, is_at_counter
from citizens.demo import DEMO_PASSWORD, PERSONAS, second_factor
from portal.display import TEXT_SIZES, THEMES
from support.parameters import hotline_number

ENGLISH = "/en/"


def page(request: HttpRequest) -> dict[str, Any]:
    """Site name, contact, display choices and the same page in the other language."""
    return {
        "site_name": "An Sinh",
        "contact_hotline": hotline_number(),
        "contact_email": settings.CONTACT_EMAIL,
        "demo": settings.DEMO,
        "demo_accounts": demo_accounts,
        "demo_code": second_factor.code
        if settings.DEMO
        else "",  # asked for by the second step's pages alone
        "text_size": TEXT_SIZES.chosen(request),
        "theme": THEMES.chosen(request),
        "language_links": language_links(request),
        # Lazy: a page made after a crash must ask nothing.
        "acting_for": SimpleLazyObject(lambda: acting_for(request)),
        "at_counter": SimpleLazyObject(lambda: is_at_counter(request)),
        "counter_until": SimpleLazyObject(lambda: counter_until(request)),
    }


def demo_accounts() -> list[dict[str, str]]:
    """Sign-ins to offer beside the form; none outside the demo. Called only by the pages that show them."""
    if not settings.DEMO:
        return []
    english = get_language() == "en"
    return [
        {"persona": p.title_en if english else p.title, "sign_in": p.sign_in, "password": DEMO_PASSWORD}
        for p in PERSONAS
    ]


def language_links(request: HttpRequest) -> list[dict[str, Any]]:
    """One entry a language: code, name, url of this very page, current. English lies under /en/, at the same slugs."""
    current = get_language()
    path = request.get_full_path()
    if path.startswith(ENGLISH):
        path = path[len(ENGLISH) - 1 :]
    return [
        {"code": "vi", "name": "Tiếng Việt", "url": path, "current": current == "vi"},
        {"code": "en", "name": "English", "url": ENGLISH + path[1:], "current": current == "en"},
    ]
