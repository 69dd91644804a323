"""Questions about participation periods. Personal data: every chain starts with `for_actor()`."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields.ranges import RangeEndsWith
from django.db.models import BooleanField, Exists, Func, OuterRef, Q

from citizens.actors import Actor, DataClass
from citizens.personal import PersonalQuerySet
from insurance.rules.months import add_months

if TYPE_CHECKING:
    from insurance.models import ParticipationPeriod  # noqa: F401 - names in annotations

# Columns of the joined employer that no page of a record shows: they need not travel.
UNSEEN = tuple(f"employer__{name}" for name in ("tax_number", "name_fold", "address", "ward"))


class _EverReported(Func):
    """Of a person's key. Written out: composing a subquery takes longer than answering it."""

    template = "EXISTS (SELECT 1 FROM insurance_correction WHERE citizen_id = %(expressions)s)"
    output_field = BooleanField()


class ParticipationPeriodQuerySet(PersonalQuerySet["ParticipationPeriod"]):
    data_class = DataClass.PARTICIPATION

    def of_employer(self, employer_id: int) -> Q:
        """SECURITY: a unit sees the rows it declared, and no row of another employer of the same person (T08)."""
        return Q(employer=employer_id)

    def left_behind(self, actor: Actor) -> Self:
        """Months that a merged record of the same person held as well: they count once, and are still kept of them."""
        rows = self.for_actor(actor)
        if actor.subject is None:
            return rows.none()
        behind = self.filter(citizen__merged_into=actor.subject.pk)
        behind._actor = actor
        return behind

    def with_employer(self) -> Self:
        return self.select_related("employer").defer(*UNSEEN)

    def with_person(self) -> Self:
        """With the name and number of the person, and nothing else of them."""
        return self.select_related("citizen").only(
            *(field.name for field in self.model._meta.concrete_fields if field.name != "work_place"),
            *(f"citizen__{name}" for name in ("full_name", "name_fold", "bhxh_number", "user")),
        )

    def on_record_after(self, month: date, employer_id: int) -> Self:
        """The last BHXH row of each person whom this unit has on record in this month or later. One row a person."""
        rows = self.filter(employer=employer_id, scheme="bhxh", months__endswith__gt=month)
        later = self.model._base_manager.filter(
            employer=employer_id,
            scheme="bhxh",
            citizen=OuterRef("citizen"),
            months__endswith__gt=add_months(month, 1),
            months__startswith__gte=RangeEndsWith(OuterRef("months")),
        )
        return rows.filter(~Exists(later))

    def last_on_record_between(self, after: date, until: date, employer_id: int) -> Self:
        """The last BHXH row of each person whose last month with this unit ends in (`after`, `until`]."""
        unit = {"employer": employer_id, "scheme": "bhxh"}
        rows = self.filter(**unit, months__endswith__gt=after, months__endswith__lte=until)
        later = self.model._base_manager.filter(
            **unit,
            citizen=OuterRef("citizen"),
            months__endswith__gt=after,
            months__startswith__gte=RangeEndsWith(OuterRef("months")),
        )
        return rows.filter(~Exists(later))

    def with_corrections_noted(self) -> Self:
        """`has_corrections` on each row: whether its person ever reported something. It saves nearly everybody the
        query for the reports themselves."""
        return self.annotate(has_corrections=_EverReported("citizen_id"))

    def oldest_first(self) -> Self:
        return self.order_by("months", "pk")
