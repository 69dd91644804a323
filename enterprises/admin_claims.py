"""People who say they represent a unit: the office approves or refuses."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citizens import employer_members
from citizens.access import staff_request
from citizens.actors import DataClass
from citizens.models import EmployerMember
from enterprises.admin_common import ACCEPT, ROLES, DecisionForm, Watched

if TYPE_CHECKING:
    MemberBase = admin.ModelAdmin[EmployerMember]
else:
    MemberBase = admin.ModelAdmin


class ClaimForm(DecisionForm):
    class Meta:
        model = EmployerMember
        fields: tuple[str, ...] = ()


@admin.register(EmployerMember)
class ClaimAdmin(Watched, MemberBase):
    """People who say they represent a unit, oldest first."""

    staff_roles: ClassVar[dict[str, str]] = ROLES
    staff_province = "employer__managing_office__province_id"
    staff_office = "employer__managing_office_id"
    form = ClaimForm
    fields = ("employer", "citizen", "note", "created_at", "decision", "why")
    readonly_fields = ("employer", "citizen", "note", "created_at")
    list_display = ("employer", "citizen", "created_at")
    list_select_related = ("employer", "citizen")
    list_per_page = 50
    ordering = ("created_at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[EmployerMember]:
        return super().get_queryset(request).filter(basis="claimed", confirmed_at=None, ended_at=None)

    def classes_shown(self) -> tuple[DataClass, ...]:
        return (DataClass.IDENTITY,)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if self.has_change_permission(request, obj) else self.fields[:4]

    def save_model(self, request: HttpRequest, obj: EmployerMember, form: Any, change: bool) -> None:
        decided = employer_members.decide_claim(
            member=obj,
            officer=staff_request(request).user,
            approve=form.cleaned_data["decision"] == ACCEPT,
            refusal=form.cleaned_data["why"],
            now=timezone.now(),
        )
        if not decided:
            messages.error(request, _("Đề nghị này đã được trả lời, hoặc là của chính bạn."))
