"""Proposing, confirming, refusing and taking back a merge. One transaction each; the database keeps two people apart.

Why, and until when a merge can be taken back: docs/decisions/0025-two-records-of-one-person.md.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citizens.masks import mask_number
from citizens.models import Approval, Citizen, Merge, MergePaper, StaffAlert, User
from citizens.notifications import notify
from citizens.staff import approvals, openings, owners
from citizens.uploads.content import SafeFile
from citizens.uploads.store import store
from portal.staff.merging import compare, rows

UNDO = timedelta(days=30)  # ours, not the law's: after that too much has been built on the one record
KINDS = (Approval.Kind.MERGE, Approval.Kind.SPLIT)
Link = Callable[[str], str]


class NotAllowedError(Exception):
    """The step does not fit, or not this officer. The message says what to do."""


def merge_of(approval: Approval) -> Merge:
    people = (
        "kept__user",
        "kept__ward",
        "kept__province",
        "retired__user",
        "retired__ward",
        "retired__province",
    )
    return Merge.objects.select_related(*people).get(pk=approval.target)


@transaction.atomic
def propose(
    *,
    officer: User,
    kept: Citizen,
    retired: Citizen,
    why: str,
    evidence: str,
    papers: Sequence[SafeFile],
    link: Link,
) -> Approval:
    """The first step: both people are told on every channel, and nothing else happens for a day."""
    kept, retired = _locked(kept.pk, retired.pk)
    for reason in compare.forbidden(kept, retired, officer):
        raise NotAllowedError(reason)
    merge = Merge.objects.create(
        kept=kept,
        retired=retired,
        evidence=evidence,
        before=_lines(kept, retired),
    )
    for safe in papers:
        MergePaper.objects.create(merge=merge, file=store(safe, by=officer))
    return _first_step(Approval.Kind.MERGE, merge, officer, why, link)


def _first_step(kind: Approval.Kind, merge: Merge, officer: User, why: str, link: Link) -> Approval:
    kept, retired = merge.kept, merge.retired
    try:
        with transaction.atomic():
            step = approvals.propose(
                kind=kind,
                target=merge.pk,
                province_id=kept.province_id if kept.province_id == retired.province_id else None,
                officer=officer,
                why=why,
                hold=True,
            )
    except IntegrityError:
        raise NotAllowedError(_("Việc này đã có người đề nghị, đang chờ người thứ hai.")) from None
    what = (
        _("Cán bộ đề nghị gộp hai mã số BHXH của bạn làm một, sớm nhất sau 24 giờ")
        if kind == Approval.Kind.MERGE
        else _("Cán bộ đề nghị tách lại hai mã số BHXH đã gộp, sớm nhất sau 24 giờ")
    )
    channels = owners.channels_of(kept) | owners.channels_of(retired)
    owners.tell_everywhere(channels, what, topic="merge", link=link(approvals.stop_secret(step)))
    if kind == Approval.Kind.MERGE:
        _notify(merge, "merge_proposed")
    return step


def confirm(approval: Approval, officer: User, now: datetime | None = None) -> Merge:
    """The second step: now it is done, once, whoever else presses at the same time."""
    now = now or timezone.now()
    try:
        return _confirm(approval, officer, now)
    except approvals.SecondPersonNeededError:
        raise NotAllowedError(
            _("Bạn đã đề nghị, hoặc việc này đã xong: một cán bộ khác phải xác nhận. Hãy tải lại trang.")
        ) from None
    except approvals.NotYetError:
        raise NotAllowedError(
            _("Người dân vừa được báo: xác nhận được sau 24 giờ kể từ lúc đề nghị.")
        ) from None
    except rows.CannotUndoError:
        raise NotAllowedError(
            _(
                "Một số dòng đã đổi hoặc không còn sau khi gộp, nên không tách lại nguyên như trước được. Chưa đổi gì."
            )
        ) from None
    except IntegrityError:
        raise NotAllowedError(
            _(
                "Hai hồ sơ vừa có thay đổi trái nhau, nên chưa làm được. Không có gì thay đổi; hãy xem lại hai hồ sơ."
            )
        ) from None


@transaction.atomic
def _confirm(approval: Approval, officer: User, now: datetime) -> Merge:
    done = approvals.confirm(approval, officer, now)
    merge = merge_of(done)
    merge.kept, merge.retired = _locked(merge.kept_id, merge.retired_id)
    kept, retired = merge.kept, merge.retired
    channels = owners.channels_of(kept) | owners.channels_of(retired)
    if done.kind == Approval.Kind.MERGE:
        for reason in compare.forbidden(kept, retired, officer, waiting=done):
            raise NotAllowedError(reason)
        merge.moved = rows.Mover(kept, retired, now).run()
        merge.moved["after"] = _lines(*_locked(kept.pk, retired.pk))
        merge.done_at = now
        _notify(merge, "merge_done")
        what = _("Hai mã số BHXH của bạn đã gộp làm một")
    else:
        if officer.pk in (kept.user_id, retired.user_id):
            raise NotAllowedError(_("Một trong hai hồ sơ là của chính bạn. Hãy nhờ một cán bộ khác."))
        must_be_undoable(merge, now)
        rows.take_back(merge)
        merge.undone_at = now
        what = _("Hai mã số BHXH đã gộp của bạn đã được tách lại")
        _notify(merge, "merge_undone")
    merge.save()
    owners.tell_everywhere(channels, what, topic="merge")
    return merge


@transaction.atomic
def refuse(approval: Approval, officer: User, reason: str) -> None:
    """The second officer does not agree, or the first takes it back."""
    merge = merge_of(approval)
    if officer.pk in (merge.kept.user_id, merge.retired.user_id):
        raise NotAllowedError(_("Một trong hai hồ sơ là của chính bạn. Hãy nhờ một cán bộ khác."))
    if not reason.strip():
        raise NotAllowedError(_("Hãy viết lý do."))
    try:
        approvals.drop(approval, officer, reason)
    except approvals.SecondPersonNeededError:
        raise NotAllowedError(_("Việc này đã xong. Hãy tải lại trang.")) from None
    if approval.kind == Approval.Kind.MERGE:
        _notify(merge, "merge_kept")


def must_be_undoable(merge: Merge, now: datetime) -> None:
    """Raises NotAllowedError, saying why not."""
    if merge.done_at is None or merge.undone_at is not None:
        raise NotAllowedError(_("Hai hồ sơ này không đang gộp."))
    if now > merge.done_at + UNDO:
        raise NotAllowedError(
            _("Đã quá 30 ngày từ lúc gộp: sửa từng dòng bằng đính chính, không tách lại cả hồ sơ được.")
        )


@transaction.atomic
def propose_undo(*, merge: Merge, officer: User, why: str, link: Link) -> Approval:
    """Taking it back is as heavy as doing it: two officers, and the person told a day before."""
    must_be_undoable(merge, timezone.now())
    if officer.pk in (merge.kept.user_id, merge.retired.user_id):
        raise NotAllowedError(_("Một trong hai hồ sơ là của chính bạn. Hãy nhờ một cán bộ khác."))
    return _first_step(Approval.Kind.SPLIT, merge, officer, why, link)


def stop(secret: str) -> bool:
    """The person says no: by the link in the notice."""
    with transaction.atomic():
        step = approvals.stop(secret, *KINDS)
        if step is None:
            return False
        if step.kind == Approval.Kind.MERGE:
            _notify(merge_of(step), "merge_kept")
        openings.alert(StaffAlert.Kind.STOPPED, step.proposed_by)
    return True


def _lines(kept: Citizen, retired: Citizen) -> list[dict[str, str]]:
    """How both records stand, in words: kept with the merge, before and after."""
    found = (*compare.facts(kept, retired), *compare.counts(kept, retired))
    return [{"what": line.what, "kept": line.kept, "retired": line.retired} for line in found]


def _notify(merge: Merge, kind: str) -> None:
    """In the site, for each of the two records; once they are one, for the one."""
    numbers = {"kept": mask_number(merge.kept.bhxh_number), "retired": mask_number(merge.retired.bhxh_number)}
    for person in (merge.kept,) if kind == "merge_done" else (merge.kept, merge.retired):
        notify(person, kind, told=True, **numbers)


def _locked(first: int, second: int) -> tuple[Citizen, Citizen]:
    """Both rows locked, always in the same order; two at once wait for one another and never for ever."""
    people = (
        Citizen.objects.select_for_update(of=("self",))
        .select_related("user", "ward", "province")
        .filter(pk__in=(first, second))
        .order_by("pk")
    )
    found = {person.pk: person for person in people}
    return found[first], found[second]
