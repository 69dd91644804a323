"""The pages of a merge: find the other record, compare and propose; compare again and decide."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citizens.access import staff_request
from citizens.accounts.identity_forms import clean_number
from citizens.actors import Actor, Purpose, UnitOfWork
from citizens.models import Approval, Citizen, Merge, RecordOpening, User
from citizens.staff import openings, owners
from citizens.uploads.fields import EvidenceField
from portal.staff.merging import compare, steps

NO_SUCH = gettext_lazy(
    "Không có hồ sơ mang số này trong phạm vi của bạn. Hồ sơ ở tỉnh khác thì nhờ quản trị toàn quốc."
)


class OtherForm(forms.Form):
    """The other record, by its whole number."""

    number = forms.CharField(
        label=gettext_lazy("Mã số BHXH hoặc số căn cước của hồ sơ kia"),
        max_length=20,
        help_text=gettext_lazy("Đủ 10 hoặc 12 chữ số."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Nhập số của hồ sơ kia.")},
    )

    def clean_number(self) -> str:
        return clean_number(self.cleaned_data["number"])


class MergeForm(forms.Form):
    """Which record stays, and why these are one human."""

    number = forms.CharField(widget=forms.HiddenInput, max_length=20)
    keep = forms.ChoiceField(
        label=gettext_lazy("Giữ lại mã số nào?"),
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Thường là số đang dùng. Số kia vẫn tra được và dẫn đến hồ sơ này."),
        error_messages={"required": gettext_lazy("Chọn mã số giữ lại.")},
    )
    why = forms.CharField(
        label=gettext_lazy("Vì sao là một người?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        error_messages={"required": gettext_lazy("Viết lý do, để cán bộ thứ hai kiểm tra.")},
    )
    evidence = forms.CharField(
        label=gettext_lazy("Căn cứ"),
        max_length=300,
        help_text=gettext_lazy("Giấy tờ đã xem: tờ khai TK1-TS, sổ BHXH nào, thẻ căn cước, số và ngày."),
        error_messages={"required": gettext_lazy("Ghi giấy tờ đã xem.")},
    )
    papers = EvidenceField(required=False, max_files=5)

    def __init__(self, *args: Any, this: Citizen, other: Citizen, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keep"].choices = [  # type: ignore[attr-defined]
            (key, f"{person.bhxh_number} · {person.full_name}")
            for key, person in (("this", this), ("other", other))
        ]


class DecisionForm(forms.Form):
    """The second step."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Kết luận"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Chọn một kết luận.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Bắt buộc khi không xác nhận hoặc rút lại."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, own: bool, ready: bool, verb: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        refuse = ("refuse", _("Rút lại đề nghị") if own else _("Không xác nhận"))
        confirm = [("confirm", verb)] if ready and not own else []
        self.fields["decision"].choices = [*confirm, refuse]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == "refuse" and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Hãy viết lý do."))
        return cleaned


class UndoForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Vì sao tách lại?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        error_messages={"required": gettext_lazy("Viết lý do, để cán bộ thứ hai kiểm tra.")},
    )


# -- The first step


def page(request: HttpRequest, reader: Actor) -> dict[str, Any] | HttpResponse:
    """Posted: the other number, then the proposal. Nothing of it stands in an address."""
    this = _person(reader)
    context: dict[str, Any] = {"title": _("Gộp với một hồ sơ khác"), "other": None, "form": None}
    asked = OtherForm(request.POST if request.method == "POST" else None)
    if not asked.is_valid():
        return {**context, "asked": asked, "status": 400 if asked.is_bound else 200}
    other = _find(request, asked)
    if other is None:
        return {**context, "asked": asked, "status": 400}
    number = asked.cleaned_data["number"]
    sent = (request.POST, request.FILES) if "keep" in request.POST or "why" in request.POST else (None, None)
    form = MergeForm(*sent, this=this, other=other, initial={"number": number, "keep": "this"})
    keeps_other = form.is_bound and form.data.get("keep") == "other"
    kept, retired = (other, this) if keeps_other else (this, other)
    officer = staff_request(request).user
    with _both(staff_request(request).actor, kept, retired):
        seen = side_by_side(kept, retired)
        step = _propose(request, form, kept, retired) if form.is_valid() else None
        forbidden = list(compare.forbidden(kept, retired, officer)) if step is None else []
        turned = list(compare.forbidden(retired, kept, officer)) if forbidden else []
    if step is not None:
        when = date_format(localtime(step.ready_at), "H:i d/m/Y")
        told = _("Đã ghi đề nghị %(number)s và báo người dân. Một cán bộ khác xác nhận được từ %(when)s.")
        messages.success(request, told % {"number": step.number, "when": when})
        return redirect("admin:citizens_approval_queue")
    return {
        **context,
        **seen,
        "asked": asked,
        "other": other,
        "form": form if not (forbidden and turned) else None,
        "forbidden": forbidden,
        "undo_days": steps.UNDO.days,
        "status": 400 if form.is_bound else 200,
    }


def _person(reader: Actor) -> Citizen:
    """The record that is open, with what a comparison shows."""
    if reader.subject is None:
        raise ValueError("the actor has no subject")
    found: Citizen = Citizen.objects.for_actor(reader).select_related("user", "ward", "province").get()
    return found


def _find(request: HttpRequest, asked: OtherForm) -> Citizen | None:
    """The other record within the officer's reach, opened as any other: counted, told to auditors, in its log."""
    actor, officer = staff_request(request).actor, staff_request(request).user
    with openings.searching(actor) as seeker:
        people = Citizen.objects.for_actor(seeker).numbered(asked.cleaned_data["number"])
        other = people.select_related("user", "ward", "province").first()
    if other is None:
        asked.add_error("number", NO_SUCH)
        return None
    if (refused := opened(actor, officer, other)) is not None:
        asked.add_error(None, refused)
        return None
    return other


def opened(actor: Actor, officer: User, person: Citizen, case: str = "") -> str | None:
    """Open a record for comparing, unless it stands open already; `case` is the number of the step that needs it.
    What refused it, in words."""
    if openings.standing_opening(officer, person.pk) is not None:
        return None
    try:
        reason = RecordOpening.Reason.CASE if case else RecordOpening.Reason.CHECK
        openings.open_record(actor=actor, officer=officer, citizen=person, reason=reason, case=case)
    except openings.OwnRecordError:
        return _("Một trong hai hồ sơ là của chính bạn. Hãy nhờ một cán bộ khác.")
    except openings.BudgetSpentError:
        return _("Hôm nay bạn đã mở hết số hồ sơ không kèm số yêu cầu. Người kiểm tra đã được báo.")
    return None


@contextmanager
def _both(actor: Actor, *people: Citizen) -> Iterator[None]:
    """A unit of work on two records: it leaves an entry in the log of each."""
    reader = replace(actor, purpose=Purpose.MERGE, work=UnitOfWork())
    with reader.at_work():
        for part in compare.READ:
            reader.work.note(part, {person.pk for person in people})
        yield


def side_by_side(kept: Citizen, retired: Citizen) -> dict[str, Any]:
    return {
        "kept": kept,
        "retired": retired,
        "facts": compare.facts(kept, retired),
        "counts": compare.counts(kept, retired),
        "overlaps": compare.overlaps(kept, retired),
        "warnings": list(compare.warnings(kept, retired)),
    }


def _propose(request: HttpRequest, form: MergeForm, kept: Citizen, retired: Citizen) -> Approval | None:
    data = form.cleaned_data
    try:
        return steps.propose(
            officer=staff_request(request).user,
            kept=kept,
            retired=retired,
            why=data["why"],
            evidence=data["evidence"],
            papers=data["papers"],
            link=lambda secret: owners.stop_link(request, secret),
        )
    except steps.NotAllowedError as refused:
        form.add_error(None, str(refused))
        return None


# -- The second step


def decide(request: HttpRequest, approval: Approval) -> dict[str, Any] | HttpResponse:
    """Both records, both steps, and what this officer may do."""
    actor, officer = staff_request(request).actor, staff_request(request).user
    merge = steps.merge_of(approval)
    for person in (merge.kept, merge.retired):
        if (refused := opened(actor, officer, person, approval.number)) is not None:
            messages.error(request, refused)
            return redirect("admin:citizens_approval_queue")
    with _both(actor, merge.kept, merge.retired):
        return _second_step(request, approval, merge, officer)


def _second_step(
    request: HttpRequest, approval: Approval, merge: Merge, officer: User
) -> dict[str, Any] | HttpResponse:
    now = timezone.now()
    own, ready = approval.proposed_by_id == officer.pk, approval.ready_at is None or now >= approval.ready_at
    is_merge = approval.kind == Approval.Kind.MERGE
    form = undo = None
    posted = request.POST if request.method == "POST" else None
    if approval.state == Approval.State.WAITING:
        verb = _("Xác nhận: gộp hai hồ sơ") if is_merge else _("Xác nhận: tách lại hai hồ sơ")
        form = DecisionForm(posted, own=own, ready=ready, verb=verb)
        if form.is_valid() and _decided(request, form, approval, officer):
            return redirect("admin:citizens_approval_queue")
    elif is_merge and _may_be_undone(merge):
        undo = UndoForm(posted)
        if undo.is_valid() and _undone(request, undo, merge, officer):
            return redirect("admin:citizens_approval_queue")
    # After the merge one record holds everything: what is shown then is how both stood before.
    after = {line["what"]: line["kept"] for line in merge.moved.get("after", ())}
    before = [{**line, "after": after.get(line["what"], "–")} for line in merge.before]
    seen: dict[str, Any] = {"before": before, "kept": merge.kept, "retired": merge.retired}
    if merge.done_at is None:
        seen |= side_by_side(merge.kept, merge.retired)
        seen["forbidden"] = list(compare.forbidden(merge.kept, merge.retired, officer, waiting=approval))
    return {
        **seen,
        "title": f"{approval.get_kind_display().capitalize()} · {approval.number}",
        "approval": approval,
        "merge": merge,
        "own": own,
        "ready": ready,
        "form": form,
        "undo": undo,
        "undo_until": merge.done_at + steps.UNDO if merge.done_at else None,
        "papers": merge.papers.select_related("file").defer("file__content").order_by("pk"),
        "status": 400 if posted is not None else 200,
    }


def _may_be_undone(merge: Merge) -> bool:
    try:
        steps.must_be_undoable(merge, timezone.now())
    except steps.NotAllowedError:
        return False
    return True


def _decided(request: HttpRequest, form: DecisionForm, approval: Approval, officer: User) -> bool:
    try:
        if form.cleaned_data["decision"] == "confirm":
            steps.confirm(approval, officer)
            messages.success(request, _("Đã xác nhận và làm xong. Người dân được báo."))
        else:
            steps.refuse(approval, officer, form.cleaned_data["reason"])
            messages.success(request, _("Đã ghi: không làm. Hai hồ sơ giữ nguyên."))
    except steps.NotAllowedError as refused:
        form.add_error(None, str(refused))
        return False
    return True


def _undone(request: HttpRequest, form: UndoForm, merge: Merge, officer: User) -> bool:
    try:
        step = steps.propose_undo(
            merge=merge,
            officer=officer,
            why=form.cleaned_data["why"],
            link=lambda secret: owners.stop_link(request, secret),
        )
    except steps.NotAllowedError as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(
        request, _("Đã ghi đề nghị tách lại %(number)s và báo người dân.") % {"number": step.number}
    )
    return True
