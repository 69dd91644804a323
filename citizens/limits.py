"""How often something may be tried. One statement decides and counts, so two requests never share the last try.

A refused try is not counted: a stranger who keeps knocking does not push back the moment of the owner.
The store is the database. Without it nothing is decided, and the request fails (security.md rule 7).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from allauth.account.adapter import get_adapter
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from citizens.models import Allowance
from citizens.secrets import fingerprint

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

TAKE = """
INSERT INTO citizens_allowance AS a (key, hits, uses, until) VALUES (%(key)s, ARRAY[%(now)s], 0, %(until)s)
ON CONFLICT (key) DO UPDATE
SET hits = ARRAY(SELECT h FROM unnest(a.hits) h WHERE h > %(since)s) || %(now)s, until = %(until)s
WHERE (SELECT count(*) FROM unnest(a.hits) h WHERE h > %(since)s) < %(amount)s
RETURNING 1
"""

# For large amounts: a plain counter for each fixed window instead of the moments themselves.
SPEND = """
INSERT INTO citizens_allowance AS a (key, hits, uses, until) VALUES (%(key)s, '{}', 1, %(until)s)
ON CONFLICT (key) DO UPDATE SET uses = a.uses + 1 WHERE a.uses < %(amount)s
RETURNING 1
"""

GIVE_BACK = (
    "UPDATE citizens_allowance SET hits = trim_array(hits, 1) WHERE key = %s AND cardinality(hits) > 0"
)


@dataclass(frozen=True)
class Limit:
    """At most `amount` in any window of the length `per`."""

    amount: int
    per: timedelta


def take(action: str, key: object, limits: Iterable[Limit]) -> bool:
    """Count one use and say whether it is allowed. Stops at the first limit that says no."""
    now = timezone.now()
    for limit in limits:
        values: dict[str, Any] = {
            "key": fingerprint("limit", action, key, limit.amount, limit.per),
            "now": now,
            "since": now - limit.per,
            "until": now + limit.per,
            "amount": limit.amount,
        }
        with connection.cursor() as cursor:
            cursor.execute(TAKE, values)
            if cursor.fetchone() is None:
                return False
    return True


def give_back(action: str, key: object, limits: Iterable[Limit]) -> None:
    """Forget the last use: it turned out to be the owner's."""
    for limit in limits:
        row = fingerprint("limit", action, key, limit.amount, limit.per)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE citizens_allowance SET hits = trim_array(hits, 1) WHERE key = %s AND cardinality(hits) > 0",
                [row],
            )


def spend(budget: str, limit: Limit) -> bool:
    """Take one from a budget of the whole site, renewed each `limit.per`. False: it is used up."""
    now = timezone.now()
    window = int(now.timestamp() // limit.per.total_seconds())
    values: dict[str, Any] = {
        "key": fingerprint("budget", budget, window),
        "until": now + 2 * limit.per,
        "amount": limit.amount,
    }
    with connection.cursor() as cursor:
        cursor.execute(SPEND, values)
        return cursor.fetchone() is not None


def network_of(request: HttpRequest) -> str:
    """The network a request comes from: an IPv4 address, or the /64 that one IPv6 subscriber holds."""
    address = ip_address(get_adapter().get_client_ip(request))
    return str(ip_network((address, 64), strict=False)) if isinstance(address, IPv6Address) else str(address)


def purge() -> int:
    """Remove what counts no longer. Run by the worker."""
    return Allowance.objects.filter(until__lt=timezone.now()).delete()[0]
