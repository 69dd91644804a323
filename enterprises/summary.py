"""The figures of a unit's overview. Sums over many people: they name nobody and leave no access-log entry."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from citizens.actors import Actor
from citizens.models import Employer
from enterprises import coverage
from enterprises.coverage import Choice
from insurance import words
from insurance.models import ParticipationPeriod, Scheme
from insurance.rules.contribution import payment_deadline


@dataclass(frozen=True)
class Summary:
    month: date  # first day of the month the figures speak of
    insured: list[tuple[str, str]]  # scheme, people
    deadline: date
    days_left: int
    ending_cards: int
    late: int
    joined: int
    left: int

    @property
    def month_words(self) -> str:
        return words.month(self.month)


def summary_of(employer: Employer, actor: Actor, today: date) -> Summary:
    month = coverage.month_shown(employer, today)
    counts = dict(
        ParticipationPeriod.objects.filter(
            employer=employer, months__endswith__gt=month, months__startswith__lte=month
        )
        .filter(scheme__in=coverage.SCHEMES)
        .values_list("scheme")
        .annotate(people=Count("pk"))
    )

    def count(choice: Choice) -> int:
        return coverage.people_of(actor, employer, month, today, choice).count()

    deadline = payment_deadline(month)
    return Summary(
        month=month,
        insured=[
            (str(Scheme(scheme).label), words.number(counts.get(scheme, 0))) for scheme in coverage.SCHEMES
        ],
        deadline=deadline,
        days_left=(deadline - today).days,
        ending_cards=count(Choice.ENDING_CARDS),
        late=count(Choice.LATE),
        joined=count(Choice.NEW),
        left=count(Choice.LEFT),
    )
