"""Employer units, which pay contributions for their people."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from citizens.models.accounts import SiOffice
from citizens.models.history import keeps_history
from citizens.querysets import EmployerQuerySet
from territory.models import Ward
from territory.text import VnFold


@keeps_history(exclude=("name_fold",))
class Employer(models.Model):
    """An employer unit (đơn vị sử dụng lao động) that pays contributions for its people."""

    class Kind(models.TextChoices):
        ENTERPRISE = "enterprise", _("doanh nghiệp")
        PUBLIC = "public", _("cơ quan, đơn vị nhà nước")
        COOPERATIVE = "cooperative", _("hợp tác xã")
        HOUSEHOLD_BUSINESS = "household_business", _("hộ kinh doanh")

    unit_code = models.CharField(_("mã đơn vị"), max_length=20, unique=True)
    tax_number = models.CharField(_("mã số thuế"), max_length=14, blank=True, db_index=True)
    name = models.CharField(_("tên đơn vị"), max_length=200)
    name_fold = models.GeneratedField(
        expression=VnFold(F("name")), output_field=models.TextField(), db_persist=True, editable=False
    )
    kind = models.CharField(_("loại đơn vị"), max_length=20, choices=Kind.choices, default=Kind.ENTERPRISE)
    wage_region = models.PositiveSmallIntegerField(_("vùng lương tối thiểu"))
    address = models.CharField(_("địa chỉ"), max_length=200, blank=True)
    ward = models.ForeignKey(Ward, on_delete=models.PROTECT, related_name="+", verbose_name=_("xã, phường"))
    managing_office = models.ForeignKey(
        SiOffice, on_delete=models.PROTECT, related_name="employers", verbose_name=_("cơ quan BHXH quản lý")
    )

    objects = EmployerQuerySet.as_manager()

    class Meta:
        verbose_name = _("đơn vị")
        verbose_name_plural = _("đơn vị")
        constraints = [
            models.CheckConstraint(
                condition=Q(unit_code__regex=r"^[A-Z0-9]{5,20}$"),
                name="employer_unit_code_form",
                violation_error_message=_("Mã đơn vị gồm 5 đến 20 chữ in hoa và số."),
            ),
            models.CheckConstraint(
                condition=Q(wage_region__range=(1, 4)), name="employer_wage_region_one_to_four"
            ),
        ]
        indexes = [GinIndex(OpClass(F("name_fold"), name="gin_trgm_ops"), name="employer_name_trigrams")]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_tax_number(self) -> str:
        """SECURITY: the tax number of a household business is its owner's personal ID, and is nobody's to read."""
        is_personal = len(self.tax_number) == 12 or self.kind == self.Kind.HOUSEHOLD_BUSINESS
        return "" if is_personal else self.tax_number
