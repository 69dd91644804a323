"""Acting for another person: a child of one's household, or an adult who agreed."""

import uuid
from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from citizens.actors import DataClass
from citizens.mandate_querysets import MandateQuerySet
from citizens.models.history import keeps_history
from citizens.models.people import Citizen


@keeps_history()
class Mandate(models.Model):
    """`holder` may act on the record of `subject`, for the parts in `scope`, from `starts_on` up to `ends_on`.

    A child's mandate rests on the household record and ends by itself with it or with the age rule: its dates
    alone prove nothing. A consent counts once the holder has confirmed it. Whether one may be used now is asked of
    `Mandate.objects.usable_by()` on every request.
    """

    class Kind(models.TextChoices):
        CHILD = "child", _("con trong hộ gia đình")
        CONSENT = "consent", _("người lớn đồng ý")

    public_id = models.UUIDField(_("mã tra cứu"), default=uuid.uuid4, editable=False, unique=True)
    kind = models.CharField(_("căn cứ"), max_length=7, choices=Kind.choices)
    subject = models.ForeignKey(
        Citizen, on_delete=models.CASCADE, related_name="mandates_given", verbose_name=_("hồ sơ của")
    )
    # Null while the invited number is nobody's: the one who invites must not learn that.
    holder = models.ForeignKey(
        Citizen,
        on_delete=models.CASCADE,
        null=True,
        related_name="mandates_held",
        verbose_name=_("người thay mặt"),
    )
    invited_number = models.CharField(_("mã số được mời"), max_length=10, blank=True)
    scope = ArrayField(
        models.CharField(max_length=16, choices=DataClass.choices), verbose_name=_("được xem"), default=list
    )
    starts_on = models.DateField(_("từ ngày"))
    ends_on = models.DateField(_("đến trước ngày"))
    created_at = models.DateTimeField(_("tạo lúc"), auto_now_add=True)
    confirmed_at = models.DateTimeField(_("đồng ý lúc"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("chấm dứt lúc"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        Citizen,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người chấm dứt"),
    )

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("việc thay mặt")
        verbose_name_plural = _("việc thay mặt")
        constraints = [
            models.CheckConstraint(
                condition=~Q(subject=F("holder")),
                name="mandate_for_another",
                violation_error_message=_("Bạn không cần thay mặt chính mình."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__lt=F("ends_on")), name="mandate_ends_after_it_begins"
            ),
            models.CheckConstraint(
                # A child's mandate may run for years; a consent is asked again within a year.
                condition=Q(kind="child") | Q(ends_on__lte=F("starts_on") + timedelta(days=366)),
                name="mandate_consent_within_a_year",
                violation_error_message=_("Việc ủy quyền dài nhất là một năm."),
            ),
            models.UniqueConstraint(
                fields=["subject", "holder"],
                condition=Q(revoked_at=None, kind="child"),
                name="mandate_child_once",
            ),
            models.CheckConstraint(
                condition=Q(scope__contained_by=DataClass.values) & Q(scope__len__gt=0),
                name="mandate_scope_known",
            ),
        ]
        indexes = [models.Index(fields=["holder", "revoked_at"], name="mandate_holder")]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"

    @property
    def data_classes(self) -> frozenset[DataClass]:
        return frozenset(map(DataClass, self.scope))

    @property
    def scope_words(self) -> str:
        """What may be seen, as people say it."""
        return ", ".join(str(part.label) for part in DataClass if part in self.data_classes)
