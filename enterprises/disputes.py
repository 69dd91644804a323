"""Doubting a row and answering: one open dispute a row, whoever of the two was first."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from citizens.models import User
from citizens.models.data_requests import case_number
from citizens.notifications import notify
from enterprises.models import RowDispute
from insurance import words
from insurance.models import ParticipationPeriod
from insurance.rules.benefit_parameters import RowDisputeTerm
from insurance.rules.dated_rows import at
from territory.workdays import add_working_days


def subject_of(period: ParticipationPeriod) -> str:
    """The row in words, as both sides read it."""
    wage = "" if period.insured_wage is None else f", {words.dong(period.insured_wage)}"
    months = words.months_between(period.months.lower, period.months.upper)
    return f"{period.get_scheme_display()} {months}{wage}"


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
