"""Papers of proof at the office: find one by its code, and take it back with a reason the person reads.

An officer sees the papers of the people of their province, never their own. Each look is noted in the access log. The
file itself is not shown here: an officer needs to know that it was handed out, not to hold it.
"""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citizens.access import staff_request
from insurance.check_codes.codec import grouped, typed_serial
from insurance.models import ProofDocument
from insurance.proofs import services

if TYPE_CHECKING:
    PapersBase = admin.ModelAdmin[ProofDocument]
else:
    PapersBase = admin.ModelAdmin

MOST_LETTERS = 200


class RevokeForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Lý do hủy"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        help_text=gettext_lazy("Người dân đọc được lý do này. Đừng ghi số căn cước hay tên người khác."),
        error_messages={"required": gettext_lazy("Hãy viết lý do để người dân hiểu.")},
    )


@admin.register(ProofDocument)
class ProofDocumentAdmin(PapersBase):
    staff_roles: ClassVar[dict[str, str]] = {"national": "view change", "records": "view change"}
    list_display = ("number", "kind", "person", "issued_at", "state")
    list_display_links = ("number",)
    list_filter = ("kind",)
    list_per_page = 50
    list_max_show_all = 0
    search_fields = ("=code__serial", "=citizen__bhxh_number")
    actions = None
    fields = readonly_fields = ("kind",)  # Django's own form is never drawn: change_view is ours

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = ProofDocument.objects.for_actor(staff_request(request).actor)
        # SECURITY: nobody decides about a paper of their own.
        rows = rows.exclude(citizen__user=request.user.pk).exclude(asked_by__user=request.user.pk)
        return rows.with_code().select_related("citizen").listed().newest_first()

    def get_ordering(self, request: HttpRequest) -> list[str]:
        return []

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """A code is typed as it is printed, in groups."""
        return super().get_search_results(request, queryset, typed_serial(search_term) or search_term)

    @admin.display(description=gettext_lazy("mã kiểm tra"))
    def number(self, paper: ProofDocument) -> str:
        return grouped(paper.code.serial)

    @admin.display(description=gettext_lazy("người tham gia"))
    def person(self, paper: ProofDocument) -> str:
        return f"{paper.citizen.full_name} (…{paper.citizen.bhxh_number[-4:]})"

    @admin.display(description=gettext_lazy("tình trạng"))
    def state(self, paper: ProofDocument) -> str:
        return services.state_of(paper)[0]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """What was handed out, to whom, whether it stands; and the one thing to do."""
        paper = self.get_object(request, object_id)
        if paper is None:
            raise Http404
        may = self.has_change_permission(request, paper) and services.may_be_revoked(paper)
        form = RevokeForm(request.POST if request.method == "POST" and may else None)
        number = grouped(paper.code.serial)
        if may and form.is_valid():
            reason = form.cleaned_data["reason"]
            services.revoke(paper, staff_request(request).actor, reason)
            self.log_change(request, paper, reason)
            messages.success(request, _("Đã hủy giấy %(number)s. Người dân được báo.") % {"number": number})
            return HttpResponseRedirect(reverse("admin:insurance_proofdocument_changelist"))
        return render(
            request,
            "admin/insurance/proofdocument/revoke.html",
            {
                **self.admin_site.each_context(request),
                "title": number,
                "opts": self.opts,
                "paper": paper,
                "number": number,
                "person": self.person(paper),
                "state": services.state_of(paper)[0],
                "form": form if may else None,
                **(extra_context or {}),
            },
        )
