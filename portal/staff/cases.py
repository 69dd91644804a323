"""Numbers of requests that justify opening a record: each must be that very person's."""

from collections.abc import Callable

from citizens.models import AccessQuestion, Citizen, DataRequest

Finder = Callable[[str, Citizen], bool]


def _data_request(number: str, citizen: Citizen) -> bool:
    return DataRequest.objects.filter(number=number, citizen=citizen).exists()


def _question(number: str, citizen: Citizen) -> bool:
    return AccessQuestion.objects.filter(number=number, citizen=citizen).exists()


FINDERS: list[Finder] = [_data_request, _question]


def is_case_of(number: str, citizen: Citizen) -> bool:
    text = number.strip().upper()
    return bool(text) and any(finder(text, citizen) for finder in FINDERS)
