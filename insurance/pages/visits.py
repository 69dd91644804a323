"""Medical visits under BHYT. What they show is health data: nothing of it is on the screen before one more tap."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from citizens.access import CitizenHttpRequest, citizen_required
from insurance import cards, visits, words
from insurance.corrections.marks import Marks
from insurance.models import CorrectionKind, HiCard, MedicalVisit, VisitLine
from insurance.rules.copayment import copayment_meter
from insurance.tables import visits as visit_tables
from portal.http import render_page


@citizen_required
@require_safe
def visit_list(request: CitizenHttpRequest) -> HttpResponse:
    """When was I treated where, what did it cost, and how far is the year's ceiling of co-payments?

    Closed until asked for (`?xem=1`): somebody may look over the shoulder.
    """
    shown = request.GET.get("xem") == "1"
    context: dict[str, Any] = {"shown": shown}
    if shown:
        today = localdate()
        own = MedicalVisit.objects.for_actor(request.actor)
        card = cards.current(list(HiCard.objects.for_actor(request.actor).newest_first()), today)
        paid = own.settled().between(*visits.year_bounds(today.year)).copaid_in_all()
        context |= {
            "years": visits.by_year(own.newest_first()),
            "marks": Marks(request.actor, CorrectionKind.VISIT),
            "meter": visits.MeterWords(copayment_meter(paid, today, card.five_years_on if card else None)),
        }
    return render_page(request, "insurance/visit_list.html", context, partial="visits")


@citizen_required
@require_safe
def visit_detail(request: CitizenHttpRequest, public_id: UUID) -> HttpResponse:
    """One visit: what it cost line by line, who paid, and whether it adds up."""
    visit = _own(request, public_id)
    lines = list(VisitLine.objects.for_actor(request.actor).of(visit).with_visit().in_order())
    context = {
        "entry": visits.entry(visit),
        "marks": Marks(request.actor, CorrectionKind.VISIT),
        "lines": visit_tables.lines(lines),
        "of": f"?xem=1&cua={visit.public_id}",
        "sums": visits.sums(visit, lines),
        "money": {part: words.dong(getattr(visit, part)) for part in (*visits.PARTS, "in_scope")},
    }
    return render_page(request, "insurance/visit_detail.html", context, partial="visit")


def _own(request: CitizenHttpRequest, public_id: UUID) -> MedicalVisit:
    """A stranger's visit is as absent as a made-up one."""
    visit = MedicalVisit.objects.for_actor(request.actor).filter(public_id=public_id).first()
    if visit is None:
        raise Http404
    return visit
