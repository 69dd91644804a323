"""The unit at a glance."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from citizens.access import EmployerHttpRequest, employer_required
from enterprises.summary import summary_of


@employer_required()
@require_safe
def overview(request: EmployerHttpRequest) -> HttpResponse:
    """How many are insured, what is due by when, and what needs looking after."""
    return render(
        request,
        "enterprises/overview.html",
        {"summary": summary_of(request.employer, request.actor, localdate())},
    )
