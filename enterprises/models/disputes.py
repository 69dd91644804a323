"""The two-sided ledger: a worker or a unit says that one row both of them see is wrong, and the office answers both."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from citizens.actors import DataClass
from citizens.models import Citizen, Employer, User, keeps_history
from citizens.personal import PersonalQuerySet
from insurance.models import ParticipationPeriod


class RowDisputeQuerySet(PersonalQuerySet["RowDispute"]):
    data_class = DataClass.PARTICIPATION

    def of_employer(self, employer_id: int) -> Q:
        return Q(employer=employer_id)

    def open(self) -> Self:
        return self.filter(answered_at=None)

    def newest_first(self) -> Self:
        return self.order_by("-pk")


@keeps_history()
class RowDispute(models.Model):
    """One row, who doubts it and why, and the office's answer. Both sides read all of it."""

    class Side(models.TextChoices):
        WORKER = "worker", _("người lao động")
        UNIT = "unit", _("đơn vị")

    public_id = models.UUIDField(_("mã tra cứu"), default=uuid.uuid4, editable=False, unique=True)
    number = models.CharField(_("số"), max_length=16, unique=True)
    citizen = models.ForeignKey(
        Citizen, on_delete=models.PROTECT, related_name="row_disputes", verbose_name=_("người lao động")
    )
    employer = models.ForeignKey(
        Employer, on_delete=models.PROTECT, related_name="row_disputes", verbose_name=_("đơn vị")
    )
    # The row may be replaced by the correction; its text of that day stays.
    period = models.ForeignKey(
        ParticipationPeriod,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("giai đoạn"),
    )
    subject_text = models.CharField(_("dòng bị phản đối"), max_length=200)
    side = models.CharField(_("bên phản đối"), max_length=6, choices=Side.choices)
    opened_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("người gửi")
    )
    reason = models.TextField(_("lý do"), max_length=1000)
    opened_at = models.DateTimeField(_("gửi lúc"))
    due_on = models.DateField(_("hạn trả lời"))
    answer = models.TextField(_("trả lời"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người trả lời"),
    )
    answered_at = models.DateTimeField(_("trả lời lúc"), null=True, blank=True)

    objects = RowDisputeQuerySet.as_manager()

    class Meta:
        verbose_name = _("phản đối một giai đoạn")
        verbose_name_plural = _("phản đối giai đoạn")
        constraints = [
            models.UniqueConstraint(
                fields=["period"], condition=Q(answered_at=None), name="row_dispute_one_open_a_row"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | ~Q(answer=""), name="row_dispute_answer_says_why"
            ),
        ]
        indexes = [
            models.Index(fields=["employer", "-id"], name="row_dispute_unit_newest"),
            models.Index(fields=["due_on"], condition=Q(answered_at=None), name="row_dispute_open"),
        ]

    def __str__(self) -> str:
        return self.number
