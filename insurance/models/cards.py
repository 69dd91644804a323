"""BHYT cards, and the codes by which anybody can check what the portal says of one."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from citizens.models import keeps_history
from insurance.models.shared import FACILITY_CODE, PersonalRecord, bounded, one_of
from insurance.querysets.cards import CheckCodeQuerySet, HiCardQuerySet


class CardState(models.TextChoices):
    """Whether the card itself stands; days before and after its validity are told by the dates."""

    ACTIVE = "active", _("Đã cấp")
    REPLACED = "replaced", _("Đã đổi thẻ khác")
    CANCELLED = "cancelled", _("Đã thu hồi")


class AreaCode(models.TextChoices):
    """Mã nơi sinh sống: residents of hard areas and islands may go straight to inpatient care."""

    NONE = "", _("không có")
    K1 = "K1", _("K1")
    K2 = "K2", _("K2")
    K3 = "K3", _("K3")


@keeps_history()
class HiCard(PersonalRecord):
    """A health insurance card (thẻ BHYT). `number` is the 15-character form, or the 10 digits alone when unknown."""

    number = models.CharField(_("số thẻ"), max_length=15)
    member_code = models.CharField(_("mã đối tượng"), max_length=2)
    benefit_level = models.PositiveSmallIntegerField(_("mức hưởng in trên thẻ"), null=True, blank=True)
    valid = DateRangeField(_("giá trị sử dụng"))  # half open: the upper end is the day after the last
    issued_on = models.DateField(_("ngày cấp"))
    issued_by = models.CharField(_("nơi cấp"), max_length=120, blank=True)
    state = models.CharField(_("tình trạng"), max_length=10, choices=CardState.choices)
    state_reason = models.CharField(_("lý do"), max_length=200, blank=True)
    facility_code = models.CharField(_("mã nơi đăng ký KCB ban đầu"), max_length=5)
    facility_name = models.CharField(_("nơi đăng ký KCB ban đầu"), max_length=160)
    area_code = models.CharField(_("mã nơi sinh sống"), max_length=2, choices=AreaCode.choices, blank=True)
    five_years_on = models.DateField(_("thời điểm đủ 05 năm liên tục"), null=True, blank=True)
    guardian_name = models.CharField(_("cha, mẹ hoặc người giám hộ"), max_length=120, blank=True)

    objects = HiCardQuerySet.as_manager()

    class Meta:
        verbose_name = _("thẻ BHYT")
        verbose_name_plural = _("thẻ BHYT")
        indexes = [models.Index(fields=["citizen", "valid"], name="card_citizen_valid")]
        constraints = [
            ExclusionConstraint(
                name="card_no_two_valid",
                expressions=[("citizen", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                condition=Q(state="active"),
                violation_error_message=_("Người này đã có thẻ khác còn giá trị trong thời gian đó."),
            ),
            bounded("card_valid_bounded", "valid"),
            one_of("card_state_known", "state", CardState),
            one_of("card_area_known", "area_code", AreaCode),
            models.CheckConstraint(
                condition=Q(number__regex=r"^([A-Z]{2}[1-5]\d{2})?\d{10}$"),
                name="card_number_form",
                violation_error_message=_("Số thẻ gồm 15 ký tự như DN4790123456789, hoặc 10 chữ số."),
            ),
            models.CheckConstraint(
                condition=Q(benefit_level=None) | Q(benefit_level__range=(1, 5)),
                name="card_level_one_to_five",
            ),
            models.CheckConstraint(
                condition=Q(facility_code__regex=FACILITY_CODE),
                name="card_facility_code_form",
                violation_error_message=_("Mã cơ sở khám chữa bệnh có 5 chữ số."),
            ),
            models.CheckConstraint(
                condition=Q(state="active") | ~Q(state_reason=""),
                name="card_end_says_why",
                violation_error_message=_("Thẻ đã đổi hoặc thu hồi phải ghi lý do."),
            ),
            models.UniqueConstraint(fields=["id", "citizen"], name="card_id_and_citizen"),
        ]


class SigningKey(models.Model):
    """The public half of an Ed25519 key; the private half is a file of the keys folder, never a row."""

    key_id = models.CharField(_("mã khóa"), max_length=8, primary_key=True)
    public_key = models.CharField(_("khóa công khai"), max_length=64)
    created_at = models.DateTimeField(_("tạo lúc"), auto_now_add=True)
    retired_at = models.DateTimeField(_("thôi ký từ"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("thôi tin từ"), null=True, blank=True)

    class Meta:
        verbose_name = _("khóa ký")
        verbose_name_plural = _("khóa ký")
        constraints = [
            models.CheckConstraint(condition=Q(key_id__regex=r"^[0-9a-f]{8}$"), name="signing_key_id_form"),
            models.CheckConstraint(condition=Q(public_key__regex=r"^[0-9a-f]{64}$"), name="signing_key_form"),
            models.UniqueConstraint(
                fields=["retired_at"],
                condition=Q(retired_at=None),
                nulls_distinct=False,
                name="signing_key_only_one_signs",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(retired_at__isnull=False),
                name="signing_key_revoked_signs_no_more",
            ),
        ]

    def __str__(self) -> str:
        return self.key_id


class CheckKind(models.TextChoices):
    """What a code says something about. Its number in the signed bytes is in insurance/check_codes/services.py."""

    CARD = "card", _("Thẻ BHYT")
    PARTICIPATION = "participation", _("Quá trình tham gia")
    BENEFITS = "benefits", _("Quyền lợi đã hưởng")
    CARD_PAPER = "card_paper", _("Giấy xác nhận thẻ BHYT")


@keeps_history()
class CheckCode(models.Model):
    """A code somebody was given to check one statement or one paper. Each issue is a row, can be revoked and ends.

    It holds what a checker sees and nothing more; `card` is the row the statement is about.
    """

    serial = models.CharField(_("mã ngắn"), max_length=16, unique=True)  # 80 random bits, base32 of Crockford
    citizen = models.ForeignKey(
        "citizens.Citizen",
        on_delete=models.PROTECT,
        related_name="check_codes",
        verbose_name=_("người tham gia"),
    )
    kind = models.CharField(_("xác nhận về"), max_length=16, choices=CheckKind.choices)
    card = models.ForeignKey(
        HiCard,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="check_codes",
        verbose_name=_("thẻ BHYT"),
    )
    initials = models.CharField(_("chữ cái đầu của tên"), max_length=12)
    valid_from = models.DateField(_("có giá trị từ"))
    valid_until = models.DateField(_("có giá trị đến"), null=True, blank=True)
    # What stands on the paper, for comparing: insurance/proofs/figures.py.
    figures = ArrayField(
        models.BigIntegerField(), default=list, blank=True, size=4, verbose_name=_("số liệu để đối chiếu")
    )
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="+", verbose_name=_("khóa ký"))
    issued_at = models.DateTimeField(_("cấp lúc"))
    expires_at = models.DateTimeField(_("hết hạn lúc"))
    revoked_at = models.DateTimeField(_("thu hồi lúc"), null=True, blank=True)

    objects = CheckCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("mã kiểm tra")
        verbose_name_plural = _("mã kiểm tra")
        indexes = [
            models.Index(fields=["citizen", "-issued_at"], name="check_code_citizen_newest"),
            models.Index(
                fields=["expires_at"], condition=Q(revoked_at__isnull=False), name="check_code_revoked"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(serial__regex=r"^[0-9A-HJKMNP-TV-Z]{16}$"), name="check_code_serial_form"
            ),
            one_of("check_code_kind_known", "kind", CheckKind),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("issued_at")), name="check_code_ends_after_issue"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["card", "card_paper"])
                | Q(card__isnull=False, valid_until__isnull=False),
                name="check_code_of_card_names_it",
            ),
            # The composite key of papers points here (migration).
            models.UniqueConstraint(fields=["id", "citizen"], name="check_code_id_and_citizen"),
        ]

    def __str__(self) -> str:
        return self.kind
