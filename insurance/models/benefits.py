"""Benefits received: what was decided, what was paid, and how a monthly amount changed."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from citizens.models import Employer, keeps_history
from insurance.models.shared import PersonalRecord, bounded, not_negative, one_of
from insurance.querysets.benefits import (
    BenefitAdjustmentQuerySet,
    BenefitDecisionQuerySet,
    BenefitPaymentQuerySet,
    PayoutAccountQuerySet,
)


class BenefitKind(models.TextChoices):
    PENSION = "pension", _("Lương hưu hằng tháng")
    RETIREMENT_LUMP_SUM = "retirement_once", _("Trợ cấp một lần khi nghỉ hưu")
    WITHDRAWAL = "withdrawal", _("BHXH một lần")
    SICKNESS = "sickness", _("Ốm đau")
    CHILD_SICKNESS = "child_sickness", _("Nghỉ chăm con ốm")
    MATERNITY = "maternity", _("Thai sản")
    PRENATAL = "prenatal", _("Nghỉ khám thai")
    PATERNITY = "paternity", _("Nghỉ khi vợ sinh con")
    MATERNITY_VOLUNTARY = "maternity_voluntary", _("Trợ cấp thai sản (BHXH tự nguyện)")
    CONVALESCENCE = "convalescence", _("Dưỡng sức, phục hồi sức khỏe")
    ACCIDENT_ONCE = "accident_once", _("Trợ cấp tai nạn lao động một lần")
    ACCIDENT_MONTHLY = "accident_monthly", _("Trợ cấp tai nạn lao động hằng tháng")
    DISEASE_ONCE = "disease_once", _("Trợ cấp bệnh nghề nghiệp một lần")
    DISEASE_MONTHLY = "disease_monthly", _("Trợ cấp bệnh nghề nghiệp hằng tháng")
    UNEMPLOYMENT = "unemployment", _("Trợ cấp thất nghiệp")
    SURVIVOR_MONTHLY = "survivor_monthly", _("Trợ cấp tuất hằng tháng")
    SURVIVOR_ONCE = "survivor_once", _("Trợ cấp tuất một lần")
    FUNERAL = "funeral", _("Trợ cấp mai táng")
    SOCIAL_PENSION = "social_pension", _("Trợ cấp hưu trí xã hội")


class BenefitState(models.TextChoices):
    RUNNING = "running", _("Đang hưởng")
    SUSPENDED = "suspended", _("Tạm dừng")
    ENDED = "ended", _("Đã hưởng xong")
    REFUSED = "refused", _("Không được duyệt")


@keeps_history()
class BenefitDecision(PersonalRecord):
    """One decision on one benefit. For a monthly benefit `amount` is the first monthly amount, else the whole."""

    kind = models.CharField(_("chế độ"), max_length=20, choices=BenefitKind.choices)
    state = models.CharField(_("tình trạng"), max_length=10, choices=BenefitState.choices)
    decision_number = models.CharField(_("số quyết định"), max_length=40, blank=True)
    decided_on = models.DateField(_("ngày quyết định"))
    file_number = models.CharField(_("số hồ sơ"), max_length=40, blank=True)
    batch = models.CharField(_("đợt chi (mẫu C70a)"), max_length=20, blank=True)
    employer = models.ForeignKey(
        Employer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("đơn vị")
    )
    # The day whose law holds: birth, first day of leave, accident, end of the contract, first pension month.
    event_on = models.DateField(_("ngày phát sinh"))
    period = DateRangeField(_("thời gian hưởng"), null=True, blank=True)
    days = models.DecimalField(_("số ngày được tính"), max_digits=5, decimal_places=1, null=True, blank=True)
    days_in_year = models.DecimalField(
        _("lũy kế trong năm"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    base_amount = models.BigIntegerField(_("tiền lương, mức bình quân tính hưởng"), null=True, blank=True)
    rate_percent = models.DecimalField(
        _("tỷ lệ hưởng"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    months_contributed = models.PositiveIntegerField(_("số tháng đóng"), null=True, blank=True)
    months_before_2014 = models.PositiveIntegerField(_("trong đó trước năm 2014"), null=True, blank=True)
    months_granted = models.PositiveIntegerField(_("số tháng được hưởng"), null=True, blank=True)
    months_reserved = models.PositiveIntegerField(_("số tháng bảo lưu"), null=True, blank=True)
    wage_region = models.PositiveSmallIntegerField(_("vùng lương tối thiểu"), null=True, blank=True)
    children = models.PositiveSmallIntegerField(_("số con"), null=True, blank=True)
    capacity_loss_percent = models.PositiveSmallIntegerField(
        _("suy giảm khả năng lao động (%)"), null=True, blank=True
    )
    amount = models.BigIntegerField(_("số tiền"), null=True, blank=True)
    reason = models.CharField(_("lý do"), max_length=300, blank=True)

    objects = BenefitDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("quyết định hưởng")
        verbose_name_plural = _("quyền lợi đã hưởng")
        indexes = [models.Index(fields=["citizen", "-decided_on"], name="benefit_citizen_newest")]
        constraints = [
            one_of("benefit_kind_known", "kind", BenefitKind),
            one_of("benefit_state_known", "state", BenefitState),
            bounded("benefit_period_bounded", "period"),
            not_negative("benefit_money_not_negative", "amount", "base_amount"),
            models.CheckConstraint(
                condition=Q(state="refused", amount=None) | (~Q(state="refused") & Q(amount__isnull=False)),
                name="benefit_refused_has_no_amount",
                violation_error_message=_("Quyết định không được duyệt thì không có số tiền, và ngược lại."),
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""),
                name="benefit_refusal_says_why",
                violation_error_message=_("Khi không duyệt phải ghi lý do."),
            ),
            models.CheckConstraint(
                condition=Q(months_before_2014=None)
                | Q(months_contributed__isnull=False, months_before_2014__lte=F("months_contributed")),
                name="benefit_months_before_2014_are_some_of_all",
            ),
            models.CheckConstraint(
                condition=Q(wage_region=None) | Q(wage_region__range=(1, 4)), name="benefit_wage_region"
            ),
            # The composite keys of payments and adjustments point here (migration): a row of A under B cannot be.
            models.UniqueConstraint(fields=["id", "citizen"], name="benefit_id_and_citizen"),
        ]


class PayoutState(models.TextChoices):
    PAID = "paid", _("Đã chi")
    PLANNED = "planned", _("Chờ chi")
    HELD = "held", _("Tạm giữ")
    RETURNED = "returned", _("Chi không thành, đã hoàn về")


class PayoutChannel(models.TextChoices):
    BANK = "bank", _("Chuyển khoản")
    POST = "post", _("Tiền mặt tại điểm chi trả")
    EMPLOYER = "employer", _("Qua đơn vị")


@keeps_history()
class BenefitPayment(PersonalRecord):
    """Money of a decision: one row a payment. The account is stored masked: the portal never needs more."""

    decision = models.ForeignKey(
        BenefitDecision, on_delete=models.PROTECT, related_name="payments", verbose_name=_("quyết định")
    )
    period = DateRangeField(_("chi cho thời gian"))
    amount = models.BigIntegerField(_("số tiền"))
    state = models.CharField(_("trạng thái"), max_length=10, choices=PayoutState.choices)
    paid_on = models.DateField(_("ngày chi"), null=True, blank=True)
    channel = models.CharField(_("hình thức nhận"), max_length=10, choices=PayoutChannel.choices)
    place = models.CharField(_("ngân hàng, nơi chi trả"), max_length=120, blank=True)
    account_masked = models.CharField(_("tài khoản (đã che)"), max_length=24, blank=True)

    objects = BenefitPaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("lần chi trả")
        verbose_name_plural = _("các lần chi trả")
        indexes = [
            models.Index(fields=["citizen", "paid_on"], name="payment_citizen_day"),
            models.Index(fields=["decision", "period"], name="payment_of_decision"),
        ]
        constraints = [
            one_of("payment_state_known", "state", PayoutState),
            one_of("payment_channel_known", "channel", PayoutChannel),
            bounded("payment_period_bounded", "period"),
            not_negative("payment_not_negative", "amount"),
            models.CheckConstraint(
                condition=~Q(state="paid") | Q(paid_on__isnull=False),
                name="payment_paid_has_a_day",
                violation_error_message=_("Lần đã chi phải có ngày chi."),
            ),
            models.CheckConstraint(
                condition=Q(account_masked="") | Q(account_masked__regex=r"^\*{3,20}\d{3,4}$"),
                name="payment_account_is_masked",
                violation_error_message=_("Chỉ ghi số tài khoản đã che, như ******1234."),
            ),
        ]


@keeps_history()
class BenefitAdjustment(PersonalRecord):
    """A monthly amount changed from a day on: general increases, and decisions on the person."""

    decision = models.ForeignKey(
        BenefitDecision, on_delete=models.PROTECT, related_name="adjustments", verbose_name=_("quyết định")
    )
    effective_on = models.DateField(_("từ ngày"))
    amount_before = models.BigIntegerField(_("mức trước"))
    amount_after = models.BigIntegerField(_("mức mới"))
    percent = models.DecimalField(_("tăng (%)"), max_digits=5, decimal_places=2, null=True, blank=True)
    reason = models.CharField(_("theo văn bản"), max_length=160)

    objects = BenefitAdjustmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("lần điều chỉnh")
        verbose_name_plural = _("lịch sử điều chỉnh")
        indexes = [models.Index(fields=["citizen", "effective_on"], name="adjustment_citizen_day")]
        constraints = [
            models.UniqueConstraint(fields=["decision", "effective_on"], name="adjustment_once_a_day"),
            not_negative("adjustment_not_negative", "amount_before", "amount_after"),
        ]


@keeps_history()
class PayoutAccount(PersonalRecord):
    """Where a person's benefits are paid to. Two officers change it (insurance/corrections/proposals.py).

    The number is stored masked, as in payments: the payment system has the whole one, the portal never needs it.
    """

    bank = models.CharField(_("ngân hàng"), max_length=120)
    account_masked = models.CharField(_("tài khoản (đã che)"), max_length=24)
    since = models.DateTimeField(_("nhận tiền từ"))
    until = models.DateTimeField(_("thôi nhận từ"), null=True, blank=True)

    objects = PayoutAccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("tài khoản nhận tiền")
        verbose_name_plural = _("tài khoản nhận tiền")
        constraints = [
            models.UniqueConstraint(fields=["citizen"], condition=Q(until=None), name="payout_one_account"),
            models.CheckConstraint(
                condition=Q(account_masked__regex=r"^\*{3,20}\d{3,4}$"),
                name="payout_account_is_masked",
                violation_error_message=_("Chỉ ghi số tài khoản đã che, như ******1234."),
            ),
        ]
        indexes = [models.Index(fields=["citizen", "-since"], name="payout_citizen_newest")]

    @property
    def words(self) -> str:
        return f"{self.bank}, {self.account_masked}"
