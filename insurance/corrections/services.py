"""Filing, answering and deciding corrections. One transaction each: the row, its note, the record, the notice.

Every step locks the request first and looks at its state then: of any number of decisions at once, one takes effect.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from citizens.actors import Actor, DataClass, Role
from citizens.models import Citizen, StaffAlert, User
from citizens.models.data_requests import case_number
from citizens.notifications import notify
from citizens.staff import openings, owners
from citizens.uploads.content import SafeFile
from citizens.uploads.store import store
from insurance.corrections import payouts
from insurance.corrections.fields import Field, Input
from insurance.corrections.kinds import BY_CODE
from insurance.corrections.subjects import Subject
from insurance.models import (
    Correction,
    CorrectionEffect,
    CorrectionFile,
    CorrectionKind,
    CorrectionNote,
    CorrectionState,
    NoteAuthor,
)
from insurance.querysets.corrections import OPEN_STATES
from insurance.rules.benefit_parameters import CorrectionTerm
from insurance.rules.dated_rows import at
from territory.workdays import add_working_days, working_days_until

HOLD = timedelta(hours=24)  # T07: the person is told before a second officer may confirm
MOST_FILES = 10  # of one request in all
MAY_FILE = frozenset({Role.SELF, Role.GUARDIAN, Role.COUNTER})  # at the counter: the person stands there


class NotAllowedError(Exception):
    """The step does not fit the state, or not this officer. The message says what to do."""


def may_file(actor: Actor) -> bool:
    """Oneself, or a child's parent. Who only looks on somebody's behalf asks for no change."""
    return actor.role in MAY_FILE


# -- The person's side


@transaction.atomic
def file(
    *,
    actor: Actor,
    subject: Subject,
    field: Field,
    asked: str,
    asked_value: Any,
    why: str,
    evidence: Sequence[SafeFile],
    now: datetime,
) -> tuple[Correction, bool]:
    """File it, or give back the one that is open already for this field: pressing twice is asking once."""
    if not may_file(actor) or actor.subject is None:
        raise NotAllowedError(_("Chỉ chính bạn, hoặc cha mẹ của trẻ, gửi được yêu cầu đính chính."))
    citizen = actor.subject
    Citizen.objects.select_for_update().only("pk").get(pk=citizen.pk)  # one at a time for a person
    open_ones = Correction.objects.filter(citizen=citizen, state__in=OPEN_STATES)
    existing = open_ones.filter(kind=subject.kind.kind, key=subject.key, field=field.name).first()
    if existing is not None:
        return existing, False
    day = localdate(now)
    correction = Correction.objects.create(
        number=case_number("DC", day),
        citizen=citizen,
        filed_by_id=actor.user_id,
        filed_as=actor.role,
        kind=subject.kind.kind,
        key=subject.key,
        part=subject.kind.part,
        subject_text=subject.line,
        field=field.name,
        recorded=field.recorded(subject.row),
        asked=asked,
        asked_value=asked_value if field.is_plain else None,
        why=why,
        needs_second=field.needs_second,
        filed_at=now,
        due_on=due_on(day, subject.kind.part),
    )
    _attach(correction, evidence, actor.user_id)
    _tell(correction, "correction_received")
    return correction, True


def due_on(day: date, part: str) -> date:
    """The last day for an answer to something received on `day`."""
    term = at(CorrectionTerm, day)
    identity = part == DataClass.IDENTITY
    return add_working_days(day, term.identity_working_days if identity else term.working_days)


@transaction.atomic
def reply(
    *, actor: Actor, correction: Correction, text: str, evidence: Sequence[SafeFile], now: datetime
) -> Correction:
    """The person adds something. What waited for them goes on, with the working days it had left."""
    if not may_file(actor):
        raise NotAllowedError(_("Chỉ chính bạn, hoặc cha mẹ của trẻ, trả lời được."))
    locked = _lock(correction, OPEN_STATES)
    if locked.files.count() + len(evidence) > MOST_FILES:
        raise NotAllowedError(_("Mỗi yêu cầu có nhiều nhất %(count)s tệp.") % {"count": MOST_FILES})
    _note(locked, NoteAuthor.CITIZEN, actor.user_id, text or _("Gửi thêm giấy tờ."), now)
    _attach(locked, evidence, actor.user_id)
    if locked.state == CorrectionState.WAITING:
        locked.state = CorrectionState.IN_REVIEW
        locked.due_on = add_working_days(localdate(now), max(1, locked.days_left or 1))
        locked.days_left = None
        locked.save()
    return locked


@transaction.atomic
def withdraw(*, actor: Actor, correction: Correction, now: datetime) -> Correction:
    if not may_file(actor):
        raise NotAllowedError(_("Chỉ chính bạn, hoặc cha mẹ của trẻ, rút được yêu cầu."))
    locked = _lock(correction, OPEN_STATES)
    close_withdrawn(locked, now)
    return locked


def close_withdrawn(locked: Correction, now: datetime) -> None:
    """The person does not want it. What an officer proposed keeps who that was."""
    locked.state, locked.decided_at = CorrectionState.WITHDRAWN, now
    if not locked.by_office:
        _forget_proposal(locked)
    locked.save()
    if locked.by_office and locked.proposed_by is not None:
        # SECURITY: T07. A person who does not want what an officer proposed is a reason to look at the officer.
        openings.alert(StaffAlert.Kind.STOPPED, locked.proposed_by)
    _tell(locked, "correction_withdrawn")


# -- The office's side


@transaction.atomic
def take_up(*, correction: Correction, officer: User) -> Correction:
    """An officer begins to look at it."""
    locked = _for_officer(correction, officer, (CorrectionState.RECEIVED,))
    locked.state = CorrectionState.IN_REVIEW
    locked.save()
    _tell(locked, "correction_review")
    return locked


@transaction.atomic
def ask_for_more(*, correction: Correction, officer: User, text: str, now: datetime) -> Correction:
    """The clock stops until the person answers."""
    locked = _for_officer(correction, officer, (CorrectionState.RECEIVED, CorrectionState.IN_REVIEW))
    _must_say(text)
    locked.state = CorrectionState.WAITING
    locked.days_left = max(1, working_days_until(localdate(now), locked.due_on))
    _forget_proposal(locked)
    locked.save()
    _note(locked, NoteAuthor.OFFICER, officer.pk, text, now)
    _tell(locked, "correction_waiting")
    return locked


@transaction.atomic
def refuse(*, correction: Correction, officer: User, answer: str, now: datetime) -> Correction:
    """The record stays as it is, and the person reads why."""
    locked = _for_officer(correction, officer, OPEN_STATES)
    _must_say(answer)
    locked.state, locked.answer = CorrectionState.REFUSED, answer
    locked.decided_by, locked.decided_at = officer, now
    if not locked.by_office:  # there the proposal is all there is to tell
        _forget_proposal(locked)
    locked.save()
    _tell(locked, "correction_refused")
    return locked


@transaction.atomic
def accept(
    *, correction: Correction, officer: User, answer: str, effect: CorrectionEffect, now: datetime
) -> Correction:
    """The record changes here and now, or the officer says that it was changed elsewhere.

    What needs two officers is only proposed by the first: the person is told, and another one confirms.
    """
    locked = _for_officer(correction, officer, OPEN_STATES)
    _must_say(answer)
    field = field_of(locked)
    if effect is CorrectionEffect.CHANGED and not is_writable(locked, field):
        raise NotAllowedError(_("Mục này không sửa ngay trên trang được: hãy ghi đã sửa bằng cách khác."))
    if effect is CorrectionEffect.NONE:
        raise NotAllowedError(_("Hãy chọn cách sửa."))
    if locked.needs_second:
        locked.state = CorrectionState.IN_REVIEW
        locked.proposed_by, locked.proposed_at = officer, now
        locked.proposed_effect, locked.proposed_answer = effect, answer
        locked.days_left = None
        locked.save()
        _tell(locked, "correction_proposed")
        tell_everywhere(locked, _("Một cán bộ đề nghị sửa một mục quan trọng trên hồ sơ BHXH của bạn"))
        return locked
    return _take_effect(locked, officer, effect, answer, now)


@transaction.atomic
def confirm(*, correction: Correction, officer: User, now: datetime) -> Correction:
    """The second officer: only now the record changes."""
    locked = _for_officer(correction, officer, (CorrectionState.IN_REVIEW,))
    if locked.proposed_by_id is None or locked.proposed_at is None:
        raise NotAllowedError(_("Chưa có cán bộ nào đề nghị."))
    # SECURITY: T07. The database refuses it too (correction_two_officers).
    if locked.proposed_by_id == officer.pk:
        raise NotAllowedError(_("Bạn đã đề nghị: một cán bộ khác phải xác nhận."))
    if now < locked.proposed_at + HOLD:
        raise NotAllowedError(_("Người dân vừa được báo: xác nhận được sau 24 giờ kể từ lúc đề nghị."))
    return _take_effect(
        locked, officer, CorrectionEffect(locked.proposed_effect), locked.proposed_answer, now
    )


@transaction.atomic
def return_proposal(*, correction: Correction, officer: User, text: str, now: datetime) -> Correction:
    """The second officer does not agree: back to the first step. The reason stays inside the office."""
    locked = _for_officer(correction, officer, (CorrectionState.IN_REVIEW,))
    if locked.proposed_by_id is None:
        raise NotAllowedError(_("Chưa có cán bộ nào đề nghị."))
    _must_say(text)
    _forget_proposal(locked)
    locked.save()
    _note(locked, NoteAuthor.INTERNAL, officer.pk, text, now)
    return locked


# -- Pieces


def field_of(correction: Correction) -> Field:
    """The field it is about. One that no longer exists reads as text that cannot be written."""
    kind = BY_CODE[CorrectionKind(correction.kind)]
    return kind.field(correction.field) or Field(correction.field, correction.field, Input.TEXT)


def is_writable(correction: Correction, field: Field) -> bool:
    return field.is_plain and correction.asked_value is not None and BY_CODE[
        CorrectionKind(correction.kind)
    ].model is not None  # fmt: skip


def _take_effect(
    correction: Correction, officer: User, effect: CorrectionEffect, answer: str, now: datetime
) -> Correction:
    if effect is CorrectionEffect.CHANGED:
        _write(correction, now)
    correction.state, correction.effect, correction.answer = CorrectionState.ACCEPTED, effect, answer
    correction.decided_by, correction.decided_at, correction.days_left = officer, now, None
    correction.save()
    _tell(correction, "correction_accepted")
    if correction.needs_second:
        tell_everywhere(correction, _("Một mục quan trọng trên hồ sơ BHXH của bạn đã được sửa"))
    return correction


def _write(correction: Correction, now: datetime) -> None:
    """Put the value into the row. The history triggers note who and when."""
    kind, field = BY_CODE[CorrectionKind(correction.kind)], field_of(correction)
    if kind.kind is CorrectionKind.PAYOUT:
        payouts.write(correction, now)
        return
    if kind.model is None:
        raise NotAllowedError(_("Mục này không sửa ngay trên trang được: hãy ghi đã sửa bằng cách khác."))
    own: dict[str, Any] = {"citizen": correction.citizen_id, "public_id": correction.key}
    if kind.kind is CorrectionKind.PERSON:
        own = {"pk": correction.citizen_id}
    row = kind.model._default_manager.select_for_update(of=("self",)).filter(**own).first()
    if row is None:
        raise NotAllowedError(
            _("Dòng này không còn trên hồ sơ. Hãy ghi đã sửa bằng cách khác, hoặc giữ nguyên.")
        )
    names = [field.attribute]
    column: Any = kind.model._meta.get_field(field.attribute)
    try:
        setattr(row, field.attribute, column.to_python(field.value_of(correction.asked_value)))
        for name, value in field.also:
            setattr(row, name, value)
            names.append(name)
        if hasattr(row, "imported_at"):
            row.imported_at = timezone.now()
            names.append("imported_at")
        row.full_clean(exclude=[f.name for f in kind.model._meta.fields if f.name not in names])
        with transaction.atomic():
            row.save(update_fields=names)
    except ValidationError as error:
        raise NotAllowedError(" ".join(error.messages)) from None
    except IntegrityError:
        raise NotAllowedError(
            _("Giá trị này trái với một dòng khác trên hồ sơ nên không ghi được.")
        ) from None


def _lock(correction: Correction, states: Iterable[str]) -> Correction:
    locked = (
        Correction.objects.select_for_update(of=("self",)).select_related("citizen").get(pk=correction.pk)
    )
    if locked.state not in set(states):
        raise NotAllowedError(
            _("Yêu cầu này đang ở bước “%(state)s” nên không làm được việc đó. Hãy tải lại trang.")
            % {"state": locked.get_state_display()}
        )
    return locked


def _for_officer(correction: Correction, officer: User, states: Iterable[str]) -> Correction:
    locked = _lock(correction, states)
    if officer.pk == locked.filed_by_id or officer.pk == locked.citizen.user_id:
        raise NotAllowedError(_("Bạn không xử lý yêu cầu về hồ sơ của chính mình."))
    return locked


def _must_say(text: str) -> None:
    if not text.strip():
        raise NotAllowedError(_("Hãy viết lý do để người dân hiểu."))


def _forget_proposal(correction: Correction) -> None:
    correction.proposed_by = correction.proposed_at = None
    correction.proposed_effect = correction.proposed_answer = ""
    if correction.state != CorrectionState.WAITING:
        correction.days_left = None


def _note(correction: Correction, author: NoteAuthor, user_id: int | None, text: str, now: datetime) -> None:
    CorrectionNote.objects.create(correction=correction, author=author, user_id=user_id, text=text, at=now)


def _attach(correction: Correction, evidence: Iterable[SafeFile], user_id: int | None) -> None:
    user = User.objects.filter(pk=user_id).first() if evidence and user_id else None
    for safe in evidence:
        CorrectionFile.objects.create(correction=correction, file=store(safe, by=user))


def tell_everywhere(correction: Correction, what: str, link: str = "") -> None:
    """Every channel, old and new, before and after money or a number changes (T07)."""
    person = Citizen.objects.select_related("user").get(pk=correction.citizen_id)
    owners.tell_everywhere(owners.channels_of(person), what, topic="correction", link=link)


# What the person reads when an officer proposed it by themselves.
OF_THE_OFFICE = {
    "correction_proposed": "office_proposed",
    "correction_accepted": "office_accepted",
    "correction_refused": "office_kept",
    "correction_withdrawn": "office_kept",
}


def _tell(correction: Correction, kind: str) -> None:
    """The person, and the parent who filed it for them."""
    if correction.by_office:
        kind = OF_THE_OFFICE.get(kind, kind)
    notify(correction.citizen, kind, number=correction.number)
    if correction.filed_as == Role.GUARDIAN and correction.filed_by_id:
        parent = Citizen.objects.filter(user=correction.filed_by_id).first()
        if parent is not None:
            notify(parent, kind, number=correction.number)
