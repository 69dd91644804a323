"""The unit's people: the list, and one person's page."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from citizens.access import EmployerHttpRequest, employer_required
from enterprises import coverage
from enterprises.disputes import subject_of
from enterprises.forms import PeopleForm
from enterprises.reports import without_number
from enterprises.tables import unit_periods
from insurance import words
from insurance.models import ParticipationPeriod
from portal.http import render_page


@employer_required()
@require_safe
def people(request: EmployerHttpRequest) -> HttpResponse:
    """Who is covered, in what, until when?"""
    form, today = PeopleForm(request.GET), localdate()
    month = coverage.month_shown(request.employer, today)
    rows = coverage.people_of(request.actor, request.employer, month, today, form.choice, form.words)
    keys = coverage.ordered(rows, form.order).values("pk", "citizen_id")
    unnumbered = form.choice == coverage.Choice.WITHOUT_NUMBER
    found: Paginator[Any] = Paginator(
        without_number(request.employer, form.words) if unnumbered else keys, coverage.PAGE_SIZE
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
        "latest": [(row, subject_of(row)) for row in reversed(found.rows)][:12],
        "tables": [
            (scheme.label, unit_periods([row for row in reversed(found.rows) if row.scheme == scheme]))
            for scheme in coverage.SCHEMES
        ],
    }
    return render_page(request, "enterprises/person.html", context, partial="person")
