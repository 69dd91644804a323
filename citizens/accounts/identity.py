"""Tying an account to a person, with the evidence for it."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from citizens.accounts import notices
from citizens.models import Citizen, IdentityClaim, IdentityEvidence, User
from citizens.querysets import only_digits
from territory.text import fold


class AlreadyTakenError(Exception):
    """The record belongs to another account: its owner signs in to that one."""


def new_account(**fields: Any) -> User:
    """An account with an opaque name and no password yet."""
    return User.objects.create_user(get_random_string(16).lower(), None, **fields)


@transaction.atomic
def verify(
    user: User,
    citizen: Citizen,
    *,
    method: IdentityEvidence.Method,
    officer: User | None = None,
    details: dict[str, Any] | None = None,
) -> IdentityEvidence:
    """The account is this person's from now on. Raises AlreadyTakenError when the record has another account."""
    locked = Citizen.objects.select_for_update(of=("self",)).get(pk=citizen.pk)
    if (
        locked.user_id not in (None, user.pk)
        or Citizen.objects.filter(user=user).exclude(pk=locked.pk).exists()
    ):
        raise AlreadyTakenError
    evidence = IdentityEvidence.objects.create(
        user=user, citizen=locked, method=method, officer=officer, details=details or {}
    )
    if locked.user_id is None:
        locked.user = user
        locked.save(update_fields=["user"])
    if not user.is_verified:
        user.verified_at = timezone.now()
        user.save(update_fields=["verified_at"])
        notices.tell(user, _("Danh tính của bạn đã được xác minh"), topic="verified")
    return evidence


def find_citizen(number: str) -> Citizen | None:
    """Whose number it is; a retired one is its survivor's."""
    return Citizen.objects.numbered(only_digits(number)).first()


def agrees(citizen: Citizen, *, full_name: str, birth_date: Any) -> bool:
    """Name without diacritics or spaces, and the birth date as far as it is known."""
    same_name = fold(citizen.full_name).replace(" ", "") == fold(full_name).replace(" ", "")
    known = citizen.birth_date
    parts = {"year": 1, "month": 2, "day": 3}[citizen.birth_precision]
    same_day = birth_date.timetuple()[:parts] == known.timetuple()[:parts]
    return same_name and same_day


def compare_claims() -> int:
    """Match what people said at registration with the records. Run by the worker: no answer waits for it."""
    count = 0
    for claim in IdentityClaim.objects.filter(compared_at=None).select_related("user")[:100]:
        citizen = find_citizen(claim.number)
        if citizen and agrees(citizen, full_name=claim.full_name, birth_date=claim.birth_date):
            claim.citizen = citizen
            if citizen.user and citizen.user != claim.user:
                notices.tell(
                    citizen.user, _("Có người lập thêm tài khoản bằng số của bạn"), topic="second_account"
                )
        claim.compared_at = timezone.now()
        claim.save(update_fields=["citizen", "compared_at"])
        count += 1
    return count
