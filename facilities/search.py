"""From the form to the answer: where from, which places, in which order."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from facilities.forms import PlaceSearchForm
from facilities.geo import Point
from facilities.models import Place
from facilities.nearest import Results
from facilities.querysets import PlaceQuerySet
from facilities.vocabulary import CareLevel
from territory.models import Province, Ward
from territory.search import Area, find_areas, find_former_province, find_province
from territory.text import fold


@dataclass
class PlaceSearch:
    """One search: `origin` is where distances start, `areas` are the places a typed name may have meant."""

    form: PlaceSearchForm
    moment: datetime = field(default_factory=timezone.localtime)

    @cached_property
    def areas(self) -> list[Area]:
        """What the typed name may mean. A typed name goes before a picked ward and the visitor's location."""
        words = self.form.value("noi")
        if not words or self.typed_province or self._says_province:
            return []
        return find_areas(words)

    @cached_property
    def typed_province(self) -> Province | None:
        words = self.form.value("noi")
        return find_province(words) if words else None

    @property
    def _says_province(self) -> bool:
        return fold(self.form.value("noi")).startswith("tinh ")

    @cached_property
    def former_province(self) -> Area | None:
        """The province typed, by a name of before 2025-07-01 that no smaller unit has."""
        words = self.form.value("noi")
        return find_former_province(words) if words and not self.typed_province and not self.areas else None

    @cached_property
    def ward(self) -> Ward | None:
        """The ward searched around: the only one the typed name can mean, or the one picked."""
        if self.form.value("noi"):
            one = len(self.areas) == 1 and len(self.areas[0].wards) == 1
            return self.areas[0].wards[0] if one else None
        code = self.form.value("xa")
        return Ward.objects.select_related("province").filter(code=code).first() if code else None

    @property
    def choices(self) -> list[Area]:
        """Areas the visitor has to choose from."""
        return [] if self.ward else self.areas

    @property
    def place_is_unknown(self) -> bool:
        """A name was typed that is no ward, former district or province: a hospital's, more likely."""
        return bool(self.form.value("noi")) and not (
            self.areas or self.typed_province or self.former_province
        )

    @property
    def words(self) -> str:
        """The words places are looked for by: also those typed into the other box that name no area."""
        typed = [self.form.value("q"), self.form.value("noi") if self.place_is_unknown else ""]
        return " ".join(filter(None, typed))

    @property
    def province_code(self) -> str | None:
        """The province searched in. Around a ward or an area, the next province may be nearer."""
        if self.ward or self.areas or self.former_province:
            return None
        return self.typed_province.code if self.typed_province else self.form.value("tinh") or None

    @cached_property
    def origin(self) -> Point | None:
        """Where distances start: the ward or area asked for, else the visitor's location."""
        area = self.former_province or next(iter(self.areas), None)
        wards = [self.ward] if self.ward else area.wards if area else []
        spots = [(ward.latitude, ward.longitude) for ward in wards if ward.latitude and ward.longitude]
        if spots:
            return Point(
                sum(lat for lat, _lon in spots) / len(spots), sum(lon for _lat, lon in spots) / len(spots)
            )
        return None if self.typed_province else self.form_point

    @property
    def is_own_location(self) -> bool:
        return self.origin is not None and self.origin is self.form_point

    @cached_property
    def form_point(self) -> Point | None:
        return self.form.point

    @property
    def origin_words(self) -> str:
        """What distances are measured from."""
        if self.ward:
            return _("trung tâm %(place)s") % {"place": f"{self.ward.name}, {self.ward.province.name}"}
        if area := self.former_province or next(iter(self.areas), None):
            return _("trung tâm %(place)s") % {"place": area.name}
        return _("vị trí của bạn")

    @cached_property
    def office(self) -> Place | None:
        """The office in charge of the ward searched around."""
        return Place.objects.office_of_ward(self.ward.code).first() if self.ward else None

    @cached_property
    def filtered(self) -> PlaceQuerySet:
        """The places asked for, words aside and in no order."""
        form, today = self.form, self.moment.date()
        places = Place.objects.working(today).of_kinds(form.value("loai") or [])
        if self.province_code:
            places = places.in_province(self.province_code)
        if form.box:
            places = places.in_box(*form.box)
        if level := form.value("cap"):
            places = places.filter(care_level=CareLevel(level))
        if facility_type := form.value("co_so"):
            places = places.filter(facility_type=facility_type)
        if service := form.value("dich_vu"):
            places = places.filter(services__contains=[service])
        if form.value("dang_ky"):
            places = places.filter(accepts_registration=True)
        if form.value("giay_nghi"):
            places = places.filter(issues_leave_papers=True)
        if form.value("xe_lan"):
            places = places.filter(wheelchair=True)
        if form.value("hop_dong"):
            places = places.with_contract(today)
        if form.value("dang_mo"):
            places = places.open_at(self.moment)
        if form.value("cuoi_tuan"):
            places = places.open_on_weekends()
        return places

    @cached_property
    def places(self) -> PlaceQuerySet:
        """The places asked for. Words that fit nothing as they stand are taken for typing errors."""
        words = self.words
        if not words:
            return self.filtered
        named = self.filtered.named(words)
        if named.exists():
            return named
        self.corrected = True
        return self.filtered.named_like(words)

    corrected: bool = False  # the list shows what is spelt like the words

    @cached_property
    def results(self) -> Results:
        places = self.places
        if not self.origin and not self.corrected:
            places = places.by_phrase(self.words)
        # What is spelt alike comes best match first; a distance would hide that.
        return Results(places.for_listing(), None if self.corrected else self.origin)
