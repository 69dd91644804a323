"""The counter: an officer hands over a code, or looks at papers that were sent. Officers only."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from citizens import limits
from citizens.access import officer_required
from citizens.accounts import identity, notices
from citizens.accounts.handles import find, handle_of
from citizens.accounts.identity_forms import BirthDateField, clean_number, number_field
from citizens.accounts.step_up import step_up_required
from citizens.actors import DataClass, Purpose, Reach
from citizens.asking import staff_actor
from citizens.limits import HOUR, Limit
from citizens.models import Approval, Citizen, CounterCode, IdentityCheck, IdentityEvidence, User
from citizens.secrets import fingerprint
from citizens.staff import approvals
from citizens.uploads.store import attachment, discard

CODE_DIGITS = 8
CODE_LIVES = timedelta(minutes=30)
CODES_PER_OFFICER = (Limit(30, HOUR),)


@contextmanager
def _reading(request: Any, citizen: Citizen | None, purpose: Purpose) -> Iterator[None]:
    """An officer looks at what this person sent or has on record: one entry in their access log for each look."""
    actor = replace(staff_actor(request), purpose=purpose)
    with actor.at_work():
        if citizen is not None:
            actor.work.note(DataClass.IDENTITY, (citizen.pk,))
        yield


class CounterForm(forms.Form):
    """What the officer reads from the card in their hand. The page tells nothing that is not on it."""

    number = number_field()
    full_name = forms.CharField(label=gettext_lazy("Họ và tên trên thẻ"), max_length=120)
    birth_date = BirthDateField()
    seen = forms.BooleanField(
        label=gettext_lazy("Tôi đã gặp người này và đối chiếu khuôn mặt với thẻ căn cước gốc"),
        error_messages={"required": gettext_lazy("Chỉ cấp mã khi đã đối chiếu trực tiếp.")},
    )

    def clean_number(self) -> str:
        return clean_number(self.cleaned_data["number"])


@officer_required
@step_up_required
@require_http_methods(["GET", "POST"])
def counter(request: Any) -> HttpResponse:
    form = CounterForm(request.POST or None)
    if form.is_valid():
        if limits.take("counter", request.account.pk, CODES_PER_OFFICER):
            # A number that is on record with another name or date is a look, too.
            with _reading(request, identity.find_citizen(form.cleaned_data["number"]), Purpose.COUNTER):
                code = _issue(request.account, **form.cleaned_data)
            if code:
                return render(request, "accounts/counter_code.html", {"code": f"{code[:4]} {code[4:]}"})
            form.add_error(None, _("Không có hồ sơ nào khớp cả số, họ tên và ngày sinh này."))
        else:
            form.add_error(None, _("Bạn đã cấp nhiều mã trong giờ này. Hãy chờ rồi tiếp tục."))
    context = {
        "form": form,
        "title": _("Cấp mã tại quầy"),
        "lead": _("Mã mở lại tài khoản, hoặc xác minh tài khoản mới. Nhập đúng như trên thẻ căn cước."),
        "submit": _("Cấp mã"),
    }
    return render(request, "accounts/form_page.html", context)


@transaction.atomic
def _issue(officer: User, *, number: str, full_name: str, birth_date: date, seen: bool) -> str | None:
    citizen = identity.find_citizen(number)
    if citizen is None or not identity.agrees(citizen, full_name=full_name, birth_date=birth_date):
        return None
    if citizen.user_id == officer.pk:
        return None  # SECURITY: nobody hands a code to themselves
    now = timezone.now()
    CounterCode.objects.filter(citizen=citizen, used_at=None).update(expires_at=now)
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    CounterCode.objects.create(
        citizen=citizen,
        officer=officer,
        code_key=fingerprint("counter", citizen.pk, code),
        created_at=now,
        expires_at=now + CODE_LIVES,
    )
    if citizen.user:
        notices.tell(citizen.user, _("Một quầy BHXH vừa cấp mã mở tài khoản của bạn"), topic="counter_code")
    return code


# -- Papers


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
    proposed = Approval.objects.waiting().filter(
        kind=Approval.Kind.IDENTITY, target__in=[row.pk for row in found]
    )
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
    with _reading(request, _person_of(row), Purpose.PAPERS):
        return _papers(request, handle, row)


def _person_of(row: IdentityCheck) -> Citizen | None:
    """Whose papers they say they are."""
    claim = getattr(row.user, "claim", None)
    return claim.citizen if claim else None


def _papers(request: Any, handle: str, row: IdentityCheck) -> HttpResponse:
    form = DecisionForm(request.POST or None)
    if form.is_valid():
        try:
            done = _decide(row, request.account, **form.cleaned_data)
        except approvals.SecondPersonNeededError:
            form.add_error(None, _("Bạn đã đề nghị duyệt. Một cán bộ khác phải xem và xác nhận."))
        except identity.AlreadyTakenError:
            form.add_error(
                None, _("Không duyệt được: hồ sơ này đã có tài khoản khác, hoặc thông tin khai không khớp.")
            )
        else:
            messages.success(
                request,
                _("Đã ghi kết luận và xóa ảnh.")
                if done
                else _("Đã ghi đề nghị. Một cán bộ khác xem và xác nhận thì tài khoản mới mở được hồ sơ."),
            )
            return redirect("accounts:papers-queue")
    claim = getattr(row.user, "claim", None)
    context = {
        "form": form,
        "handle": handle,
        "claim": claim,
        "matches": bool(claim and claim.citizen_id),
        "first_step": approvals.waiting(Approval.Kind.IDENTITY, row.pk),
        "is_held": not all(file and file.is_released for file in (row.front, row.back)),
    }
    return render(request, "accounts/papers_check.html", context)


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
    with _reading(request, _person_of(row), Purpose.PAPERS):
        return attachment(file)


@transaction.atomic
def _decide(row: IdentityCheck, officer: User, *, decision: str, reason: str) -> bool:
    """True when it is decided. Approving takes two officers: the first proposes, and nothing changes yet (T07)."""
    row = IdentityCheck.objects.select_for_update(of=("self",)).select_related("user").get(pk=row.pk)
    if row.state != IdentityCheck.State.WAITING:
        raise Http404
    approved = decision == "approve"
    first_step = approvals.waiting(Approval.Kind.IDENTITY, row.pk)
    if approved:
        claim = getattr(row.user, "claim", None)
        if claim is None or claim.citizen is None or claim.citizen.user_id not in (None, row.user_id):
            raise identity.AlreadyTakenError
        if first_step is None:
            approvals.propose(
                kind=Approval.Kind.IDENTITY,
                target=row.pk,
                province_id=claim.citizen.province_id,
                officer=officer,
            )
            return False
        approvals.confirm(first_step, officer)
        identity.verify(
            row.user,
            claim.citizen,
            method=IdentityEvidence.Method.DOCUMENTS,
            officer=officer,
            details={"pictures": row.digest, "proposed_by": first_step.proposed_by_id},
        )
    elif first_step is not None:
        approvals.drop(first_step, officer, reason)
    row.state = IdentityCheck.State.APPROVED if approved else IdentityCheck.State.REFUSED
    pictures = [file for file in (row.front, row.back) if file is not None]
    row.front = row.back = None
    row.decided_at, row.decided_by, row.reason = timezone.now(), officer, reason
    row.save()
    discard(pictures)
    if not approved:
        notices.tell(
            row.user, _("Giấy tờ bạn gửi chưa được chấp nhận. Đăng nhập để xem lý do"), topic="papers"
        )
    return True
