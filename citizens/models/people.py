"""Participants and their households. Vietnamese terms are in docs/glossary.md."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from citizens.models.accounts import User
from citizens.models.history import keeps_history
from citizens.querysets import CitizenQuerySet
from citizens.rules.numbers import BHXH_DIGITS, PERSONAL_ID_DIGITS
from territory.models import Province, Ward
from territory.text import VnFold


class Sex(models.TextChoices):
    MALE = "M", _("Nam")
    FEMALE = "F", _("Nữ")


class DatePrecision(models.TextChoices):
    """How much of a birth date is known; what is unknown is stored as 1 (Decree 158/2025, Article 12(2))."""

    DAY = "day", _("đủ ngày, tháng, năm")
    MONTH = "month", _("chỉ có tháng và năm")
    YEAR = "year", _("chỉ có năm")


@keeps_history(exclude=("name_fold",))
class Citizen(models.Model):
    """A participant (người tham gia) with their numbers and how to reach them."""

    bhxh_number = models.CharField(_("mã số BHXH"), max_length=10, unique=True)
    personal_id = models.CharField(
        _("số định danh cá nhân"), max_length=12, unique=True, null=True, blank=True
    )
    full_name = models.CharField(_("họ và tên"), max_length=120)
    name_fold = models.GeneratedField(
        expression=VnFold(F("full_name")), output_field=models.TextField(), db_persist=True, editable=False
    )
    birth_date = models.DateField(_("ngày sinh"))
    birth_precision = models.CharField(
        _("biết đến"), max_length=5, choices=DatePrecision.choices, default=DatePrecision.DAY
    )
    sex = models.CharField(_("giới tính"), max_length=1, choices=Sex.choices)
    phone = models.CharField(_("điện thoại"), max_length=10, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.CharField(_("số nhà, đường, thôn"), max_length=200, blank=True)
    ward = models.ForeignKey(Ward, on_delete=models.PROTECT, related_name="+", verbose_name=_("xã, phường"))
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="+", verbose_name=_("tỉnh"))
    user = models.OneToOneField(
        User,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="citizen",
        verbose_name=_("tài khoản"),
    )
    # Two records of one human: this number is retired and leads to that person (portal/staff/merging).
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        related_name="merged",
        verbose_name=_("đã gộp vào"),
    )

    objects = CitizenQuerySet.as_manager()

    class Meta:
        verbose_name = _("người tham gia")
        verbose_name_plural = _("người tham gia")
        constraints = [
            models.CheckConstraint(
                condition=Q(bhxh_number__regex=rf"^\d{{{BHXH_DIGITS}}}$"),
                name="citizen_bhxh_number_ten_digits",
                violation_error_message=_("Mã số BHXH có đúng 10 chữ số."),
            ),
            models.CheckConstraint(
                condition=Q(personal_id__regex=rf"^\d{{{PERSONAL_ID_DIGITS}}}$") | Q(personal_id=None),
                name="citizen_personal_id_twelve_digits",
                violation_error_message=_("Số định danh cá nhân có đúng 12 chữ số."),
            ),
            models.CheckConstraint(
                condition=Q(phone__regex=r"^0\d{9}$") | Q(phone=""),
                name="citizen_phone_ten_digits",
                violation_error_message=_("Số điện thoại có 10 chữ số và bắt đầu bằng 0."),
            ),
            models.CheckConstraint(condition=Q(sex__in=Sex.values), name="citizen_sex_known"),
            models.CheckConstraint(
                condition=Q(birth_precision=DatePrecision.DAY)
                | Q(birth_precision=DatePrecision.MONTH, birth_date__day=1)
                | Q(birth_precision=DatePrecision.YEAR, birth_date__day=1, birth_date__month=1),
                name="citizen_unknown_birth_parts_are_one",
                violation_error_message=_("Phần ngày sinh chưa biết phải ghi là 01."),
            ),
            # SECURITY: nobody comes in through a retired number.
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(user=None) & ~Q(merged_into=F("id")),
                name="citizen_merged_has_no_account",
            ),
        ]
        indexes = [
            models.Index(fields=["merged_into"], condition=~Q(merged_into=None), name="citizen_merged"),
            GinIndex(OpClass(F("name_fold"), name="gin_trgm_ops"), name="citizen_name_trigrams"),
            # Officers look for a name in a province: by its beginning, whatever the number of people.
            models.Index(
                F("province"),
                OpClass(F("name_fold"), name="text_pattern_ops"),
                name="citizen_name_in_province",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def surviving(self) -> "Citizen":
        """The person a number stands for: oneself, or whom a retired record was merged into."""
        return self.merged_into or self


@keeps_history()
class Household(models.Model):
    """A household (hộ gia đình) as registered for household health insurance."""

    code = models.CharField(_("mã hộ gia đình"), max_length=10, unique=True)
    address = models.CharField(_("số nhà, đường, thôn"), max_length=200, blank=True)
    ward = models.ForeignKey(Ward, on_delete=models.PROTECT, related_name="+", verbose_name=_("xã, phường"))

    class Standing(models.TextChoices):
        ORDINARY = "ordinary", _("không thuộc diện hỗ trợ")
        POOR = "poor", _("hộ nghèo")
        NEAR_POOR = "near_poor", _("hộ cận nghèo")

    standing = models.CharField(_("diện"), max_length=10, choices=Standing.choices, default=Standing.ORDINARY)

    class Meta:
        verbose_name = _("hộ gia đình")
        verbose_name_plural = _("hộ gia đình")
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^\d{10}$"), name="household_code_ten_digits"),
        ]

    def __str__(self) -> str:
        return self.code


@keeps_history()
class HouseholdMember(models.Model):
    """One person's place in a household, with the day it began and, when it did, ended."""

    class Relation(models.TextChoices):
        HEAD = "head", _("chủ hộ")
        SPOUSE = "spouse", _("vợ, chồng")
        CHILD = "child", _("con")
        PARENT = "parent", _("cha, mẹ")
        GRANDCHILD = "grandchild", _("cháu")
        OTHER = "other", _("người thân khác")

    household = models.ForeignKey(
        Household, on_delete=models.CASCADE, related_name="members", verbose_name=_("hộ")
    )
    citizen = models.ForeignKey(
        Citizen, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("thành viên")
    )
    relation = models.CharField(_("quan hệ với chủ hộ"), max_length=10, choices=Relation.choices)
    joined_on = models.DateField(_("từ ngày"))
    left_on = models.DateField(_("đến ngày"), null=True, blank=True)

    class Meta:
        verbose_name = _("thành viên hộ")
        verbose_name_plural = _("thành viên hộ")
        constraints = [
            models.UniqueConstraint(
                fields=["citizen"], condition=Q(left_on=None), name="citizen_in_one_household_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(left_on=None, relation="head"),
                name="household_has_one_head",
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gt=F("joined_on")),
                name="membership_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.citizen_id} – {self.household_id}"
