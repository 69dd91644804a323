"""Coming back without an account: a number and a code, counted, with one answer for everything that does not match.

What a browser has opened once it may open again until the session ends; the session names it, the address does not
have to be guessed.
"""

import hmac
from typing import TypeVar
from uuid import UUID

from django.http import Http404, HttpRequest

from citizens.limits import DAY, HOUR, Limit, network_of, spend, take
from insurance.lookups.gate import neighbourhood_of
from support.models import CallbackBooking, SupportRequest
from support.models.followed import Followed, code_of

Row = TypeVar("Row", bound=Followed)

SESSION_KEY = "followed"
MOST_REMEMBERED = 20
OF_NETWORK = (Limit(20, HOUR), Limit(60, DAY))
OF_NEIGHBOURHOOD = (Limit(60, HOUR), Limit(200, DAY))
OF_NUMBER = (Limit(10, HOUR),)
OF_ALL = Limit(600, HOUR)
NOBODYS = "0" * 43  # the submission of a row that does not exist: as much work as any other


def tidy(text: str) -> str:
    return "".join(char for char in text.upper() if char.isascii() and char.isalnum())


def admit(request: HttpRequest, number: str) -> bool:
    """Count one try. The same statements whether or not there is such a number."""
    network = network_of(request)
    return (
        take("follow", network, OF_NETWORK)
        and take("follow-near", neighbourhood_of(network), OF_NEIGHBOURHOOD)
        and take("follow-number", tidy(number), OF_NUMBER)
        and spend("follow", OF_ALL)
    )


def find(number: str, code: str) -> SupportRequest | CallbackBooking | None:
    """What this number and code open; one query and one comparison for whatever is typed."""
    plain = tidy(number)
    spelt = f"{plain[:2]}-{plain[2:4]}-{plain[4:12]}"
    model = CallbackBooking if plain.startswith("GL") else SupportRequest
    row = model.objects.of_nobody().filter(number=spelt).first()
    expected = code_of(row.submission if row else NOBODYS)
    matches = hmac.compare_digest(expected.encode(), tidy(code).encode())
    return row if row is not None and matches else None


def remember(request: HttpRequest, row: Followed) -> None:
    known = [key for key in request.session.get(SESSION_KEY, []) if key != str(row.public_id)]
    request.session[SESSION_KEY] = [*known, str(row.public_id)][-MOST_REMEMBERED:]


def followed(request: HttpRequest, model: type[Row], public_id: UUID) -> Row:
    """The row this session has opened; everything else is the same 404."""
    if str(public_id) in request.session.get(SESSION_KEY, []):
        row: Row | None = model._default_manager.of_nobody().filter(public_id=public_id).first()  # type: ignore[attr-defined]
        if row is not None:
            return row
    raise Http404
