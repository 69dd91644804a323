"""Questions about participation periods."""

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from citizens.models import Citizen
    from insurance.models import ParticipationPeriod  # noqa: F401 - names in annotations


class ParticipationPeriodQuerySet(models.QuerySet["ParticipationPeriod"]):
    def for_citizen(self, citizen: "Citizen") -> Self:
        return self.filter(citizen=citizen)

    def with_employer(self) -> Self:
        return self.select_related("employer__managing_office")

    def oldest_first(self) -> Self:
        return self.order_by("months", "pk")
