"""Which office is in charge of a person: by the ward they live in, or by the province on their card."""

from dataclasses import dataclass, field

from facilities.models import Jurisdiction, Place
from facilities.vocabulary import Kind
from territory.models import Ward
from territory.search import find_areas

# Province numbers printed on cards before 2025-07-01, and the province they lie in today
# (Decision 19/2025/QĐ-TTg; a card keeps its old number).
MERGED_PROVINCES = {
    "02": "08", "10": "15", "06": "19", "27": "24", "26": "25", "17": "25", "30": "31", "34": "33", "35": "37",
    "36": "37", "45": "44", "49": "48", "62": "51", "64": "52", "58": "56", "54": "66", "67": "68", "60": "68",
    "70": "75", "74": "79", "77": "79", "72": "80", "87": "82", "83": "86", "84": "86", "89": "91", "94": "92",
    "93": "92", "95": "96",
}  # fmt: skip


@dataclass
class WardAnswer:
    """A ward and its office; None where none is on record."""

    ward: Ward
    office: Place | None


@dataclass
class Answer:
    """`groups`: what a typed name may mean, each with its wards. `provincial`: offices of a card's province."""

    groups: list[tuple[str, bool, list[WardAnswer]]] = field(default_factory=list)
    provincial: list[Place] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.groups or self.provincial)


def offices_of(wards: list[Ward]) -> dict[str, Place]:
    """Office by ward code, in one query."""
    found = Jurisdiction.objects.filter(ward__in=wards, office__closed_on=None).select_related("office")
    return {each.ward_id: each.office for each in found}


def offices_in_charge(*, noi: str = "", xa: str = "", the: str = "") -> Answer:
    """By a typed place, by a ward's code, or by the two digits of a card's province."""
    if xa:
        groups = [
            (ward.name, False, [ward]) for ward in Ward.objects.select_related("province").filter(code=xa)
        ]
    else:
        groups = [(area.name, area.is_former, area.wards) for area in find_areas(noi)]
    offices = offices_of([ward for _name, _former, wards in groups for ward in wards])
    return Answer(
        groups=[
            (name, is_former, [WardAnswer(ward, offices.get(ward.code)) for ward in wards])
            for name, is_former, wards in groups
        ],
        provincial=provincial_offices(the) if the else [],
    )


def provincial_offices(card_province: str) -> list[Place]:
    """Offices of the province a card was issued in, the provincial one first. An old number leads to today's."""
    province = MERGED_PROVINCES.get(card_province, card_province)
    offices = Place.objects.filter(kind=Kind.OFFICE, province_id=province, closed_on=None).by_name()
    return sorted(offices, key=lambda office: (not office.is_provincial_office, office.name))[:12]
