"""Papers a person asked for to prove something of their record to somebody else."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from citizens.actors import DataClass
from citizens.models import keeps_history
from insurance.models.cards import CheckCode, CheckKind
from insurance.models.shared import one_of
from insurance.querysets.proofs import ProofDocumentQuerySet


class ProofKind(models.TextChoices):
    PARTICIPATION = "participation", _("Quá trình tham gia")
    CARD = "card", _("Thẻ BHYT còn giá trị")
    BENEFITS = "benefits", _("Quyền lợi đã hưởng")

    @property
    def check_kind(self) -> CheckKind:
        return CheckKind.CARD_PAPER if self is ProofKind.CARD else CheckKind(self.value)

    @property
    def data_class(self) -> DataClass:
        return DataClass(self.value)


class RevokedBy(models.TextChoices):
    NOBODY = "", _("chưa hủy")
    OWNER = "owner", _("chính bạn")
    GUARDIAN = "guardian", _("người giám hộ")
    OFFICE = "office", _("cơ quan BHXH")


@keeps_history(exclude=("content",))
class ProofDocument(models.Model):
    """One paper as it was handed out: never changed, only taken back. Whether it still stands is told by its code.

    `content` is the PDF as long as the code may be good; after that only the fact of the issue stays.
    """

    public_id = models.UUIDField(_("mã tra cứu"), default=uuid.uuid4, editable=False, unique=True)
    citizen = models.ForeignKey(
        "citizens.Citizen",
        on_delete=models.PROTECT,
        related_name="proof_documents",
        verbose_name=_("người tham gia"),
    )
    code = models.OneToOneField(
        CheckCode, on_delete=models.PROTECT, related_name="paper", verbose_name=_("mã kiểm tra")
    )
    kind = models.CharField(_("xác nhận về"), max_length=16, choices=ProofKind.choices)
    months_only = models.BooleanField(_("chỉ ghi số tháng"), default=False)
    language = models.CharField(_("ngôn ngữ"), max_length=2, choices=settings.LANGUAGES)
    asked_by = models.ForeignKey(
        "citizens.Citizen", on_delete=models.PROTECT, related_name="+", verbose_name=_("người xin giấy")
    )
    issued_at = models.DateTimeField(_("cấp lúc"))
    sha256 = models.CharField(_("mã băm của tệp"), max_length=64, unique=True)
    content = models.BinaryField(_("tệp"), null=True)
    revoked_by = models.CharField(_("ai hủy"), max_length=10, choices=RevokedBy.choices, blank=True)
    revoked_reason = models.CharField(_("lý do hủy"), max_length=200, blank=True)

    objects = ProofDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("giấy xác nhận")
        verbose_name_plural = _("giấy xác nhận")
        indexes = [models.Index(fields=["citizen", "-issued_at"], name="proof_citizen_newest")]
        constraints = [
            one_of("proof_kind_known", "kind", ProofKind),
            one_of("proof_revoked_by_known", "revoked_by", RevokedBy),
            models.CheckConstraint(
                condition=Q(months_only=False) | Q(kind="participation"), name="proof_months_only_of_months"
            ),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="proof_digest_form"),
        ]

    def __str__(self) -> str:
        return f"ProofDocument {self.public_id}"
