"""Places people go to: BHXH offices, collection agents, health facilities, payment points.

A place has a code that never changes, and lies in a ward; the database fills in the province and the ward's name
from it, so they cannot disagree. Latitude and longitude are WGS84 degrees.
"""

from datetime import date

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q, TextField
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from facilities.geo import VIETNAM_BOX, Ecef, Point
from facilities.querysets import PlaceQuerySet, PlaceReportQuerySet
from facilities.vocabulary import (
    CareLevel,
    FacilityType,
    FormerTier,
    Kind,
    ReportState,
    ReportSubject,
    ScoreBand,
    Service,
    Weekday,
)
from territory.history import keeps_history
from territory.models import Province, Ward
from territory.text import fold

SOUTH, WEST, NORTH, EAST = VIETNAM_BOX


class PlaceFold(Func):
    """`place_fold(text)`: folded, punctuation gone, abbreviations written out ("BV" is "benh vien")."""

    function = "place_fold"
    arity = 1
    output_field = TextField()


class TimeSpan(Func):
    """Two times of one day as a range PostgreSQL can compare."""

    template = "tsrange(date '2000-01-01' + %(expressions)s)"
    arg_joiner = ", date '2000-01-01' + "


FILL_AREA = """
    SELECT w.province_id, w.name || ', ' || p.name INTO STRICT NEW.province_id, NEW.area_name
    FROM territory_ward w JOIN territory_province p ON p.code = w.province_id WHERE w.code = NEW.ward_id;
    RETURN NEW;
"""


@keeps_history(exclude=("search_fold",))
class Place(models.Model):
    """One place. `corrected` names the fields a member of staff set by hand: an import leaves them alone."""

    code = models.CharField(
        _("mã"),
        max_length=20,
        unique=True,
        validators=[
            RegexValidator(
                r"^[A-Z0-9][A-Z0-9.-]{1,19}\Z", _("Mã gồm 2 đến 20 chữ in hoa, số, dấu chấm, gạch nối.")
            )
        ],
        help_text=_("Không đổi trong suốt đời của địa điểm."),
    )
    kind = models.CharField(_("loại"), max_length=8, choices=Kind.choices)
    name = models.CharField(_("tên"), max_length=160)
    alias = models.CharField(
        _("tên khác"), max_length=200, blank=True, help_text=_("Tên cũ, tên thường gọi: để tìm.")
    )
    ward = models.ForeignKey(
        Ward, on_delete=models.PROTECT, related_name="places", verbose_name=_("xã, phường")
    )
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, related_name="places", verbose_name=_("tỉnh"), editable=False
    )
    area_name = models.CharField(_("xã, tỉnh"), max_length=160, editable=False)
    address = models.CharField(
        _("địa chỉ nay"), max_length=240, blank=True, help_text=_("Số nhà, đường, thôn.")
    )
    former_address = models.CharField(_("địa chỉ cũ"), max_length=240, blank=True)
    latitude = models.FloatField(_("vĩ độ"))
    longitude = models.FloatField(_("kinh độ"))
    is_approximate = models.BooleanField(
        _("vị trí gần đúng"), default=False, help_text=_("Điểm trên bản đồ chỉ là trung tâm xã, phường.")
    )
    phone = models.CharField(_("điện thoại"), max_length=60, blank=True)
    website = models.URLField(_("trang web"), max_length=200, blank=True)

    facility_type = models.CharField(_("loại cơ sở"), max_length=8, choices=FacilityType.choices, blank=True)
    care_level = models.CharField(_("cấp chuyên môn"), max_length=12, choices=CareLevel.choices, blank=True)
    former_tier = models.CharField(
        _("tuyến trước 2025"), max_length=8, choices=FormerTier.choices, blank=True
    )
    score_band = models.CharField(_("điểm xếp cấp"), max_length=8, choices=ScoreBand.choices, blank=True)
    facility_code = models.CharField(
        _("mã cơ sở KCB"),
        max_length=5,
        blank=True,
        validators=[RegexValidator(r"^\d{5}\Z", _("Mã cơ sở KCB gồm 5 chữ số."))],
    )
    accepts_registration = models.BooleanField(_("nhận đăng ký KCB ban đầu"), null=True, blank=True)
    issues_leave_papers = models.BooleanField(_("cấp giấy nghỉ việc hưởng BHXH"), null=True, blank=True)
    wheelchair = models.BooleanField(_("xe lăn vào được"), null=True, blank=True)
    access_notes = models.CharField(_("lối đi cho người khuyết tật"), max_length=240, blank=True)
    services = ArrayField(
        models.CharField(max_length=12, choices=Service.choices),
        verbose_name=_("dịch vụ"),
        default=list,
        blank=True,
    )
    opens_on_holidays = models.BooleanField(_("mở cửa ngày lễ"), default=False)
    hours_note = models.CharField(_("ghi chú về giờ"), max_length=200, blank=True)

    closed_on = models.DateField(_("ngừng hoạt động từ"), null=True, blank=True)
    checked_on = models.DateField(_("kiểm tra lần cuối"), null=True, blank=True)
    source = models.CharField(_("nguồn"), max_length=200, blank=True)
    licence = models.CharField(_("giấy phép dữ liệu"), max_length=60, blank=True)
    is_demo = models.BooleanField(_("dữ liệu minh họa"), default=False)
    corrected = ArrayField(
        models.CharField(max_length=30),
        verbose_name=_("trường do cán bộ sửa"),
        default=list,
        blank=True,
        editable=False,
    )
    updated_at = models.DateTimeField(_("sửa lúc"), auto_now=True)
    search_fold = models.GeneratedField(
        expression=PlaceFold(
            Concat(
                F("name"),
                models.Value(" "),
                F("alias"),
                models.Value(" "),
                F("address"),
                models.Value(" "),
                F("former_address"),
                models.Value(" "),
                F("area_name"),
                output_field=TextField(),
            )
        ),
        output_field=TextField(),
        db_persist=True,
        editable=False,
    )

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("địa điểm")
        verbose_name_plural = _("địa điểm")
        ordering = ("code",)
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z0-9][A-Z0-9.-]{1,19}$"), name="place_code_form"
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="place_kind_known"),
            models.CheckConstraint(
                condition=Q(latitude__range=(SOUTH, NORTH), longitude__range=(WEST, EAST)),
                name="place_in_vietnam",
                violation_error_message=_(
                    "Tọa độ không nằm trong Việt Nam. Kiểm tra xem có đổi chỗ vĩ độ và kinh độ không."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.FACILITY)
                | Q(facility_type="", care_level="", former_tier="", score_band="", facility_code=""),
                name="place_level_of_facilities_only",
                violation_error_message=_(
                    "Chỉ cơ sở khám chữa bệnh có loại cơ sở, cấp chuyên môn và mã cơ sở."
                ),
            ),
            models.CheckConstraint(
                condition=Q(facility_code="") | Q(facility_code__regex=r"^\d{5}$"),
                name="place_facility_code_form",
            ),
            models.CheckConstraint(
                condition=Q(services__contained_by=Service.values), name="place_services_known"
            ),
            models.UniqueConstraint(
                fields=["facility_code"], condition=~Q(facility_code=""), name="place_facility_code_once"
            ),
        ]
        indexes = [
            GistIndex(Ecef(F("latitude"), F("longitude")), name="place_ecef"),
            # The rare kinds have an index each: their nearest is not sought among thousands of health facilities.
            *(
                GistIndex(
                    Ecef(F("latitude"), F("longitude")), name=f"place_ecef_{kind}", condition=Q(kind=kind)
                )
                for kind in ("office", "agent", "payment")
            ),
            models.Index(fields=["latitude", "longitude"], name="place_box"),
            models.Index(fields=["province", "kind"], name="place_province_kind"),
            models.Index(fields=["name", "code"], name="place_by_name"),
            models.Index(F("checked_on").asc(nulls_first=True), "code", name="place_check_queue"),
            GinIndex(OpClass(F("search_fold"), name="gin_trgm_ops"), name="place_search_trigrams"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="fill_area",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=FILL_AREA,
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("facilities:place-detail", args=[self.code])

    @property
    def point(self) -> Point:
        return Point(self.latitude, self.longitude)

    @property
    def is_provincial_office(self) -> bool:
        """The office of the whole province, above the base offices."""
        return self.kind == Kind.OFFICE and not self.name.casefold().startswith("bhxh cơ sở")

    @property
    def full_address(self) -> str:
        """The address, with the ward and province unless it names them itself."""
        said = fold(self.address)
        return ", ".join(
            [part for part in (self.address,) if part]
            + [part for part in self.area_name.split(", ") if fold(part) not in said]
        )

    @property
    def service_names(self) -> list[str]:
        names = dict(Service.choices)
        return [str(names[service]) for service in self.services if service in names]

    def is_closed(self, day: date) -> bool:
        """Out of business on that day."""
        return self.closed_on is not None and self.closed_on <= day


@keeps_history()
class OpeningHours(models.Model):
    """One span of a weekday. A place without any has unknown hours."""

    place = models.ForeignKey(
        Place, on_delete=models.CASCADE, related_name="hours", verbose_name=_("địa điểm")
    )
    weekday = models.PositiveSmallIntegerField(_("ngày"), choices=Weekday.choices)
    opens = models.TimeField(_("mở cửa"))
    closes = models.TimeField(_("đóng cửa"))

    class Meta:
        verbose_name = _("giờ mở cửa")
        verbose_name_plural = _("giờ mở cửa")
        ordering = ("weekday", "opens")
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="hours_weekday"),
            models.CheckConstraint(
                condition=Q(opens__lt=F("closes")),
                name="hours_open_before_close",
                violation_error_message=_("Giờ mở cửa phải trước giờ đóng cửa."),
            ),
            ExclusionConstraint(
                name="hours_no_overlap",
                expressions=[
                    ("place", RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    (TimeSpan("opens", "closes"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Hai khoảng giờ của cùng một ngày chồng lên nhau."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}-{self.closes:%H:%M}"


@keeps_history()
class HoursException(models.Model):
    """A day that is not like the week says: closed (no times), or open in the given span."""

    place = models.ForeignKey(
        Place, on_delete=models.CASCADE, related_name="exceptions", verbose_name=_("địa điểm")
    )
    day = models.DateField(_("ngày"))
    opens = models.TimeField(
        _("mở cửa"), null=True, blank=True, help_text=_("Để trống cả hai: nghỉ cả ngày.")
    )
    closes = models.TimeField(_("đóng cửa"), null=True, blank=True)
    reason = models.CharField(_("lý do"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("ngày khác thường")
        verbose_name_plural = _("ngày khác thường")
        ordering = ("day", "opens")
        constraints = [
            models.UniqueConstraint(
                fields=["place", "day", "opens"], name="exception_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(opens=None, closes=None)
                | Q(opens__isnull=False, closes__isnull=False, opens__lt=F("closes")),
                name="exception_open_before_close",
                violation_error_message=_(
                    "Nhập cả hai giờ, giờ mở trước giờ đóng; hoặc để trống cả hai nếu nghỉ."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}"


@keeps_history()
class ContractPeriod(models.Model):
    """When a facility has a contract for care under BHYT: from a day up to, not including, another."""

    place = models.ForeignKey(
        Place, on_delete=models.CASCADE, related_name="contracts", verbose_name=_("cơ sở")
    )
    period = DateRangeField(_("thời hạn"), help_text=_("Từ ngày đến hết ngày."))
    number = models.CharField(_("số hợp đồng"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("hợp đồng khám chữa bệnh BHYT")
        verbose_name_plural = _("hợp đồng khám chữa bệnh BHYT")
        ordering = ("-period",)
        constraints = [
            ExclusionConstraint(
                name="contract_no_overlap",
                expressions=[("place", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                violation_error_message=_("Cơ sở đã có hợp đồng khác trùng thời gian."),
            ),
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__lower_inf=False),
                name="contract_has_days",
                violation_error_message=_("Hợp đồng cần ngày bắt đầu, và ngày kết thúc phải sau đó."),
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(self.period)


@keeps_history()
class Jurisdiction(models.Model):
    """The one office in charge of a ward's people."""

    ward = models.OneToOneField(
        Ward, on_delete=models.CASCADE, related_name="jurisdiction", verbose_name=_("xã, phường")
    )
    office = models.ForeignKey(
        Place,
        on_delete=models.CASCADE,
        related_name="jurisdictions",
        verbose_name=_("cơ quan BHXH"),
        limit_choices_to={"kind": Kind.OFFICE},
    )

    class Meta:
        verbose_name = _("xã, phường phụ trách")
        verbose_name_plural = _("xã, phường phụ trách")

    def __str__(self) -> str:
        return f"{self.ward} - {self.office}"


class PlaceReport(models.Model):
    """A visitor says that something about a place is wrong. Nothing says who they are."""

    place = models.ForeignKey(
        Place, on_delete=models.CASCADE, related_name="reports", verbose_name=_("địa điểm")
    )
    subject = models.CharField(_("điều sai"), max_length=8, choices=ReportSubject.choices)
    note = models.CharField(_("thông tin đúng"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("gửi lúc"), auto_now_add=True)
    state = models.CharField(
        _("trạng thái"), max_length=8, choices=ReportState.choices, default=ReportState.NEW
    )
    settled_on = models.DateField(_("xử lý ngày"), null=True, blank=True)

    objects = PlaceReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("góp ý sửa")
        verbose_name_plural = _("góp ý sửa")
        ordering = ("-created_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(subject__in=ReportSubject.values), name="report_subject_known"
            ),
            models.CheckConstraint(
                condition=Q(state=ReportState.NEW, settled_on=None)
                | (~Q(state=ReportState.NEW) & Q(settled_on__isnull=False)),
                name="report_settled_has_day",
                violation_error_message=_("Góp ý đã xử lý phải có ngày xử lý."),
            ),
        ]
        indexes = [models.Index(fields=["state", "created_at"], name="report_queue")]

    def __str__(self) -> str:
        return f"{self.get_subject_display()}: {self.place}"

    def settle(self, state: str, day: date) -> None:
        """Close the report as fixed or rejected."""
        self.state, self.settled_on = state, day
        self.save(update_fields=["state", "settled_on"])

    def clean(self) -> None:
        super().clean()
        if self.state == ReportState.NEW:
            self.settled_on = None
