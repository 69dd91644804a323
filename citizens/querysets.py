"""Questions about people, employers and accounts."""

from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q, Value

from territory.text import VnFold

if TYPE_CHECKING:
    from citizens.models import Citizen, Employer, Officer, User  # noqa: F401 - names inside strings

SEPARATORS = str.maketrans("", "", " .-")


def only_digits(text: str) -> str:
    """What remains of a number after the spaces, dots and dashes people put in."""
    return text.translate(SEPARATORS)


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

    def identified_by(self, identifier: str) -> "User | None":
        """The account a person means by a BHXH number, a personal ID number or, for staff, an account name."""
        number = only_digits(identifier)
        by_number = Q(citizen__bhxh_number=number) | Q(citizen__personal_id=number)
        # Citizens' account names are opaque and no way in; only staff have a name to type.
        by_name = Q(username=identifier.strip().lower(), is_staff=True)
        return self.filter(by_number if number.isascii() and number.isdigit() else by_name).first()


class CitizenQuerySet(models.QuerySet["Citizen"]):
    def for_actor(self, actor: "User | AnonymousUser") -> Self:
        """The person an account belongs to: nobody's record is reached in another way."""
        if not actor.is_authenticated:
            return self.none()
        return self.filter(user=actor)

    def named(self, words: str) -> Self:
        return self.filter(name_fold__contains=VnFold(Value(words.strip())))


class EmployerQuerySet(models.QuerySet["Employer"]):
    def for_officer(self, officer: "Officer | None") -> Self:
        """Employers an officer looks after: their office's, their province's, or all for a national one."""
        if officer is None:
            return self.none()
        if officer.office_id:
            return self.filter(managing_office=officer.office_id)
        if officer.province_id:
            return self.filter(managing_office__province=officer.province_id)
        return self.all()

    def named(self, words: str) -> Self:
        return self.filter(name_fold__contains=VnFold(Value(words.strip())))
