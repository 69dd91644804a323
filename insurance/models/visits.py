"""Medical visits paid by BHYT, as health facilities send them (XML1 to XML3 of Decision 130/QĐ-BYT, as amended).

The field of the file stands behind each column. Sums are checked here, so a visit that does not add up never enters.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from citizens.models import keeps_history
from insurance.models.shared import FACILITY_CODE, PersonalRecord, adds_up, not_negative, one_of
from insurance.querysets.visits import MedicalVisitQuerySet, VisitLineQuerySet


class VisitType(models.TextChoices):
    """MA_LOAI_KCB."""

    EXAMINATION = "01", _("Khám bệnh")
    OUTPATIENT = "02", _("Điều trị ngoại trú")
    INPATIENT = "03", _("Điều trị nội trú")
    DAY_INPATIENT = "04", _("Điều trị nội trú ban ngày")
    LONG_OUTPATIENT = "05", _("Điều trị ngoại trú bệnh mạn tính")
    STATION = "06", _("Lưu tại trạm y tế")
    MEDICINE = "07", _("Nhận thuốc theo hẹn")
    INTERVENTION = "08", _("Điều trị ngoại trú có thủ thuật")
    SHORT_STAY = "09", _("Điều trị nội trú dưới 4 giờ")


class VisitState(models.TextChoices):
    RECEIVED = "received", _("Bệnh viện đã gửi, chờ giám định")
    SETTLED = "settled", _("Đã thanh toán")
    PARTLY = "partly", _("Đã thanh toán một phần")
    REFUSED = "refused", _("Quỹ BHYT không thanh toán")


@keeps_history()
class MedicalVisit(PersonalRecord):
    claim_number = models.CharField(_("mã đợt điều trị"), max_length=100)  # MA_LK
    facility_code = models.CharField(_("mã cơ sở KCB"), max_length=5)  # MA_CSKCB
    facility_name = models.CharField(_("cơ sở KCB"), max_length=160)
    card_number = models.CharField(_("số thẻ BHYT"), max_length=15)  # MA_THE_BHYT
    visit_type = models.CharField(
        _("loại khám chữa bệnh"), max_length=2, choices=VisitType.choices
    )  # MA_LOAI_KCB
    access_code = models.CharField(_("mã đối tượng đến khám"), max_length=4, blank=True)  # MA_DOITUONG_KCB
    arrived_at = models.DateTimeField(_("vào lúc"))  # NGAY_VAO
    left_at = models.DateTimeField(_("ra lúc"), null=True, blank=True)  # NGAY_RA
    days = models.PositiveSmallIntegerField(_("số ngày điều trị"), default=0)  # SO_NGAY_DTRI
    diagnosis_in = models.CharField(_("chẩn đoán vào"), max_length=300, blank=True)  # CHAN_DOAN_VAO
    diagnosis_out = models.CharField(_("chẩn đoán ra"), max_length=300, blank=True)  # CHAN_DOAN_RV
    main_icd = models.CharField(_("mã bệnh chính"), max_length=7)  # MA_BENH_CHINH
    other_icds = ArrayField(
        models.CharField(max_length=7), verbose_name=_("mã bệnh kèm theo"), default=list, blank=True
    )  # MA_BENH_KT
    state = models.CharField(_("trạng thái"), max_length=10, choices=VisitState.choices)
    settled_on = models.DateField(_("ngày thanh toán"), null=True, blank=True)  # NGAY_TTOAN
    total = models.BigIntegerField(_("tổng chi phí"))  # T_TONGCHI_BV
    in_scope = models.BigIntegerField(_("trong phạm vi BHYT"))  # T_TONGCHI_BH
    fund_paid = models.BigIntegerField(_("quỹ BHYT trả"))  # T_BHTT
    copaid = models.BigIntegerField(_("bạn cùng trả"))  # T_BNCCT
    self_paid = models.BigIntegerField(_("bạn tự trả"))  # T_BNTT
    other_paid = models.BigIntegerField(_("nguồn khác trả"))  # T_NGUONKHAC
    exempt_from = models.DateField(_("miễn cùng chi trả từ"), null=True, blank=True)  # NGAY_MIEN_CCT

    objects = MedicalVisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("lần khám chữa bệnh")
        verbose_name_plural = _("khám chữa bệnh BHYT")
        indexes = [models.Index(fields=["citizen", "-arrived_at"], name="visit_citizen_newest")]
        constraints = [
            models.UniqueConstraint(fields=["facility_code", "claim_number"], name="visit_claim_once"),
            one_of("visit_type_known", "visit_type", VisitType),
            one_of("visit_state_known", "state", VisitState),
            models.CheckConstraint(
                condition=Q(facility_code__regex=FACILITY_CODE),
                name="visit_facility_code_form",
                violation_error_message=_("Mã cơ sở khám chữa bệnh có 5 chữ số."),
            ),
            models.CheckConstraint(
                condition=Q(main_icd__regex=r"^[A-Z]\d{2}(\.\d{1,2})?$"), name="visit_icd_form"
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("arrived_at")),
                name="visit_ends_after_it_began",
                violation_error_message=_("Ngày ra không thể trước ngày vào."),
            ),
            not_negative(
                "visit_money_not_negative",
                "total",
                "in_scope",
                "fund_paid",
                "copaid",
                "self_paid",
                "other_paid",
            ),
            adds_up(
                "visit_scope_adds_up",
                "in_scope",
                "fund_paid",
                "copaid",
                message=_("Chi phí trong phạm vi BHYT phải bằng phần quỹ trả cộng phần bạn cùng trả."),
            ),
            adds_up(
                "visit_total_adds_up",
                "total",
                "in_scope",
                "self_paid",
                "other_paid",
                message=_("Tổng chi phí phải bằng các phần cộng lại."),
            ),
            models.UniqueConstraint(fields=["id", "citizen"], name="visit_id_and_citizen"),
        ]


class LineKind(models.TextChoices):
    SERVICE = "service", _("Khám, xét nghiệm, dịch vụ")
    MEDICINE = "medicine", _("Thuốc")
    SUPPLY = "supply", _("Vật tư y tế")
    BED = "bed", _("Giường bệnh")


@keeps_history()
class VisitLine(PersonalRecord):
    """A medicine (XML2), service or supply (XML3) of a visit."""

    visit = models.ForeignKey(
        MedicalVisit, on_delete=models.PROTECT, related_name="lines", verbose_name=_("lần khám")
    )
    position = models.PositiveIntegerField(_("số thứ tự"))  # STT
    kind = models.CharField(_("loại"), max_length=10, choices=LineKind.choices)
    code = models.CharField(_("mã"), max_length=50)  # MA_THUOC, MA_DICH_VU, MA_VAT_TU
    name = models.CharField(_("tên"), max_length=300)
    unit = models.CharField(_("đơn vị tính"), max_length=50, blank=True)  # DON_VI_TINH
    quantity = models.DecimalField(_("số lượng"), max_digits=12, decimal_places=3)  # SO_LUONG
    unit_price = models.BigIntegerField(_("đơn giá"))  # DON_GIA_BH
    scope_percent = models.PositiveSmallIntegerField(_("tỷ lệ BHYT tính"), default=100)  # TYLE_TT_BH
    total = models.BigIntegerField(_("thành tiền"))  # THANH_TIEN_BV
    fund_paid = models.BigIntegerField(_("quỹ BHYT trả"))  # T_BHTT
    copaid = models.BigIntegerField(_("bạn cùng trả"))  # T_BNCCT
    self_paid = models.BigIntegerField(_("bạn tự trả"))  # T_BNTT
    other_paid = models.BigIntegerField(_("nguồn khác trả"))  # T_NGUONKHAC

    objects = VisitLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("dòng chi phí")
        verbose_name_plural = _("chi phí của lần khám")
        constraints = [
            models.UniqueConstraint(fields=["visit", "position"], name="visit_line_once"),
            one_of("visit_line_kind_known", "kind", LineKind),
            not_negative(
                "visit_line_money_not_negative",
                "unit_price",
                "total",
                "fund_paid",
                "copaid",
                "self_paid",
                "other_paid",
            ),
            models.CheckConstraint(condition=Q(scope_percent__lte=100), name="visit_line_percent"),
            adds_up(
                "visit_line_adds_up",
                "total",
                "fund_paid",
                "copaid",
                "self_paid",
                "other_paid",
                message=_("Thành tiền phải bằng các phần cộng lại."),
            ),
        ]
