"""The unit's people: the list, and one person's page."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Window
from django.http import Http404, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from citizens.access import EmployerHttpRequest, employer_required
from enterprises import coverage
from enterprises.disputes import said_alike
from enterprises.forms import PeopleForm
from enterprises.reports import without_number
from enterprises.tables import unit_periods
from insurance import words
from insurance.models import ParticipationPeriod
from insurance.tables.base import Table
from portal.http import render_page

if TYPE_CHECKING:
    PaginatorBase = Paginator[Any]
else:
    PaginatorBase = Paginator


MOST_TO_DOUBT = 12


class CountedPages(PaginatorBase):
    """Counts in the query of the page: choosing the unit's rows costs more than what is read of them."""

    def get_page(self, number: Any) -> "Page[Any]":
        wanted = int(number) if str(number).isdecimal() and len(str(number)) < 6 else 1
        start = max(0, wanted - 1) * self.per_page
        rows: Any = self.object_list
        found = list(rows.annotate(total=Window(Count("pk")))[start : start + self.per_page])
        if not found:
            return super().get_page(number)
        self.count = found[0]["total"]
        return Page(found, max(1, wanted), self)


@employer_required()
@require_safe
def people(request: EmployerHttpRequest) -> HttpResponse:
    """Who is covered, in what, until when?"""
    form, today = PeopleForm(request.GET), localdate()
    month = coverage.month_shown(request.employer, today)
    rows = coverage.people_of(request.actor, request.employer, month, today, form.choice, form.words)
    keys = coverage.ordered(rows, form.order).values("pk", "citizen_id")
    unnumbered = form.choice == coverage.Choice.WITHOUT_NUMBER
    found: Paginator[Any] = (
        Paginator(without_number(request.employer, form.words), coverage.PAGE_SIZE)
        if unnumbered
        else CountedPages(keys, coverage.PAGE_SIZE)
    )
    page = found.get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "people": []
        if unnumbered
        else coverage.with_details(
            request.actor, coverage.in_full(request.actor, list(page.object_list)), today
        ),
        "reported": [(row, words.dong(row.wage or 0)) for row in page.object_list] if unnumbered else [],
        "count": words.number(found.count),
        "month": words.month(month),
        "left": form.choice == coverage.Choice.LEFT,
        "narrowed": bool(form.choice or form.words),
    }
    return render_page(request, "enterprises/people.html", context, partial="people")


@employer_required()
@require_safe
def person(request: EmployerHttpRequest, public_id: UUID) -> HttpResponse:
    """One of the unit's people: the rows this unit declared, by scheme, newest first."""
    own = ParticipationPeriod.objects.for_actor(request.actor)
    row = own.with_person().filter(public_id=public_id).first()
    if row is None:
        raise Http404
    last = own.with_person().filter(citizen=row.citizen_id, scheme="bhxh").order_by("-months", "-pk").first()
    found = coverage.with_details(request.actor, [last or row], localdate())[0]
    context = {
        "person": found,
        "latest": said_alike(reversed(found.rows), ())[:MOST_TO_DOUBT],
        "tables": _tables(found),
    }
    return render_page(request, "enterprises/person.html", context, partial="person")


def _tables(person: coverage.Person) -> list[tuple[str, Table]]:
    """The rows by scheme, newest first; schemes that say the same share a table."""
    found: list[tuple[str, Table]] = []
    for scheme in coverage.SCHEMES:
        table = unit_periods([row for row in reversed(person.rows) if row.scheme == scheme])
        same = next((place for place, (_names, other) in enumerate(found) if other.rows == table.rows), None)
        if same is None:
            found.append((str(scheme.label), table))
        else:
            found[same] = (f"{found[same][0]}, {scheme.label}", table)
    return found
