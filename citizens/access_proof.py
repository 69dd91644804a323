"""A person's own part of the access log, with what is needed to check it without trusting us."""

from typing import Any

from citizens.access_log import START, content_digest, content_of
from citizens.actors import Actor
from citizens.models import AccessEntry, AccessHead, AccessSeal

MOST_LINKS = 20_000  # a month in which more was read gives each entry's own place, without the way to the end


def proof(actor: Actor) -> dict[str, Any]:
    """Own entries with their places, and per month the chain from the first of them to the signed end.

    Of other people's entries only digests are told; each covers a random id, so nothing can be guessed from it.
    """
    entries = list(AccessEntry.objects.for_actor(actor).with_seal().order_by("at", "pk"))
    months: dict[str, Any] = {}
    listed = []
    for entry in entries:
        seal = getattr(entry, "seal", None)
        content = content_of(entry)
        listed.append(
            {
                "content": content,
                "digest": content_digest(content),
                "month": seal.month.isoformat() if seal else None,
                "position": seal.position if seal else None,
                "seal": seal.digest if seal else None,
            }
        )
        if seal and seal.month.isoformat() not in months:
            months[seal.month.isoformat()] = _chain(seal)
    return {"format": "an-sinh-access-proof-1", "entries": listed, "months": months}


def _chain(first: AccessSeal) -> dict[str, Any]:
    head = AccessHead.objects.get(month=first.month)
    before = AccessSeal.objects.filter(month=first.month, position=first.position - 1).first()
    later = AccessSeal.objects.filter(month=first.month, position__gte=first.position).select_related("entry")
    count = head.count - first.position + 1
    return {
        "start": first.position,
        "before": before.digest if before else START,
        "links": [content_digest(content_of(s.entry)) for s in later.order_by("position")]
        if count <= MOST_LINKS
        else None,
        "count": head.count,
        "head": head.digest,
        "signature": head.signature,
    }
