"""Questions about leave certificates."""

from typing import TYPE_CHECKING, Self

from citizens.actors import DataClass
from citizens.personal import PersonalQuerySet

if TYPE_CHECKING:
    from insurance.models import LeaveCertificate  # noqa: F401


class LeaveCertificateQuerySet(PersonalQuerySet["LeaveCertificate"]):
    data_class = DataClass.LEAVE

    def newest_first(self) -> Self:
        return self.order_by("-issued_on", "-pk")
