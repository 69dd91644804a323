"""What people ask about their data, for the officers of their province. Each look leaves an access-log entry."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citizens.access import staff_request
from citizens.models import AccessQuestion, DataRequest
from citizens.notifications import notify

if TYPE_CHECKING:
    BaseAdmin = admin.ModelAdmin[Any]
else:
    BaseAdmin = admin.ModelAdmin


class RequestAdmin(BaseAdmin):
    """Requests of the people an officer looks after: read what was asked, write the answer. Each look is logged."""

    list_display: Any = ("number", "citizen", "state", "due_on")
    list_filter = ("state",)
    list_per_page = 50
    show_full_result_count = False
    staff_roles: ClassVar[dict[str, str]] = {
        "national": "view change",
        "records": "view change",
        "auditor": "view",
    }
    notice: ClassVar[str] = ""
    empty_words = _("Không ai đang chờ trả lời. Khi có người gửi, yêu cầu hiện ở đây và ở trang Công việc.")

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = self.model._default_manager.for_actor(staff_request(request).actor)
        return rows.select_related("citizen").order_by("state", "due_on", "pk")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return tuple(str(name) for name in self.fields or () if name != "answer")

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        answered_now = bool(obj.answer) and obj.answered_at is None
        if answered_now:
            obj.state, obj.answered_at = "answered", timezone.now()
        super().save_model(request, obj, form, change)
        if answered_now:
            notify(obj.citizen, self.notice, number=obj.number)


@admin.register(AccessQuestion)
class AccessQuestionAdmin(RequestAdmin):
    fields = ("number", "citizen", "entry", "text", "asked_at", "due_on", "state", "answer")
    notice = "question_answered"


@admin.register(DataRequest)
class DataRequestAdmin(RequestAdmin):
    staff_roles: ClassVar[dict[str, str]] = {**RequestAdmin.staff_roles, "support": "view change"}
    list_display = ("number", "citizen", "kind", "state", "due_on")
    fields = (
        "number", "citizen", "kind", "text", "received_on", "acknowledge_by", "due_on", "state", "answer",
    )  # fmt: skip
    notice = "request_answered"
