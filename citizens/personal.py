"""The one entry point to people's records: `Model.objects.for_actor(actor)`.

A table with a person's data takes `PersonalQuerySet` as the base of its queryset and says which part of the record
it is and how a row names its person. `for_actor` limits the rows, refuses what is out of scope, and notes every
read of another person for the access log, whichever way the rows are then asked for.
"""

from collections.abc import Iterator
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q

from citizens.actors import Actor, DataClass, OutOfScope, Role

RowT = TypeVar("RowT", bound=models.Model)


class PersonalQuerySet(models.QuerySet[RowT]):
    """Rows that belong to one person each. Start every chain with `for_actor()`."""

    data_class: ClassVar[DataClass]
    person_path: ClassVar[str] = "citizen"  # from a row to its person; "" when the row is the person

    _actor: Actor | None = None

    def for_actor(self, actor: Actor) -> Self:
        """The rows this actor may see. Raises OutOfScope when it is no part of what they may see at all."""
        if actor.role == Role.NOBODY:
            return self.none()
        if self.data_class not in actor.scope:
            raise OutOfScope(self.data_class)
        rows = self.filter(self._within_reach(actor))
        rows._actor = actor
        return rows

    def _within_reach(self, actor: Actor) -> Q:
        path, reach = self.person_path, actor.reach
        if actor.subject is not None:
            return Q(**{path or "pk": actor.subject.pk})
        if actor.role in {Role.OFFICER, Role.ADMINISTRATOR}:
            if reach.nationwide:
                return Q()
            if reach.province_id:
                return Q(**{f"{path}__province" if path else "province": reach.province_id})
        if actor.role == Role.CLERK and reach.employer_id:
            return self.of_employer(reach.employer_id)
        return Q(pk__in=[])

    def of_employer(self, employer_id: int) -> Q:
        """Rows an employer's clerk may see. None, unless the table says which ones its employers declared."""
        return Q(pk__in=[])

    # -- every way rows leave the database

    def _fetch_all(self) -> None:
        fresh = self._result_cache is None
        super()._fetch_all()
        if fresh:
            self._note(self._result_cache or ())

    def iterator(self, chunk_size: int | None = None) -> Iterator[RowT]:
        for row in super().iterator(chunk_size):
            self._note((row,))
            yield row

    def exists(self) -> bool:
        self._note_subject()
        return super().exists()

    def count(self) -> int:
        self._note_subject()
        return super().count()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._note_subject()
        return super().aggregate(*args, **kwargs)

    def _note(self, rows: Any) -> None:
        actor = self._actor
        if actor is None or not actor.reads_are_logged:
            return
        if actor.subject is not None:
            self._note_subject()
        elif rows:
            people = (self._person_of(row) for row in rows)
            actor.work.note(self.data_class, {person for person in people if person})

    def _note_subject(self) -> None:
        """One person's record was asked, even when the answer was "nothing". A count over many names nobody."""
        actor = self._actor
        if actor is not None and actor.reads_are_logged and actor.subject is not None:
            actor.work.note(self.data_class, (actor.subject.pk,))

    def _person_of(self, row: Any) -> int:
        """The key of a row's person; 0 for a row that is nobody's."""
        attribute = f"{self.person_path}_id" if self.person_path else "pk"
        if isinstance(row, dict):
            # SECURITY: values() of many people must name the person, or it fails here.
            return int(row[attribute] or 0)
        return int(getattr(row, attribute) or 0)

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone._actor = self._actor
        return clone
