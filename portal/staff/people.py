"""People in the admin: search, why, the whole record on one screen, its changes and its earlier days."""

import logging
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citizens.access import staff_request
from citizens.actors import Actor
from citizens.masks import mask_name, mask_number
from citizens.models import Citizen, Merge, RecordOpening, WatchedPerson
from citizens.staff import openings
from citizens.staff.roles import AT_THE_COUNTER, StaffRole
from citizens.uploads.store import as_attachment
from insurance.tables.files import MARK, csv_of
from portal.staff import counter, merging, proposals
from portal.staff.cases import is_case_of, pages_of
from portal.staff.changes import MOST_SHOWN as MOST_CHANGES
from portal.staff.changes import changes_of
from portal.staff.record import (
    PARTS,
    Asked,
    Section,
    birth_of,
    kept_since,
    link_requests,
    numbers_in,
    sections,
)
from portal.staff.search import MOST_SHOWN, PersonSearchForm

if TYPE_CHECKING:
    CitizenBase = admin.ModelAdmin[Citizen]
else:
    CitizenBase = admin.ModelAdmin

logger = logging.getLogger("portal.staff")


class PurposeForm(forms.Form):
    """Why an officer needs this record. The person reads it in their own list of who looked."""

    reason = forms.ChoiceField(label=gettext_lazy("Bạn mở hồ sơ này để làm gì?"), widget=forms.RadioSelect)
    case_number = forms.CharField(
        label=gettext_lazy("Số yêu cầu"),
        required=False,
        max_length=24,
        help_text=gettext_lazy("Khi lý do là một yêu cầu có số: số ghi trên yêu cầu của chính người này."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, actor: Actor, citizen: Citizen, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.citizen = citizen
        reason = cast(forms.ChoiceField, self.fields["reason"])
        reason.choices = openings.reasons_for(actor)
        reason.error_messages["required"] = _("Chọn một lý do. Người dân sẽ thấy lý do này.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        number = cleaned.get("case_number", "").strip().upper()
        if cleaned.get("reason") in openings.NEEDS_CASE and not is_case_of(number, self.citizen):
            self.add_error(
                "case_number",
                _("Không có yêu cầu số này của người này. Xem lại số, hoặc chọn lý do khác."),
            )
        return {**cleaned, "case_number": number}


class AsOfForm(forms.Form):
    day = forms.DateField(
        label=gettext_lazy("Hồ sơ như đã hiện vào ngày"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Ngày này chưa đến."))
        return day


@admin.register(Citizen)
class CitizenAdmin(CitizenBase):
    """Nobody leafs through people: a search finds them, a purpose opens one."""

    staff_roles: ClassVar[dict[str, str]] = {"national": "view", "records": "view", "support": "view"}
    staff_pages: ClassVar[dict[str, str]] = {
        "citizens_citizen_open": "view",
        "citizens_citizen_watch": "view",
        "citizens_citizen_counter": "view",
        # SECURITY: further only for MAY_PROPOSE of proposals.py, and nothing changes without a second officer.
        "citizens_citizen_propose": "view",
        "citizens_citizen_merge": "view",
    }
    search_fields = ("bhxh_number",)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/mo/", view(self.open), name="citizens_citizen_open"),
            path("<int:pk>/thay-doi/", view(self.changes), name="citizens_citizen_changes"),
            path("<int:pk>/ngay/", view(self.as_of), name="citizens_citizen_asof"),
            path("<int:pk>/de-y/", view(self.watch), name="citizens_citizen_watch"),
            path("<int:pk>/quay/", view(self.counter), name="citizens_citizen_counter"),
            path("<int:pk>/de-nghi/", view(self.propose), name="citizens_citizen_propose"),
            path("<int:pk>/gop/", view(self.merge), name="citizens_citizen_merge"),
            path("<int:pk>/tai/", view(self.download), name="citizens_citizen_download"),
            path("phieu/<str:number>/", view(self.receipt), name="citizens_citizen_receipt"),
        ]
        return own + super().get_urls()

    # -- Search

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Citizen], search_term: str
    ) -> tuple[QuerySet[Citizen], bool]:
        """For boxes that name a person: a whole number, nothing less."""
        found = Citizen.objects.numbered(search_term.strip())
        return queryset.filter(pk__in=found.values("pk")), False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """SECURITY: what was looked for is posted, so that no name stands in an address."""
        actor = staff_request(request).actor
        form = PersonSearchForm(request.POST if request.method == "POST" else None, actor=actor)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Tìm người"),
            "form": form,
            "found": None,
            "most": MOST_SHOWN,
        }
        if form.is_bound and form.is_valid():
            with openings.searching(actor) as seeker:
                found = form.found(seeker)
                near = [] if found else form.near(seeker)
            context |= {
                "found": found[:MOST_SHOWN] or near,
                "is_near": bool(near),
                "is_cut": len(found) > MOST_SHOWN,
            }
        status = 400 if form.is_bound and form.errors else 200
        return render(request, "admin/people/search.html", context, status=status)

    # -- One person

    def _is_within_reach(self, request: HttpRequest, pk: Any) -> bool:
        """Asked without reading anybody."""
        return str(pk).isdigit() and self.get_queryset(request).filter(pk=int(pk)).exists()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        return self._opened(request, object_id, "admin/people/person.html", self._whole)

    def changes(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._opened(request, pk, "admin/people/changes.html", self._changes)

    def as_of(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._opened(request, pk, "admin/people/person.html", self._as_of)

    def propose(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Money of a benefit, or the account it is paid to: the first of two steps."""
        return self._first_step(request, pk, "admin/people/propose.html", proposals.page)

    def merge(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Another record of the same human: found by its number, compared, proposed."""
        return self._first_step(request, pk, "admin/people/merge.html", merging.page)

    def _first_step(self, request: HttpRequest, pk: int, template: str, fill: Any) -> HttpResponse:
        if self._is_within_reach(request, pk):
            proposals.must_be_allowed(staff_request(request).actor)
        return self._opened(request, pk, template, fill)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return redirect("admin:citizens_citizen_changes", pk=object_id)

    def download(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One part of an opened record as a file: what the screen shows, read again and logged as such."""
        return self._opened(request, pk, "admin/people/person.html", self._file)

    def _file(self, request: HttpRequest, reader: Actor) -> HttpResponse:
        """SECURITY: for those who keep records; the operator's log says who took which part, and of nobody."""
        part = next((part for part in PARTS if part.slug == request.GET.get("phan", "")), None)
        if part is None or part.data_class not in reader.scope:
            raise Http404
        if not reader.roles & {StaffRole.NATIONAL, StaffRole.RECORDS}:
            raise PermissionDenied
        mark = MARK.encode()  # once, at the very beginning
        files = [
            csv_of(table).removeprefix(mark) for table in part.tables(reader, Asked(whole=True)) if table
        ]
        content = mark + b"\r\n".join(files)
        logger.info("record part taken as a file", extra={"part": part.slug, "officer": reader.user_id})
        return as_attachment(content, "text/csv; charset=utf-8", f"ho-so-{part.slug}.csv")

    def _opened(self, request: HttpRequest, object_id: Any, template: str, fill: Any) -> HttpResponse:
        """The page while what the officer opened stands; the question why, before and after."""
        if not self._is_within_reach(request, object_id):
            messages.error(request, _("Không có người này trong phạm vi của bạn."))
            return redirect("admin:citizens_citizen_changelist")
        officer: Any = request.user
        opening = openings.standing_opening(officer, int(object_id))
        if opening is None:
            return self._ask(request, int(object_id))
        actor = staff_request(request).actor
        person, reader = opening.citizen, openings.reader(actor, opening)
        with reader.at_work():
            filled = fill(request, reader)
            if isinstance(filled, HttpResponse):
                return filled
            context = {
                **self.admin_site.each_context(request),
                "title": _("Hồ sơ"),
                "person": person,
                "born": birth_of(person),
                "opening": opening,
                "case_url": pages_of([opening.case_number], person, request).get(opening.case_number, ""),
                "until": opening.ends_at,
                "as_of_form": AsOfForm(),
                "may_watch": StaffRole.NATIONAL in actor.roles,
                "may_download": bool(actor.roles & {StaffRole.NATIONAL, StaffRole.RECORDS}),
                "is_watched": WatchedPerson.objects.filter(citizen=person).exists(),
                "may_help": bool(actor.roles & AT_THE_COUNTER),
                "merges": list(standing_merges(person)),
                "may_propose": bool(actor.roles & proposals.MAY_PROPOSE),
                **filled,
            }
            return render(request, template, context, status=filled.get("status", 200))

    def _whole(self, request: HttpRequest, reader: Actor) -> dict[str, Any]:
        return {"sections": self._sections(request, reader)}

    def _sections(self, request: HttpRequest, reader: Actor, day: date | None = None) -> list[Section]:
        """With each request a link to its page."""
        found = sections(reader, day)
        person = cast(Citizen, reader.subject)
        return link_requests(found, pages_of(numbers_in(found), person, request))

    def _changes(self, request: HttpRequest, reader: Actor) -> dict[str, Any]:
        return {"changes": changes_of(reader), "most": MOST_CHANGES, "title": _("Thay đổi của hồ sơ")}

    def _as_of(self, request: HttpRequest, reader: Actor) -> dict[str, Any]:
        form = AsOfForm(request.GET or None)
        if not form.is_valid():
            return {"as_of_form": form, "sections": self._sections(request, reader)}
        day = form.cleaned_data["day"]
        since = kept_since(reader)
        return {
            "as_of_form": form,
            "sections": self._sections(request, reader, day),
            "day": day,
            "not_kept_yet": since if since and day < since else None,
        }

    def _ask(self, request: HttpRequest, pk: int, answered: Any = None) -> HttpResponse:
        """Why? What was answered is posted to `open`. Who it is about is shown by initials, and that is logged."""
        actor = staff_request(request).actor
        officer: Any = request.user
        with openings.searching(actor) as seeker:
            person = Citizen.objects.for_actor(seeker).get(pk=pk)
            form = PurposeForm(answered, actor=actor, citizen=person, initial=_from_request(request))
            if form.is_valid():
                try:
                    openings.open_record(
                        actor=actor,
                        officer=officer,
                        citizen=person,
                        reason=form.cleaned_data["reason"],
                        case=form.cleaned_data["case_number"],
                    )
                except openings.OwnRecordError:
                    form.add_error(
                        None, _("Đây là hồ sơ của chính bạn. Hãy xem ở trang của người dân, không ở đây.")
                    )
                except openings.BudgetSpentError:
                    form.add_error(None, budget_words(form.cleaned_data["reason"]))
                else:
                    return redirect("admin:citizens_citizen_change", pk)
            context = {
                **self.admin_site.each_context(request),
                "title": _("Mở hồ sơ"),
                "who": mask_name(person.full_name),
                "number": mask_number(person.bhxh_number),
                "pk": pk,
                "form": form,
            }
            status = 400 if form.is_bound else 200
            return render(request, "admin/people/purpose.html", context, status=status)

    def open(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Post a purpose, and the record opens for half an hour."""
        if request.method != "POST" or not self._is_within_reach(request, pk):
            return redirect("admin:citizens_citizen_change", pk)
        return self._ask(request, pk, request.POST)

    def counter(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The person is here and agrees: their own pages open in this session."""
        if not self._is_within_reach(request, pk):
            return redirect("admin:citizens_citizen_changelist")
        return counter.begin(request, pk, self.admin_site.each_context(request))

    def receipt(self, request: HttpRequest, number: str) -> HttpResponse:
        return counter.receipt(request, number, self.admin_site.each_context(request))

    def watch(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A national administrator asks to be told of each opening of this record, or no longer."""
        actor = staff_request(request).actor
        officer: Any = request.user
        if request.method == "POST" and StaffRole.NATIONAL not in actor.roles:
            raise PermissionDenied
        if request.method == "POST" and self._is_within_reach(request, pk):
            if request.POST.get("on"):
                WatchedPerson.objects.get_or_create(citizen_id=pk, defaults={"set_by": officer})
            else:
                WatchedPerson.objects.filter(citizen=pk).delete()
            messages.success(request, _("Đã ghi."))
        return redirect("admin:citizens_citizen_change", pk)


def standing_merges(person: Citizen) -> QuerySet[Merge]:
    """Merges this record is part of now, as the one that stands or the one that was retired."""
    part = Q(kept=person) | Q(retired=person)
    found = Merge.objects.filter(part, done_at__isnull=False, undone_at=None)
    return found.select_related("kept", "retired").order_by("done_at")


def _from_request(request: HttpRequest) -> dict[str, str]:
    """Who comes from a request's page need not type its number again; whose it is is asked all the same."""
    number = request.GET.get("so", "")[:24]
    return {"reason": RecordOpening.Reason.CASE, "case_number": number} if number else {}


def budget_words(reason: str) -> str:
    if reason in openings.NEEDS_CASE:
        return _(
            "Hôm nay bạn đã mở hết số hồ sơ cho phép. Người kiểm tra đã được báo. Hãy tiếp tục ngày mai."
        )
    return _(
        "Hôm nay bạn đã mở hết số hồ sơ không kèm số yêu cầu. Người kiểm tra đã được báo."
        " Bạn vẫn mở được hồ sơ khi có số yêu cầu của người đó."
    )
