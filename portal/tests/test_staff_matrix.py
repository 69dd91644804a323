"""Every page of the admin, from the site's own registry, as every role: open exactly where the declaration says so.

A new admin that declares nothing does not start (`portal.staff.guard.check_declaration`); one that declares more than
`EXPECTED` says here fails, so that a sensitive page is opened on purpose.
"""

from typing import Any

import pytest
from django.contrib import admin
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from citizens.models import AccessEntry, Citizen, Officer, StoredFile, User
from citizens.staff.roles import StaffRole
from citizens.tests.factories import make_citizen, make_employer, make_officer
from portal.admin_site import PortalAdminSite
from portal.staff.guard import DJANGOS_PAGES, WORDS, Guarded, guarded
from territory.models import Ward

pytestmark = pytest.mark.django_db
SITE = admin.site
# Written a second time, on purpose: who may do anything at all in the pages that must not open by mistake.
EXPECTED = {
    "citizens.citizen": {"national": "view", "records": "view", "support": "view"},
    "citizens.officer": {"national": "view add change", "auditor": "view"},
    "insurance.lookupalarm": {"national": "view change", "auditor": "view change"},
    "insurance.signingkey": {"national": "view change"},
    "citizens.accessentry": {"national": "view", "auditor": "view"},
}
# No form of the admin draws a select box over these.
BIG: set[type[models.Model]] = {Citizen, User, Ward, StoredFile}


def models_and_admins() -> list[tuple[type[models.Model], Any]]:
    return sorted(SITE._registry.items(), key=lambda pair: pair[0]._meta.label_lower)


def words_of(room: Any, role: str) -> set[str]:
    return set(room.staff_roles.get(role, "").split())


def pages_of(model: type[models.Model], room: Any) -> list[tuple[str, str]]:
    """(word that opens it, address) of each page, a room's own ones included. Rows are made up: none is found."""
    base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    found = [("any", reverse(f"{base}_changelist")), ("add", reverse(f"{base}_add"))]
    found += [("any", reverse(f"{base}_{page}", args=[987654321])) for page in ("change", "history")]
    found.append(("delete", reverse(f"{base}_delete", args=[987654321])))
    standard = {f"{model._meta.app_label}_{model._meta.model_name}_{page}" for page in DJANGOS_PAGES}
    for pattern in room.get_urls():
        if pattern.name and pattern.name not in standard:
            found.append(("view", address_of(pattern)))
    return found


def is_made_up(path: str) -> bool:
    return "987654321" in path or "khong-co" in path or "7b1e0c3a" in path


def address_of(pattern: Any) -> str:
    made_up = {"uuid": "7b1e0c3a-0000-4000-8000-000000000000", "int": 987654321}
    kwargs = {
        name: made_up.get(type(converter).__name__.removesuffix("Converter").lower(), "khong-co")
        for name, converter in pattern.pattern.converters.items()
    }
    return reverse(f"admin:{pattern.name}", kwargs=kwargs)


@pytest.mark.parametrize("role", StaffRole.values)
def test_each_page_opens_to_the_roles_it_declares(role: str) -> None:
    client = Client()
    nationwide = role in {"national", "content", "auditor"}
    client.force_login(make_officer(None if nationwide else "75", roles=[role]).user)
    for model, room in models_and_admins():
        words = words_of(room, role)
        for word, path in pages_of(model, room):
            may = bool(words) if word == "any" else word in words
            for method in ("get", "post"):
                with transaction.atomic():
                    response = getattr(client, method)(path)
                    connection.set_rollback(True)
                cell = f"{role} {method} {path}: {response.status_code}"
                assert response.status_code < 500, cell
                if not may:
                    assert response.status_code == 403, cell
                elif method == "get":
                    # A made-up row: back to the list, or not found. A list or an empty form: shown.
                    assert response.status_code in ({302, 404} if is_made_up(path) else {200}), cell
    index = client.get(reverse("admin:index"))
    assert index.status_code == 200
    shown = {model["model"] for app in index.context["app_list"] for model in app["models"]}
    assert shown == {model for model, room in models_and_admins() if words_of(room, role)}


def test_declarations_of_what_matters_most_are_as_written_here() -> None:
    found = {model._meta.label_lower: room.staff_roles for model, room in models_and_admins()}
    assert {label: found[label] for label in EXPECTED} == EXPECTED


def test_the_auditor_changes_nothing_of_a_record() -> None:
    changing = {
        model._meta.label_lower for model, room in models_and_admins() if words_of(room, "auditor") - {"view"}
    }
    assert changing <= {"citizens.staffalert", "insurance.lookupalarm"}


def test_an_admin_that_declares_nothing_does_not_start() -> None:
    site = PortalAdminSite(name="another")

    class Undeclared(admin.ModelAdmin):
        pass

    class Unknown(admin.ModelAdmin):
        staff_roles = {"everybody": "view"}

    class Nowhere(admin.ModelAdmin):
        staff_roles = {"national": "view"}

    for room in (Undeclared, Unknown, Nowhere):
        with pytest.raises(ImproperlyConfigured):
            site.register(Officer, room)
    with pytest.raises(ImproperlyConfigured):
        site.register(AccessEntry)


def test_every_registered_admin_stands_behind_its_guard() -> None:
    for model, room in models_and_admins():
        assert type(room).__mro__[1] is Guarded, model
        for word in WORDS:
            assert getattr(type(room), f"has_{word}_permission") is getattr(Guarded, f"has_{word}_permission")


def test_no_page_draws_a_select_box_over_a_big_table() -> None:
    drawn = []
    for model, room in models_and_admins():
        for part in (room, *(inline(model, SITE) for inline in room.inlines)):
            named = {
                *part.raw_id_fields,
                *part.autocomplete_fields,
                *part.get_readonly_fields(None),
                *(part.exclude or ()),
            }
            fields = part.fields or [field.name for field in part.model._meta.fields]
            form_fields = getattr(getattr(part.form, "_meta", None), "fields", None)
            for field in part.model._meta.fields:
                shown = field.name in fields and (
                    not isinstance(form_fields, tuple) or field.name in form_fields
                )
                changes = any(words_of(room, role) & {"add", "change"} for role in StaffRole.values)
                own = getattr(part, "fk_name", None) == field.name or field.related_model is model
                big = field.is_relation and field.related_model in BIG
                if changes and big and shown and field.editable and not own and field.name not in named:
                    drawn.append(f"{type(part).__name__}.{field.name}")
    assert drawn == []


def test_lists_count_no_further_than_they_show() -> None:
    for model, room in models_and_admins():
        assert room.show_full_result_count is False, model
        assert room.paginator.__name__ == "CappedPaginator", model


# -- The guard itself must be able to fail


def test_rows_actions_and_choices_stay_within_the_province(client: Client) -> None:
    here, there = make_employer("75", name="Xưởng Ở Đây"), make_employer("79", name="Xưởng Nơi Khác")
    officer = make_officer("75", roles=["records"])
    client.force_login(officer.user)
    page = client.get(reverse("admin:citizens_employer_changelist")).content.decode()
    assert here.name in page and there.name not in page
    page = client.get(
        reverse("admin:autocomplete"), {"app_label": "citizens", "model_name": "employer", "field_name": "x"}
    )
    assert page.status_code == 403
    # One office sees what it manages, not the rest of the province.
    desk = make_officer("75", roles=["records"], office=here.managing_office)
    other = make_employer("75", name="Xưởng Kề Bên")
    client.force_login(desk.user)
    page = client.get(reverse("admin:citizens_employer_changelist")).content.decode()
    assert here.name in page and other.name not in page


def test_an_action_without_a_permission_asks_for_change(rf) -> None:
    @guarded
    class Room(admin.ModelAdmin):
        staff_roles = {"records": "view", "places": "view change"}
        staff_province = ""
        actions = ("settle",)

        @admin.action(description="x")
        def settle(self, request, queryset):
            raise AssertionError

    from citizens.actors import Reach

    room = Room(Officer, SITE)
    for role, may in (("records", False), ("places", True)):
        request = rf.get("/")
        request.user = make_officer("75", roles=[role]).user
        request.actor = type("A", (), {"reach": Reach(province_id="75")})()
        assert ("settle" in room.get_actions(request)) is may


def test_nobody_gives_themselves_a_role(client: Client) -> None:
    mine, theirs = make_officer(None, roles=["national"]), make_officer("75", roles=["places"])
    client.force_login(mine.user)
    own = reverse("admin:citizens_officer_change", args=[mine.pk])
    assert client.post(own, {"roles": ["national", "auditor"]}).status_code == 403
    change = reverse("admin:citizens_officer_change", args=[theirs.pk])
    assert (
        client.post(change, {"province": "75", "office": "", "roles": ["places", "support"]}).status_code
        == 302
    )
    office = make_employer("79").managing_office
    client.post(change, {"province": "", "office": office.pk, "roles": ["places", "support"]})
    theirs.refresh_from_db()
    assert theirs.province_id == "79", "an office without its province is not the whole country"
    assert set(theirs.user.groups.values_list("name", flat=True)) == {"places", "support"}
    assert client.post(change, {"province": "75", "roles": ["owner"]}).status_code == 200
    assert client.post(change, {"province": "75", "roles": ["national"]}).status_code == 200


def test_the_auditor_reads_the_log_by_account_and_sees_initials(client: Client) -> None:
    person = make_citizen(full_name="Nguyễn Thị Kín", province_code="75")
    reader = make_officer("75")
    AccessEntry.objects.create(
        work="7b1e0c3a-0000-4000-8000-000000000001", subject=person, reader=reader.user,
        reader_label=reader.user.username, role="officer", data_classes=["identity"], purpose="office",
    )  # fmt: skip
    client.force_login(make_officer(None, roles=["auditor"]).user)
    page = client.get(reverse("admin:citizens_accessentry_changelist"), {"q": reader.user.username})
    text = page.content.decode()
    assert "N. T. Kín" in text and person.full_name not in text
    empty = client.get(
        reverse("admin:citizens_accessentry_changelist"), {"q": "nobody-here"}
    ).content.decode()
    assert "Kín" not in empty


def test_groups_are_no_rows_to_edit() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("admin:auth_group_changelist")


def test_each_list_asks_few_questions() -> None:
    for role in StaffRole.values:
        client = Client()
        client.force_login(make_officer(None if role == "national" else "75", roles=[role]).user)
        for model, room in models_and_admins():
            if "view" in words_of(room, role):
                path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
                with CaptureQueriesContext(connection) as asked:
                    assert client.get(path).status_code == 200
                assert len(asked) < 15, f"{role} {path}: {len(asked)}"
