"""Questions about medical visits. Health data: pages show them after one more tap."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db.models import Sum

from citizens.actors import DataClass
from citizens.personal import PersonalQuerySet

if TYPE_CHECKING:
    from insurance.models import MedicalVisit, VisitLine  # noqa: F401


class MedicalVisitQuerySet(PersonalQuerySet["MedicalVisit"]):
    data_class = DataClass.HEALTH

    def newest_first(self) -> Self:
        return self.order_by("-arrived_at", "-pk")

    def settled(self) -> Self:
        return self.filter(state__in=("settled", "partly"))

    def between(self, start: datetime, end: datetime) -> Self:
        return self.filter(arrived_at__gte=start, arrived_at__lt=end)

    def copaid_in_all(self) -> int:
        return self.aggregate(copaid_in_all=Sum("copaid"))["copaid_in_all"] or 0


class VisitLineQuerySet(PersonalQuerySet["VisitLine"]):
    data_class = DataClass.HEALTH

    def of(self, visit: "MedicalVisit") -> Self:
        return self.filter(visit=visit)

    def with_visit(self) -> Self:
        return self.select_related("visit")

    def in_order(self) -> Self:
        """Newest visit first, and the lines of each as the bill has them."""
        return self.order_by("-visit__arrived_at", "-visit", "position")
