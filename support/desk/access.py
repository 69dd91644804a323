"""Who works here: the answers' officers of a province see their province, those of the whole country see all."""

from django.http import HttpRequest

from citizens.actors import Actor

# Roles of citizens.staff.roles, for portal/staff/guard.py.
ANSWER = {"national": "view change", "support": "view change", "records": "view change", "auditor": "view"}


def actor_at(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
