"""Acting for another person: who may, whom one acts for, and the way back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from citizens import access
from citizens.access import public


@public  # it gives something up and shows nothing
@require_POST
def stop_acting(request: HttpRequest) -> HttpResponse:
    """Back to one's own record, from whatever page."""
    access.stop_acting(request)
    return redirect("insurance:participation-history")
