"""How an account becomes its owner's: VNeID, papers an officer has seen, or a counter code."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from citizens.access import AccountHttpRequest, account_required


@account_required
@require_GET
def overview(request: AccountHttpRequest) -> HttpResponse:
    return render(request, "accounts/verify.html")
