"""Who works here: the answers' officers of a province see their province, those of the whole country see all."""

from django.db.models import QuerySet

from citizens.models import Officer

# Roles of citizens.staff.roles, for portal/staff/guard.py.
ANSWER = {"national": "view change", "support": "view change", "records": "view change", "auditor": "view"}


def answerers(province: str | None) -> QuerySet[Officer]:
    """Members of staff who may answer what came from a province."""
    roles = [role for role, words in ANSWER.items() if "change" in words.split()]
    found: QuerySet[Officer] = Officer.objects.in_charge_of(province, roles)
    return found
