"""Questions about cards and the codes given out for them."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db.models import DateField, Exists, ExpressionWrapper, F, Func, IntegerField, OuterRef, Q
from django.utils.timezone import localdate

from citizens.actors import DataClass
from citizens.personal import PersonalQuerySet
from insurance.rules.months import add_months

if TYPE_CHECKING:
    from insurance.models import CheckCode, HiCard  # noqa: F401


class DayNumber(Func):
    """A day as figures of papers have it: days since 2000-01-01."""

    template = "(%(expressions)s - DATE '2000-01-01')"
    output_field = IntegerField()


class HiCardQuerySet(PersonalQuerySet["HiCard"]):
    data_class = DataClass.CARD

    def of_employer(self, employer_id: int) -> Q:
        """SECURITY: the card of somebody who left belongs to another life: only people on record this or last month."""
        from insurance.models import ParticipationPeriod

        since = add_months(localdate(), -1)
        own = ParticipationPeriod.objects.filter(
            employer=employer_id, scheme="bhxh", months__endswith__gt=since
        )
        return Q(Exists(own.filter(citizen=OuterRef("citizen"))))

    def valid_on(self, day: date) -> Self:
        return self.filter(state="active", valid__contains=day)

    def newest_first(self) -> Self:
        return self.order_by("-valid", "-pk")


class CheckCodeQuerySet(PersonalQuerySet["CheckCode"]):
    data_class = DataClass.CARD

    def of_cards(self) -> Self:
        """The short-lived codes of a card, without those of papers."""
        return self.filter(kind="card")

    def usable(self, now: datetime) -> Self:
        return self.filter(revoked_at=None, expires_at__gt=now)

    def fallen(self, now: datetime) -> Self:
        """To be refused although signature and term are right: revoked, or what it says of a card is no longer so.

        The same as `check_codes.services.stands`, of many. Public as far as the serials go: a serial names nobody.
        """
        of_a_dead_card = Q(card__isnull=False) & ~Q(card__state="active")
        first, end = F("card__valid__startswith"), F("card__valid__endswith")
        day_after = ExpressionWrapper(F("valid_until") + timedelta(days=1), DateField())
        of_other_days = Q(kind="card") & (~Q(valid_from=first) | ~Q(card__valid__endswith=day_after))
        on_other_paper = Q(kind="card_paper") & (
            ~Q(figures__0=DayNumber(first)) | ~Q(figures__1=DayNumber(end) - 1)
        )
        fallen = Q(revoked_at__isnull=False) | of_a_dead_card | of_other_days | on_other_paper
        return self.filter(fallen, expires_at__gt=now)

    def newest_first(self) -> Self:
        return self.order_by("-issued_at", "-pk")
