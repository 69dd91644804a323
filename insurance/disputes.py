"""A person disputes a visit: one open dispute a visit, a number to quote, a day by which it is answered."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from insurance.check_codes.codec import SERIAL_ALPHABET
from insurance.models import DisputeKind, MedicalVisit, VisitDispute
from insurance.rules.benefit_parameters import DisputeTerm
from insurance.rules.dated_rows import at
from territory.workdays import add_working_days

NUMBER_LETTERS = 8


@transaction.atomic
def open_dispute(*, visit: MedicalVisit, kind: DisputeKind, explanation: str, now: datetime) -> VisitDispute:
    """File it, or give back the one that is open already: pressing twice is asking once."""
    MedicalVisit.objects.select_for_update().get(pk=visit.pk)
    existing = VisitDispute.objects.open().filter(visit=visit).first()
    if existing is not None:
        return existing
    day = localdate(now)
    letters = "".join(secrets.choice(SERIAL_ALPHABET) for _ in range(NUMBER_LETTERS))
    return VisitDispute.objects.create(
        citizen=visit.citizen,
        visit=visit,
        number=f"KN-{day:%y}-{letters}",
        kind=kind,
        explanation=explanation,
        filed_at=now,
        due_on=add_working_days(day, at(DisputeTerm, day).working_days),
        imported_at=now,
    )
