"""Questions about benefits."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Self

from django.db.models import Count, Sum
from django.db.models.functions import ExtractYear

from citizens.actors import DataClass
from citizens.personal import PersonalQuerySet

if TYPE_CHECKING:
    from insurance.models import BenefitAdjustment, BenefitDecision, BenefitPayment, PayoutAccount  # noqa: F401


class BenefitDecisionQuerySet(PersonalQuerySet["BenefitDecision"]):
    data_class = DataClass.BENEFITS

    def with_employer(self) -> Self:
        return self.select_related("employer")

    def running(self, kinds: Iterable[str]) -> Self:
        """Decisions of these kinds that pay today."""
        return self.filter(kind__in=kinds, state="running")

    def newest_first(self) -> Self:
        return self.order_by("-event_on", "-pk")


class BenefitPaymentQuerySet(PersonalQuerySet["BenefitPayment"]):
    data_class = DataClass.BENEFITS

    def of(self, decision: "BenefitDecision") -> Self:
        return self.filter(decision=decision)

    def with_decision(self) -> Self:
        return self.select_related("decision")

    def newest_first(self) -> Self:
        return self.order_by("-period", "-pk")

    def paid(self) -> Self:
        return self.filter(state="paid")

    def by_year(self) -> Iterator[tuple[int, str, int, int]]:
        """(year of payment, kind of benefit, amount, number of payments), oldest year first."""
        rows = (
            self.paid()
            .annotate(year=ExtractYear("paid_on"))
            .values("year", "decision__kind")
            .annotate(paid_in_all=Sum("amount"), times=Count("pk"))
            .order_by("year", "decision__kind")
            .values_list("year", "decision__kind", "paid_in_all", "times")
        )
        return iter(rows)


class BenefitAdjustmentQuerySet(PersonalQuerySet["BenefitAdjustment"]):
    data_class = DataClass.BENEFITS

    def with_decision(self) -> Self:
        return self.select_related("decision")

    def newest_first(self) -> Self:
        return self.order_by("-effective_on")


class PayoutAccountQuerySet(PersonalQuerySet["PayoutAccount"]):
    data_class = DataClass.BENEFITS

    def current(self) -> Self:
        return self.filter(until=None)

    def newest_first(self) -> Self:
        return self.order_by("-since", "-pk")
