"""Questions about articles and conversations."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Max, Q

if TYPE_CHECKING:
    from citizens.models import User
    from support.models import Article, Conversation  # noqa: F401 - names in annotations


class ArticleQuerySet(models.QuerySet["Article"]):
    def shown_on(self, day: date) -> Self:
        """Published, and the day lies within the dates staff set."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day),
            Q(valid_until=None) | Q(valid_until__gte=day),
            is_published=True,
        )

    def of_topic(self, topic: str) -> Self:
        return self.filter(topic=topic)

    def in_order(self) -> Self:
        return self.order_by("topic", "position", "pk")

    def with_votes(self) -> Self:
        return self.annotate(
            helpful_count=Count("votes", filter=Q(votes__helpful=True)),
            unhelpful_count=Count("votes", filter=Q(votes__helpful=False)),
        )

    def stamp(self, day: date) -> tuple[int, datetime | None, date]:
        """Equal while nothing that is shown has changed: says when the search index is out of date."""
        found = self.shown_on(day).aggregate(count=Count("pk"), newest=Max("changed_at"))
        return found["count"], found["newest"], day


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def of_account(self, user: "User") -> Self:
        return self.filter(user=user)

    def of_session(self, public_id: str) -> Self:
        """Only conversations that belong to no account: a session never opens an account's."""
        return self.filter(user=None, public_id=public_id)

    def older_than(self, moment: datetime) -> Self:
        return self.filter(last_at__lt=moment)
