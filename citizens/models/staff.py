"""What members of staff opened, what was noticed about it, visits at the counter."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citizens.actors import DataClass, Purpose
from citizens.models.accounts import User
from citizens.models.data_requests import new_number
from citizens.models.people import Citizen
from citizens.personal import PersonalQuerySet


class RecordOpeningQuerySet(PersonalQuerySet["RecordOpening"]):
    """Who opened which record. Part of the access log."""

    data_class = DataClass.ACCESS_LOG


class RecordOpening(models.Model):
    """An officer said why they need a person's record, and may read it for a short time."""

    class Reason(models.TextChoices):
        CASE = "case", _("giải quyết một yêu cầu có số")
        HEALTH = "health_case", _("đối chiếu khám chữa bệnh theo một yêu cầu có số")
        AT_COUNTER = "at_counter", _("người dân đang ở quầy")
        ON_PHONE = "on_phone", _("người dân đang gọi điện")
        CHECK = "check", _("kiểm tra số liệu đóng, hưởng")

    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("cán bộ"))
    citizen = models.ForeignKey(
        Citizen, on_delete=models.PROTECT, related_name="openings", verbose_name=_("hồ sơ của")
    )
    reason = models.CharField(_("lý do"), max_length=12, choices=Reason.choices)
    case_number = models.CharField(_("số yêu cầu"), max_length=24, blank=True)
    opened_at = models.DateTimeField(_("mở lúc"), default=timezone.now)
    ends_at = models.DateTimeField(_("xem được đến"))

    objects = RecordOpeningQuerySet.as_manager()

    class Meta:
        verbose_name = _("lần mở hồ sơ")
        verbose_name_plural = _("các lần mở hồ sơ")
        indexes = [
            models.Index(fields=["officer", "-opened_at"], name="opening_by_officer"),
            models.Index(fields=["citizen", "-opened_at"], name="opening_by_citizen"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason__in=["case", "health_case"]) | ~Q(case_number=""),
                name="opening_case_has_number",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("opened_at")), name="opening_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.opened_at:%Y-%m-%d}"

    @property
    def purpose(self) -> str:
        """As the access log keeps it."""
        return f"{self.reason} {self.case_number}".strip()


class WatchedPerson(models.Model):
    """A person whose record draws the curious. Each opening of it is told to the auditors."""

    citizen = models.OneToOneField(
        Citizen, on_delete=models.CASCADE, primary_key=True, related_name="watch", verbose_name=_("hồ sơ của")
    )
    since = models.DateTimeField(_("từ lúc"), default=timezone.now)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("người đặt"))

    class Meta:
        verbose_name = _("hồ sơ được để ý")
        verbose_name_plural = _("hồ sơ được để ý")

    def __str__(self) -> str:
        return str(self.citizen_id)


class StaffAlert(models.Model):
    """Something about an officer's reading that an auditor should look at."""

    class Kind(models.TextChoices):
        BUDGET = "budget", _("hết số lượt mở hồ sơ trong ngày")
        ONESELF = "oneself", _("thử mở hồ sơ của chính mình")
        FAMILY = "family", _("mở hồ sơ người cùng hộ")
        COLLEAGUE = "colleague", _("mở hồ sơ của đồng nghiệp")
        WATCHED = "watched", _("mở hồ sơ được để ý")
        STOPPED = "stopped", _("người dân dừng một đề nghị của cán bộ")

    kind = models.CharField(_("việc"), max_length=9, choices=Kind.choices)
    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("cán bộ"))
    opening = models.ForeignKey(
        RecordOpening,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="alerts",
        verbose_name=_("lần mở hồ sơ"),
    )
    at = models.DateTimeField(_("lúc"), default=timezone.now)
    looked_at = models.DateTimeField(_("đã xem xét lúc"), null=True, blank=True)
    looked_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người xem xét"),
    )
    conclusion = models.CharField(_("kết luận"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("cảnh báo")
        verbose_name_plural = _("cảnh báo về việc xem hồ sơ")
        indexes = [models.Index(fields=["at"], condition=Q(looked_at=None), name="staff_alert_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=Q(looked_by=None) | ~Q(looked_by=F("officer")), name="staff_alert_not_by_oneself"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class CounterVisitQuerySet(PersonalQuerySet["CounterVisit"]):
    data_class = DataClass.ACCESS_LOG


class CounterVisit(models.Model):
    """A person at the counter lets an officer use the person's own pages, until one of them ends it."""

    public_id = models.UUIDField(_("mã"), default=uuid.uuid4, editable=False, unique=True)
    number = models.CharField(_("số phiếu"), max_length=8, unique=True, default=new_number, editable=False)
    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("cán bộ"))
    citizen = models.ForeignKey(
        Citizen, on_delete=models.PROTECT, related_name="counter_visits", verbose_name=_("người dân")
    )
    consent = models.TextField(_("lời đồng ý"), max_length=600)  # the words the person heard and agreed to
    unit = models.CharField(_("cơ quan"), max_length=160, blank=True)
    began_at = models.DateTimeField(_("từ lúc"), default=timezone.now)
    ends_at = models.DateTimeField(_("muộn nhất đến"))
    ended_at = models.DateTimeField(_("kết thúc lúc"), null=True, blank=True)

    objects = CounterVisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("lần làm tại quầy")
        verbose_name_plural = _("các lần làm tại quầy")
        indexes = [models.Index(fields=["officer", "-began_at"], name="counter_visit_by_officer")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("began_at")), name="counter_visit_ends"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def purpose(self) -> str:
        """As the access log keeps it: the number stands on the receipt."""
        return f"{Purpose.COUNTER_MODE} {self.number}"
