"""How a reader wants pages shown: text size and theme, each kept in a cookie that says nothing else."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

YEAR = 365 * 24 * 60 * 60


@dataclass(frozen=True)
class Choice:
    """One setting: its cookie and form field name, what it may be (the first is the default)."""

    name: str
    values: tuple[str, ...]

    def chosen(self, request: HttpRequest) -> str:
        value = request.COOKIES.get(self.name, "")
        return value if value in self.values else self.values[0]

    def remember(self, value: str, response: HttpResponse) -> None:
        """Keep a known value for a year; an unknown one changes nothing."""
        if value in self.values:
            response.set_cookie(
                self.name, value, max_age=YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax"
            )


TEXT_SIZES = Choice("text_size", ("m", "s", "l", "xl"))
THEMES = Choice("theme", ("auto", "light", "dark", "contrast"))
