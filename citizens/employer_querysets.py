"""Questions about who may work for which unit. Asked anew on every request: the session keeps nothing but a key."""

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from citizens.models import Citizen, EmployerMember


class EmployerMemberQuerySet(models.QuerySet["EmployerMember"]):
    def standing(self) -> Self:
        return self.filter(ended_at=None)

    def confirmed(self) -> Self:
        return self.standing().exclude(confirmed_at=None)

    def of_person(self, person: "Citizen") -> Self:
        return self.filter(citizen=person).select_related("employer")

    def of_employer(self, employer_id: int) -> Self:
        return self.filter(employer=employer_id).select_related("citizen")

    def usable_by(self, person: "Citizen", key: str | None) -> "list[EmployerMember]":
        """The memberships this person may use now: the one with this key, or all of them without a key.

        SECURITY: holder, confirmation and end are checked here, on each request. One query.
        """
        rows = self.confirmed().of_person(person)
        if key is not None:
            rows = rows.filter(public_id=key)
        return list(rows.order_by("employer__name", "pk"))
