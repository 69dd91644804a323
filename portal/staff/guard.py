"""The one place that decides which role may do what in the admin. Every room's admin declares itself to it.

    @admin.register(Thing)
    class ThingAdmin(admin.ModelAdmin):
        staff_roles = {"records": "view change", "support": "view", "auditor": "view"}
        staff_province = "place__province_id"

- `staff_roles` (required): role -> words out of `view add change delete`. A role not named sees nothing. Roles are
  those of `citizens.staff.roles.StaffRole`: national, records, support, content, places, auditor. `superuser` counts
  as national and as no more.
- `staff_province` (required): the path from a row to its province's code; `""` when rows belong to no province. For
  tables of people (`PersonalQuerySet`) it is not asked for: rows come through `for_actor(request.actor)`.
- `staff_office` (optional): the path to the office's id. Officers of one office then see that office's rows alone.
- `staff_pages` (optional): {url name: word} for pages of `get_urls()` whose POST asks for another word than "change"
  (their GET asks for "view").

- `bulk_actions` (optional): actions that ask first and can be taken back (portal/staff/bulk.py).

`PortalAdminSite.register` puts `Guarded` in front of the class. So the class itself needs no `has_*_permission`; one
that is there narrows further (it must not call `super()`). Inlines follow their page. An action without
`permissions=` asks for "change". Choices of foreign keys are limited to what the officer may see.
`portal/tests/test_staff_matrix.py` asks every page of every declaration as every role.
"""

from collections.abc import Callable
from functools import cache, wraps
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from citizens.access import staff_request
from citizens.actors import NOWHERE, Reach
from citizens.models import Employer, SiOffice
from citizens.personal import PersonalQuerySet
from citizens.staff.roles import StaffRole, roles_of
from portal.staff.bulk import asking
from territory.models import Province, Ward

if TYPE_CHECKING:
    PaginatorBase = Paginator[Any]
    Base = admin.ModelAdmin[Any]
    InlineBase = admin.options.InlineModelAdmin[Any, Any]
else:
    PaginatorBase = Paginator
    Base = InlineBase = object

MOST_COUNTED = 1000
WORDS = ("view", "add", "change", "delete")
DJANGOS_PAGES = ("changelist", "add", "history", "delete", "change")
# Where things lie that several rooms choose from and no admin of their own limits.
PROVINCE_OF: dict[type[models.Model], str] = {
    Province: "pk",
    Ward: "province_id",
    SiOffice: "province_id",
    Employer: "managing_office__province_id",
}


def check_declaration(model: type[models.Model], room: Any) -> None:
    """Raises ImproperlyConfigured for an admin class that does not say who may use it."""
    where = f"{room.__module__}.{room.__name__}"
    roles = getattr(room, "staff_roles", None)
    if not isinstance(roles, dict):
        raise ImproperlyConfigured(f"{where} declares no staff_roles: read portal/staff/guard.py")
    for role, words in roles.items():
        if role not in StaffRole.values or not set(words.split()) <= set(WORDS):
            raise ImproperlyConfigured(f"{where}: staff_roles[{role!r}] = {words!r} is unknown")
    if not is_personal(model) and not isinstance(getattr(room, "staff_province", None), str):
        raise ImproperlyConfigured(f"{where} declares no staff_province: read portal/staff/guard.py")


def is_personal(model: type[models.Model]) -> bool:
    return isinstance(model._default_manager.get_queryset(), PersonalQuerySet)


def reach_of(request: HttpRequest) -> Reach:
    actor = getattr(request, "actor", None)
    return actor.reach if actor is not None else NOWHERE


def allows(roles: dict[str, str], user: Any, word: str) -> bool:
    return any(word in roles.get(role, "").split() for role in roles_of(user))


def within_reach(rows: QuerySet[Any], request: HttpRequest, province: str, office: str = "") -> QuerySet[Any]:
    """Rows of the officer's province, and of their office where the table knows one."""
    reach = reach_of(request)
    if not province or reach.nationwide:
        return rows
    if office and reach.office_id:
        return rows.filter(**{office: reach.office_id})
    return rows.filter(**{province: reach.province_id}) if reach.province_id else rows.none()


def choices_for(site: Any, model: type[models.Model], request: HttpRequest) -> QuerySet[Any]:
    """The rows of another table that a form of this officer may name."""
    if model in site._registry:
        rows: QuerySet[Any] = site._registry[model].get_queryset(request)
        return rows
    plain: QuerySet[Any] = model._default_manager.get_queryset()
    if isinstance(plain, PersonalQuerySet):
        return plain.for_actor(staff_request(request).actor)
    return within_reach(plain, request, PROVINCE_OF.get(model, ""))


class CappedPaginator(PaginatorBase):
    """Counts no further than people turn pages: a list of 100 million rows costs what its first thousand cost."""

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by()[:MOST_COUNTED].count())


class ScopedChoices:
    """Forms name only what their officer may see."""

    admin_site: Any

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", choices_for(self.admin_site, db_field.remote_field.model, request))
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]
        if field is not None:
            field.error_messages["invalid_choice"] = _("Không có lựa chọn này trong phạm vi của bạn.")
        return field

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", choices_for(self.admin_site, db_field.remote_field.model, request))
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]


class Guarded(ScopedChoices, Base):
    """In front of every admin class: permissions and rows from its declaration, and from nothing else."""

    paginator = CappedPaginator
    show_full_result_count = False
    room: ClassVar[Any]
    staff_roles: ClassVar[dict[str, str]]
    staff_province: ClassVar[str]
    staff_office: ClassVar[str]
    staff_pages: ClassVar[dict[str, str]]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        if isinstance(rows, PersonalQuerySet):
            return rows if rows._actor is not None else rows.for_actor(staff_request(request).actor)
        return within_reach(rows, request, self.staff_province, self.staff_office)

    def allows(self, request: HttpRequest, word: str) -> bool:
        """What the declaration says of this account; nothing, until it is an officer who has come in."""
        return reach_of(request) != NOWHERE and allows(self.staff_roles, request.user, word)

    def _decide(self, request: HttpRequest, word: str, *rest: Any) -> bool:
        name = f"has_{word}_permission"
        narrowing = getattr(self.room, name)
        if not self.allows(request, word):
            return False
        return narrowing is getattr(admin.ModelAdmin, name) or bool(narrowing(self, request, *rest))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._decide(request, "view", obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._decide(request, "add")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._decide(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._decide(request, "delete", obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return any(self.allows(request, word) for word in WORDS)

    def _filter_actions_by_permissions(self, request: HttpRequest, actions: Any) -> list[Any]:
        """SECURITY: an action that names no permission changes something."""
        kept = []
        for action in actions:
            words = getattr(action[0], "allowed_permissions", ("change",))
            if all(getattr(self, f"has_{word}_permission")(request) for word in words):
                kept.append(action)
        return kept

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who only reads is shown no field that exists in the form alone: it has neither value nor label."""
        fieldsets = super().get_fieldsets(request, obj)
        word = "add" if obj is None else "change"
        if getattr(self, f"has_{word}_permission")(request, *(() if obj is None else (obj,))):
            return fieldsets
        return [
            (title, {**options, "fields": [name for name in options["fields"] if self._is_readable(name)]})
            for title, options in fieldsets
        ]

    def _is_readable(self, name: Any) -> bool:
        return not isinstance(name, str) or hasattr(self, name) or hasattr(self.model, name)

    def get_actions(self, request: HttpRequest) -> Any:
        """Those declared in `bulk_actions` ask first, and can be taken back (portal/staff/bulk.py)."""
        asked = getattr(self.room, "bulk_actions", {})
        found: Any = super().get_actions(request)
        return {
            name: (asking(name, action, str(words)), name, words) if name in asked else (action, name, words)
            for name, (action, _name, words) in found.items()
        }

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return [guarded_inline(inline) for inline in super().get_inlines(request, obj)]

    def get_urls(self) -> Any:
        patterns = super().get_urls()
        for pattern in patterns:
            pattern.callback = self._door(pattern.callback, pattern.name)
        return patterns

    def _door(
        self, view: Callable[..., HttpResponseBase], name: str | None
    ) -> Callable[..., HttpResponseBase]:
        """SECURITY: asked before any row is fetched, on a room's own pages too."""

        options = self.opts
        standard = name is None or name in {
            f"{options.app_label}_{options.model_name}_{page}" for page in DJANGOS_PAGES
        }

        @wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if self.admin_site.has_permission(request):
                if standard:
                    open_to = self.has_module_permission(request)
                elif request.method in {"GET", "HEAD", "OPTIONS"}:
                    open_to = self.allows(request, "view")
                else:
                    open_to = self.allows(request, self.staff_pages.get(str(name), "change"))
                if not open_to:
                    raise PermissionDenied
            return view(request, *args, **kwargs)

        return door


class GuardedInline(ScopedChoices, InlineBase):
    """Who may do something to the page may do it to what belongs to it, unless the inline says less."""

    room: ClassVar[Any]

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The box that removes a row is named, too."""

        class Named(super().get_formset(request, obj, **kwargs)):  # type: ignore[misc]
            def add_fields(self, form: Any, index: Any) -> None:
                super().add_fields(form, index)
                if "DELETE" in form.fields:
                    form.fields["DELETE"].widget.attrs["aria-label"] = _("Xóa dòng này")

        return Named

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The heading of its column names a field to the eye alone."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            widget: Any = getattr(field.widget, "widget", field.widget)  # inside the wrapper of related rows
            widget.attrs.setdefault("aria-label", str(field.label or db_field.verbose_name))
        return field

    def _decide(self, request: HttpRequest, word: str, obj: Any) -> bool:
        parent = self.admin_site._registry[self.parent_model]
        # What belongs to a row is added and removed by who may change the row.
        asked = "view" if word == "view" else "change"
        if not getattr(parent, f"has_{asked}_permission")(request, obj):
            return parent.has_add_permission(request) if obj is None and word != "view" else False
        name = f"has_{word}_permission"
        narrowing = getattr(self.room, name)
        stock = getattr(admin.options.InlineModelAdmin, name)
        return narrowing is stock or bool(narrowing(self, request, obj))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._decide(request, "view", obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._decide(request, "add", obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._decide(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._decide(request, "delete", obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model._default_manager.get_queryset()
        if isinstance(rows, PersonalQuerySet):
            rows = rows.for_actor(staff_request(request).actor)
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows


def guarded(room: Any) -> Any:
    """The admin class with its guard in front."""
    declared = {
        "staff_province": getattr(room, "staff_province", ""),
        "staff_office": getattr(room, "staff_office", ""),
        "staff_pages": getattr(room, "staff_pages", {}),
    }
    return type(room.__name__, (Guarded, room), {"__module__": room.__module__, "room": room, **declared})


@cache
def guarded_inline(room: Any) -> Any:
    return type(room.__name__, (GuardedInline, room), {"__module__": room.__module__, "room": room})
