"""How we do: counted over what an officer may see, in one statement. Names nobody."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Avg, Count, Q
from django.utils import timezone
from django.utils.timezone import localdate

from citizens.actors import Actor
from support.models import Category, SupportRequest

SPANS = (30, 90, 365)  # days


@dataclass(frozen=True)
class Line:
    """One category, or all of them together."""

    words: str
    received: int
    waiting: int
    overdue: int
    answered: int
    in_time: int
    days: float | None  # working days until the answer, on average
    rating: float | None
    rated: int

    @property
    def in_time_percent(self) -> int | None:
        return round(100 * self.in_time / self.answered) if self.answered else None


def measure(actor: Actor, span: int, total: str) -> list[Line]:
    """One query: every figure of every category."""
    since = timezone.now() - timedelta(days=span)
    wanted: dict[str, Any] = {}
    for code in ("", *Category.values):
        of = Q(category=code) if code else Q()
        answered = of & Q(answered_at__gte=since)
        wanted |= {
            f"received_{code}": Count("pk", filter=of & Q(received_at__gte=since)),
            f"waiting_{code}": Count("pk", filter=of & Q(state="open")),
            f"overdue_{code}": Count("pk", filter=of & Q(state="open", due_on__lt=localdate())),
            f"answered_{code}": Count("pk", filter=answered),
            f"intime_{code}": Count("pk", filter=answered & Q(answered_in_time=True)),
            f"days_{code}": Avg("answered_in", filter=answered),
            f"rating_{code}": Avg("rating", filter=answered),
            f"rated_{code}": Count("rating", filter=answered),
        }
    found = SupportRequest.objects.for_actor(actor).aggregate(**wanted)
    return [
        Line(
            str(Category(code).label) if code else total,
            *(
                found[f"{name}_{code}"]
                for name in (
                    "received",
                    "waiting",
                    "overdue",
                    "answered",
                    "intime",
                    "days",
                    "rating",
                    "rated",
                )
            ),
        )
        for code in (*Category.values, "")
    ]
