"""Requests and call-backs for tests, filed as the pages file them."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from citizens.models import Citizen
from citizens.tests.factories import make_ward
from support.callbacks import services as callbacks
from support.models import CallbackBooking, CallbackSlot, SupportRequest
from support.requests import services

_numbers = count(1)


def make_request(citizen: Citizen | None = None, **fields: Any) -> SupportRequest:
    """Filed by a person, or by nobody in particular with an e-mail address."""
    return services.file_request(
        **{
            "submission": f"submission-{next(_numbers)}",
            "category": "question",
            "text": "Tôi muốn hỏi về sổ.",
            "channel": "site" if citizen else "email",
            "citizen": citizen,
            "province_id": None,
            "contact": None if citizen else ("email", "nguoila@vidu.vn"),
            "language": "vi",
            **fields,
        }
    )


def make_slot(province_code: str = "75", *, capacity: int = 2, **ahead: float) -> CallbackSlot:
    starts_at = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(
        **(ahead or {"days": 2, "hours": next(_numbers) % 48})
    )
    make_ward(province_code)
    while CallbackSlot.objects.filter(province=province_code, starts_at=starts_at).exists():
        starts_at += timedelta(hours=1)
    return CallbackSlot.objects.create(province_id=province_code, starts_at=starts_at, capacity=capacity)


def make_booking(citizen: Citizen | None = None, **fields: Any) -> CallbackBooking:
    number = next(_numbers)
    return callbacks.book(
        **{
            "submission": f"booking-{number}",
            "slot": fields.pop("slot", None) or make_slot(),
            "telephone": f"09{number:08d}",
            "subject": "Hỏi về lương hưu",
            "citizen": citizen,
            "language": "vi",
            **fields,
        }
    )
