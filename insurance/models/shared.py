"""What every table of a person's record has."""

import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from citizens.models import Citizen

FACILITY_CODE = r"^\d{5}$"  # 2-digit province code of the time and 3 digits, never renumbered


class PersonalRecord(models.Model):
    """A row about one person, with an address that cannot be guessed and the day it was last brought up to date."""

    public_id = models.UUIDField(_("mã tra cứu"), default=uuid.uuid4, editable=False, unique=True)
    citizen = models.ForeignKey(
        Citizen, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name=_("người tham gia")
    )
    imported_at = models.DateTimeField(_("cập nhật lúc"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.public_id}"


def not_negative(name: str, *amounts: str) -> models.CheckConstraint:
    """No amount below zero; unknown (NULL) is allowed where the column allows it."""
    condition = Q()
    for amount in amounts:
        condition &= Q(**{f"{amount}__gte": 0}) | Q(**{f"{amount}__isnull": True})
    return models.CheckConstraint(
        condition=condition, name=name, violation_error_message=_("Số tiền không được âm.")
    )


def adds_up(name: str, total: str, *parts: str, message: Any) -> models.CheckConstraint:
    """`total` is the sum of `parts`, to the đồng."""
    sum_of_parts: Any = F(parts[0])
    for part in parts[1:]:
        sum_of_parts = sum_of_parts + F(part)
    return models.CheckConstraint(
        condition=Q(**{total: sum_of_parts}), name=name, violation_error_message=message
    )


def one_of(name: str, field: str, choices: type[models.TextChoices]) -> models.CheckConstraint:
    """A code of the list, whoever writes the row."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": choices.values}), name=name)


def bounded(name: str, field: str) -> models.CheckConstraint:
    """A date range with both ends and at least one day."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__isnull": True})
        | Q(**{f"{field}__isempty": False, f"{field}__lower_inf": False, f"{field}__upper_inf": False}),
        name=name,
        violation_error_message=_("Khoảng thời gian phải có ngày đầu và ngày cuối."),
    )
