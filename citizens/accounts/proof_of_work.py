"""A small puzzle for forms that strangers may send a thousand times: cheap for one person, dear for a thousand.

No third party: the browser looks for a number whose digest with our text begins with zero bits
(static/js/proof-of-work.js). Without JavaScript the form is asked to wait a little and be sent again; a network may
do that a few times an hour only.

Put `ProofOfWorkMixin` before `forms.Form`, give the form `request=`, and write `{{ form.proof }}` and
`{{ form.proof_answer }}` (both hidden) in the template, or use the partial accounts/partials/proof.html.
"""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from citizens import limits
from citizens.limits import HOUR, Limit

SALT = "citizens.proof_of_work"
GOOD_FOR = timedelta(minutes=30)
WAIT = timedelta(seconds=15)
WITHOUT_SCRIPT = (Limit(10, HOUR),)
ONCE = (Limit(1, GOOD_FOR),)


def make(purpose: str, *, bits: int | None = None) -> str:
    """A puzzle: signed, for one purpose, with how many zero bits are asked."""
    now = timezone.now().timestamp()
    difficulty = settings.PROOF_OF_WORK_BITS if bits is None else bits
    return signing.dumps([purpose, secrets.token_urlsafe(9), difficulty, now], salt=SALT)


def solved(puzzle: str, answer: str, purpose: str) -> bool:
    """Whether the answer solves this puzzle of ours, made lately for this purpose. Does not use it up."""
    content = _read(puzzle, purpose)
    if content is None or not 0 < len(answer) <= 20:
        return False
    digest = hashlib.sha256(f"{puzzle}:{answer}".encode()).digest()
    return bool(int.from_bytes(digest[:8], "big") >> (64 - content[2]) == 0)


def _read(puzzle: str, purpose: str) -> list[Any] | None:
    try:
        content: list[Any] = signing.loads(puzzle, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return None
    return content if content[0] == purpose else None


class ProofOfWorkMixin(forms.Form):
    """Refuses a form without a solved puzzle, or a wait in its place."""

    proof_purpose = "form"

    proof = forms.CharField(required=False, widget=forms.HiddenInput)
    proof_answer = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-proof-answer": ""}))

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self._spent = False
        self.proof_bits = settings.PROOF_OF_WORK_BITS

    @property
    def proof_value(self) -> str:
        """The puzzle to write into the page: the one that was sent, while it is good, or a new one."""
        sent = self.data.get("proof", "")
        return (
            sent if sent and not self._spent and _read(sent, self.proof_purpose) else make(self.proof_purpose)
        )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.errors:
            self._check()
        return cleaned

    def _check(self) -> None:
        puzzle, answer = self.data.get("proof", ""), self.data.get("proof_answer", "")
        content = _read(puzzle, self.proof_purpose)
        if content is None:
            raise ValidationError(_("Trang đã mở quá lâu. Hãy gửi lại một lần nữa."), code="proof")
        if not answer and timezone.now().timestamp() - content[3] < WAIT.total_seconds():
            raise ValidationError(
                _(
                    "Hãy chờ %(seconds)s giây rồi bấm gửi lại. Cách này thay cho phép thử tự động của trình duyệt."
                ),
                code="proof_wait",
                params={"seconds": int(WAIT.total_seconds())},
            )
        self._spent = True
        if answer and not solved(puzzle, answer, self.proof_purpose):
            raise ValidationError(_("Chưa gửi được. Hãy gửi lại một lần nữa."), code="proof")
        if not answer and not limits.take("proof-wait", limits.network_of(self.request), WITHOUT_SCRIPT):
            raise ValidationError(
                _("Có quá nhiều lượt gửi từ mạng này. Hãy thử lại sau một giờ."), code="proof"
            )
        if not limits.take("proof", puzzle, ONCE):
            raise ValidationError(_("Biểu mẫu này đã gửi rồi. Hãy gửi lại một lần nữa."), code="proof")
