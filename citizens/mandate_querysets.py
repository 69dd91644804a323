"""Questions about who may act for whom. Asked anew on every request: nothing is kept in the session but a key."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from citizens.rules.guardianship import is_child

if TYPE_CHECKING:
    from citizens.models import Citizen, Mandate

PARENT_RELATIONS = ("head", "spouse")


class MandateQuerySet(models.QuerySet["Mandate"]):
    """Rows name two people, who both may see them: the holder and the subject."""

    def held_by(self, person: "Citizen") -> Self:
        return self.filter(holder=person).select_related("subject")

    def given_by(self, person: "Citizen") -> Self:
        return self.filter(subject=person).select_related("holder")

    def standing(self) -> Self:
        return self.filter(revoked_at=None)

    def usable_by(self, person: "Citizen", key: str, day: date) -> "Mandate | None":
        """The mandate with this key, if this person may use it on this day. One query.

        SECURITY: everything is checked here and now: holder, revocation, confirmation, term, the household as it
        stands today, the child's age. Nothing follows from what was true when the session began.
        """
        found = (
            self.standing()
            .held_by(person)
            .filter(public_id=key, starts_on__lte=day, ends_on__gt=day)
            .filter(Q(kind="child") | Q(kind="consent", confirmed_at__lte=timezone.now()))
            .annotate(same_household=Exists(_household_link()))
            .first()
        )
        if found is None:
            return None
        if found.kind == "child" and not (found.same_household and is_child(found.subject.birth_date, day)):  # type: ignore[attr-defined]
            return None
        return found


def _household_link() -> models.QuerySet[Any]:
    """The household record that makes the holder a parent of the subject today."""
    members: models.QuerySet[Any] = apps.get_model("citizens", "HouseholdMember").objects.all()
    return members.filter(
        citizen=OuterRef("subject"),
        relation="child",
        left_on=None,
        household__members__citizen=OuterRef("holder"),
        household__members__relation__in=PARENT_RELATIONS,
        household__members__left_on=None,
    )
