"""Questions about participation periods. Personal data: every chain starts with `for_actor()`."""

from typing import TYPE_CHECKING, Self

from citizens.actors import DataClass
from citizens.personal import PersonalQuerySet

if TYPE_CHECKING:
    from insurance.models import ParticipationPeriod  # noqa: F401 - names in annotations

# Columns of the joined employer that no page of a record shows: they need not travel.
UNSEEN = tuple(f"employer__{name}" for name in ("tax_number", "name_fold", "address", "ward"))


class ParticipationPeriodQuerySet(PersonalQuerySet["ParticipationPeriod"]):
    data_class = DataClass.PARTICIPATION

    def with_employer(self) -> Self:
        return self.select_related("employer").defer(*UNSEEN)

    def oldest_first(self) -> Self:
        return self.order_by("months", "pk")
