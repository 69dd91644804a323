"""Questions about corrections that people asked for."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Prefetch, Q, QuerySet

from citizens.actors import Actor, DataClass, Role
from citizens.personal import PersonalQuerySet

if TYPE_CHECKING:
    from insurance.models import Correction  # noqa: F401 - names inside strings

OPEN_STATES = ("received", "in_review", "waiting")


class CorrectionQuerySet(PersonalQuerySet["Correction"]):
    """Requests to correct a record. A request is as private as the part of the record it is about (`part`)."""

    data_class = DataClass.REQUESTS

    def for_actor(self, actor: Actor) -> Self:
        """Those about parts in the actor's scope: who may see a row may see that it is being looked at."""
        if actor.role == Role.NOBODY:
            return self.none()
        rows = self.filter(self._within_reach(actor), part__in=sorted(actor.scope))
        rows._actor = actor
        return rows

    def _note(self, rows: Any) -> None:
        """Who acts for one person has read the part of the record it is about."""
        actor = self._actor
        if actor is None or actor.subject is None or not actor.reads_are_logged:
            super()._note(rows)
            return
        for row in rows:
            part = getattr(row, "part", self.data_class)
            actor.work.note(DataClass(part), (actor.subject.pk,))

    def to_decide(self, officer: int, proposed_before: datetime) -> Self:
        """What waits for this officer now: not what waits for the person, for a colleague, or for a day to pass."""
        return self.filter(state__in=("received", "in_review")).filter(
            Q(proposed_by=None) | Q(proposed_at__lte=proposed_before) & ~Q(proposed_by=officer)
        )

    def open(self) -> Self:
        return self.filter(state__in=OPEN_STATES)

    def about(self, kind: str, *keys: str) -> Self:
        return self.filter(kind=kind, key__in=keys)

    def newest_first(self) -> Self:
        return self.order_by("-filed_at", "-pk")

    def oldest_due_first(self) -> Self:
        return self.order_by("due_on", "pk")

    def with_thread(self) -> Self:
        """Notes and papers, oldest first, in two more queries; the papers without their content."""
        from insurance.models import CorrectionFile, CorrectionNote

        files: QuerySet[CorrectionFile] = (
            CorrectionFile.objects.select_related("file").defer("file__content").order_by("pk")
        )
        # SECURITY: what officers tell one another is not the person's to read here.
        notes = CorrectionNote.objects.exclude(author="internal").order_by("at", "pk")
        return self.prefetch_related(Prefetch("notes", notes), Prefetch("files", files))

    def waiting_for_second(self) -> Self:
        return self.filter(state="in_review", proposed_by__isnull=False)

    def not_of(self, user_id: int) -> Self:
        """Nobody decides on their own record, or on what they asked for themselves."""
        return self.exclude(citizen__user=user_id).exclude(filed_by=user_id)
