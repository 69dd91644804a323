"""The admin for BHXH staff at /quan-tri/: one sign-in for everybody, and every page declares its policy
and logs whose records it showed. Each admin class says which roles may use it (portal/staff/guard.py)."""

from collections.abc import Callable, Iterable
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.admin import AdminSite
from django.contrib.admin.templatetags import admin_list
from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.i18n import JavaScriptCatalog

from citizens.access import staff_door, staff_page
from citizens.staff.roles import AT_THE_COUNTER, roles_of
from portal.staff.guard import check_declaration, guarded

DOORS = {"login", "logout"}
# Groups are the roles: made by a migration, given on an officer's page, and no rows to edit.
NOT_SHOWN = {Group}


def said_icon(value: bool | None) -> SafeString:
    """Yes, no or unknown, in words for who does not see the picture: Django's own says True and False."""
    if value is None:
        name, words = "unknown", gettext("Chưa rõ")
    else:
        name, words = ("yes", gettext("Có")) if value else ("no", gettext("Không"))
    return format_html('<img src="{}" alt="{}">', static(f"admin/img/icon-{name}.svg"), words)


# Every list and page of the admin asks for it here.
admin_list._boolean_icon = said_icon  # type: ignore[attr-defined]


class PortalAdminSite(AdminSite):
    site_header = _("An Sinh: quản trị")
    site_title = _("An Sinh: quản trị")
    index_title = _("Công việc")

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        models: list[Any] = (
            [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        )
        room = admin_class or admin.ModelAdmin
        for model in models:
            if model in NOT_SHOWN or model._meta.swapped:
                continue
            check_declaration(model, room)
            super().register(model, guarded(room), **options)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """To the site's own sign-in: second factors and limits stand there."""
        sign_in: Callable[..., HttpResponse] = secure_admin_login(super().login)
        return sign_in(request, extra_context)

    def i18n_javascript(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The words of the admin's scripts: every catalogue, so that ours (locale/vi) stand over Django's."""
        return JavaScriptCatalog.as_view()(request)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """What waits for this officer, and the week's figures."""
        from portal.staff import board, queues  # they ask this site for its pages

        waiting = list(queues.waiting_for(request))
        work = {
            "queues": waiting,
            "cards": list(board.cards(request, waiting)),
            "at_counter": bool(hasattr(request.user, "officer") and roles_of(request.user) & AT_THE_COUNTER),
        }
        return super().index(request, {**work, **(extra_context or {})})

    def waiting_list(self, request: HttpRequest) -> HttpResponse:
        """All that waits for this officer, one row each, oldest due first; by kind and only late ones if asked."""
        from portal.staff import queues

        own = list(queues.waiting_for(request))
        slug = request.GET.get("loai", "")
        slug = slug if slug in {queue.slug for queue in own} else ""
        late_only = request.GET.get("muon") == "1"
        found, is_cut = queues.items(request, slug, late_only)
        context = {
            **self.each_context(request),
            "title": _("Việc đang chờ"),
            "queues": own,
            "asked": next((queue for queue in own if queue.slug == slug), None),
            "late_only": late_only,
            "items": found,
            "is_cut": is_cut,
        }
        return TemplateResponse(request, "admin/waiting_list.html", context)

    def day_counts(self, request: HttpRequest, slug: str) -> HttpResponse:
        """One figure of the first page, day by day."""
        from portal.staff import board

        context = {**self.each_context(request), **board.day_counts(request, slug)}
        return TemplateResponse(request, "admin/day_counts.html", context)

    def bulk_undo(self, request: HttpRequest, step: str) -> HttpResponse:
        from portal.staff import bulk

        return bulk.undo(request, step)

    def get_urls(self) -> list[Any]:
        own = [
            path("viec-dang-cho/", self.admin_view(self.waiting_list), name="waiting-list"),
            path("so-lieu/<slug:slug>/", self.admin_view(self.day_counts), name="day-counts"),
            path("hoan-tac/<slug:step>/", self.admin_view(self.bulk_undo), name="bulk-undo"),
        ]
        urls = own + super().get_urls()
        _declare_staff(urls)
        return urls


def _declare_staff(patterns: Iterable[URLPattern | URLResolver]) -> None:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            _declare_staff(pattern.url_patterns)
        else:
            door = staff_door if pattern.name in DOORS else staff_page
            pattern.callback = door(pattern.callback)
