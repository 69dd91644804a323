"""Leave certificates and other papers that health facilities issue for social insurance."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from citizens.models import keeps_history
from insurance.models.shared import FACILITY_CODE, PersonalRecord, bounded, one_of
from insurance.querysets.leave import LeaveCertificateQuerySet


class PaperKind(models.TextChoices):
    LEAVE = "leave", _("Giấy chứng nhận nghỉ việc hưởng BHXH")
    DISCHARGE = "discharge", _("Giấy ra viện")
    PREGNANCY_REST = "pregnancy", _("Giấy chứng nhận nghỉ dưỡng thai")
    BIRTH = "birth", _("Giấy chứng sinh")


class PaperState(models.TextChoices):
    RECEIVED = "received", _("Đã nhận từ cơ sở khám bệnh")
    USED = "used", _("Đã dùng để tính quyền lợi")
    CANCELLED = "cancelled", _("Cơ sở khám bệnh đã hủy")


@keeps_history()
class LeaveCertificate(PersonalRecord):
    """Giấy chứng nhận nghỉ việc hưởng BHXH (C65-HD), discharge papers and the like."""

    kind = models.CharField(_("loại giấy"), max_length=10, choices=PaperKind.choices)
    serial = models.CharField(_("số sê-ri"), max_length=30)
    facility_code = models.CharField(_("mã cơ sở KCB"), max_length=5)
    facility_name = models.CharField(_("cơ sở KCB"), max_length=160)
    employer_name = models.CharField(_("đơn vị làm việc"), max_length=200, blank=True)
    diagnosis = models.CharField(_("chẩn đoán"), max_length=300)
    treatment = models.CharField(_("phương pháp điều trị"), max_length=300, blank=True)
    icd = models.CharField(_("mã bệnh"), max_length=7, blank=True)
    period = DateRangeField(_("nghỉ từ ngày đến ngày"), null=True, blank=True)
    days = models.PositiveSmallIntegerField(_("số ngày nghỉ"), null=True, blank=True)
    child_name = models.CharField(_("chăm con"), max_length=120, blank=True)
    doctor_name = models.CharField(_("người hành nghề ký"), max_length=120)
    doctor_licence = models.CharField(_("số chứng chỉ hành nghề"), max_length=30, blank=True)
    issued_on = models.DateField(_("ngày cấp"))
    state = models.CharField(_("trạng thái"), max_length=10, choices=PaperState.choices)

    objects = LeaveCertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("giấy nghỉ việc")
        verbose_name_plural = _("giấy nghỉ việc")
        indexes = [models.Index(fields=["citizen", "-issued_on"], name="leave_citizen_newest")]
        constraints = [
            models.UniqueConstraint(fields=["facility_code", "kind", "serial"], name="leave_serial_once"),
            one_of("leave_kind_known", "kind", PaperKind),
            one_of("leave_state_known", "state", PaperState),
            bounded("leave_period_bounded", "period"),
            models.CheckConstraint(
                condition=Q(facility_code__regex=FACILITY_CODE), name="leave_facility_code_form"
            ),
            models.CheckConstraint(
                condition=~Q(kind="leave") | Q(period__isnull=False, days__isnull=False, days__gte=1),
                name="leave_has_days",
                violation_error_message=_("Giấy nghỉ việc phải ghi số ngày và từ ngày đến ngày."),
            ),
        ]
