"""What somebody asked of us and may come back to: signed in, or with a number and a code."""

import hashlib
import json
import uuid
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from citizens.actors import DataClass, Role
from citizens.models import Citizen, ContactKind
from citizens.models.contacts import mask
from citizens.models.data_requests import LETTERS
from citizens.personal import PersonalQuerySet
from citizens.secrets import fingerprint, seal, unseal
from territory.models import Province

RowT = TypeVar("RowT", bound=models.Model)
CODE_LETTERS = 12


def code_of(submission: str) -> str:
    """The code of what was filed by this submission: made from it with the site's key, and kept nowhere."""
    digest = int.from_bytes(hashlib.sha256(fingerprint("follow", submission).encode()).digest())
    letters = []
    for _place in range(CODE_LETTERS):
        digest, rest = divmod(digest, len(LETTERS))
        letters.append(LETTERS[rest])
    return "".join(letters)


def contact_key(kind: str, value: str) -> str:
    return fingerprint("contact", kind, value.casefold())


class FollowedQuerySet(PersonalQuerySet[RowT]):
    """Rows of people, and of nobody in particular.

    Staff see those of their province; what names no province goes to the staff of the whole country. Nobody's rows
    leave no entry in anybody's access log. SECURITY: an officer who has opened one person sees that person's alone.
    """

    data_class = DataClass.REQUESTS

    def _within_reach(self, actor: Any) -> Q:
        if actor.role == Role.OFFICER and actor.subject is None and not actor.reach.nationwide:
            return Q(province=actor.reach.province_id) if actor.reach.province_id else Q(pk__in=[])
        return super()._within_reach(actor)

    def of_nobody(self) -> Any:
        """Only what was filed without signing in. SECURITY: a number and a code open nothing else."""
        return self.filter(citizen=None)


class Followed(models.Model):
    """The number to quote, and where to send word. A code opens what was filed without signing in."""

    public_id = models.UUIDField(_("mã"), default=uuid.uuid4, editable=False, unique=True)
    number = models.CharField(_("số"), max_length=14, unique=True, editable=False)
    citizen = models.ForeignKey(
        Citizen,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người gửi"),
    )
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("tỉnh")
    )
    language = models.CharField(_("ngôn ngữ"), max_length=5, default="vi")
    sealed_contact = models.BinaryField(default=bytes)
    contact_key = models.CharField(max_length=43, blank=True, editable=False)
    submission = models.CharField(max_length=43, unique=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number

    @property
    def code(self) -> str:
        """What opens it beside its number; nothing for what belongs to an account."""
        return "" if self.citizen_id else code_of(self.submission)

    @property
    def spoken_code(self) -> str:
        """`ABCD-EFGH-JKLM`: how a code is read out and written down."""
        code = self.code
        return "-".join(code[place : place + 4] for place in range(0, len(code), 4))

    def set_contact(self, kind: str, value: str) -> None:
        """Where a person without an account hears from us. Sealed."""
        self.sealed_contact = seal(json.dumps([kind, value]).encode()) if value else b""
        self.contact_key = contact_key(kind, value) if value else ""

    @property
    def contact(self) -> tuple[str, str] | None:
        """(kind, value) of `ContactKind`, as it was given."""
        if not self.sealed_contact:
            return None
        kind, value = json.loads(unseal(self.sealed_contact))
        return kind, value

    @property
    def masked_contact(self) -> str:
        known = self.contact
        return mask(*known) if known else ""


EMAIL, PHONE = ContactKind.EMAIL, ContactKind.PHONE
