"""Members of staff and what they looked at: posts and roles, the access log."""

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from citizens import second_factor
from citizens.access import staff_request
from citizens.accounts.step_up import is_fresh
from citizens.actors import DataClass, purpose_words
from citizens.masks import mask_name
from citizens.models import AccessEntry, Contact, ContactKind, Officer, User
from citizens.staff import posts
from citizens.staff.roles import StaffRole, roles_of, set_roles

if TYPE_CHECKING:
    OfficerBase = admin.ModelAdmin[Officer]
    EntryBase = admin.ModelAdmin[AccessEntry]
    OfficerFormBase = forms.ModelForm[Officer]
else:
    OfficerBase = EntryBase = admin.ModelAdmin
    OfficerFormBase = forms.ModelForm


# What each role is for, for who gives it.
TASKS = {
    StaffRole.NATIONAL: _("mọi việc, cả nước, trừ xem khám chữa bệnh; giao vai trò"),
    StaffRole.RECORDS: _("xem và đính chính hồ sơ, nhập dữ liệu, làm giúp tại quầy trong tỉnh"),
    StaffRole.SUPPORT: _("trả lời yêu cầu, gọi lại, làm giúp tại quầy trong tỉnh"),
    StaffRole.CONTENT: _("viết tin tức, video, bài hỏi đáp; không xem hồ sơ ai"),
    StaffRole.PLACES: _("sửa địa điểm trong tỉnh; không xem hồ sơ ai"),
    StaffRole.AUDITOR: _("xem nhật ký và cảnh báo; không sửa gì của hồ sơ"),
}


class OfficerForm(OfficerFormBase):
    username = forms.RegexField(
        label=_("tên đăng nhập"),
        regex=r"^[a-z][a-z0-9._-]{2,63}$",
        help_text=_(
            "Chữ thường không dấu, số, dấu chấm; ví dụ ten.tinh. Người dân thấy tên này khi bạn xem hồ sơ."
        ),
        error_messages={
            "invalid": _("Bắt đầu bằng chữ thường; chỉ dùng chữ thường không dấu, số và dấu . _ -, từ 3 chữ.")
        },
    )
    email = forms.EmailField(
        label=_("e-mail công việc"),
        help_text=_(
            "Lần đầu, cán bộ đăng nhập bằng mã gửi tới đây, rồi bật bước thứ hai. Không ai khác biết mật khẩu."
        ),
    )
    roles = forms.MultipleChoiceField(
        label=_("vai trò"),
        choices=[(role.value, format_lazy("{}: {}", role.label, TASKS[role])) for role in StaffRole],
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
            del self.fields["username"], self.fields["email"]

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        if User.objects.filter(username=name).exists():
            raise forms.ValidationError(_("Tên đăng nhập này đã có."))
        return name

    def clean_email(self) -> str:
        address: str = self.cleaned_data["email"].lower()
        if Contact.objects.verified().filter(kind=ContactKind.EMAIL, value=address).exists():
            raise forms.ValidationError(
                _("Địa chỉ này đã dùng cho một tài khoản khác. Hãy dùng địa chỉ riêng cho công việc.")
            )
        return address

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

    staff_roles: ClassVar[dict[str, str]] = {"national": "view add change", "auditor": "view"}
    staff_province = "province_id"
    staff_office = "office_id"
    form = OfficerForm
    fields = ("user", "province", "office", "roles", "safety_link")
    readonly_fields = ("user", "safety_link")
    autocomplete_fields = ()
    list_display = ("user", "province", "office", "role_words", "may_sign_in")
    list_select_related = ("user", "province", "office")
    search_fields = ("user__username",)
    search_help_text = _("Tên đăng nhập")
    ordering = ("user__username",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Officer]:
        return super().get_queryset(request).prefetch_related("user__groups")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ("username", "email", "province", "office", "roles")
        editable = self.has_change_permission(request, obj)
        return self.fields if editable else ("user", "province", "office", "role_words", "safety_link")

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
        if not change:
            obj.user = posts.open_account(form.cleaned_data["username"], form.cleaned_data["email"])
            messages.info(
                request,
                _(
                    "Nói với cán bộ: ở trang đăng nhập chọn “Nhận mã”, gõ tên đăng nhập, nhập mã gửi tới e-mail, "
                    "rồi bật bước thứ hai."
                ),
            )
        super().save_model(request, obj, form, change)
        set_roles(obj.user, form.cleaned_data["roles"])

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        """In the history of the post: which roles it was and which it is."""
        said = super().construct_change_message(request, form, formsets, add)
        if "roles" not in form.changed_data:
            return said
        before, now = (
            ", ".join(str(StaffRole(role).label) for role in roles) or "–"
            for roles in (form.initial.get("roles") or [], form.cleaned_data["roles"])
        )
        return gettext("Vai trò: %(before)s → %(now)s.") % {"before": before, "now": now}

    # -- The account

    @admin.display(description=_("an toàn tài khoản"))
    def safety_link(self, officer: Officer) -> SafeString | str:
        if not officer.pk:
            return "–"
        address = reverse("admin:citizens_officer_safety", args=[officer.pk])
        return format_html('<a href="{}">{}</a>', address, _("Khóa tài khoản, gỡ bước thứ hai"))

    def get_urls(self) -> list[Any]:
        own = path(
            "<int:pk>/an-toan/", self.admin_site.admin_view(self.safety), name="citizens_officer_safety"
        )
        return [own, *super().get_urls()]

    def safety(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What stands between the account and others, and the three things an administrator does about it.

        SECURITY: never one's own account; each act asks for a fresh proof, is in the post's history, and told.
        """
        post = self.get_queryset(request).filter(pk=pk).first()
        if post is None:
            raise Http404
        may_act = self.has_change_permission(request, post)
        fresh = is_fresh(request, staff_request(request).user)
        if request.method == "POST":
            if not may_act:
                raise PermissionDenied
            if not fresh:
                messages.error(request, _("Hãy xác nhận lại là bạn, rồi làm tiếp."))
            elif request.POST.get("sure") != "yes":
                messages.error(request, _("Hãy đánh dấu ô xác nhận trước."))
            elif done := ACTS.get(request.POST.get("do", "")):
                act, words = done
                act(post.user)
                self.log_change(request, post, str(words))
                messages.success(request, words)
            return redirect("admin:citizens_officer_safety", pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("An toàn tài khoản"),
            "post": post,
            "roles": self.role_words(post),
            "has_factor": second_factor.has_one(post.user),
            "channels": list(Contact.objects.filter(user=post.user).verified().oldest_first()),
            "may_act": may_act,
            "is_own": post.user_id == request.user.pk,
            "prove_url": ""
            if fresh
            else f"{reverse('account_reauthenticate')}?{urlencode({'next': request.path})}",
        }
        return render(request, "admin/citizens/officer/safety.html", context)


ACTS: dict[str, tuple[Any, Any]] = {
    "factor": (
        posts.forget_factors,
        _("Đã gỡ bước thứ hai và đăng xuất mọi nơi. Cán bộ đặt lại khi đăng nhập."),
    ),
    "lock": (posts.lock, _("Đã khóa tài khoản và đăng xuất mọi nơi.")),
    "unlock": (posts.unlock, _("Đã mở lại tài khoản.")),
}


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
