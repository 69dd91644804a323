"""What an auditor asks: who looked at this person, and who of the staff looks more than their work needs (T04)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django import forms
from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citizens.accounts.identity_forms import clean_number, number_field
from citizens.actors import DataClass, Purpose, Role, purpose_words
from citizens.models import AccessEntry, Citizen, Officer, RecordOpening, StaffAlert
from citizens.staff import openings
from citizens.staff.roles import StaffRole
from portal.staff.guard import reach_of, within_reach

MOST_LINES = 200
MOST_OFFICERS = 100
NEWEST_ROWS = 500_000  # how far back a count looks at most: it costs the same at any size
SPANS = (1, 7, 30)
# Who opens this many times what a colleague in the middle opens stands out, from so many openings on.
STANDS_OUT, FROM_SO_MANY = 3, 15


class PersonForm(forms.Form):
    """Whose log. Posted: no number stands in an address."""

    number = number_field()
    only_staff = forms.BooleanField(
        label=gettext_lazy("Chỉ lượt xem của cán bộ"), required=False, initial=True
    )

    def clean_number(self) -> str:
        return clean_number(self.cleaned_data["number"])


@dataclass(frozen=True)
class Look:
    at: datetime
    reader: str
    role: str
    unit: str
    why: str
    parts: str


@dataclass(frozen=True)
class Reader:
    name: str
    unit: str
    looks: int
    last: datetime


def person_of(request: HttpRequest, number: str) -> Citizen | None:
    """Whose number it is, within the auditor's reach. Asked of the number: nothing of the record is shown."""
    meant = Citizen.objects.numbered(number).values("pk")  # a retired number leads to its person
    rows = within_reach(Citizen._base_manager.filter(pk__in=meant), request, "province_id")
    found: Citizen | None = rows.first()
    return found


def looks_at(actor: Any, person: Citizen, *, only_staff: bool) -> list[AccessEntry]:
    """The newest entries of this person's log, of numbers merged into theirs too. Reading them leaves one more."""
    whose = Q(subject=person) | Q(subject__merged_into=person)
    entries = AccessEntry.objects.for_actor(actor).filter(whose).newest_first()
    if only_staff:
        entries = entries.filter(role__in=[Role.OFFICER, Role.COUNTER, Role.ADMINISTRATOR])
    return list(entries[:MOST_LINES])


def in_words(entries: Iterable[AccessEntry]) -> list[Look]:
    return [
        Look(
            entry.at,
            entry.reader_label,
            str(Role(entry.role).label),
            entry.unit,
            purpose_words(entry.purpose),
            ", ".join(str(DataClass(part).label) for part in entry.data_classes),
        )
        for entry in entries
    ]


def readers_of(looks: Iterable[Look]) -> list[Reader]:
    """Each who looked, with how often; most often first."""
    shown = list(looks)
    times = Counter((look.reader, look.unit) for look in shown)
    last = {(look.reader, look.unit): look.at for look in reversed(shown)}
    return [Reader(*who, count, last[who]) for who, count in times.most_common()]


# -- Officers


@dataclass(frozen=True)
class Line:
    """One officer's looks of the span. `stands_out`: far more without a request than a colleague in the middle."""

    officer: Officer
    roles: str
    with_case: int
    without_case: int
    people: int
    searched: int
    alerts: int
    last: datetime | None
    stands_out: bool


def span_of(request: HttpRequest) -> int:
    asked = request.GET.get("ngay", "")
    return int(asked) if asked.isdecimal() and int(asked) in SPANS else SPANS[1]


def newest(model: Any) -> QuerySet[Any]:
    """The rows a count may look at. No person is named by what is counted here."""
    last = model._base_manager.aggregate(last=Max("pk"))["last"] or 0
    return model._base_manager.filter(pk__gt=last - NEWEST_ROWS)  # type: ignore[no-any-return]


def lines_of(request: HttpRequest, days: int) -> list[Line]:
    """Officers who opened or searched, most openings without a request first; the same few questions for any number."""
    since = timezone.now() - timedelta(days=days)
    posts = within_reach(Officer.objects.all(), request, "province_id", "office_id")
    everywhere = reach_of(request).nationwide
    mine = Q() if everywhere else Q(officer__officer__in=posts)
    case = Q(reason__in=sorted(openings.NEEDS_CASE))
    opened = {
        row["officer"]: row
        for row in newest(RecordOpening)
        .filter(mine, opened_at__gte=since)
        .values("officer")
        .annotate(
            with_case=Count("pk", filter=case),
            without_case=Count("pk", filter=~case),
            people=Count("citizen", distinct=True),
            last=Max("opened_at"),
        )
        .order_by("-without_case", "-with_case")[:MOST_OFFICERS]
    }
    searched = dict(
        newest(AccessEntry)
        .filter(at__gte=since, purpose=Purpose.SEARCH, reader__isnull=False)
        .values_list("reader")
        .annotate(number=Count("pk"))
        .order_by("-number")[:MOST_OFFICERS]
    )
    alerts = dict(
        StaffAlert.objects.filter(mine, at__gte=since).values_list("officer").annotate(number=Count("pk"))
    )
    wanted = {*opened, *searched, *alerts}
    middle = median([row["without_case"] for row in opened.values()] or [0])
    limit = max(FROM_SO_MANY, STANDS_OUT * middle)
    found = []
    for post in (
        posts.filter(user__in=wanted)
        .select_related("user", "province", "office")
        .prefetch_related("user__groups")
    ):
        row = opened.get(post.user_id, {})
        without = row.get("without_case", 0)
        names = {group.name for group in post.user.groups.all()}
        found.append(
            Line(
                officer=post,
                roles=", ".join(str(role.label) for role in StaffRole if role in names)
                or _("không còn vai trò"),
                with_case=row.get("with_case", 0),
                without_case=without,
                people=row.get("people", 0),
                searched=searched.get(post.user_id, 0),
                alerts=alerts.get(post.user_id, 0),
                last=row.get("last"),
                stands_out=without >= limit,
            )
        )
    return sorted(found, key=lambda line: (-line.without_case, -line.searched, line.officer.user.username))
