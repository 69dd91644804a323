"""Members of staff and what they looked at: posts and roles, the access log."""

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext_lazy as _

from citizens.actors import DataClass, purpose_words
from citizens.masks import mask_name
from citizens.models import AccessEntry, Officer, User
from citizens.staff.roles import StaffRole, roles_of, set_roles

if TYPE_CHECKING:
    OfficerBase = admin.ModelAdmin[Officer]
    EntryBase = admin.ModelAdmin[AccessEntry]
    OfficerFormBase = forms.ModelForm[Officer]
else:
    OfficerBase = EntryBase = admin.ModelAdmin
    OfficerFormBase = forms.ModelForm


class OfficerForm(OfficerFormBase):
    roles = forms.MultipleChoiceField(
        label=_("vai trò"),
        choices=StaffRole.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Chọn ít nhất một vai trò. Người thôi việc thì khóa tài khoản.")},
    )

    class Meta:
        model = Officer
        fields = ("province", "office")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["roles"] = sorted(roles_of(self.instance.user))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        office, province = cleaned.get("office"), cleaned.get("province")
        if office and province and office.province_id != province.pk:
            self.add_error("office", _("Cơ quan này không thuộc tỉnh đã chọn."))
        if office and not province:  # SECURITY: a post without a province is of the whole country
            cleaned["province"] = office.province
        if "national" in cleaned.get("roles", []) and (office or province):
            self.add_error("roles", _("Quản trị toàn quốc không gắn với một tỉnh. Bỏ chọn tỉnh và cơ quan."))
        return cleaned


@admin.register(Officer)
class OfficerAdmin(OfficerBase):
    """Who works where, in which roles. Nobody changes their own post."""

    staff_roles: ClassVar[dict[str, str]] = {"national": "view change", "auditor": "view"}
    staff_province = "province_id"
    staff_office = "office_id"
    form = OfficerForm
    fields = ("user", "province", "office", "roles")
    readonly_fields = ("user",)
    autocomplete_fields = ()
    list_display = ("user", "province", "office", "role_words", "may_sign_in")
    list_select_related = ("user", "province", "office")
    search_fields = ("user__username",)
    search_help_text = _("Tên đăng nhập")
    ordering = ("user__username",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Officer]:
        return super().get_queryset(request).prefetch_related("user__groups")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        editable = self.has_change_permission(request, obj)
        return self.fields if editable else ("user", "province", "office", "role_words")

    @admin.display(description=_("vai trò"))
    def role_words(self, officer: Officer) -> str:
        names = {group.name for group in officer.user.groups.all()}
        return ", ".join(str(role.label) for role in StaffRole if role in names) or "–"

    @admin.display(description=_("đăng nhập được"), boolean=True)
    def may_sign_in(self, officer: Officer) -> bool:
        return officer.user.is_active

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """SECURITY: nobody gives themselves a role."""
        return obj is None or obj.user_id != request.user.pk

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Officer, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        set_roles(obj.user, form.cleaned_data["roles"])


class SinceFilter(admin.SimpleListFilter):
    """The newest entries: the log is written in the order of its keys, so nothing older is looked at."""

    title = _("lúc")
    parameter_name = "tu"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("Hôm nay")), ("7", _("7 ngày")), ("30", _("30 ngày"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        days = self.value()
        if days not in {"1", "7", "30"}:
            return queryset
        first = localdate() - timedelta(days=int(days) - 1)
        return queryset.filter(at__gte=make_aware(datetime.combine(first, time.min)))


@admin.register(AccessEntry)
class AccessEntryAdmin(EntryBase):
    """Who looked at whose record. Reading it leaves entries too; the person is shown by initials."""

    staff_roles: ClassVar[dict[str, str]] = {"national": "view", "auditor": "view"}
    list_display = ("at", "who_read", "role", "why", "parts", "whose")
    list_display_links = None
    list_filter = (SinceFilter, "role")
    list_select_related = ("subject",)
    list_per_page = 50
    ordering = ("-pk",)
    search_fields = ("reader_label",)
    search_help_text = _("Đúng tên đăng nhập của cán bộ")
    fields = ("at", "reader_label", "role", "unit", "why", "parts", "whose")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AccessEntry], search_term: str
    ) -> tuple[QuerySet[AccessEntry], bool]:
        """By the exact account: an index answers it in a log of any length."""
        if search_term.strip():
            account = User.objects.filter(username=search_term.strip().lower(), is_staff=True).first()
            queryset = queryset.filter(reader=account) if account else queryset.none()
        return queryset, False

    @admin.display(description=_("người xem"))
    def who_read(self, entry: AccessEntry) -> str:
        return f"{entry.reader_label} ({entry.unit})" if entry.unit else entry.reader_label

    @admin.display(description=_("mục đích"))
    def why(self, entry: AccessEntry) -> str:
        return purpose_words(entry.purpose)

    @admin.display(description=_("phần đã xem"))
    def parts(self, entry: AccessEntry) -> str:
        return ", ".join(str(DataClass(part).label) for part in entry.data_classes)

    @admin.display(description=_("hồ sơ của"))
    def whose(self, entry: AccessEntry) -> str:
        return mask_name(entry.subject.full_name)
