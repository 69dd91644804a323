"""What an officer proposes to change by themselves: money of a benefit, and the account it is paid to (T07).

It goes the way of a person's own correction that touches money (services.py): a second officer confirms after a day,
and until then the person can stop it, by the link every channel of theirs has got or on their own page.
"""

import secrets
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from citizens.actors import Actor, Role
from citizens.models import Citizen, User
from citizens.models.data_requests import case_number
from citizens.notifications import notify
from citizens.secrets import fingerprint
from citizens.uploads.content import SafeFile
from citizens.uploads.store import store
from insurance.corrections import services
from insurance.corrections.fields import Field
from insurance.corrections.kinds import DECISION, PAYMENT
from insurance.corrections.services import NotAllowedError
from insurance.corrections.subjects import Subject, rows_of
from insurance.models import (
    Correction,
    CorrectionEffect,
    CorrectionFile,
    CorrectionState,
    PayoutState,
)
from insurance.querysets.corrections import OPEN_STATES

MOST_ROWS = 60


def money_of(actor: Actor) -> Iterator[tuple[Subject, Field, str]]:
    """Amounts of the actor's one person that may be proposed: of decisions, and of payments still to come."""
    newest = rows_of(actor, DECISION).exclude(state="refused").newest_first()[:MOST_ROWS]
    unpaid = rows_of(actor, PAYMENT).filter(state__in=(PayoutState.PLANNED, PayoutState.HELD))
    for kind, rows in ((DECISION, newest), (PAYMENT, unpaid.newest_first()[:MOST_ROWS])):
        for row in rows:
            subject = Subject(kind, str(row.public_id), row)
            for field, value in subject.values():
                if field.needs_second and field.is_plain and value:
                    yield subject, field, value


@transaction.atomic
def propose(
    *,
    officer: User,
    citizen: Citizen,
    subject: Subject,
    field: Field,
    asked: str,
    asked_value: Any,
    basis: str,
    answer: str,
    evidence: Sequence[SafeFile],
    now: datetime,
    link: Callable[[str], str],
) -> Correction:
    """The first of two steps. `link` makes the address of the stop link. Raises NotAllowedError."""
    locked = Citizen.objects.select_for_update(of=("self",)).get(pk=citizen.pk)
    if locked.user_id == officer.pk:
        raise NotAllowedError(_("Đây là hồ sơ của chính bạn. Hãy nhờ một cán bộ khác."))
    secret, day = secrets.token_urlsafe(24), localdate(now)
    try:
        with transaction.atomic():
            correction = Correction.objects.create(
                number=case_number("DC", day),
                citizen=locked,
                filed_as=Role.OFFICER,
                kind=subject.kind.kind,
                key=subject.key,
                part=subject.kind.part,
                subject_text=subject.line,
                field=field.name,
                recorded=field.recorded(subject.row) if subject.row is not None else "",
                asked=asked,
                asked_value=asked_value,
                why=basis,
                needs_second=True,
                state=CorrectionState.IN_REVIEW,
                filed_at=now,
                due_on=services.due_on(day, subject.kind.part),
                proposed_by=officer,
                proposed_at=now,
                proposed_effect=CorrectionEffect.CHANGED,
                proposed_answer=answer,
                stop_key=fingerprint("stop", secret),
            )
    except IntegrityError:
        raise NotAllowedError(
            _("Mục này đã có một yêu cầu đang mở. Hãy xem trong “Yêu cầu đính chính”.")
        ) from None
    for safe in evidence:
        CorrectionFile.objects.create(correction=correction, file=store(safe, by=officer))
    notify(locked, "office_proposed", number=correction.number)
    what = _("Một cán bộ đề nghị sửa một mục quan trọng trên hồ sơ BHXH của bạn, sớm nhất sau 24 giờ")
    services.tell_everywhere(correction, what, link(secret))
    return correction


def stop(secret: str) -> bool:
    """The person opened the link of their notice: nothing changes, the record keeps what stands."""
    with transaction.atomic():
        found = Correction.objects.select_for_update(of=("self",)).filter(
            stop_key=fingerprint("stop", secret), state__in=OPEN_STATES
        )
        correction = found.first()
        if correction is None:
            return False
        services.close_withdrawn(correction, timezone.now())
    return True
