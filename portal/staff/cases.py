"""Numbers of requests that justify opening a record: each must be that very person's. And the page of each."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from citizens.models import AccessQuestion, Citizen, DataRequest
from enterprises.models import RowDispute
from insurance.models import Correction
from support.models import SupportRequest

KINDS: tuple[Any, ...] = (DataRequest, AccessQuestion, Correction, SupportRequest, RowDispute)


def rows_of(numbers: Iterable[str], citizen: Citizen) -> dict[str, tuple[Any, int]]:
    """Number -> (kind, key) of those that are this person's."""
    # Asked of the number: nothing of the request is read.
    wanted = [number for number in numbers if number]
    found: dict[str, tuple[Any, int]] = {}
    for model in KINDS if wanted else ():
        rows = model._base_manager.filter(number__in=wanted, citizen=citizen)
        found |= {number: (model, key) for number, key in rows.values_list("number", "pk")}
    return found


def is_case_of(number: str, citizen: Citizen) -> bool:
    return bool(rows_of([number.strip().upper()], citizen))


def pages_of(numbers: Iterable[str], citizen: Citizen, request: HttpRequest) -> dict[str, str]:
    """Number -> its page in the admin, where the officer may open it."""
    pages = {}
    for number, (model, key) in rows_of(numbers, citizen).items():
        room: Any = admin.site._registry[model]
        if room.allows(request, "view"):
            pages[number] = reverse(
                f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[key]
            )
    return pages
