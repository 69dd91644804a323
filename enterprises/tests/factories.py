"""Small units for tests."""

from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.utils.timezone import localdate, now

from citizens.models import Citizen, Employer, EmployerMember
from citizens.tests.factories import make_citizen, make_user
from insurance.models import Scheme
from insurance.rules.months import add_months, month_of
from insurance.tests.factories import make_card, make_period

SCHEMES = (Scheme.BHXH, Scheme.BHTN, Scheme.TNLD, Scheme.BHYT)


def last_month() -> date:
    """The latest month on record: the one before today's."""
    return add_months(month_of(localdate()), -1)


def make_member(
    employer: Employer, citizen: Citizen | None = None, role: str = "clerk", **fields: Any
) -> EmployerMember:
    return EmployerMember.objects.create(
        **{
            "employer": employer,
            "citizen": citizen or make_citizen(),
            "role": role,
            "confirmed_at": now(),
            **fields,
        }
    )


def make_worker(
    employer: Employer, months: int = 12, *, until: date | None = None, card: bool = True, **fields: Any
) -> Citizen:
    """A person with `months` whole months at the unit up to last month, in the four schemes, and a card."""
    period = {
        name: fields.pop(name) for name in ("insured_wage", "payment_state", "job_title") if name in fields
    }
    worker = make_citizen(**{"user": None, **fields})
    end = until or add_months(last_month(), 1)
    for scheme in SCHEMES:
        make_period(worker, add_months(end, -months), months, scheme=scheme, employer=employer, **period)
    if card:
        make_card(worker, localdate() - timedelta(days=200), localdate() + timedelta(days=100))
    return worker


def desk(employer: Employer, role: str = "clerk", **fields: Any) -> Client:
    """A client signed in as somebody who works for the unit."""
    client = Client()
    client.force_login(make_member(employer, role=role, **fields).citizen.user)
    return client


__all__ = ["desk", "last_month", "make_member", "make_user", "make_worker"]
