"""Who works for an employer unit in the enterprise area, and in what quality."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from citizens.employer_querysets import EmployerMemberQuerySet
from citizens.models.accounts import User
from citizens.models.employers import Employer
from citizens.models.history import keeps_history
from citizens.models.people import Citizen


@keeps_history()
class EmployerMember(models.Model):
    """`citizen` may work for `employer` from `confirmed_at` until `ended_at`.

    An invitation counts once the invited person has agreed; a claim to be the legal representative once an officer
    has approved it. Whether one may be used now is asked of `EmployerMember.objects.usable_by()` on every request.
    """

    class Role(models.TextChoices):
        OWNER = "owner", _("chủ đơn vị")
        CLERK = "clerk", _("người làm hồ sơ")
        VIEWER = "viewer", _("người xem")

    class Basis(models.TextChoices):
        INVITED = "invited", _("được đơn vị mời")
        CLAIMED = "claimed", _("người đại diện pháp luật, cơ quan BHXH duyệt")

    public_id = models.UUIDField(_("mã tra cứu"), default=uuid.uuid4, editable=False, unique=True)
    employer = models.ForeignKey(
        Employer, on_delete=models.CASCADE, related_name="members", verbose_name=_("đơn vị")
    )
    # Null while the invited number is nobody's: the one who invites must not learn that.
    citizen = models.ForeignKey(
        Citizen,
        on_delete=models.CASCADE,
        null=True,
        related_name="employer_memberships",
        verbose_name=_("người làm việc"),
    )
    invited_number = models.CharField(_("mã số được mời"), max_length=10, blank=True)
    role = models.CharField(_("vai trò"), max_length=6, choices=Role.choices)
    basis = models.CharField(_("căn cứ"), max_length=7, choices=Basis.choices, default=Basis.INVITED)
    note = models.CharField(_("giấy tờ chứng minh"), max_length=300, blank=True)
    invited_by = models.ForeignKey(
        Citizen,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người mời"),
    )
    created_at = models.DateTimeField(_("tạo lúc"), auto_now_add=True)
    confirmed_at = models.DateTimeField(_("có hiệu lực từ"), null=True, blank=True)
    approved_by = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người duyệt"),
    )
    refusal = models.CharField(_("lý do từ chối"), max_length=300, blank=True)
    ended_at = models.DateTimeField(_("chấm dứt lúc"), null=True, blank=True)
    ended_by = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người chấm dứt"),
    )

    objects = EmployerMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("người làm việc cho đơn vị")
        verbose_name_plural = _("người làm việc cho đơn vị")
        constraints = [
            models.UniqueConstraint(
                fields=["employer", "citizen"],
                condition=Q(ended_at=None),
                name="employer_member_once",
                violation_error_message=_("Người này đã có tên trong đơn vị."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=["owner", "clerk", "viewer"]), name="employer_role_known"
            ),
            models.CheckConstraint(
                # SECURITY: nobody represents a unit because they said so: an officer's account stands behind it.
                condition=~Q(basis="claimed") | Q(confirmed_at=None) | Q(approved_by__isnull=False),
                name="employer_claim_is_approved",
            ),
        ]
        indexes = [models.Index(fields=["citizen", "ended_at"], name="employer_member_citizen")]

    def __str__(self) -> str:
        return f"{self.role} {self.public_id}"

    @property
    def may_manage(self) -> bool:
        """Invites and removes people."""
        return self.role == self.Role.OWNER

    @property
    def may_file(self) -> bool:
        """Reports changes and disputes rows."""
        return self.role in {self.Role.OWNER, self.Role.CLERK}
