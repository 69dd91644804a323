"""What the QR code of a BHYT card says to a hospital's scanner, and QR codes as pictures.

Payload: the paper card template of Decision 1313/QĐ-BHXH (2014): fields between `|`, ended by `$`; names and addresses
as the hexadecimal of their UTF-8. The agency does not publish how the second-last field, a check string, is made;
scanners that read the fields ignore it. Ours is a digest of the fields before it.
"""

import hashlib
from datetime import date, timedelta

import segno
from django.utils.safestring import SafeString, mark_safe

from citizens.models import Citizen, Sex
from insurance.models import AreaCode, HiCard

SEXES = {Sex.MALE: "1", Sex.FEMALE: "2"}
AREAS = {AreaCode.NONE: "4", AreaCode.K1: "5", AreaCode.K2: "6", AreaCode.K3: "7"}
NOTHING = "-"


def payload(card: HiCard, citizen: Citizen, address: str) -> str:
    fields = [
        card.number,
        _hex(citizen.full_name),
        _day(citizen.birth_date),
        SEXES[Sex(citizen.sex)],
        _hex(address),
        f"{card.facility_code[:2]} - {card.facility_code[2:]}",
        _day(card.valid.lower),
        _day(card.valid.upper - timedelta(days=1)),
        _day(card.issued_on),
        "",  # the agency's own management code: not on our record
        _hex(card.guardian_name) if card.guardian_name else NOTHING,
        AREAS[AreaCode(card.area_code)],
        _day(card.five_years_on) if card.five_years_on else NOTHING,
    ]
    digest = hashlib.sha256("|".join(fields).encode()).hexdigest()
    return "|".join([*fields, f"{digest[:16]}-{digest[16:20]}", "$"])


def picture(text: str, *, error: str = "m") -> SafeString:
    """A QR code as inline SVG: black on white with its quiet zone, no styles, size left to the page."""
    drawn = segno.make(text, error=error, micro=False, boost_error=False).svg_inline(
        border=4, dark="#000", light="#fff", svgclass=None, lineclass=None, omitsize=True
    )
    # segno draws rectangles and lines only; no text of ours goes into the picture.
    return mark_safe(drawn.replace("<svg ", '<svg aria-hidden="true" ', 1))  # noqa: S308


def _hex(text: str) -> str:
    return text.encode().hex()


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
