"""The queue: oldest due first, by working days; and one request with everything an officer does to it."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms as django_forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from citizens.access import staff_request
from citizens.models import User
from citizens.secrets import seal, unseal
from citizens.uploads.store import attachment
from support.desk.access import ANSWER
from support.desk.forms import AnswerForm, AssignForm, HandOverForm, MergeForm, NoteForm
from support.desk.measures import SPANS, measure
from support.models import Article, RequestState, SupportRequest
from support.reading import readable
from support.requests import services
from support.requests.forms import MOST_TEXT
from support.requests.letters import clock_words
from support.search import search_articles

if TYPE_CHECKING:
    RequestBase = admin.ModelAdmin[SupportRequest]
else:
    RequestBase = admin.ModelAdmin

MOST_ALIKE = 5
MOST_CANNED = 6
ANSWERS = frozenset({"answer", "correct", "ask"})
DRAFT_KEY = (
    "desk-draft"  # in the session: [request, sealed words] of an answer begun when something else was pressed
)
# A state in an officer's words; the model's own speak to the person who asked.
STATE_WORDS = {
    RequestState.OPEN: _("đang chờ trả lời"),
    RequestState.WAITING: _("chờ người dân bổ sung"),
    RequestState.ANSWERED: _("đã trả lời"),
    RequestState.WITHDRAWN: _("người dân đã rút lại"),
    RequestState.MERGED: _("đã gộp"),
}


class DueFilter(admin.SimpleListFilter):
    title = _("hạn trả lời")
    parameter_name = "han"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("late", _("Đã quá hạn")), ("today", _("Hạn hôm nay"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[SupportRequest]) -> QuerySet[SupportRequest]:
        today = localdate()
        if self.value() == "late":
            return queryset.filter(state=RequestState.OPEN, due_on__lt=today)
        if self.value() == "today":
            return queryset.filter(state=RequestState.OPEN, due_on=today)
        return queryset


class WhoseFilter(admin.SimpleListFilter):
    title = _("người xử lý")
    parameter_name = "ai"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("me", _("Của tôi")), ("nobody", _("Chưa giao"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[SupportRequest]) -> QuerySet[SupportRequest]:
        if self.value() == "me":
            return queryset.filter(assigned_to=request.user.pk)
        if self.value() == "nobody":
            return queryset.filter(assigned_to=None)
        return queryset


class StateFilter(admin.SimpleListFilter):
    """What waits for us, unless something else is asked for."""

    title = _("tình trạng")
    parameter_name = "tinh_trang"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("all", _("Tất cả")),
            *[(value, label) for value, label in STATE_WORDS.items() if value != RequestState.OPEN],
        ]

    def choices(self, changelist: Any) -> Any:
        for number, choice in enumerate(super().choices(changelist)):
            yield {**choice, "display": _("Đang chờ trả lời")} if number == 0 else choice

    def queryset(self, request: HttpRequest, queryset: QuerySet[SupportRequest]) -> QuerySet[SupportRequest]:
        if self.value() == "all":
            return queryset
        return queryset.filter(state=self.value() or RequestState.OPEN)


@admin.register(SupportRequest)
class SupportRequestAdmin(RequestBase):
    staff_roles = ANSWER
    raw_id_fields = ("citizen", "assigned_to", "merged_into")
    list_display = ("number", "category", "clock", "due_on", "state_words", "assigned_to", "province")
    list_filter = (StateFilter, DueFilter, WhoseFilter, "category")
    search_fields = ("number",)
    list_select_related = ("assigned_to", "province")
    list_per_page = 50
    show_full_result_count = False
    actions = ("take", "hand_over")
    bulk_actions: ClassVar[dict[str, tuple[str, ...]]] = dict.fromkeys(actions, ("assigned_to",))
    bulk_forms: ClassVar[dict[str, Any]] = {"hand_over": HandOverForm}
    change_list_template = "admin/support/supportrequest/change_list.html"
    empty_words = _("Không ai đang chờ trả lời. Khi có người gửi, yêu cầu hiện ở đây và ở trang Công việc.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[SupportRequest]:
        return SupportRequest.objects.for_actor(staff_request(request).actor).oldest_due_first()

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return []

    @admin.display(description=_("còn lại"))
    def clock(self, item: SupportRequest) -> str:
        return _clock(item)[1] if item.is_open else "–"

    @admin.display(description=_("tình trạng"), ordering="state")
    def state_words(self, item: SupportRequest) -> Any:
        return STATE_WORDS[RequestState(item.state)]

    @admin.action(description=_("Nhận xử lý"), permissions=["change"])
    def take(self, request: HttpRequest, queryset: QuerySet[SupportRequest]) -> None:
        number = 0
        for item in queryset.filter(state__in=[RequestState.OPEN, RequestState.WAITING]):
            services.assign(item, _officer(request))
            number += 1
        text = ngettext("Đã nhận %(number)s yêu cầu.", "Đã nhận %(number)s yêu cầu.", number)
        self.message_user(request, text % {"number": number}, messages.SUCCESS)

    @admin.action(description=_("Giao cho đồng nghiệp"), permissions=["change"])
    def hand_over(self, request: HttpRequest, queryset: QuerySet[SupportRequest], officer: User) -> None:
        number = 0
        for item in queryset.not_finished():  # type: ignore[attr-defined]
            services.assign(item, officer)
            number += 1
        text = ngettext(
            "Đã giao %(number)s yêu cầu cho %(officer)s.",
            "Đã giao %(number)s yêu cầu cho %(officer)s.",
            number,
        )
        told = text % {"number": number, "officer": officer.username}
        self.message_user(request, told, messages.SUCCESS)

    def bulk_label(self, item: SupportRequest) -> str:
        return f"{item.number} · {item.get_category_display()} · {self.clock(item)}"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("so-lieu/", view(self.measures), name="support_supportrequest_measures"),
            path("<int:pk>/tiep/", view(self.following), name="support_supportrequest_next"),
            path("<int:pk>/tep/<uuid:file_id>/", view(self.paper), name="support_supportrequest_paper"),
        ]
        return own + super().get_urls()

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """One request: both sides' letters, staff's notes, and a form for each thing to do."""
        item = self._item(request, object_id)
        posted = request.POST if request.method == "POST" else None
        do = posted.get("do", "") if posted else ""
        forms = _forms(item, posted, do, draft=_take_draft(request, item) if posted is None else "")
        found: list[Any] = []
        words = " ".join(posted.get("tim", "").split())[:200] if posted else ""
        if posted is not None:
            if not self.has_change_permission(request, item):
                raise PermissionDenied
            if do.startswith("use "):
                letter = _canned(do[4:], item)
                if not letter:
                    messages.warning(request, _("Bài này hôm nay không dùng được nữa. Hãy chọn bài khác."))
                forms["answer"].initial["text"] = _joined(posted.get("text", ""), letter)
            elif do != "find":
                try:
                    if self._do(request, item, do, forms):
                        return redirect(reverse("admin:support_supportrequest_change", args=[item.pk]))
                except services.NotNowError:
                    messages.error(request, _("Yêu cầu này vừa đổi tình trạng. Hãy xem lại rồi làm tiếp."))
                    _keep_draft(request, item, posted.get("text", ""))
                    return redirect(reverse("admin:support_supportrequest_change", args=[item.pk]))
            found = search_articles(words)[:MOST_CANNED] if words else []
        context = {
            **self.admin_site.each_context(request),
            "title": item.number,
            "opts": self.opts,
            "item": item,
            "person": item.citizen,
            "clock": _clock(item) if item.is_open else None,
            "state_words": STATE_WORDS[RequestState(item.state)],
            "letters": item.messages.select_related("officer"),
            "notes": item.notes.select_related("officer"),
            "files": item.files.select_related("file"),
            "alike": self._alike(request, item),
            "forms": forms,
            "words": words,
            "may_change": self.has_change_permission(request, item),
            "may_correct": item.state == RequestState.ANSWERED,
            "canned": found,
        }
        return TemplateResponse(request, "admin/support/supportrequest/desk.html", context)

    def following(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The next request that waits and is nobody else's; after the last one, the queue."""
        waiting = (
            self.get_queryset(request)
            .waiting_for_us()  # type: ignore[attr-defined]
            .filter(Q(assigned_to=None) | Q(assigned_to=request.user.pk))
        )
        here = SupportRequest.objects.for_actor(staff_request(request).actor).filter(pk=pk).first()
        later = Q(due_on__gt=here.due_on) | Q(due_on=here.due_on, pk__gt=pk) if here else Q()
        is_open = here is not None and here.state == RequestState.OPEN
        item = waiting.filter(later).first() if is_open else waiting.exclude(pk=pk).first()
        if item is None:
            messages.info(request, _("Không còn yêu cầu nào sau yêu cầu này trong phần việc của bạn."))
            return redirect("admin:support_supportrequest_changelist")
        return redirect("admin:support_supportrequest_change", item.pk)

    def _item(self, request: HttpRequest, object_id: object) -> SupportRequest:
        """SECURITY: what lies in another province is the same 404 as what is not there."""
        if not str(object_id).isdecimal():
            raise Http404
        found = (
            SupportRequest.objects.for_actor(staff_request(request).actor)
            .select_related("citizen", "province", "assigned_to", "merged_into")
            .filter(pk=int(str(object_id)))
            .first()
        )
        if found is None:
            raise Http404
        return found

    def _do(self, request: HttpRequest, item: SupportRequest, do: str, forms: dict[str, Any]) -> bool:
        officer = _officer(request)
        form: django_forms.Form | None = forms.get("answer" if do in ANSWERS else do)
        if do != "take" and (form is None or not form.is_valid()):
            return False
        given = form.cleaned_data if form is not None else {}
        told: Any = _("Đã ghi.")
        match do:
            case "take":
                services.assign(item, officer)
                told = _("Bạn đã nhận yêu cầu này.")
            case "answer":
                services.answer(item, given["text"], officer)
                told = _("Đã trả lời, người dân được báo. Thấy sai thì sửa câu trả lời ở dưới.")
            case "correct":
                services.correct(item, given["text"], officer)
                told = _("Đã gửi câu trả lời sửa lại, người dân được báo.")
            case "ask":
                services.ask_back(item, given["text"], officer)
                told = _("Đã hỏi lại người dân. Hạn trả lời tạm dừng đến khi họ viết.")
            case "note":
                services.note(item, given["note"], officer)
            case "assign":
                services.assign(item, given["officer"])
                if words := request.POST.get("note", "").strip()[:MOST_TEXT]:
                    services.note(item, words, officer)
                told = (
                    _("Đã giao cho %(name)s.") % {"name": given["officer"].username}
                    if given["officer"]
                    else _("Yêu cầu này trở lại là chưa giao.")
                )
            case "merge":
                other = (
                    SupportRequest.objects.for_actor(staff_request(request).actor)
                    .filter(number=given["number"].strip().upper())
                    .first()
                )
                if other is None or not services.are_of_one_person(item, other) or not other.is_open:
                    forms["merge"].add_error(
                        "number", _("Chỉ gộp được vào một yêu cầu khác, còn mở, của cùng một người.")
                    )
                    return False
                services.merge(item, other, officer)
        if do not in ANSWERS:
            _keep_draft(request, item, request.POST.get("text", ""))
        messages.success(request, told)
        return True

    def _alike(self, request: HttpRequest, item: SupportRequest) -> list[SupportRequest]:
        """Other open requests of the same person: perhaps the same thing twice."""
        rows = (
            SupportRequest.objects.for_actor(staff_request(request).actor).not_finished().exclude(pk=item.pk)
        )
        if item.citizen_id:
            rows = rows.filter(citizen=item.citizen_id)
        elif item.contact_key:
            rows = rows.filter(citizen=None, contact_key=item.contact_key)
        else:
            return []
        return list(rows.newest_first()[:MOST_ALIKE])

    def paper(self, request: HttpRequest, pk: int, file_id: Any) -> HttpResponse:
        link = self._item(request, pk).files.select_related("file").filter(file__public_id=file_id).first()
        if link is None:
            raise Http404
        return attachment(link.file)

    def measures(self, request: HttpRequest) -> HttpResponse:
        """Answer time, overdue, rating, by category."""
        asked = request.GET.get("ngay", "")
        span = int(asked) if asked.isdecimal() and int(asked) in SPANS else SPANS[0]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Số liệu yêu cầu hỗ trợ"),
            "opts": self.opts,
            "span": span,
            "spans": SPANS,
            "lines": measure(staff_request(request).actor, span, str(_("Tất cả"))),
        }
        return TemplateResponse(request, "admin/support/supportrequest/measures.html", context)


def _officer(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - the admin lets nobody else in
    return request.user


def _clock(item: SupportRequest) -> tuple[str, Any]:
    """(tone, words), said to an officer."""
    return ("info", STATE_WORDS[RequestState.WAITING]) if item.state == "waiting" else clock_words(item)


def _forms(item: SupportRequest, posted: Any, do: str, draft: str) -> dict[str, Any]:
    """What was pressed is checked; the other fields keep what they hold and are not blamed for it."""
    typed = {name: posted.get(name, "") for name in ("text", "note", "number")} if posted else {}
    if not typed and item.state == RequestState.ANSWERED:
        with translation.override(item.language):
            typed["text"] = _("Câu trả lời trước của chúng tôi chưa đúng. Bạn hãy dùng câu này:") + "\n"
    text = draft or typed.get("text", "")
    return {
        "answer": AnswerForm(posted if do in ANSWERS else None, initial={"text": text}),
        "note": NoteForm(posted if do == "note" else None, initial={"note": typed.get("note", "")}),
        "assign": AssignForm(posted if do == "assign" else None, item=item),
        "merge": MergeForm(posted if do == "merge" else None, initial={"number": typed.get("number", "")}),
    }


def _keep_draft(request: HttpRequest, item: SupportRequest, text: str) -> None:
    """An answer begun is there again after the redirect. Sealed: letters are."""
    if text.strip():
        request.session[DRAFT_KEY] = [item.pk, seal(text[:MOST_TEXT].encode()).decode()]


def _take_draft(request: HttpRequest, item: SupportRequest) -> str:
    kept = request.session.pop(DRAFT_KEY, None)
    if kept is None or kept[0] != item.pk:
        return ""
    return unseal(kept[1].encode()).decode()


def _joined(text: str, more: str) -> str:
    """What stands there stays; the model answer comes under it."""
    return "\n".join(part for part in (text.strip(), more) if part)


def _canned(slug: str, item: SupportRequest) -> str:
    """An article as a letter: answer, steps, where it is written. In the person's language. Empty: not today."""
    article = Article.objects.shown_on(localdate()).filter(slug=slug).first()
    if article is None:
        return ""
    with translation.override(item.language):
        reading = readable(article, localdate())
        if reading is None:
            return ""
        lines = [reading.answer, *(f"{place}. {step}" for place, step in enumerate(reading.steps, 1))]
        if reading.citations:
            lines.append(f"{_('Căn cứ')}: {'; '.join(cited.words for cited in reading.citations)}.")
        return "\n".join(lines)
