"""The password rule (security.md rule 12): 15 characters alone, 8 beside a second factor, a list of what is guessed
first, no rules about signs, no forced change."""

import re
from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib.auth import password_validation, update_session_auth_hash
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citizens.accounts import notices, sessions
from citizens.models import User
from territory.text import fold

ALONE, BESIDE_SECOND_FACTOR = 15, 8
FEWEST_DIFFERENT = 5
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)

# Words around which people here build passwords, folded to plain letters. What remains must still be hard to guess.
COMMON_WORDS = (
    "baohiemxahoi", "baohiem", "matkhau", "ansinh", "vssid", "vneid", "bhxh", "bhyt", "vietnam", "password", "passwd",
    "qwertyuiop", "qwerty", "asdfgh", "zxcvbn", "iloveyou", "anhyeuem", "emyeuanh", "yeuem", "yeuanh", "admin",
    "abcdef", "abc", "xinchao", "congtacxahoi", "giadinh", "hanoi", "saigon", "hochiminh",
)  # fmt: skip
FEWEST_LEFT = 4


def has_second_factor(user: User | None) -> bool:
    return bool(
        user and user.pk and Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists()
    )


class LengthValidator:
    """Long enough for how the account is protected."""

    def validate(self, password: str, user: User | None = None) -> None:
        needed = BESIDE_SECOND_FACTOR if has_second_factor(user) else ALONE
        if len(password) < needed:
            raise ValidationError(
                _("Mật khẩu cần ít nhất %(needed)s ký tự. Bốn, năm từ ghép lại vừa dài vừa dễ nhớ."),
                code="password_too_short",
                params={"needed": needed},
            )

    def get_help_text(self) -> str:
        return _("Ít nhất 15 ký tự; 8 nếu bạn đã bật bước thứ hai. Một câu ngắn của riêng bạn là tốt nhất.")


class BlocklistValidator:
    """Not what is tried first: runs, repetitions, the names around here and little else."""

    def validate(self, password: str, user: User | None = None) -> None:
        plain = re.sub(r"[^a-z0-9]", "", fold(password))
        left = plain
        for word in sorted(COMMON_WORDS, key=len, reverse=True):
            left = left.replace(word, "")
        left = re.sub(r"(19|20)\d\d|0?123456789?0?|(\d)\2{2,}|123|321", "", left)
        if len(set(password.lower())) < FEWEST_DIFFERENT or len(left) < FEWEST_LEFT or _is_repeated(plain):
            raise ValidationError(
                _("Mật khẩu này nằm trong số bị đoán đầu tiên. Hãy ghép vài từ không liên quan với nhau."),
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        return _("Đừng dùng tên, ngày sinh, dãy số hay những từ ai cũng đoán được.")


def _is_repeated(text: str) -> bool:
    """The same few letters over and over."""
    return any(
        len(text) >= 2 * size and text == (text[:size] * (len(text) // size + 1))[: len(text)]
        for size in range(1, len(text) // 2 + 1)
    )


class PasswordForm(forms.Form):
    """A new password, typed once: the button beside it shows what was typed."""

    password = forms.CharField(
        label=gettext_lazy("Mật khẩu mới"),
        max_length=128,
        strip=False,
        error_messages={"required": gettext_lazy("Hãy nhập mật khẩu mới.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["password"].help_text = LengthValidator().get_help_text()

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password, self.user)
        return password


@transaction.atomic
def set_password(request: HttpRequest, user: User, password: str) -> None:
    """Set it, stay signed in here under a new key, end every other session, and say so everywhere."""
    user.set_password(password)
    user.password_needs_factor = len(password) < ALONE
    user.save(update_fields=["password", "password_needs_factor"])
    sessions.end_others(request, user)
    old = request.session.session_key
    update_session_auth_hash(request, user)
    sessions.follow_key(old, request.session.session_key)
    notices.tell(user, _("Mật khẩu vừa được đổi"), topic="password_changed")


def second_factor_removed(user: User) -> None:
    """A short password was good beside a second factor; alone it is not, and opens nothing any more."""
    if user.password_needs_factor and not has_second_factor(user):
        user.set_unusable_password()
        user.password_needs_factor = False
        user.save(update_fields=["password", "password_needs_factor"])
        notices.tell(user, _("Mật khẩu ngắn đã tắt vì không còn bước thứ hai"), topic="password_off")
