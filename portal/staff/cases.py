"""Numbers of requests that justify opening a record: each must be that very person's."""

from typing import Any

from citizens.models import AccessQuestion, Citizen, DataRequest
from insurance.models import Correction
from support.models import SupportRequest

NUMBERED: tuple[Any, ...] = (DataRequest, AccessQuestion, Correction, SupportRequest)


def is_case_of(number: str, citizen: Citizen) -> bool:
    text = number.strip().upper()
    # Asked of the number: nothing of the request is read.
    return bool(text) and any(
        model._base_manager.filter(number=text, citizen=citizen).exists() for model in NUMBERED
    )
