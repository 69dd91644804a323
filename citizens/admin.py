"""The admin of this room: employers, within the officer's province. People follow with their own access log."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from citizens import admin_requests, admin_staff  # noqa: F401 - register their pages
from citizens.models import Employer

if TYPE_CHECKING:
    BaseAdmin = admin.ModelAdmin[Employer]
else:
    BaseAdmin = admin.ModelAdmin


@admin.register(Employer)
class EmployerAdmin(BaseAdmin):
    """Read only for now: changes come with a reason and a second pair of eyes."""

    staff_roles = {"national": "view", "records": "view", "support": "view"}
    staff_province = "managing_office__province_id"
    staff_office = "managing_office_id"
    list_display = ("unit_code", "name", "kind", "managing_office")
    list_select_related = ("managing_office",)
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("unit_code", "tax_number")
    search_help_text = _("Mã đơn vị, mã số thuế, hoặc tên không cần dấu")
    ordering = ("unit_code",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Employer], search_term: str
    ) -> tuple[QuerySet[Employer], bool]:
        found, duplicates = super().get_search_results(request, queryset, search_term)
        if search_term.strip():
            found = found | self.get_queryset(request).filter(
                pk__in=Employer.objects.named(search_term).values("pk")
            )
        return found, duplicates
