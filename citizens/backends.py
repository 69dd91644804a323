"""Sign-in with a number of one's record, or with a verified phone number or e-mail address."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from citizens.models import User


class IdentifierBackend(ModelBackend):
    """BHXH number, personal ID number, phone, e-mail, or a staff account's name, with the password."""

    def get_user(self, user_id: int) -> User | None:
        """The account of a session, with its person: nearly every page of a signed-in person needs both."""
        user = User.objects.select_related("citizen").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        if username is None or password is None:
            return None
        candidates = User.objects.matching(username)
        if not candidates:
            make_password(password)  # SECURITY: an unknown number takes as long as a wrong password.
        # Ten digits can be a BHXH number of one person and the phone of another: the password tells which.
        right = [user for user in candidates if user.check_password(password)]
        return right[0] if len(right) == 1 and self.user_can_authenticate(right[0]) else None
