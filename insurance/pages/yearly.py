"""The yearly confirmation of contribution time (C14-TS)."""

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from citizens.access import CitizenHttpRequest, citizen_required
from insurance.history import ParticipationRecord
from insurance.models import ParticipationPeriod
from insurance.tables.yearly import yearly
from portal.http import render_page


@citizen_required
@require_safe
def participation_by_year(request: CitizenHttpRequest) -> HttpResponse:
    """How many months count in each year, finalised or not? Made for printing."""
    periods = list(ParticipationPeriod.objects.for_actor(request.actor).with_employer().oldest_first())
    context = {"record": ParticipationRecord(periods), "table": yearly(periods), "today": localdate()}
    return render_page(request, "insurance/participation_by_year.html", context, partial="years")
