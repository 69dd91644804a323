"""What happens to a request: filed, written to, answered, re-opened, withdrawn, rated, merged, handed on when late.

Every change locks the row first and starts from the states it may start from; whatever else was posted, and however
often, changes nothing. Who may touch which request is the caller's: `SupportRequest.objects.for_actor()`, or a number
with its code (`following.py`).
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.timezone import localdate

from citizens.models import Citizen, User
from citizens.models.data_requests import case_number
from citizens.secrets import seal
from citizens.uploads.content import SafeFile
from citizens.uploads.store import discard, store
from support import parameters
from support.models import (
    Author,
    Channel,
    InternalNote,
    RequestFile,
    RequestMessage,
    RequestState,
    SupportRequest,
)
from support.requests import letters, terms
from territory.workdays import add_working_days, working_days_until

OPEN, WAITING, ANSWERED = RequestState.OPEN, RequestState.WAITING, RequestState.ANSWERED


class TooManyError(Exception):
    """The limit of who files is reached."""


class NotNowError(Exception):
    """The request is not in a state in which this can be done: somebody was faster."""


def filed_before(submission: str) -> SupportRequest | None:
    return SupportRequest.objects.filter(submission=submission).first()


def file_request(
    *,
    submission: str,
    category: str,
    text: str,
    channel: str,
    citizen: Citizen | None,
    province_id: str | None,
    contact: tuple[str, str] | None,
    language: str,
    page: str = "",
    about: dict[str, Any] | None = None,
    transcript: str = "",
    files: Sequence[SafeFile] = (),
    by: User | None = None,
    admit: Callable[[], bool] = lambda: True,
) -> SupportRequest:
    """File it once: the same submission sent again, even at the same moment, is the same request (threat T29).

    TooManyError: `admit` said no, and nothing is filed.
    """
    now = timezone.now()
    request = SupportRequest(
        number=case_number("YC", localdate(now)),
        citizen=citizen,
        province_id=citizen.province_id if citizen else province_id,
        language=language,
        submission=submission,
        category=category,
        channel=channel,
        received_at=now,
        last_at=now,
        due_on=terms.due_on(category, localdate(now)),
        page=page,
        about=about or {},
        sealed_transcript=seal(transcript.encode()) if transcript else b"",
    )
    if contact and not citizen:
        request.set_contact(*contact)
    try:
        with transaction.atomic():
            request.save()
            if not admit():  # after the row: a second press waits for it, and is no second request
                raise TooManyError
            _write(request, text, Author.PERSON)
            for safe in files:
                RequestFile.objects.create(request=request, file=store(safe, by=by))
            letters.received(request)
    except IntegrityError:
        known = filed_before(submission)
        if known is None:
            raise
        return known
    return request


def _write(request: SupportRequest, text: str, author: Author, officer: User | None = None) -> RequestMessage:
    now = timezone.now()
    request.last_at = now
    return RequestMessage.objects.create(
        request=request, author=author, officer=officer, sealed_text=RequestMessage.sealed(text), at=now
    )


def _lock(request: SupportRequest, *states: str) -> SupportRequest:
    """The row as it stands now, ours until the transaction ends."""
    row = SupportRequest.objects.select_for_update().get(pk=request.pk)
    if row.state not in states:
        raise NotNowError
    return row


# -- The person


@transaction.atomic
def write(request: SupportRequest, text: str) -> SupportRequest:
    """One more message. It re-starts the clock that waited for it; after an answer it opens the request again."""
    row = _lock(request, OPEN, WAITING, ANSWERED)
    today = localdate()
    if row.state == ANSWERED:
        if not may_reopen(row, today):
            raise NotNowError
        row.reopened += 1
        row.due_on = terms.due_on(row.category, today)
        row.rating, row.sealed_opinion, row.escalated_at = None, b"", None
    elif row.state == WAITING:
        row.due_on = add_working_days(today, max(row.days_left or 1, 1))
    row.state, row.days_left = OPEN, None
    _write(row, text, Author.PERSON)
    row.save()
    return row


def may_reopen(request: SupportRequest, today: date) -> bool:
    """For some time after the last answer."""
    if request.state != ANSWERED or request.answered_at is None:
        return False
    return today <= localdate(request.answered_at) + timedelta(days=parameters.in_force("reopen_days", today))


@transaction.atomic
def withdraw(request: SupportRequest) -> SupportRequest:
    row = _lock(request, OPEN, WAITING)
    row.state, row.days_left, row.last_at = RequestState.WITHDRAWN, None, timezone.now()
    row.save()
    return row


@transaction.atomic
def rate(request: SupportRequest, rating: int, opinion: str) -> SupportRequest:
    """How helpful the answer was. Once an answer: what was said first stays."""
    row = _lock(request, ANSWERED)
    if row.rating is not None:
        raise NotNowError
    row.rating = rating
    row.sealed_opinion = seal(opinion.encode()) if opinion else b""
    row.save()
    return row


# -- Staff


@transaction.atomic
def answer(request: SupportRequest, text: str, officer: User) -> SupportRequest:
    row = _lock(request, OPEN, WAITING)
    now = timezone.now()
    today = localdate(now)
    _write(row, text, Author.STAFF, officer)
    row.answered_in_time = row.state == WAITING or today <= row.due_on
    row.answered_in = max(working_days_until(localdate(row.received_at), today), 0)
    row.state, row.answered_at, row.days_left = ANSWERED, now, None
    row.assigned_to = row.assigned_to or officer
    row.save()
    letters.answered(row)
    return row


@transaction.atomic
def correct(request: SupportRequest, text: str, officer: User) -> SupportRequest:
    """A better answer after one that was wrong: both stay to be read, the person is told, and may write back again.

    The measures keep what the first answer was: its day, and the rating it got.
    """
    row = _lock(request, ANSWERED)
    _write(row, text, Author.STAFF, officer)
    row.answered_at = timezone.now()
    row.save()
    letters.corrected(row)
    return row


@transaction.atomic
def ask_back(request: SupportRequest, text: str, officer: User) -> SupportRequest:
    """Something is missing: the clock stops until the person has written."""
    row = _lock(request, OPEN)
    _write(row, text, Author.STAFF, officer)
    row.state = WAITING
    row.days_left = max(working_days_until(localdate(), row.due_on), 1)
    row.assigned_to = row.assigned_to or officer
    row.save()
    letters.more_needed(row)
    return row


def note(request: SupportRequest, text: str, officer: User | None) -> InternalNote:
    return InternalNote.objects.create(
        request=request, officer=officer, sealed_text=InternalNote.sealed(text), at=timezone.now()
    )


@transaction.atomic
def assign(request: SupportRequest, officer: User | None) -> SupportRequest:
    row = _lock(request, OPEN, WAITING, ANSWERED)
    row.assigned_to = officer
    row.save()
    return row


def are_of_one_person(first: SupportRequest, second: SupportRequest) -> bool:
    """SECURITY: two requests are merged only when whoever reads one may read the other."""
    if first.citizen_id or second.citizen_id:
        return first.citizen_id == second.citizen_id
    return bool(first.contact_key) and first.contact_key == second.contact_key


@transaction.atomic
def merge(duplicate: SupportRequest, into: SupportRequest, officer: User) -> SupportRequest:
    """The duplicate's messages move to the other request, which is due when the earlier of the two was."""
    rows = {
        row.pk: row
        for row in SupportRequest.objects.select_for_update()
        .filter(pk__in=[duplicate.pk, into.pk])
        .order_by("pk")
    }
    twin, main = rows[duplicate.pk], rows[into.pk]
    if twin.pk == main.pk or not twin.is_open or not main.is_open or not are_of_one_person(twin, main):
        raise NotNowError
    RequestMessage.objects.filter(request=twin).update(request=main)
    InternalNote.objects.filter(request=twin).update(request=main)
    RequestFile.objects.filter(request=twin).update(request=main)
    if main.state == OPEN:
        main.due_on = min(main.due_on, twin.due_on)
    main.last_at = timezone.now()
    main.save()
    twin.state, twin.merged_into, twin.days_left = RequestState.MERGED, main, None
    twin.save()
    note(main, f"{twin.number} → {main.number}", officer)
    return main


# -- The clock


def escalate(now: datetime | None = None) -> int:
    """Tell the person and the officers of the province, once, that a request is late. Run by the worker."""
    moment = now or timezone.now()
    count = 0
    while _escalate_one(moment):
        count += 1
    return count


@transaction.atomic
def _escalate_one(now: datetime) -> bool:
    row = (
        SupportRequest.objects.overdue_on(localdate(now))
        .filter(escalated_at=None)
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("due_on", "pk")
        .first()
    )
    if row is None:
        return False
    row.escalated_at = now
    row.save()
    letters.late(row)
    return True


def purge(now: datetime | None = None) -> int:
    """Remove finished requests that are kept no longer, with everything the history kept of them. Run by the worker."""
    moment = now or timezone.now()
    today = localdate(moment)
    gone = 0
    for nobody in (False, True):
        before = moment - terms.kept(today, is_strangers=nobody)
        old = SupportRequest.objects.filter(last_at__lt=before, citizen__isnull=nobody).exclude(
            state__in=[OPEN, WAITING]
        )
        keys = list(old.values_list("pk", flat=True)[:1000])
        with transaction.atomic():
            files = [
                link.file for link in RequestFile.objects.filter(request__in=keys).select_related("file")
            ]
            SupportRequest.objects.filter(pk__in=keys).delete()
            discard(files)
            forget_history("SupportRequestEvent", keys)
        gone += len(keys)
    return gone


def forget_history(model: str, keys: list[int]) -> None:
    apps.get_model("support", model)._default_manager.filter(pgh_obj_id__in=keys).delete()


def channel_of(given: str, *, citizen: Citizen | None, contact: tuple[str, str] | None) -> str:
    """The channel that can be used: somebody who gave no address reads on the site."""
    if citizen or given == Channel.SITE:
        return given
    return given if contact and contact[0] == given else Channel.SITE
