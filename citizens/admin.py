"""The admin of this room: employers, within the officer's province. People follow with their own access log."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from citizens import admin_requests  # noqa: F401 - registers its pages
from citizens.models import Employer, Officer

if TYPE_CHECKING:
    BaseAdmin = admin.ModelAdmin[Employer]
else:
    BaseAdmin = admin.ModelAdmin


def officer_of(request: HttpRequest) -> Officer | None:
    """The officer behind the account; None for an account that is staff without an office."""
    return getattr(request.user, "officer", None)


@admin.register(Employer)
class EmployerAdmin(BaseAdmin):
    """Read only for now: changes come with a reason and a second pair of eyes."""

    list_display = ("unit_code", "name", "kind", "managing_office")
    list_select_related = ("managing_office",)
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("unit_code", "tax_number")
    search_help_text = _("Mã đơn vị, mã số thuế, hoặc tên không cần dấu")
    ordering = ("unit_code",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Employer]:
        return Employer.objects.for_officer(officer_of(request))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Employer], search_term: str
    ) -> tuple[QuerySet[Employer], bool]:
        found, duplicates = super().get_search_results(request, queryset, search_term)
        if search_term.strip():
            found = found | self.get_queryset(request).filter(
                pk__in=Employer.objects.named(search_term).values("pk")
            )
        return found, duplicates

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if officer_of(request) is None:
            return False
        return obj is None or self.get_queryset(request).filter(pk=obj.pk).exists()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return officer_of(request) is not None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
