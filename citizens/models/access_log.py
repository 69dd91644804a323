"""Who looked at whose record. Entries and seals are written once: triggers refuse every change (migration).

`AccessEntry` is the fact, written in the transaction of the read. `AccessSeal` puts it into its month's chain
moments later (citizens/access_log.py, docs/decisions/0006-access-log.md). `AccessHead` says, signed, how long each
chain is, so that a cut tail shows.
"""

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from citizens.actors import Actor, DataClass, Role
from citizens.models.accounts import User
from citizens.models.people import Citizen
from citizens.personal import PersonalQuerySet


class AccessEntryQuerySet(PersonalQuerySet["AccessEntry"]):
    data_class = DataClass.ACCESS_LOG
    person_path = "subject"

    def _within_reach(self, actor: Actor) -> Q:
        """One's own entries, and those of a number of theirs that was merged: the log itself never changes."""
        if actor.subject is None:
            return super()._within_reach(actor)
        both = Q(pk=actor.subject.pk) | Q(merged_into=actor.subject.pk)
        return Q(subject__in=Citizen._base_manager.filter(both).values("pk"))

    def _person_of(self, row: Any) -> int:
        """Whose record was read by reading an entry: one's own, whichever of one's numbers it names."""
        actor = self._actor
        return super()._person_of(row) if actor is None or actor.subject is None else actor.subject.pk

    def newest_first(self) -> "AccessEntryQuerySet":
        return self.order_by("-at", "-pk")

    def with_seal(self) -> "AccessEntryQuerySet":
        return self.select_related("seal")


class AccessEntry(models.Model):
    """One unit of work of somebody else on one person's record: who, in what quality, why, what, when."""

    public_id = models.UUIDField(_("mã"), default=uuid.uuid4, editable=False, unique=True)
    work = models.UUIDField(_("lượt làm việc"), editable=False)
    subject = models.ForeignKey(
        Citizen, on_delete=models.PROTECT, related_name="access_entries", verbose_name=_("hồ sơ của")
    )
    # No constraint: an account may go, the entry stays.
    reader = models.ForeignKey(
        User,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
        verbose_name=_("tài khoản"),
    )
    reader_label = models.CharField(_("người xem"), max_length=160)
    role = models.CharField(_("với tư cách"), max_length=13, choices=Role.choices)
    unit = models.CharField(_("đơn vị"), max_length=160, blank=True)
    purpose = models.CharField(_("mục đích"), max_length=200, blank=True)
    data_classes = ArrayField(
        models.CharField(max_length=16, choices=DataClass.choices), verbose_name=_("phần đã xem")
    )
    # The database's clock, set by a trigger whatever is sent: an entry cannot be dated back.
    at = models.DateTimeField(_("lúc"), db_default=Now())

    objects = AccessEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("lượt xem hồ sơ")
        verbose_name_plural = _("nhật ký xem hồ sơ")
        constraints = [
            models.UniqueConstraint(fields=["work", "subject"], name="access_one_entry_a_work_and_person"),
            models.CheckConstraint(
                condition=~Q(role__in=[Role.SELF, Role.NOBODY]), name="access_entry_is_about_another"
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "-at"], name="access_subject_newest"),
            models.Index(fields=["reader", "-id"], name="access_reader_newest"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class AccessPending(models.Model):
    """Entries that wait for their seal. A trigger fills it, the sealing job empties it."""

    entry = models.OneToOneField(
        AccessEntry, on_delete=models.CASCADE, primary_key=True, related_name="pending"
    )

    class Meta:
        verbose_name = _("lượt xem chờ niêm phong")
        verbose_name_plural = _("lượt xem chờ niêm phong")

    def __str__(self) -> str:
        return str(self.entry_id)


class AccessSeal(models.Model):
    """The place of an entry in its month's chain: `digest` covers the entry and the digest before."""

    entry = models.OneToOneField(AccessEntry, on_delete=models.PROTECT, primary_key=True, related_name="seal")
    month = models.DateField(_("tháng"))
    position = models.PositiveBigIntegerField(_("thứ tự"))
    digest = models.CharField(_("mã niêm phong"), max_length=64)

    class Meta:
        verbose_name = _("niêm phong")
        verbose_name_plural = _("niêm phong")
        constraints = [models.UniqueConstraint(fields=["month", "position"], name="access_seal_one_place")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.position}"


class AccessHead(models.Model):
    """The end of a month's chain, signed with the site's key: count, last digest."""

    month = models.DateField(_("tháng"), primary_key=True)
    count = models.PositiveBigIntegerField(_("số lượt"))
    digest = models.CharField(_("mã niêm phong"), max_length=64)
    signature = models.CharField(_("chữ ký"), max_length=64)

    class Meta:
        verbose_name = _("đầu chuỗi niêm phong")
        verbose_name_plural = _("đầu chuỗi niêm phong")

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
