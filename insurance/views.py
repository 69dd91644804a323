"""Pages of one's own record."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from citizens.access import CitizenHttpRequest, citizen_required
from insurance import gaps, months_detail, timeline, words
from insurance.corrections.marks import Marks
from insurance.forms import HistoryFilterForm
from insurance.history import TABS, ParticipationRecord, drawn
from insurance.models import CorrectionKind, ParticipationPeriod
from portal.http import render_page


@citizen_required
@require_safe
def participation_history(request: CitizenHttpRequest) -> HttpResponse:
    """How long have I paid, what is missing, where does each figure come from?"""
    own = ParticipationPeriod.objects.for_actor(request.actor).with_employer().oldest_first()
    record = ParticipationRecord(list(own.with_corrections_noted()))
    form = HistoryFilterForm(request.GET, record=record)
    tabs = [
        {
            "name": tab.name,
            "total": words.duration(tab.totals(record.totals).counted),
            "url": form.address_of(tab),
            "current": tab is form.tab,
        }
        for tab in TABS
    ]
    none = not any(period.has_corrections for period in record.periods[:1])  # type: ignore[attr-defined]
    marks = Marks(request.actor, CorrectionKind.PERIOD, CorrectionKind.GAP, none=none)
    rows = record.rows(record.chosen(form.tab, form.year, form.payer))
    context = {
        "record": record,
        "form": form,
        "tabs": tabs,
        "totals": form.tab.totals(record.totals),
        "rows": rows,
        "marks": marks,
        "table_rows": drawn(rows, marks.drawn(CorrectionKind.PERIOD)),
    }
    if record and not request.htmx:
        unclaimed = gaps.unclaimed_unemployment(record)
        context |= {
            "timeline": timeline.build(record),
            "remarks": gaps.remarks(record),
            "unclaimed": words.duration(unclaimed) if unclaimed else "",
            "cover": gaps.health_cover(record, localdate()),
        }
    return render_page(request, "insurance/participation_history.html", context, partial="periods")


@citizen_required
@require_safe
def participation_period(request: CitizenHttpRequest, public_id: UUID) -> HttpResponse:
    """One period, opened to its months. A stranger's period is as absent as a made-up one."""
    own = ParticipationPeriod.objects.for_actor(request.actor).with_employer()
    period = own.filter(public_id=public_id).first()
    if period is None:
        raise Http404
    lines = months_detail.lines(period)
    context = {
        "row": ParticipationRecord([period]).rows([period])[0],
        "scheme": period.get_scheme_display(),
        "lines": lines,
        "sources": months_detail.sources(lines),
        "why_none": months_detail.why_none(period),
        "marks": Marks(request.actor, CorrectionKind.PERIOD),
    }
    return render_page(request, "insurance/participation_period.html", context, partial="months")
