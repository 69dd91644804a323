"""Employers for officers: those that pay late can be listed."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from citizens.admin import EmployerAdmin
from citizens.models import Employer
from insurance.models import ParticipationPeriod, PaymentState


def paying_late(employers: QuerySet[Employer]) -> QuerySet[Employer]:
    """With months that are still owed: one probe of an index of late rows for each employer."""
    late = ParticipationPeriod._base_manager.filter(employer=OuterRef("pk"), payment_state=PaymentState.LATE)
    return employers.filter(Exists(late))


class LateFilter(admin.SimpleListFilter):
    title = _("đóng tiền")
    parameter_name = "dong"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("cham", _("Đang chậm đóng"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return paying_late(queryset) if self.value() == "cham" else queryset


class PortalEmployerAdmin(EmployerAdmin):
    list_filter = (LateFilter,)


admin.site.unregister(Employer)
admin.site.register(Employer, PortalEmployerAdmin)
