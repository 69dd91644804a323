"""Numbers of requests that justify opening a record: each must be that very person's."""

from collections.abc import Callable

from citizens.models import AccessQuestion, Citizen, DataRequest
from insurance.models import Correction
from support.models import SupportRequest

Finder = Callable[[str, Citizen], bool]


def _data_request(number: str, citizen: Citizen) -> bool:
    return DataRequest.objects.filter(number=number, citizen=citizen).exists()


def _question(number: str, citizen: Citizen) -> bool:
    return AccessQuestion.objects.filter(number=number, citizen=citizen).exists()


def _correction(number: str, citizen: Citizen) -> bool:
    return Correction._base_manager.filter(number=number, citizen=citizen).exists()


def _support_request(number: str, citizen: Citizen) -> bool:
    return SupportRequest._base_manager.filter(number=number, citizen=citizen).exists()


FINDERS: list[Finder] = [_data_request, _question, _correction, _support_request]


def is_case_of(number: str, citizen: Citizen) -> bool:
    text = number.strip().upper()
    return bool(text) and any(finder(text, citizen) for finder in FINDERS)
