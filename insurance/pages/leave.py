"""Leave certificates and other papers of health facilities."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from citizens.access import CitizenHttpRequest, citizen_required
from insurance import words
from insurance.corrections.marks import Marks
from insurance.icd10 import plain_name
from insurance.models import CorrectionKind, LeaveCertificate, PaperState
from portal.http import render_page

TONES = {PaperState.RECEIVED: "info", PaperState.USED: "success", PaperState.CANCELLED: "danger"}


@citizen_required
@require_safe
def leave_list(request: CitizenHttpRequest) -> HttpResponse:
    """Which papers did a doctor issue for me, and has a benefit been computed from them?

    Diagnoses are health data: closed until asked for (`?xem=1`).
    """
    shown = request.GET.get("xem") == "1"
    papers = []
    if shown:
        papers = [
            {
                "paper": paper,
                "period": words.days(paper.period.lower, paper.period.upper) if paper.period else "",
                "plain": plain_name(paper.icd),
                "tone": TONES[PaperState(paper.state)],
            }
            for paper in LeaveCertificate.objects.for_actor(request.actor).newest_first()
        ]
    context = {
        "shown": shown,
        "papers": papers,
        "marks": Marks(request.actor, CorrectionKind.PAPER) if papers else None,
    }
    return render_page(request, "insurance/leave_list.html", context, partial="papers")
