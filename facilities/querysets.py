"""Questions people ask about places. They chain: `Place.objects.of_kinds(["office"]).named("biên hòa")`."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, When

from facilities.geo import Chord, Ecef, Point
from facilities.text import place_fold, search_words
from facilities.vocabulary import Kind, ReportState, Service
from territory.workdays import is_public_holiday

if TYPE_CHECKING:
    from facilities.models import Place, PlaceReport  # noqa: F401 - names in annotations

MAX_WORDS = 8
SEVERAL_WORDS = 3
SIMILAR_ENOUGH = 0.55
CHECKED_LONGEST_AGO = (F("checked_on").asc(nulls_first=True), "code")  # never comes first


class PlaceQuerySet(models.QuerySet["Place"]):
    def working(self, day: date) -> Self:
        """Not out of business on that day."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day))

    def of_kinds(self, kinds: Iterable[str]) -> Self:
        """Of one of these kinds; of any, when none is named."""
        wanted = list(kinds)
        if len(wanted) == 1:  # spelt as in the condition of the kind's own index
            return self.filter(kind=wanted[0])
        return self.filter(kind__in=wanted) if wanted and set(wanted) != set(Kind.values) else self

    def named(self, words: str) -> Self:
        """Every word stands in the name, another name or the address; diacritics and abbreviations aside."""
        found = self
        for word in search_words(words)[:MAX_WORDS]:
            found = found.filter(search_fold__contains=word)
        return found

    def named_like(self, words: str) -> Self:
        """As `named`, typing errors forgiven, best match first. Slow on a large table: for when `named` is empty."""
        return (
            self.annotate(likeness=TrigramWordSimilarity(place_fold(words), "search_fold"))
            .filter(likeness__gte=SIMILAR_ENOUGH)
            .order_by("-likeness", "code")
        )

    def in_province(self, code: str) -> Self:
        return self.filter(province_id=code)

    def in_box(self, south: float, west: float, north: float, east: float) -> Self:
        return self.filter(latitude__range=(south, north), longitude__range=(west, east))

    def open_at(self, moment: datetime) -> Self:
        """Open at a local time: by the day's exception if it has one, else by the week; or with an emergency room."""
        day, time = moment.date(), moment.time()
        spans = {"opens__lte": time, "closes__gt": time}
        exceptions = _rows("HoursException").filter(day=day)
        weekly = Exists(_rows("OpeningHours").filter(weekday=day.weekday(), **spans))
        by_week = Q(weekly) & Q(opens_on_holidays=True) if is_public_holiday(day) else Q(weekly)
        return self.filter(
            Q(Exists(exceptions.filter(**spans)))
            | (~Q(Exists(exceptions)) & by_week)
            | Q(services__contains=[Service.EMERGENCY])
        )

    def open_on_weekends(self) -> Self:
        return self.filter(Exists(_rows("OpeningHours").filter(weekday__gte=5)))

    def with_contract(self, day: date) -> Self:
        """Health facilities whose contract for care under BHYT covers the day."""
        return self.filter(Exists(_rows("ContractPeriod").filter(period__contains=day)))

    def by_distance(self, origin: Point) -> Self:
        """Nearest first, walking the index. `metres` is the straight line through the ground: `geo.way` is exact."""
        metres = Chord(Ecef(F("latitude"), F("longitude")), origin.as_expression())
        return self.annotate(metres=metres).order_by("metres")

    def by_name(self) -> Self:
        return self.order_by("name", "code")

    def by_phrase(self, words: str) -> Self:
        """Those with the words side by side first ("bệnh viện bạch mai", not a hospital in the ward Bạch Mai).

        Sorts all it is given, so it is for several words: two of them may fit half the table.
        """
        phrase = place_fold(words)
        if len(phrase.split()) < SEVERAL_WORDS:
            return self.by_name()
        apart = Case(When(search_fold__contains=phrase, then=0), default=1)
        return self.order_by(apart, "name", "code")

    def for_listing(self) -> Self:
        """With what a row of the list shows: hours, and the exceptions from today on come with them."""
        return self.prefetch_related("hours", "exceptions")

    def for_page(self) -> Self:
        """With everything a place's own page shows."""
        wards = _all("Jurisdiction").select_related("ward").order_by("ward__name")
        return self.select_related("ward", "province").prefetch_related(
            "hours", "exceptions", "contracts", Prefetch("jurisdictions", wards)
        )

    def office_of_ward(self, ward_code: str) -> Self:
        """The office in charge of a ward: one or none."""
        return self.filter(kind=Kind.OFFICE, jurisdictions__ward_id=ward_code)


class PlaceReportQuerySet(models.QuerySet["PlaceReport"]):
    def waiting(self) -> Self:
        return self.filter(state=ReportState.NEW)

    def repeating_another(self) -> Self:
        """Those that say the same of the same place as an earlier one that waits."""
        earlier = self.model._base_manager.filter(
            Q(created_at__lt=OuterRef("created_at"))
            | Q(created_at=OuterRef("created_at"), pk__lt=OuterRef("pk")),
            place=OuterRef("place"),
            subject=OuterRef("subject"),
            state=ReportState.NEW,
        )
        return self.waiting().filter(Exists(earlier))

    def fixed(self) -> Self:
        return self.filter(state=ReportState.FIXED).order_by("-settled_on", "-pk")


def _all(model: str) -> Any:
    """Rows of a sibling model; the models import this module, so it looks them up late."""
    return apps.get_model("facilities", model)._default_manager.all()


def _rows(model: str) -> Any:
    """Rows of a sibling model that belong to the place at hand."""
    return _all(model).filter(place=OuterRef("pk"))
