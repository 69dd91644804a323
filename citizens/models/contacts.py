"""Channels through which a person is reached and proves that it is them: phone numbers and e-mail addresses."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citizens.models.accounts import User
from citizens.models.history import keeps_history
from citizens.querysets import ContactChangeQuerySet, ContactQuerySet


class ContactKind(models.TextChoices):
    PHONE = "phone", _("điện thoại")
    EMAIL = "email", _("e-mail")


@keeps_history()
class Contact(models.Model):
    """A phone number or e-mail address of an account. It counts only once a code sent to it came back.

    A number shared by a family may belong to several accounts; it then receives codes for each of them, but is no
    name to sign in with (`UserManager.matching`).
    """

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("tài khoản")
    )
    kind = models.CharField(_("loại"), max_length=5, choices=ContactKind.choices)
    value = models.CharField(_("số hoặc địa chỉ"), max_length=254)
    verified_at = models.DateTimeField(_("xác nhận lúc"), null=True, blank=True)
    created_at = models.DateTimeField(_("thêm lúc"), default=timezone.now)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("kênh liên lạc")
        verbose_name_plural = _("kênh liên lạc")
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "value"], name="contact_once_per_account"),
            models.CheckConstraint(condition=Q(kind__in=ContactKind.values), name="contact_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="email") | Q(value__regex=r"^0\d{9}$"), name="contact_phone_ten_digits"
            ),
        ]
        indexes = [models.Index(fields=["kind", "value"], name="contact_by_value")]

    def __str__(self) -> str:
        return self.masked

    @property
    def masked(self) -> str:
        """Enough to recognise one's own, not enough to learn another's."""
        return mask(self.kind, self.value)


def mask(kind: str, value: str) -> str:
    """`0912345678` as `09… …678`, `lan@vidu.vn` as `l…@vidu.vn`."""
    if kind == ContactKind.PHONE:
        return f"{value[:2]}…{value[-3:]}"
    name, _at, host = value.partition("@")
    return f"{name[:1]}…@{host}"


@keeps_history()
class ContactChange(models.Model):
    """A wish to add, replace or remove a channel. It waits, every old channel is told, and each can stop it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("đang chờ")
        DONE = "done", _("đã đổi")
        STOPPED = "stopped", _("đã dừng")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="contact_changes")
    old = models.ForeignKey(Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=5, choices=ContactKind.choices)
    value = models.CharField(max_length=254, blank=True)  # empty: `old` is only removed
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    requested_at = models.DateTimeField(default=timezone.now)
    effective_at = models.DateTimeField()
    stop_key = models.CharField(max_length=43, unique=True)  # fingerprint of the secret in the stop link

    objects = ContactChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("yêu cầu đổi kênh liên lạc")
        verbose_name_plural = _("yêu cầu đổi kênh liên lạc")
        constraints = [
            models.CheckConstraint(
                condition=~Q(value="") | Q(old__isnull=False), name="contact_change_changes"
            ),
        ]
        indexes = [
            models.Index(fields=["effective_at"], condition=Q(state="waiting"), name="contact_change_due"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
