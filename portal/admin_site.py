"""The admin for BHXH staff at /quan-tri/: one sign-in for everybody, and every page declares its policy
and logs whose records it showed. Each admin class says which roles may use it (portal/staff/guard.py)."""

from collections.abc import Callable, Iterable
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.admin import AdminSite
from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext_lazy as _

from citizens.access import staff_door, staff_page
from portal.staff.guard import check_declaration, guarded

DOORS = {"login", "logout"}
# Groups are the roles: made by a migration, given on an officer's page, and no rows to edit.
NOT_SHOWN = {Group}


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

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """What waits for this officer, and the week's figures."""
        from portal.staff import board, queues  # they ask this site for its pages

        work = {"queues": list(queues.waiting_for(request)), "cards": list(board.cards(request))}
        return super().index(request, {**work, **(extra_context or {})})

    def get_urls(self) -> list[Any]:
        urls = super().get_urls()
        _declare_staff(urls)
        return urls


def _declare_staff(patterns: Iterable[URLPattern | URLResolver]) -> None:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            _declare_staff(pattern.url_patterns)
        else:
            door = staff_door if pattern.name in DOORS else staff_page
            pattern.callback = door(pattern.callback)
