"""How the country is divided: 34 provinces and their wards since 2025-07-01, and the names they had before.

Source: PyPI `vietnamadminunits` (MIT), loaded by `manage.py load_territory`.
"""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from territory.querysets import FormerUnitQuerySet, WardQuerySet
from territory.text import VnFold


class Province(models.Model):
    """A province or centrally run city (tỉnh, thành phố) of the 34 since 2025-07-01."""

    code = models.CharField(_("mã tỉnh"), max_length=2, primary_key=True)
    name = models.CharField(_("tên"), max_length=60, help_text=_("Tên ngắn: Đồng Nai"))
    full_name = models.CharField(_("tên đầy đủ"), max_length=80)
    latitude = models.FloatField(_("vĩ độ"))
    longitude = models.FloatField(_("kinh độ"))

    class Meta:
        verbose_name = _("tỉnh, thành phố")
        verbose_name_plural = _("tỉnh, thành phố")
        ordering = ("code",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^\d{2}$"), name="province_code_two_digits"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Ward(models.Model):
    """A ward, commune or special zone (phường, xã, đặc khu). Since 2025 it lies directly below the province."""

    code = models.CharField(_("mã xã"), max_length=5, primary_key=True)
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, related_name="wards", verbose_name=_("tỉnh")
    )
    name = models.CharField(_("tên"), max_length=80, help_text=_("Tên đầy đủ: Phường Trấn Biên"))
    short_name = models.CharField(_("tên ngắn"), max_length=80)
    name_fold = models.GeneratedField(
        expression=VnFold(F("name")), output_field=models.TextField(), db_persist=True, editable=False
    )
    latitude = models.FloatField(_("vĩ độ"), null=True)
    longitude = models.FloatField(_("kinh độ"), null=True)

    objects = WardQuerySet.as_manager()

    class Meta:
        verbose_name = _("xã, phường, đặc khu")
        verbose_name_plural = _("xã, phường, đặc khu")
        ordering = ("code",)
        constraints = [
            models.CheckConstraint(condition=models.Q(code__regex=r"^\d{5}$"), name="ward_code_five_digits"),
            models.UniqueConstraint(fields=["province", "name"], name="ward_name_once_a_province"),
        ]
        indexes = [GinIndex(OpClass(F("name_fold"), name="gin_trgm_ops"), name="ward_name_trigrams")]

    def __str__(self) -> str:
        return self.name


class FormerUnit(models.Model):
    """A name from before 2025-07-01 and the ward it became (a ward split in several has several rows)."""

    ward_name = models.CharField(_("xã, phường cũ"), max_length=80, blank=True)
    district_name = models.CharField(_("huyện, quận cũ"), max_length=80)
    province_name = models.CharField(_("tỉnh cũ"), max_length=60)
    label_fold = models.GeneratedField(
        expression=VnFold(F("label")), output_field=models.TextField(), db_persist=True, editable=False
    )
    label = models.CharField(_("địa chỉ cũ"), max_length=240)
    ward = models.ForeignKey(
        Ward, on_delete=models.CASCADE, related_name="former_units", verbose_name=_("xã nay")
    )

    objects = FormerUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("đơn vị hành chính cũ")
        verbose_name_plural = _("đơn vị hành chính cũ")
        constraints = [models.UniqueConstraint(fields=["label", "ward"], name="former_unit_once_a_ward")]
        indexes = [GinIndex(OpClass(F("label_fold"), name="gin_trgm_ops"), name="former_unit_label_trigrams")]

    def __str__(self) -> str:
        return self.label


class DayCount(models.Model):
    """How often something happened on a day in a province (`territory.counting`). The sum of its slots counts."""

    what = models.CharField(_("việc"), max_length=16)
    day = models.DateField(_("ngày"))
    province = models.CharField(_("mã tỉnh"), max_length=2, blank=True)  # empty: no province, or not known
    slot = models.PositiveSmallIntegerField(_("ngăn"))
    number = models.PositiveBigIntegerField(_("số lần"))

    class Meta:
        verbose_name = _("số lần trong ngày")
        verbose_name_plural = _("số lần trong ngày")
        constraints = [
            models.UniqueConstraint(fields=["what", "day", "province", "slot"], name="day_count_once"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.day} {self.province}"
