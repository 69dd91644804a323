"""The officers' queue of corrections: what is due first stands first; one page to see everything and decide.

An officer sees the requests of the people of their province, never their own. What a page shows of a person is noted
in the access log by the queries themselves; a request about a visit is the task that opens that visit.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from citizens.access import staff_request
from citizens.actors import Actor, DataClass
from citizens.models import Citizen, User
from citizens.uploads.store import attachment
from insurance.corrections import services
from insurance.corrections.services import HOLD, NotAllowedError, field_of
from insurance.corrections.subjects import of_correction
from insurance.models import Correction, CorrectionEffect, CorrectionFile, CorrectionNote, CorrectionState
from insurance.querysets.corrections import OPEN_STATES
from territory.workdays import working_days_until

if TYPE_CHECKING:
    BaseAdmin = admin.ModelAdmin[Correction]
else:
    BaseAdmin = admin.ModelAdmin


def at_task(actor: Actor) -> Actor:
    """An officer at this queue also sees the visits that requests are about; the unit of work stays the same."""
    return replace(actor, scope=actor.scope | {DataClass.HEALTH})


class WorkFilter(admin.SimpleListFilter):
    """What is to be done; without a choice everything that is open."""

    title = gettext_lazy("việc")
    parameter_name = "viec"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("qua-han", _("Quá hạn")),
            ("xac-nhan", _("Chờ cán bộ thứ hai")),
            ("cho-dan", _("Chờ người dân")),
            ("xong", _("Đã xong")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        match self.value():
            case "qua-han":
                return queryset.filter(state__in=("received", "in_review"), due_on__lt=localdate())
            case "xac-nhan":
                return queryset.waiting_for_second().exclude(proposed_by=request.user.pk)
            case "cho-dan":
                return queryset.filter(state=CorrectionState.WAITING)
            case "xong":
                return queryset.exclude(state__in=OPEN_STATES)
        return queryset.open()

    def choices(self, changelist: Any) -> Any:
        for choice in super().choices(changelist):
            if choice["query_string"] == changelist.get_query_string(remove=[self.parameter_name]):
                choice["display"] = _("Đang mở")
            yield choice


class StepForm(forms.Form):
    """What the officer does now. Only the steps that fit the state are offered."""

    buoc = forms.ChoiceField(
        label=gettext_lazy("Bước tiếp theo"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Hãy chọn một bước.")},
    )
    loi = forms.CharField(
        label=gettext_lazy("Lời gửi người dân"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
        help_text=gettext_lazy(
            "Bắt buộc, trừ khi chỉ nhận việc hoặc xác nhận. Khi trả lại cho đồng nghiệp: nội bộ."
        ),
    )

    def __init__(self, *args: Any, steps: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["buoc"].choices = list(steps)  # type: ignore[attr-defined]


def steps_for(correction: Correction, officer: User) -> list[tuple[str, Any]]:
    """What may be done now, the likeliest first."""
    if not correction.is_open:
        return []
    if correction.proposed_by_id is not None:
        if correction.proposed_by_id == officer.pk:
            return [("refuse", _("Giữ nguyên hồ sơ")), ("ask", _("Hỏi thêm người dân"))]
        ready = correction.proposed_at is not None and timezone.now() >= correction.proposed_at + HOLD
        confirm = [("confirm", _("Xác nhận đề nghị: sửa hồ sơ"))] if ready else []
        return [*confirm, ("return", _("Trả lại cho cán bộ đề nghị")), ("refuse", _("Giữ nguyên hồ sơ"))]
    steps: list[tuple[str, Any]] = []
    if correction.state == CorrectionState.RECEIVED:
        steps.append(("take", _("Nhận xem xét")))
    if services.is_writable(correction, field_of(correction)):
        steps.append(
            (
                "change",
                _("Đề nghị sửa ngay trên hồ sơ") if correction.needs_second else _("Sửa ngay trên hồ sơ"),
            )
        )
    steps.append(
        (
            "elsewhere",
            _("Đề nghị ghi: đã sửa bằng cách khác")
            if correction.needs_second
            else _("Ghi: đã sửa bằng cách khác"),
        )
    )
    if correction.state != CorrectionState.WAITING:
        steps.append(("ask", _("Hỏi thêm người dân (tạm dừng thời hạn)")))
    return [*steps, ("refuse", _("Giữ nguyên hồ sơ"))]


def take_step(step: str, correction: Correction, officer: User, text: str) -> Correction:
    now = timezone.now()
    match step:
        case "take":
            return services.take_up(correction=correction, officer=officer)
        case "change" | "elsewhere":
            effect = CorrectionEffect.CHANGED if step == "change" else CorrectionEffect.ELSEWHERE
            return services.accept(
                correction=correction, officer=officer, answer=text, effect=effect, now=now
            )
        case "confirm":
            return services.confirm(correction=correction, officer=officer, now=now)
        case "return":
            return services.return_proposal(correction=correction, officer=officer, text=text, now=now)
        case "ask":
            return services.ask_for_more(correction=correction, officer=officer, text=text, now=now)
        case _:
            return services.refuse(correction=correction, officer=officer, answer=text, now=now)


def clock(correction: Correction) -> str:
    """Working days left, or over."""
    if correction.state == CorrectionState.WAITING:
        return _("tạm dừng, còn %(count)s ngày") % {"count": correction.days_left}
    if not correction.is_open:
        return ""
    left = working_days_until(localdate(), correction.due_on)
    if left < 0:
        return ngettext("quá %(count)s ngày làm việc", "quá %(count)s ngày làm việc", -left) % {
            "count": -left
        }
    if left == 0:
        return _("hết hạn hôm nay")
    return ngettext("còn %(count)s ngày làm việc", "còn %(count)s ngày làm việc", left) % {"count": left}


@admin.register(Correction)
class CorrectionAdmin(BaseAdmin):
    list_display = ("number", "about", "what", "person", "due", "state_now")
    list_display_links = ("number",)
    list_filter = (WorkFilter, "kind")
    list_per_page = 50
    list_max_show_all = 0
    empty_words = gettext_lazy("Không có đính chính nào đang chờ. Người dân báo sai thì việc hiện ở đây.")
    staff_roles: ClassVar[dict[str, str]] = {"national": "view change", "records": "view change"}
    search_fields = ("=number", "=citizen__bhxh_number")
    ordering = ("due_on", "pk")
    actions = None
    fields = readonly_fields = ("number",)  # Django's own form is never drawn: change_view is ours

    # -- who may

    def get_queryset(self, request: HttpRequest) -> Any:
        actor = staff_request(request).actor
        return (
            Correction.objects.for_actor(at_task(actor))
            .not_of(actor.user_id or 0)
            .select_related("citizen", "proposed_by")
            .order_by(*self.ordering)
        )

    # -- the list

    @admin.display(description=gettext_lazy("dòng được báo sai"))
    def about(self, correction: Correction) -> str:
        return f"{correction.get_kind_display()}: {correction.subject_text}"

    @admin.display(description=gettext_lazy("mục"))
    def what(self, correction: Correction) -> str:
        return str(field_of(correction).label)

    @admin.display(description=gettext_lazy("người tham gia"))
    def person(self, correction: Correction) -> str:
        return f"{correction.citizen.full_name} (…{correction.citizen.bhxh_number[-4:]})"

    @admin.display(description=gettext_lazy("hạn"), ordering="due_on")
    def due(self, correction: Correction) -> SafeString:
        words = clock(correction)
        late = words and correction.due_on < localdate() and correction.state != CorrectionState.WAITING
        mark = format_html("<strong>{}</strong>", words) if late else words
        return format_html("{}<br>{}", f"{correction.due_on:%d/%m/%Y}", mark)

    @admin.display(description=gettext_lazy("tình trạng"))
    def state_now(self, correction: Correction) -> str:
        if correction.is_open and correction.proposed_by_id is not None:
            return _("Chờ cán bộ thứ hai")
        return str(correction.get_state_display())

    # -- one request

    def get_urls(self) -> list[Any]:
        paper = path(
            "giay-to/<int:pk>/", self.admin_site.admin_view(self.paper), name="insurance_correction_paper"
        )
        following = path(
            "<int:pk>/tiep/", self.admin_site.admin_view(self.following), name="insurance_correction_next"
        )
        return [paper, following, *super().get_urls()]

    def following(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The next request this officer can decide: after this one while it is open, else the first that is due."""
        mine: Any = self.get_queryset(request).to_decide(request.user.pk, timezone.now() - HOLD)
        here = self.get_queryset(request).filter(pk=pk).first()
        if here is not None and here.is_open:
            mine = mine.filter(Q(due_on__gt=here.due_on) | Q(due_on=here.due_on, pk__gt=pk))
        found = mine.exclude(pk=pk).first()
        if found is None:
            messages.info(request, _("Không còn yêu cầu nào sau yêu cầu này trong phần việc của bạn."))
            return HttpResponseRedirect(reverse("admin:insurance_correction_changelist"))
        return HttpResponseRedirect(reverse("admin:insurance_correction_change", args=[found.pk]))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Both values, the papers beside them, the thread, and the steps that fit."""
        correction = self.get_object(request, object_id)
        if correction is None:
            raise Http404
        officer = staff_request(request).user
        steps = steps_for(correction, officer) if self.has_change_permission(request, correction) else []
        form = StepForm(request.POST if request.method == "POST" else None, steps=steps)
        if form.is_valid():
            step, text = form.cleaned_data["buoc"], form.cleaned_data["loi"].strip()
            try:
                done = take_step(step, correction, officer, text)
            except NotAllowedError as refused:
                form.add_error(None, str(refused))
            else:
                self.log_change(request, done, str(dict(steps)[step]))
                told = _("%(number)s: đã ghi. Người dân được báo.") % {"number": done.number}
                messages.success(request, told)
                if step in {"confirm", "return"}:  # back to what else waits for a second person
                    return HttpResponseRedirect(reverse("admin:citizens_approval_queue"))
                stay = step == "take"
                name = (
                    "admin:insurance_correction_change" if stay else "admin:insurance_correction_changelist"
                )
                return HttpResponseRedirect(reverse(name, args=[done.pk] if stay else []))
        return render(
            request,
            "admin/insurance/correction/decide.html",
            {
                **self.admin_site.each_context(request),
                **self._page(request, correction),
                "title": correction.number,
                "opts": self.opts,
                "form": form if steps else None,
                **(extra_context or {}),
            },
        )

    def _page(self, request: HttpRequest, correction: Correction) -> dict[str, Any]:
        """What the officer sees of the person and of the row, as both stand now. Each read is logged."""
        actor = at_task(staff_request(request).actor)
        person = Citizen.objects.for_actor(actor).select_related("ward").get(pk=correction.citizen_id)
        subject, field = of_correction(actor, correction), field_of(correction)
        now = field.recorded(subject.row) if subject and subject.row is not None else ""
        files = CorrectionFile.objects.filter(correction=correction).select_related("file")
        return {
            "correction": correction,
            "person": person,
            "field": field,
            "now": now,
            "row_gone": subject is None,
            "changed_since": subject is not None and bool(field.attribute) and now != correction.recorded,
            "clock": clock(correction),
            "files": files.defer("file__content").order_by("pk"),
            "notes": CorrectionNote.objects.filter(correction=correction).order_by("at", "pk"),
            "confirm_from": correction.proposed_at and correction.proposed_at + HOLD,
            "own_proposal": correction.proposed_by_id == request.user.pk,
            "proposed_way": CorrectionEffect(correction.proposed_effect).label
            if correction.proposed_effect
            else "",
        }

    def paper(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One paper, for the officer's eyes."""
        found = self.get_queryset(request).filter(files__pk=pk).first()
        if found is None:
            raise Http404
        return attachment(
            CorrectionFile.objects.select_related("file").defer("file__content").get(pk=pk).file
        )
