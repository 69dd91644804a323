"""The figures of a unit's overview. Sums over many people: they name nobody and leave no access-log entry."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count

from citizens.actors import Actor
from citizens.models import Employer
from enterprises import coverage
from enterprises.coverage import Choice
from enterprises.models import Notice, RowDispute
from enterprises.notices import MONTHS_KEPT, Standing, payments_of, standing_of
from enterprises.reports import waiting_of, without_number
from insurance import words
from insurance.models import ParticipationPeriod, Scheme
from insurance.rules.contribution import payment_deadline

HEIGHT = 100  # of the picture's tallest bar


@dataclass(frozen=True)
class Bar:
    """A month of the picture: what was due and what was paid in it, as heights of 0 to HEIGHT."""

    x: int
    month: str
    due: str
    paid: str
    due_height: int
    paid_height: int

    @property
    def due_y(self) -> int:
        return HEIGHT - self.due_height

    @property
    def paid_y(self) -> int:
        return HEIGHT - self.paid_height


def bars(notices: Sequence[Notice]) -> list[Bar]:
    """Oldest first, from notices newest first."""
    most = max((max(notice.due, notice.paid) for notice in notices), default=0) or 1
    return [
        Bar(
            x=number * 20,
            month=words.month(notice.month),
            due=words.dong(notice.due),
            paid=words.dong(notice.paid),
            due_height=max(0, notice.due) * HEIGHT // most,
            paid_height=notice.paid * HEIGHT // most,
        )
        for number, notice in enumerate(reversed(notices))
    ]


@dataclass(frozen=True)
class Summary:
    month: date  # first day of the month the figures speak of
    insured: list[tuple[str, str]]  # scheme, people
    standing: Standing
    days_left: int  # to the next deadline, below 0 after it
    picture: list[Bar]
    waiting: int  # changes sent, not yet answered
    disputes: int  # rows doubted, not yet answered
    without_number: int
    ending_cards: int
    late: int
    joined: int
    left: int

    @property
    def money(self) -> dict[str, str]:
        names = ("due", "overdue", "interest", "of_month", "paid")
        return {name: words.dong(getattr(self.standing, name)) for name in names}

    @property
    def due_month(self) -> str:
        return words.month(self.standing.month) if self.standing.month else ""

    @property
    def quiet(self) -> bool:
        """Nothing to look after."""
        waits = (self.waiting, self.disputes, self.without_number)
        return not any((*waits, self.ending_cards, self.late, self.joined, self.left))

    @property
    def rate(self) -> str:
        return words.percent(self.standing.rate.percent_per_day) if self.standing.rate else ""

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

    notices = list(Notice.objects.of(employer.pk).defer("lines").newest_first())
    standing = standing_of(notices, payments_of(employer, notices), today)
    deadline = standing.deadline or payment_deadline(month)
    return Summary(
        month=month,
        insured=[
            (str(Scheme(scheme).label), words.number(counts.get(scheme, 0))) for scheme in coverage.SCHEMES
        ],
        standing=replace(standing, deadline=deadline),
        picture=bars(notices[:MONTHS_KEPT]),
        days_left=(deadline - today).days,
        waiting=waiting_of(employer),
        disputes=RowDispute.objects.for_actor(actor).open().count(),
        without_number=len(without_number(employer)),
        ending_cards=count(Choice.ENDING_CARDS),
        late=count(Choice.LATE),
        joined=count(Choice.NEW),
        left=count(Choice.LEFT),
    )
