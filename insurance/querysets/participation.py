"""Questions about participation periods. Personal data: every chain starts with `for_actor()`."""

from typing import TYPE_CHECKING, Self

from citizens.actors import DataClass
from citizens.personal import PersonalQuerySet

if TYPE_CHECKING:
    from insurance.models import ParticipationPeriod  # noqa: F401 - names in annotations


class ParticipationPeriodQuerySet(PersonalQuerySet["ParticipationPeriod"]):
    data_class = DataClass.PARTICIPATION

    def with_employer(self) -> Self:
        return self.select_related("employer__managing_office")

    def oldest_first(self) -> Self:
        return self.order_by("months", "pk")
