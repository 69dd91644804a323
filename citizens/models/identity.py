"""Whose account is it? What a person said, and what somebody answerable has seen."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citizens.models.accounts import User
from citizens.models.history import keeps_history
from citizens.models.people import Citizen
from citizens.models.uploads import StoredFile


@keeps_history()
class IdentityClaim(models.Model):
    """What a person said of themselves at registration. It opens nothing; it says what to verify."""

    user = models.OneToOneField(
        User, on_delete=models.CASCADE, related_name="claim", verbose_name=_("tài khoản")
    )
    number = models.CharField(_("mã số BHXH hoặc số định danh"), max_length=12)
    full_name = models.CharField(_("họ và tên"), max_length=120)
    birth_date = models.DateField(_("ngày sinh"))
    created_at = models.DateTimeField(_("lúc"), default=timezone.now)
    # Found by the worker after the answer has gone, so that no answer tells whether a record exists.
    compared_at = models.DateTimeField(_("đối chiếu lúc"), null=True, blank=True)
    citizen = models.ForeignKey(
        Citizen,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="claims",
        verbose_name=_("hồ sơ khớp"),
    )

    class Meta:
        verbose_name = _("thông tin tự khai")
        verbose_name_plural = _("thông tin tự khai")
        indexes = [
            models.Index(fields=["created_at"], condition=Q(compared_at=None), name="claim_to_compare")
        ]

    def __str__(self) -> str:
        return f"{self.user_id}"


@keeps_history()
class IdentityEvidence(models.Model):
    """Why an account was believed to be a person's: kept for every verification, and when it was withdrawn."""

    class Method(models.TextChoices):
        VNEID = "vneid", _("VNeID mức độ 2")
        DOCUMENTS = "documents", _("giấy tờ tải lên, cán bộ đã xem")
        COUNTER = "counter", _("đến quầy, cán bộ đã đối chiếu")
        AGENCY = "agency", _("cơ quan BHXH cấp tài khoản")

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="evidence", verbose_name=_("tài khoản")
    )
    citizen = models.ForeignKey(
        Citizen, on_delete=models.CASCADE, related_name="evidence", verbose_name=_("người tham gia")
    )
    method = models.CharField(_("cách"), max_length=10, choices=Method.choices)
    officer = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cán bộ")
    )
    # Issuer, level and token time for VNeID; digests of the documents; never the documents themselves.
    details = models.JSONField(_("chi tiết"), default=dict)
    created_at = models.DateTimeField(_("lúc"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("thu hồi lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("bằng chứng danh tính")
        verbose_name_plural = _("bằng chứng danh tính")
        constraints = [
            models.CheckConstraint(
                condition=Q(officer__isnull=False) | Q(method__in=["vneid", "agency"]),
                name="evidence_names_the_officer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.method}"


class IdentityCheck(models.Model):
    """Photographs of papers waiting for an officer. The pictures are sealed, and deleted once decided."""

    class State(models.TextChoices):
        WAITING = "waiting", _("đang chờ")
        APPROVED = "approved", _("đã chấp nhận")
        REFUSED = "refused", _("chưa chấp nhận")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="identity_checks")
    front = models.OneToOneField(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    back = models.OneToOneField(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    digest = models.CharField(max_length=64)  # SHA-256 of both pictures: stays as evidence
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("giấy tờ chờ xem")
        verbose_name_plural = _("giấy tờ chờ xem")
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(state="waiting"), name="one_identity_check_waiting"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(front=None, back=None), name="decided_papers_are_wiped"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.state}"


class CounterCode(models.Model):
    """A code an officer hands over at the counter after seeing the person and their card."""

    citizen = models.ForeignKey(Citizen, on_delete=models.CASCADE, related_name="counter_codes")
    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    code_key = models.CharField(max_length=43)  # fingerprint of citizen and code
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("mã tại quầy")
        verbose_name_plural = _("mã tại quầy")
        indexes = [models.Index(fields=["citizen", "expires_at"], name="counter_code_by_citizen")]

    def __str__(self) -> str:
        return f"{self.citizen_id}"
