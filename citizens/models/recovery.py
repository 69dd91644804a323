"""Getting back in with the help of somebody trusted, and the devices a person was seen on."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citizens.models.accounts import User
from citizens.models.history import keeps_history
from citizens.querysets import RecoveryRequestQuerySet


class KnownDevice(models.Model):
    """A browser somebody has signed in with. Its cookie is a random value; only the fingerprint is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="devices")
    device_key = models.CharField(max_length=43)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "device_key"], name="device_once_per_account")]

    def __str__(self) -> str:
        return f"{self.user_id}"


@keeps_history()
class TrustedPerson(models.Model):
    """Somebody who may vouch for the account's owner: asked by the owner, agreed to before it is needed."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="trusted_people")
    # Nobody, when no account has what the owner typed: the list looks the same.
    person = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="trusted_by")
    named = models.CharField(max_length=60, default="")  # what the owner typed, shortened to be recognised
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("người tin cậy")
        verbose_name_plural = _("người tin cậy")
        constraints = [
            models.UniqueConstraint(fields=["owner", "person"], name="trusted_person_once"),
            models.CheckConstraint(condition=~Q(owner=F("person")), name="trusted_person_is_another"),
        ]

    def __str__(self) -> str:
        return f"{self.owner_id} {self.person_id}"


@keeps_history()
class RecoveryRequest(models.Model):
    """A way back through a trusted person: asked, vouched for, then a day of waiting in which any channel stops it."""

    class State(models.TextChoices):
        ASKED = "asked", _("chờ người tin cậy")
        VOUCHED = "vouched", _("chờ hết thời hạn")
        USED = "used", _("đã dùng")
        STOPPED = "stopped", _("đã dừng")

    # Nobody, for a number we do not know: asking looks the same.
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="recovery_requests")
    secret_key = models.CharField(max_length=43, unique=True)  # fingerprint of the code shown to who asked
    stop_key = models.CharField(max_length=43, unique=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    created_at = models.DateTimeField(default=timezone.now)
    vouched_by = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    vouched_at = models.DateTimeField(null=True)
    ready_at = models.DateTimeField(null=True)

    objects = RecoveryRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("yêu cầu lấy lại tài khoản")
        verbose_name_plural = _("yêu cầu lấy lại tài khoản")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["asked", "stopped"])
                | Q(vouched_by__isnull=False, ready_at__isnull=False),
                name="recovery_is_vouched_for",
            ),
        ]

    def __str__(self) -> str:
        return self.state
