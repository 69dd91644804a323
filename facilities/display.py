"""A place as the pages show it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import formats
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities.geo import Way
from facilities.hours import Schedule, State, schedule_of
from facilities.models import ContractPeriod, Place
from facilities.nearest import Found
from facilities.vocabulary import Kind, Weekday

KIND_ICONS = {Kind.OFFICE: "building", Kind.AGENT: "coin", Kind.FACILITY: "hospital", Kind.PAYMENT: "coin"}

WHAT_TO_BRING = {
    Kind.OFFICE: (
        gettext_lazy("Căn cước hoặc VNeID mức 2"),
        gettext_lazy("Mã số BHXH (có trên thẻ BHYT)"),
        gettext_lazy("Giấy tờ của việc bạn đến làm, nếu có"),
    ),
    Kind.AGENT: (
        gettext_lazy("Căn cước hoặc VNeID mức 2"),
        gettext_lazy("Mã số BHXH của từng người tham gia"),
        gettext_lazy("Tiền đóng; hãy giữ biên lai"),
    ),
    Kind.FACILITY: (
        gettext_lazy("Căn cước, VNeID mức 2, VssID hoặc thẻ BHYT: một trong các thứ này là đủ"),
        gettext_lazy("Phiếu chuyển cơ sở khám bệnh, nếu có"),
        gettext_lazy("Giấy hẹn khám lại, nếu có"),
    ),
    Kind.PAYMENT: (
        gettext_lazy("Căn cước hoặc VNeID mức 2"),
        gettext_lazy("Phiếu lĩnh tiền hoặc giấy ủy quyền, nếu lĩnh thay"),
    ),
}


def distance_words(way: Way) -> str:
    """Metres below a kilometre to the nearest ten, then kilometres with one decimal, then whole kilometres."""
    # number_format cuts digits off, so the rounding comes first.
    if way.metres < 995:
        return _("%(number)s m") % {"number": max(10, round(way.metres / 10) * 10)}
    if way.metres < 99_950:
        return _("%(number)s km") % {"number": formats.number_format(round(way.metres / 1000, 1), 1)}
    return _("%(number)s km") % {"number": formats.number_format(round(way.metres / 1000), 0)}


def way_words(way: Way) -> str:
    """ "1,2 km, hướng đông bắc". Within a few steps a direction means nothing."""
    if way.metres < 15:
        return _("ngay tại đây")
    return f"{distance_words(way)}, {way.direction}"


@dataclass
class PlaceRow:
    """One line of the list."""

    found: Found
    moment: datetime

    @property
    def place(self) -> Place:
        return self.found.place

    @property
    def distance(self) -> str:
        return way_words(self.found.way) if self.found.way else ""

    @cached_property
    def schedule(self) -> Schedule:
        return schedule_of(self.place)

    @cached_property
    def state(self) -> State:
        return self.schedule.state_at(self.moment)

    @property
    def icon(self) -> str:
        return KIND_ICONS[Kind(self.place.kind)]

    @property
    def kind_words(self) -> str:
        """What it is: the type and level of a health facility, else its kind."""
        place = self.place
        words = str(place.get_facility_type_display() or place.get_kind_display())
        if not place.care_level:
            return words
        level = place.get_care_level_display().lower()
        return _("%(kind)s, cấp %(level)s") % {"kind": words, "level": level}


def yes_no(value: bool | None) -> str:
    return _("Chưa rõ") if value is None else _("Có") if value else _("Không")


def contract_today(place: Place, moment: datetime) -> ContractPeriod | None:
    return next((contract for contract in place.contracts.all() if moment.date() in contract.period), None)


def contract_words(place: Place, moment: datetime) -> str:
    """Whether the facility has a contract for care under BHYT today, and until when."""
    if contract := contract_today(place, moment):
        if contract.period.upper is None:
            return _("Có, từ %(start)s") % {"start": _day(contract.period.lower)}
        last = contract.period.upper.fromordinal(contract.period.upper.toordinal() - 1)
        return _("Có, từ %(start)s đến hết %(end)s") % {
            "start": _day(contract.period.lower),
            "end": _day(last),
        }
    if place.contracts.all():
        return _("Không có hợp đồng còn hiệu lực hôm nay")
    return _("Chưa rõ, hãy hỏi trước khi khám")


def _day(day: Any) -> str:
    return formats.date_format(day, "SHORT_DATE_FORMAT")


SCHEMA_TYPES = {Kind.OFFICE: "GovernmentOffice", Kind.AGENT: "LocalBusiness", Kind.PAYMENT: "LocalBusiness"}
FACILITY_SCHEMA_TYPES = {
    "hospital": "Hospital",
    "clinic": "MedicalClinic",
    "center": "MedicalClinic",
    "station": "MedicalClinic",
}
SCHEMA_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def structured_data(place: Place, schedule: Schedule, url: str) -> dict[str, Any]:
    """The place in the words of schema.org, for search engines."""
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": SCHEMA_TYPES.get(Kind(place.kind))
        or FACILITY_SCHEMA_TYPES.get(place.facility_type, "MedicalOrganization"),
        "@id": url,
        "url": url,
        "identifier": place.code,
        "name": place.name,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": place.address or place.ward.name,
            "addressLocality": place.ward.name,
            "addressRegion": place.province.full_name,
            "addressCountry": "VN",
        },
        "geo": {"@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude},
    }
    if place.phone:
        found["telephone"] = place.phone
    if schedule.is_known:
        found["openingHoursSpecification"] = [
            {
                "@type": "OpeningHoursSpecification",
                "dayOfWeek": f"https://schema.org/{SCHEMA_DAYS[Weekday(day)]}",
                "opens": f"{opens:%H:%M}",
                "closes": f"{closes:%H:%M}",
            }
            for day, spans in sorted(schedule.week.items())
            for opens, closes in spans
        ]
    return found
