"""Doubting a row and answering: one open dispute a row, whoever of the two was first."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from citizens.models import User
from citizens.models.data_requests import case_number
from citizens.notifications import notify
from enterprises.coverage import SCHEMES
from enterprises.models import RowDispute
from insurance import words
from insurance.models import ParticipationPeriod
from insurance.rules.benefit_parameters import RowDisputeTerm
from insurance.rules.dated_rows import at
from territory.workdays import add_working_days

ORDER = {scheme.value: place for place, scheme in enumerate(SCHEMES)}


def subject_of(period: ParticipationPeriod) -> str:
    """The row in words, as both sides read it."""
    wage = "" if period.insured_wage is None else f", {words.dong(period.insured_wage)}"
    months = words.months_between(period.months.lower, period.months.upper)
    return f"{period.get_scheme_display()} {months}{wage}"


@dataclass(frozen=True)
class Alike:
    """Rows of several schemes that say the same of the same months: one thing to agree with or to doubt."""

    row: ParticipationPeriod  # the one a doubt is about: that of BHXH, when it is among them
    schemes: str
    months: str
    wage: str
    doubted: bool


def said_alike(rows: Iterable[ParticipationPeriod], doubted: Container[int | None]) -> list[Alike]:
    """In the order of the rows."""
    found: dict[tuple[object, ...], list[ParticipationPeriod]] = {}
    for row in rows:
        key = (row.employer_id, row.months.lower, row.months.upper, row.insured_wage, row.payment_state)
        found.setdefault(key, []).append(row)
    return [_alike(same, doubted) for same in found.values()]


def _alike(rows: list[ParticipationPeriod], doubted: Container[int | None]) -> Alike:
    in_order = sorted(rows, key=lambda row: ORDER.get(row.scheme, len(ORDER)))
    first = in_order[0]
    return Alike(
        row=first,
        schemes=", ".join(row.get_scheme_display() for row in in_order),
        months=words.months_between(first.months.lower, first.months.upper),
        wage="" if first.insured_wage is None else words.dong(first.insured_wage),
        doubted=any(row.pk in doubted for row in rows),
    )


@transaction.atomic
def open_dispute(
    *, period: ParticipationPeriod, side: str, reason: str, by: User | None, now: datetime
) -> RowDispute:
    """File it, or give back the one that is open already."""
    ParticipationPeriod.objects.select_for_update(of=("self",)).get(pk=period.pk)
    existing = RowDispute.objects.filter(period=period, answered_at=None).first()
    if existing is not None:
        return existing
    if period.employer is None:
        raise ValueError("a row without a unit has one side only")
    day = localdate(now)
    dispute = RowDispute.objects.create(
        number=case_number("PD", day),
        citizen_id=period.citizen_id,
        employer=period.employer,
        period=period,
        subject_text=subject_of(period),
        side=side,
        opened_by=by,
        reason=reason,
        opened_at=now,
        due_on=add_working_days(day, at(RowDisputeTerm, day).working_days),
    )
    if side == RowDispute.Side.UNIT:
        notify(dispute.citizen, "dispute_opened", unit=period.employer.name)
    return dispute


@transaction.atomic
def answer(dispute: RowDispute, *, officer: User, text: str, now: datetime) -> None:
    """The office's answer, for both. Once. SECURITY: nobody answers about their own record."""
    if dispute.citizen.user_id == officer.pk:
        raise PermissionDenied
    waiting = RowDispute.objects.filter(pk=dispute.pk, answered_at=None)
    if waiting.update(answer=text, answered_by=officer, answered_at=now):
        notify(dispute.citizen, "dispute_answered", number=dispute.number)
