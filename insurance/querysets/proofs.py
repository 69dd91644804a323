"""Questions about papers."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Q

from citizens.actors import Actor, DataClass
from citizens.personal import PersonalQuerySet

if TYPE_CHECKING:
    from insurance.models import ProofDocument  # noqa: F401


class ProofDocumentQuerySet(PersonalQuerySet["ProofDocument"]):
    """A paper is part of the record it is about: each kind has the data class of the same name."""

    data_class = DataClass.IDENTITY

    def for_actor(self, actor: Actor) -> Self:
        return super().for_actor(actor).filter(kind__in=[part.value for part in actor.scope])

    def _note(self, rows: Any) -> None:
        super()._note(rows)
        actor = self._actor
        if actor is not None and actor.reads_are_logged:
            for row in rows:
                actor.work.note(DataClass(row.kind), (row.citizen_id,))

    def with_code(self) -> Self:
        return self.select_related("code__card", "code__key", "asked_by")

    def newest_first(self) -> Self:
        return self.order_by("-issued_at", "-pk")

    def listed(self) -> Self:
        """Without the files, which no list shows."""
        return self.defer("content")

    def over(self, now: datetime) -> Self:
        """Papers whose file is kept for nothing: past their day, or taken back."""
        return self.filter(
            Q(code__expires_at__lte=now) | Q(code__revoked_at__isnull=False), content__isnull=False
        )
