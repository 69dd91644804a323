"""Call-backs: an hour in which a province's staff call a few people, and who booked it."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citizens.models import OutboxMessage, keeps_history
from citizens.secrets import seal, unseal
from support.models.followed import Followed, FollowedQuerySet
from territory.models import Province

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class SlotQuerySet(models.QuerySet["CallbackSlot"]):
    def of_province(self, province: str) -> Self:
        return self.filter(province=province)

    def bookable(self, now: datetime) -> Self:
        """Not begun, and somebody still fits in."""
        return self.filter(starts_at__gt=now, taken__lt=F("capacity"))

    def in_order(self) -> Self:
        return self.order_by("starts_at", "pk")


class CallbackSlot(models.Model):
    """`taken` is kept by the statements that book and free; the database refuses one too many."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="+", verbose_name=_("tỉnh"))
    starts_at = models.DateTimeField(_("bắt đầu lúc"))
    capacity = models.PositiveSmallIntegerField(_("số cuộc gọi"))
    taken = models.PositiveSmallIntegerField(_("đã đặt"), default=0, editable=False)

    objects = SlotQuerySet.as_manager()

    if TYPE_CHECKING:
        bookings: RelatedManager["CallbackBooking"]

    class Meta:
        verbose_name = _("giờ gọi lại")
        verbose_name_plural = _("giờ gọi lại")
        constraints = [
            models.UniqueConstraint(fields=["province", "starts_at"], name="slot_once_an_hour"),
            models.CheckConstraint(
                condition=Q(taken__lte=F("capacity")),
                name="slot_never_overbooked",
                violation_error_message=_("Số cuộc gọi không được ít hơn số đã đặt."),
            ),
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.starts_at):%H:%M %d/%m/%Y}"


class BookingState(models.TextChoices):
    BOOKED = "booked", _("đã đặt")
    CANCELLED = "cancelled", _("đã hủy")
    DONE = "done", _("đã gọi")
    MISSED = "missed", _("gọi không gặp")


class BookingQuerySet(FollowedQuerySet["CallbackBooking"]):
    def standing(self) -> Self:
        return self.filter(state=BookingState.BOOKED)

    def soonest_first(self) -> Self:
        return self.select_related("slot").order_by("slot__starts_at", "pk")


@keeps_history(exclude=("sealed_contact", "sealed_subject", "submission"))
class CallbackBooking(Followed):
    """One call asked for. One standing booking a telephone number; `contact` is the number to call."""

    slot = models.ForeignKey(
        CallbackSlot, on_delete=models.PROTECT, related_name="bookings", verbose_name=_("giờ")
    )
    state = models.CharField(
        _("tình trạng"), max_length=9, choices=BookingState.choices, default=BookingState.BOOKED
    )
    sealed_subject = models.BinaryField(default=bytes)
    booked_at = models.DateTimeField(_("đặt lúc"), default=timezone.now)
    reminder = models.ForeignKey(
        OutboxMessage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("cuộc gọi lại")
        verbose_name_plural = _("cuộc gọi lại")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=BookingState.values), name="booking_state_known"),
            models.UniqueConstraint(
                fields=["contact_key"], condition=Q(state="booked"), name="booking_one_a_telephone"
            ),
        ]
        indexes = [
            models.Index(fields=["citizen", "-id"], name="booking_of_a_person"),
            models.Index(fields=["slot"], condition=Q(state="booked"), name="booking_of_the_day"),
        ]

    @property
    def subject(self) -> str:
        return unseal(self.sealed_subject).decode() if self.sealed_subject else ""

    @staticmethod
    def sealed(text: str) -> bytes:
        return seal(text.encode()) if text else b""
