"""Which office is in charge of me, from my own record: where I live, and who employs me."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from citizens.access import CitizenHttpRequest, citizen_required
from facilities.models import Place
from insurance.models import ParticipationPeriod


@citizen_required
@require_safe
def own_office(request: CitizenHttpRequest) -> HttpResponse:
    """By the ward of residence, and by the employer of the present period."""
    home = Place.objects.office_of_ward(request.citizen.ward_id).first()
    today = timezone.localdate()
    periods = ParticipationPeriod.objects.for_actor(request.actor).with_employer()
    working = [
        period.employer
        for period in periods.filter(employer__isnull=False).order_by("-months")[:5]
        if period.employer and (period.months.upper is None or period.months.upper >= today.replace(day=1))
    ]
    employer = working[0] if working else None
    code = employer.managing_office.code if employer else ""
    context = {
        "ward": request.citizen.ward,
        "home": home,
        "employer": employer,
        "employer_place": Place.objects.filter(code=code).first() if code else None,
    }
    return render(request, "insurance/own_office.html", context)
