"""Papers sent from home: an officer compares them with the record, a second one confirms, and only then the record
opens to the account (T07). Where the record knows channels of its owner that are not the account's, those are told
first: for a day they can stop it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from citizens.access import officer_required
from citizens.accounts import identity, notices
from citizens.accounts.handles import find, handle_of
from citizens.accounts.officers import reading
from citizens.accounts.step_up import step_up_required
from citizens.actors import Purpose, Reach
from citizens.asking import staff_actor
from citizens.models import Approval, Citizen, IdentityCheck, IdentityEvidence, StaffAlert, User
from citizens.rules.numbers import is_bhxh_number, is_personal_id
from citizens.staff import approvals, openings, owners
from citizens.uploads.store import attachment, discard
from territory.text import fold

IDENTITY = Approval.Kind.IDENTITY


def papers_waiting(officer: User, reach: Reach) -> QuerySet[IdentityCheck]:
    """Papers an officer may look at: of people of their province. Those that match nobody go to the national desk."""
    found = IdentityCheck.objects.filter(state=IdentityCheck.State.WAITING).exclude(user=officer)
    if reach.nationwide:
        return found
    return found.filter(user__claim__citizen__province=reach.province_id or "-")


def _waiting(request: Any) -> list[IdentityCheck]:
    return list(
        papers_waiting(request.account, staff_actor(request).reach)
        .select_related("user__claim__citizen", "front", "back")
        .defer("front__content", "back__content")
        .order_by("created_at", "pk")[:50]
    )


@officer_required
@step_up_required
@require_GET
def queue(request: Any) -> HttpResponse:
    found = _waiting(request)
    proposed = Approval.objects.waiting().filter(kind=IDENTITY, target__in=[row.pk for row in found])
    first_steps = {approval.target: approval for approval in proposed.select_related("proposed_by")}
    rows = [
        {"handle": handle_of(row), "sent": row.created_at, "first_step": first_steps.get(row.pk)}
        for row in found
    ]
    return render(request, "accounts/papers_queue.html", {"rows": rows})


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(
        label=gettext_lazy("Kết luận"),
        choices=[
            ("approve", gettext_lazy("Đúng người, thông tin khớp")),
            ("refuse", gettext_lazy("Chưa chấp nhận được")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Lý do (gửi cho người dân)"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Khi chưa chấp nhận: nói rõ cần gửi lại gì."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == "refuse" and not cleaned.get("reason"):
            self.add_error("reason", _("Hãy viết lý do để người dân biết phải làm gì."))
        return cleaned


@officer_required
@step_up_required
@require_http_methods(["GET", "POST"])
def papers(request: Any, handle: str) -> HttpResponse:
    row = find(_waiting(request), handle)
    with reading(request, _person_of(row), Purpose.PAPERS):
        return _papers(request, handle, row)


def _person_of(row: IdentityCheck) -> Citizen | None:
    """Whose papers they say they are."""
    claim = getattr(row.user, "claim", None)
    return claim.citizen if claim else None


def _papers(request: Any, handle: str, row: IdentityCheck) -> HttpResponse:
    form = DecisionForm(request.POST or None)
    if form.is_valid():
        try:
            done = _decide(request, row, request.account, **form.cleaned_data)
        except approvals.SecondPersonNeededError:
            form.add_error(None, _("Bạn đã đề nghị duyệt. Một cán bộ khác phải xem và xác nhận."))
        except approvals.NotYetError:
            form.add_error(
                None, _("Chủ hồ sơ vừa được báo: xác nhận được sau 24 giờ kể từ lúc đề nghị. Chưa ghi gì.")
            )
        except identity.AlreadyTakenError:
            form.add_error(
                None, _("Không duyệt được: hồ sơ này đã có tài khoản khác, hoặc thông tin khai không khớp.")
            )
        else:
            messages.success(request, _told(done, row))
            return redirect("accounts:papers-queue")
    person, first_step = _person_of(row), approvals.waiting(IDENTITY, row.pk)
    context = {
        "form": form,
        "handle": handle,
        "claim": getattr(row.user, "claim", None),
        "lines": _side_by_side(row, person),
        "matches": person is not None,
        "first_step": first_step,
        "own_proposal": first_step is not None and first_step.proposed_by_id == request.account.pk,
        "is_held": not all(file and file.is_released for file in (row.front, row.back)),
    }
    return render(request, "accounts/papers_check.html", context)


def _told(done: bool, row: IdentityCheck) -> str:
    if done:
        return _("Đã ghi kết luận và xóa ảnh.")
    step = approvals.waiting(IDENTITY, row.pk)
    if step is not None and step.ready_at is not None:
        when = date_format(localtime(step.ready_at), "H:i d/m/Y")
        return _("Đã ghi đề nghị và báo chủ hồ sơ. Một cán bộ khác xác nhận được từ %(when)s.") % {
            "when": when
        }
    return _("Đã ghi đề nghị. Một cán bộ khác xem và xác nhận thì tài khoản mới mở được hồ sơ.")


def _side_by_side(row: IdentityCheck, person: Citizen | None) -> list[dict[str, Any]]:
    """What the person said beside what is on record. The officer compares both with the pictures."""
    claim = getattr(row.user, "claim", None)
    if claim is None:
        return []
    born = {"day": "d/m/Y", "month": "m/Y", "year": "Y"}
    lines = [
        (_("Họ và tên"), claim.full_name, person.full_name if person else ""),
        (
            _("Ngày sinh"),
            date_format(claim.birth_date, "d/m/Y"),
            date_format(person.birth_date, born[person.birth_precision]) if person else "",
        ),
        (
            _("Số định danh cá nhân"),
            claim.number if is_personal_id(claim.number) else "",
            (person.personal_id or "") if person else "",
        ),
        (
            _("Mã số BHXH"),
            claim.number if is_bhxh_number(claim.number) else "",
            person.bhxh_number if person else "",
        ),
        (_("Giới tính"), "", person.get_sex_display() if person else ""),
    ]
    return [
        {
            "what": what,
            "said": said,
            "known": known,
            "differs": bool(said and known and _bare(said) != _bare(known)),
        }
        for what, said, known in lines
    ]


def _bare(text: str) -> str:
    """Diacritics and spaces aside, as names are compared with the records."""
    return fold(text).replace(" ", "")


@officer_required
@step_up_required
@require_GET
def picture(request: Any, handle: str, side: str) -> HttpResponse:
    """One photograph, for the officer's eyes, never kept by the browser."""
    row = find(_waiting(request), handle)
    if side not in ("truoc", "sau"):
        raise Http404
    file = row.front if side == "truoc" else row.back
    if file is None:
        raise Http404
    with reading(request, _person_of(row), Purpose.PAPERS):
        return attachment(file)


@transaction.atomic
def _decide(request: HttpRequest, row: IdentityCheck, officer: User, *, decision: str, reason: str) -> bool:
    """True when it is decided. Approving takes two officers: the first proposes, and nothing changes yet (T07)."""
    row = IdentityCheck.objects.select_for_update(of=("self",)).select_related("user").get(pk=row.pk)
    if row.state != IdentityCheck.State.WAITING:
        raise Http404
    first_step = approvals.waiting(IDENTITY, row.pk)
    if decision == "approve":
        claim = getattr(row.user, "claim", None)
        if claim is None or claim.citizen is None or claim.citizen.user_id not in (None, row.user_id):
            raise identity.AlreadyTakenError
        if first_step is None:
            _propose(request, row, claim.citizen, officer)
            return False
        approvals.confirm(first_step, officer)
        identity.verify(
            row.user,
            claim.citizen,
            method=IdentityEvidence.Method.DOCUMENTS,
            officer=officer,
            details={"pictures": row.digest, "proposed_by": first_step.proposed_by_id},
        )
        close_check(row, IdentityCheck.State.APPROVED, officer, reason)
        return True
    if first_step is not None:
        approvals.drop(first_step, officer, reason)
    close_check(row, IdentityCheck.State.REFUSED, officer, reason)
    return True


def _propose(request: HttpRequest, row: IdentityCheck, person: Citizen, officer: User) -> None:
    """SECURITY: T07, T09. Who the record says its owner is hears of it before it opens to a new account."""
    own = owners.channels_of_account(row.user)
    others = owners.channels_of(person) - own
    step = approvals.propose(
        kind=IDENTITY,
        target=row.pk,
        province_id=person.province_id,
        officer=officer,
        why=_("Ảnh thẻ, thông tin tự khai và hồ sơ khớp nhau."),
        hold=bool(others),
    )
    if others:
        what = _("Hồ sơ BHXH của bạn sắp mở cho một tài khoản mới, sớm nhất sau 24 giờ")
        link = owners.stop_link(request, approvals.stop_secret(step))
        owners.tell_everywhere(others | own, what, topic="papers", link=link)


def stop(secret: str) -> bool:
    """The owner of the record says no: the papers go, the account stays without a record."""
    with transaction.atomic():
        step = approvals.stop(secret, IDENTITY)
        if step is None:
            return False
        check = (
            IdentityCheck.objects.select_for_update(of=("self",)).select_related("user").get(pk=step.target)
        )
        close_check(check, IdentityCheck.State.REFUSED, None, _("Chủ hồ sơ cho biết không gửi giấy tờ này."))
        openings.alert(StaffAlert.Kind.STOPPED, step.proposed_by)
    return True


def close_check(row: IdentityCheck, state: IdentityCheck.State, officer: User | None, reason: str) -> None:
    """Decided: the pictures are wiped. Refused, the person is told to look."""
    pictures = [file for file in (row.front, row.back) if file is not None]
    row.state, row.front, row.back = state, None, None
    row.decided_at, row.decided_by, row.reason = timezone.now(), officer, reason
    row.save()
    discard(pictures)
    if state == IdentityCheck.State.REFUSED:
        notices.tell(
            row.user, _("Giấy tờ bạn gửi chưa được chấp nhận. Đăng nhập để xem lý do"), topic="papers"
        )
