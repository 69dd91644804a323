"""What importing a file would do, worked out before anything is written."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from psycopg.types.range import DateRange

from facilities.geo import Point, in_vietnam, way
from facilities.importer import values
from facilities.importer.readers import Row
from facilities.importer.wards import WardFinder
from facilities.models import ContractPeriod, Jurisdiction, OpeningHours, Place
from facilities.text import place_fold
from facilities.vocabulary import FormerTier, Kind, ScoreBand
from territory.models import Province, Ward

DUPLICATE_METRES = 300
# What tells two hospitals of one town apart, whose names are else alike.
SPECIALTIES = (
    "mat", "phoi", "lao", "tam than", "da lieu", "phu san", "san nhi", "nhi", "ung buou", "rang ham mat", "noi tiet",
    "y hoc co truyen", "phuc hoi chuc nang", "nhiet doi", "tai mui hong", "tim", "chinh hinh", "du phong", "quoc te",
    "truyen mau", "quan y", "trung uong",
)  # fmt: skip
_SPECIALTY = re.compile(
    rf"\b({'|'.join(SPECIALTIES)}|[a-z]|\d+)\b"
)  # single letters and numbers too: "số 2", "khu B"
DUPLICATE_LIKENESS = 0.6
CELL = 0.005  # degrees: places closer than DUPLICATE_METRES lie in the same or a neighbouring cell
CODE = re.compile(r"^[A-Z0-9][A-Z0-9.-]{1,19}$")
LETTERS = {Kind.OFFICE: "BH", Kind.AGENT: "DT", Kind.FACILITY: "CS", Kind.PAYMENT: "CT"}


@dataclass(frozen=True)
class Defaults:
    """What holds for rows that do not say themselves."""

    kind: str = ""
    source: str = ""
    licence: str = ""
    is_demo: bool = False


@dataclass
class Draft:
    """A row understood: fields of a place, and what hangs on it."""

    line: int
    code: str
    fields: dict[str, Any]
    ward: Ward
    hours: values.Hours | None = None
    contract: DateRange | None = None
    wards: list[Ward] = field(default_factory=list)
    ward_was_guessed: bool = False

    @property
    def spot(self) -> Point:
        return Point(self.fields["latitude"], self.fields["longitude"])


@dataclass
class Change:
    """A place on record and the fields that would change: (old, new)."""

    place: Place
    draft: Draft
    differences: dict[str, tuple[Any, Any]]
    kept: list[str]  # differ too, but a member of staff set them


@dataclass
class Duplicate:
    draft: Draft
    code: str
    name: str
    metres: float


@dataclass
class Plan:
    new: list[Draft] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: list[Change] = field(default_factory=list)
    duplicates: list[Duplicate] = field(default_factory=list)
    errors: list[tuple[int, str]] = field(default_factory=list)
    warnings: list[tuple[int, str]] = field(default_factory=list)
    guessed_wards: int = 0
    former_names: int = 0

    @property
    def existing(self) -> list[Change]:
        return [*self.changed, *self.unchanged]


class Planner:
    """Understands rows one by one, then compares them with what is on record."""

    def __init__(self, defaults: Defaults) -> None:
        self.defaults = defaults
        self.finder = WardFinder()
        self.plan = Plan()

    def build(
        self, rows: Iterable[Row], *, create_duplicates: bool = False, not_duplicates: Iterable[str] = ()
    ) -> Plan:
        """`not_duplicates`: codes of rows that look like another place and are none."""
        drafts: dict[str, Draft] = {}
        for row in rows:
            try:
                draft = self._draft(row)
            except ValueError as error:
                self.plan.errors.append((row.line, f"{row.values.get('name') or 'không tên'}: {error}"))
                continue
            if draft.code in drafts:
                self.plan.errors.append((row.line, f"mã {draft.code} đã có ở dòng {drafts[draft.code].line}"))
                continue
            drafts[draft.code] = draft
        self._compare(drafts, set(drafts) if create_duplicates else set(not_duplicates))
        self._check_jurisdictions()
        return self.plan

    def _draft(self, row: Row) -> Draft:
        cell = {column: text.strip() for column, text in row.values.items()}.get
        name = cell("name", "") or ""
        if not name:
            raise ValueError("thiếu tên")
        kind, facility_type = values.kind(cell("kind") or self.defaults.kind)
        spot = self._spot(cell("latitude", ""), cell("longitude", ""))
        province = self.finder.province(cell("province_code", "") or "", cell("province", "") or "")
        found = self.finder.ward(cell("ward_code", "") or "", cell("ward", "") or "", province, spot)
        if province and found.ward.province_id != province.code:
            raise ValueError(f"{found.ward.name} không thuộc {province.name}")
        self.plan.former_names += found.how == "former"
        self.plan.guessed_wards += found.how == "guess"
        approximate = spot is None or (
            bool(cell("precision")) and cell("precision") not in {"exact", "chinh xac"}
        )
        if spot is None:
            spot = Point(found.ward.latitude or 0, found.ward.longitude or 0)
        self.finder.check_spot(spot, found.ward.province)
        fields = {
            "kind": kind.value,
            "name": _short(name, 160),
            "latitude": round(spot.latitude, 6),
            "longitude": round(spot.longitude, 6),
            "is_approximate": approximate,
            "is_demo": self.defaults.is_demo,
            "source": _short(cell("source") or self.defaults.source, 200),
            "licence": _short(cell("licence") or self.defaults.licence, 60),
        }
        # A column the file does not have changes nothing; an empty cell empties the field.
        for column, length in (
            ("alias", 200),
            ("address", 240),
            ("former_address", 240),
            ("phone", 60),
            ("website", 200),
            ("hours_note", 200),
        ):
            if column in row.values:
                fields[column] = _short(cell(column) or "", length)
        if kind == Kind.FACILITY:
            fields["facility_type"] = facility_type
            fields.update(self._facility_fields(row))
        for column, name_here in (
            ("wheelchair", "wheelchair"),
            ("registration", "accepts_registration"),
            ("leave_papers", "issues_leave_papers"),
        ):
            if column in row.values:
                fields[name_here] = values.yes_no(cell(column) or "")
        if "services" in row.values:
            fields["services"] = values.services(cell("services") or "")
        if "checked_on" in row.values:
            fields["checked_on"] = values.day(cell("checked_on") or "")
        draft = Draft(row.line, self._code(cell("code") or "", kind, fields, found.ward), fields, found.ward)
        draft.ward_was_guessed = found.how == "guess"
        if "hours" in row.values:
            draft.hours = values.hours(cell("hours") or "")
        draft.contract = self._contract(cell("contract_from") or "", cell("contract_to") or "")
        draft.wards = list(self._managed(row.line, cell("managed_wards") or "", found.ward.province))
        return draft

    def _facility_fields(self, row: Row) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        if "level" in row.values:
            care_level, former_tier = values.level(row.values["level"])
            fields.update(care_level=care_level, former_tier=former_tier)
        if "former_tier" in row.values:
            fields["former_tier"] = values.one_of(FormerTier, row.values["former_tier"])
        if "score_band" in row.values:
            fields["score_band"] = values.one_of(ScoreBand, row.values["score_band"])
        if "facility_code" in row.values:
            code = row.values["facility_code"].replace(" ", "").replace("-", "")
            if code and not re.fullmatch(r"\d{5}", code):
                raise ValueError(f"mã cơ sở KCB “{code}” phải gồm 5 chữ số")
            fields["facility_code"] = code
        return fields

    def _spot(self, latitude: str | None, longitude: str | None) -> Point | None:
        if not latitude and not longitude:
            return None
        spot = Point(values.degrees(latitude or ""), values.degrees(longitude or ""))
        if in_vietnam(spot):
            return spot
        if in_vietnam(Point(spot.longitude, spot.latitude)):
            raise ValueError(f"vĩ độ và kinh độ có vẻ đổi chỗ: {latitude}, {longitude}")
        raise ValueError(f"tọa độ {latitude}, {longitude} không nằm trong Việt Nam")

    def _code(self, given: str, kind: Kind, fields: dict[str, Any], ward: Ward) -> str:
        """The given code is kept. Without one: the same row always gets the same."""
        if given:
            if not CODE.match(given):
                raise ValueError(f"mã “{given}” phải gồm 2 đến 20 chữ in hoa, số, dấu chấm, gạch nối")
            return given
        mark = f"{place_fold(fields['name'])}|{ward.code}".encode()
        return f"{LETTERS[kind]}{ward.province_id}-{hashlib.sha256(mark).hexdigest()[:8].upper()}"

    def _contract(self, start: str, end: str) -> DateRange | None:
        first, last = values.day(start), values.day(end)
        if first is None:
            if last is not None:
                raise ValueError("hợp đồng có ngày kết thúc mà không có ngày bắt đầu")
            return None
        if last is not None and last < first:
            raise ValueError("hợp đồng kết thúc trước khi bắt đầu")
        return DateRange(first, last.fromordinal(last.toordinal() + 1) if last else None)

    def _managed(self, line: int, text: str, province: Province) -> Iterator[Ward]:
        for name in filter(None, (part.strip() for part in text.split(";"))):
            wards = self.finder.named(name, province)
            if not wards:
                self.plan.warnings.append((line, f"xã phụ trách “{name}” không có ở {province.name}: bỏ qua"))
            yield from wards

    def _compare(self, drafts: dict[str, Draft], not_duplicates: set[str]) -> None:
        known = {place.code: place for place in Place.objects.all()}
        hours, contracts = _children(OpeningHours), _children(ContractPeriod)
        near = _Neighbours()
        for place in known.values():
            near.add(place.code, place.name, place.kind, place.point, place.ward_id)
        for code, draft in drafts.items():
            if code in known:
                self._add_change(known[code], draft, hours[known[code].pk], contracts[known[code].pk])
                continue
            twin = None if code in not_duplicates else near.find(draft)
            if twin:
                self.plan.duplicates.append(twin)
                continue
            self.plan.new.append(draft)
            near.add(code, draft.fields["name"], draft.fields["kind"], draft.spot, draft.ward.code)

    def _add_change(
        self, place: Place, draft: Draft, hours: list[OpeningHours], contracts: list[ContractPeriod]
    ) -> None:
        wanted = {**draft.fields, "ward_id": draft.ward.code}
        if draft.ward_was_guessed:
            del wanted["ward_id"]
        found = {
            name: (getattr(place, name), value)
            for name, value in wanted.items()
            if getattr(place, name) != value
        }
        protected = {"ward_id" if name == "ward" else name for name in place.corrected}
        if draft.hours is not None:
            now = sorted((row.weekday, row.opens, row.closes) for row in hours)
            if now != sorted(draft.hours):
                found["hours"] = (f"{len(now)} khoảng", f"{len(draft.hours)} khoảng")
        if draft.contract is not None and draft.contract not in [row.period for row in contracts]:
            found["contract"] = ("", str(draft.contract))
        kept = sorted(set(found) & protected)
        differences = {name: pair for name, pair in found.items() if name not in protected}
        change = Change(place, draft, differences, kept)
        (self.plan.changed if differences else self.plan.unchanged).append(change)

    def _check_jurisdictions(self) -> None:
        """A ward has one office: the first to claim it keeps it, whether on record or in this file."""
        holder = dict(Jurisdiction.objects.values_list("ward_id", "office__code"))
        for draft in [*self.plan.new, *(change.draft for change in self.plan.existing)]:
            mine = []
            for ward in draft.wards:
                owner = holder.setdefault(ward.code, draft.code)
                if owner == draft.code:
                    mine.append(ward)
                else:
                    self.plan.warnings.append(
                        (draft.line, f"{ward.name} đã do {owner} phụ trách: giữ nguyên")
                    )
            draft.wards = mine


class _Neighbours:
    """Places by grid cell, to find one that may be the same."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[tuple[str, str, str, Point, str, set[str]]]] = defaultdict(
            list
        )

    def add(self, code: str, name: str, kind: str, spot: Point, ward: str) -> None:
        self._cells[_cell(spot)].append((code, name, kind, spot, ward, _trigrams(name)))

    def find(self, draft: Draft) -> Duplicate | None:
        row, column = _cell(draft.spot)
        mine = _trigrams(draft.fields["name"])
        for up in (-1, 0, 1):
            for across in (-1, 0, 1):
                for code, name, kind, spot, _ward, theirs in self._cells.get((row + up, column + across), ()):
                    if kind != draft.fields["kind"] or len(mine & theirs) < DUPLICATE_LIKENESS * len(
                        mine | theirs
                    ):
                        continue
                    if _marks(name) != _marks(draft.fields["name"]):
                        continue
                    metres = way(draft.spot, spot).metres
                    if metres <= DUPLICATE_METRES:
                        return Duplicate(draft, code, name, metres)
        return None


def _cell(spot: Point) -> tuple[int, int]:
    return int(spot.latitude // CELL), int(spot.longitude // CELL)


def _trigrams(name: str) -> set[str]:
    text = f"  {place_fold(name)} "
    return {text[index : index + 3] for index in range(len(text) - 2)}


def _marks(name: str) -> set[str]:
    return set(_SPECIALTY.findall(place_fold(name)))


def _children(model: type[OpeningHours] | type[ContractPeriod]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in model._default_manager.all():
        found[row.place_id].append(row)
    return found


def _short(text: str, length: int) -> str:
    if len(text) > length:
        raise ValueError(f"“{text[:40]}…” dài hơn {length} ký tự")
    return text
