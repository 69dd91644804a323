"""The roles of staff. A role is a group with this name; `Officer` says where in the country it counts.

What a role may see of people's records stands here; which pages of the admin it may open stands at each page
(`staff_roles` of its admin class, which `portal.staff.guard` enforces).
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _

from citizens.actors import DataClass


class StaffRole(models.TextChoices):
    NATIONAL = "national", _("quản trị toàn quốc")
    RECORDS = "records", _("cán bộ hồ sơ")
    SUPPORT = "support", _("cán bộ trả lời người dân")
    CONTENT = "content", _("biên tập nội dung")
    PLACES = "places", _("biên tập địa điểm")
    AUDITOR = "auditor", _("kiểm tra nội bộ")


# Who opens people's records and serves them at the counter.
AT_THE_COUNTER = frozenset({StaffRole.NATIONAL, StaffRole.RECORDS, StaffRole.SUPPORT})

# SECURITY: what each role's ordinary work needs of a record. Nobody's includes visits to the doctor: a purpose that
# needs them adds them for one record and a short time (citizens/staff/openings.py).
SCOPES: dict[str, frozenset[DataClass]] = {
    StaffRole.NATIONAL: frozenset(DataClass) - {DataClass.HEALTH},
    StaffRole.RECORDS: frozenset(DataClass) - {DataClass.HEALTH, DataClass.ACCESS_LOG},
    StaffRole.SUPPORT: frozenset(
        {DataClass.IDENTITY, DataClass.PARTICIPATION, DataClass.CARD, DataClass.REQUESTS}
    ),
    StaffRole.CONTENT: frozenset(),
    StaffRole.PLACES: frozenset(),
    StaffRole.AUDITOR: frozenset({DataClass.ACCESS_LOG, DataClass.REQUESTS}),
}


def roles_of(user: Any) -> frozenset[StaffRole]:
    """The roles of an account: those of its groups when it has an officer's post. Kept on the account object.

    The account that `createsuperuser` makes has no post; it sets the house up, as a national administrator.
    """
    found: frozenset[StaffRole] | None = getattr(user, "_staff_roles", None)
    if found is None:
        names = set(user.groups.values_list("name", flat=True)) if getattr(user, "is_staff", False) else set()
        if getattr(user, "is_superuser", False):
            names.add(StaffRole.NATIONAL)
        found = frozenset(role for role in StaffRole if role in names)
        user._staff_roles = found
    return found


def scope_of(roles: Iterable[str]) -> frozenset[DataClass]:
    return frozenset().union(*(SCOPES[role] for role in roles))


def set_roles(user: Any, roles: Iterable[str]) -> None:
    """Give an account exactly these roles. A role that does not exist raises KeyError."""
    groups = [Group.objects.get_or_create(name=StaffRole[name.upper()])[0] for name in roles]
    user.groups.set(groups)
    user.__dict__.pop("_staff_roles", None)
