"""Questions about people, employers and accounts."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from citizens.actors import DataClass
from citizens.personal import PersonalQuerySet
from citizens.rules.numbers import is_bhxh_number
from territory.text import VnFold

if TYPE_CHECKING:
    from citizens.models import (  # noqa: F401 - names inside strings
        Citizen,
        Contact,
        ContactChange,
        Employer,
        Officer,
        RecoveryRequest,
        User,
    )

PHONE = re.compile(r"0\d{9}", re.ASCII)
MOST_CANDIDATES = 4
SEPARATORS = str.maketrans("", "", " .-")


def only_digits(text: str) -> str:
    """What remains of a number after the spaces, dots and dashes people put in."""
    return text.translate(SEPARATORS)


def phone_number(text: str) -> str | None:
    """A Vietnamese phone number as `0xxxxxxxxx`, however it was typed; None for anything else."""
    number = only_digits(text)
    if number.startswith("+84"):
        number = "0" + number[3:]
    elif number.startswith("84") and len(number) == 11:
        number = "0" + number[2:]
    return number if PHONE.fullmatch(number) else None


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=username)

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(username, password, **{**fields, "is_staff": True, "is_superuser": True})

    def matching(self, identifier: str) -> "list[User]":
        """Accounts a person may mean by what they typed: almost always none or one, in one query whatever it is.

        BHXH number and personal ID number name a verified person. A verified phone number or e-mail address names its
        account when it belongs to one only. Staff have an account name; citizens' are opaque and no way in.
        """
        text = identifier.strip().lower()
        phone, number = phone_number(text), only_digits(text)
        if not (number.isascii() and number.isdigit()):
            number = "-"
        people: Any = self.model._meta.get_field("citizen").related_model  # type: ignore[attr-defined]
        contacts: Any = self.model._meta.get_field("contacts").related_model
        numbered = people._base_manager.filter(Q(bhxh_number=number) | Q(personal_id=number))
        # A closed account keeps its channels and is not meant by them.
        reached = contacts.objects.verified().filter(
            Q(kind="phone", value=phone or "-") | Q(kind="email", value=text), user__is_active=True
        )
        # Each part is a look into an index: conditions on joined tables would read every account there is.
        meant = numbered.values("user").union(
            numbered.filter(merged_into__isnull=False).values("merged_into__user"),  # a retired number
            reached.values("user"),
            self.filter(username=text, is_staff=True).values("pk"),
            all=True,
        )
        by_contact = Exists(reached.filter(user=OuterRef("pk")))
        found = self.filter(pk__in=meant).annotate(by_contact=by_contact).order_by("pk")
        users: list[User] = list(found[:MOST_CANDIDATES])
        named_by_contact = {user.pk for user in users if getattr(user, "by_contact", False)}
        if len(named_by_contact) > 1:
            users = [user for user in users if user.pk not in named_by_contact]
        return users

    def identified_by(self, identifier: str) -> "User | None":
        """The one account a person means; none when there is none, or more than one."""
        users = self.matching(identifier)
        return users[0] if len(users) == 1 else None


class ContactQuerySet(models.QuerySet["Contact"]):
    def verified(self) -> Self:
        return self.filter(verified_at__isnull=False)

    def oldest_first(self) -> Self:
        return self.order_by("created_at", "pk")


class ContactChangeQuerySet(models.QuerySet["ContactChange"]):
    def waiting(self) -> Self:
        return self.filter(state="waiting")

    def due(self, now: datetime) -> Self:
        return self.waiting().filter(effective_at__lte=now)


class RecoveryRequestQuerySet(models.QuerySet["RecoveryRequest"]):
    def open(self) -> Self:
        return self.filter(state__in=["asked", "vouched"])


class CitizenQuerySet(PersonalQuerySet["Citizen"]):
    """People. `for_actor()` for every page; `of_account()` only to find out who has signed in."""

    data_class = DataClass.IDENTITY
    person_path = ""

    def of_account(self, user: "User | AnonymousUser") -> "Citizen | None":
        """The person a verified account belongs to."""
        if not (user.is_authenticated and user.is_verified):
            return None
        return getattr(user, "citizen", None)  # came with the account: citizens/backends.py

    def numbered(self, number: str) -> Self:
        """Who a BHXH number or personal ID number stands for. A retired number leads to its survivor."""
        field = "bhxh_number" if is_bhxh_number(number) else "personal_id"
        retired = self.model._base_manager.filter(**{field: number}).values(
            person=Coalesce("merged_into", "pk")
        )
        return self.filter(pk__in=retired)

    def carrying(self, numbers: Iterable[str]) -> Any:
        """Who carries these BHXH numbers, and as `person` whom each stands for: a retired number, its survivor."""
        return self.filter(bhxh_number__in=list(numbers)).annotate(person=Coalesce("merged_into", "pk"))

    def standing(self) -> Self:
        """Without the numbers that were merged into another record."""
        return self.filter(merged_into=None)

    def named(self, words: str) -> Self:
        return self.filter(name_fold__contains=VnFold(Value(words.strip())))

    def called(self, name: str) -> Self:
        """Only to find out whom a public look-up means: the whole name, diacritics, case and spaces aside."""
        return self.filter(name_fold=VnFold(Value(" ".join(name.split()))))


class OfficerQuerySet(models.QuerySet["Officer"]):
    def in_charge_of(self, province: str | None, roles: Iterable[str]) -> Self:
        """Those at work in one of these roles for a province: its own, and those of the whole country.

        Without a province those of the whole country alone. An office lies in its province, whatever the post says.
        """
        post = Q(province=None, office=None)
        if province:
            post |= Q(province=province) | Q(office__province=province)
        return self.filter(post, user__is_active=True, user__groups__name__in=list(roles)).distinct()


class EmployerQuerySet(models.QuerySet["Employer"]):
    def named(self, words: str) -> Self:
        return self.filter(name_fold__contains=VnFold(Value(words.strip())))
