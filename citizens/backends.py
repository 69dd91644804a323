"""Sign-in with a number of one's record."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from citizens.models import User


class IdentifierBackend(ModelBackend):
    """BHXH number, personal ID number, or a staff account's name, with the password."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        if username is None or password is None:
            return None
        user = User.objects.identified_by(username)
        if user is None:
            make_password(password)  # SECURITY: an unknown number takes as long as a wrong password.
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None
