"""Numbers that name a person, an employer or a card: reading, checking, writing and masking them.

A number that cannot be one is refused with an `IdentifierProblem`. A number that only looks odd is accepted
with warnings: old records are full of such numbers, and the BHXH number has no published check digit. Input
may hold spaces, dots, hyphens and lower-case letters, as people type them.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from citizens.rules.numbers import BHXH_NUMBER
from insurance.rules.parameters import BirthplaceRange, CardTemplate, CenturySex, Sex, find, history, rows
from insurance.rules.parameters import MemberCode as MemberCodeRow

_SEPARATORS = re.compile(r"[\s.\-\u2013]+")
_BHXH_NUMBER = re.compile(BHXH_NUMBER)
_PERSONAL_ID = re.compile(r"(?P<birthplace>[0-9]{3})(?P<digit>[0-9])(?P<year>[0-9]{2})(?P<serial>[0-9]{6})")
_HI_CARD = re.compile(
    rf"(?P<code>[A-Z]{{2}})(?P<level>[1-5])(?P<province>[0-9]{{2}})(?P<number>{BHXH_NUMBER})"
)
_COLLECTOR = re.compile(r"(?P<organisation>[0-9]{10})TH(?P<area>[0-9]{7})(?P<point>[0-9]{3})")
_ENTERPRISE = re.compile(r"(?P<organisation>[0-9]{10})(?P<code>[A-Z]{2})(?P<industry>[A-Z][0-9]{2})?")
_BUDGET = re.compile(r"(?P<organisation>[0-9]{7})(?P<code>[A-Z]{2})(?P<industry>[A-Z][0-9]{2})?")
_LEGACY_UNIT = re.compile(r"[A-Z0-9]{5,20}")
_ENDS = re.compile(r"(?P<head>.{3})(?P<hidden>.+)(?P<tail>.{3})")


class IdentifierProblem(StrEnum):
    """Why a number is refused."""

    EMPTY = "empty"
    WRONG_FORM = "wrong_form"  # not the length, or not the digits and letters, of such a number


class IdentifierError(ValueError):
    """This text is no such number. `kind` names what was expected; the text itself may be personal data."""

    def __init__(self, kind: str, problem: IdentifierProblem) -> None:
        super().__init__(f"{kind}: {problem}")
        self.kind = kind
        self.problem = problem


class IdentifierWarning(StrEnum):
    """What looks odd about a number that is accepted."""

    BIRTH_YEAR_DISAGREES = "birth_year_disagrees"  # with the birth date on record
    SEX_DISAGREES = "sex_disagrees"  # with the sex on record
    BIRTHPLACE_UNKNOWN = "birthplace_unknown"  # no province code; a country code is possible
    MEMBER_CODE_UNKNOWN = "member_code_unknown"
    LEVEL_NOT_OF_CODE = "level_not_of_code"  # never the benefit level of this member code, up to that day
    LEGACY_FORM = "legacy_form"  # a unit code from before 2025-08-01


@dataclass(frozen=True, slots=True)
class PersonalId:
    """Số định danh cá nhân, 12 digits: birthplace 3, century and sex 1, year of birth 2, serial 6."""

    number: str
    birthplace: str
    sex: Sex
    birth_year: int
    serial: str


class UnitKind(StrEnum):
    ENTERPRISE = "enterprise"  # 10-digit enterprise number
    BUDGET = "budget"  # 7-digit code of a unit with relations to the State budget
    COLLECTOR = "collector"  # collecting organisation
    LEGACY = "legacy"


@dataclass(frozen=True, slots=True)
class UnitCode:
    """Mã đơn vị. The parts a form does not have are empty."""

    code: str
    kind: UnitKind
    organisation: str = ""
    member_code: str = ""
    industry: str = ""
    area: str = ""  # collectors: province and commune
    point: str = ""  # collectors: collecting point


@dataclass(frozen=True, slots=True)
class HiCardNumber:
    """Number of a BHYT card. Cards of the newer template print the 10 last digits only: the rest is empty."""

    number: str
    bhxh_number: str
    member_code: str = ""
    benefit_level: int | None = None
    province: str = ""

    @property
    def is_full(self) -> bool:
        return bool(self.member_code)


def normalise(text: str) -> str:
    """Without separators, in capitals."""
    return _SEPARATORS.sub("", text).upper()


def parse_bhxh_number(text: str) -> str:
    """The 10 digits. Raises IdentifierError."""
    return _match(_BHXH_NUMBER, "bhxh_number", text).group()


def parse_personal_id(text: str) -> PersonalId:
    """Raises IdentifierError."""
    match = _match(_PERSONAL_ID, "personal_id", text)
    (meaning,) = history(CenturySex, match["digit"])
    return PersonalId(
        number=match.group(),
        birthplace=match["birthplace"],
        sex=meaning.sex,
        birth_year=meaning.century + int(match["year"]),
        serial=match["serial"],
    )


def personal_id_warnings(
    personal_id: PersonalId, *, birth_date: date | None = None, sex: Sex | None = None
) -> tuple[IdentifierWarning, ...]:
    """What does not agree with the record; None: not known, not compared."""
    warnings = []
    if not any(known.first <= personal_id.birthplace <= known.last for known in rows(BirthplaceRange)):
        warnings.append(IdentifierWarning.BIRTHPLACE_UNKNOWN)
    if birth_date is not None and personal_id.birth_year != birth_date.year:
        warnings.append(IdentifierWarning.BIRTH_YEAR_DISAGREES)
    if sex is not None and personal_id.sex != sex:
        warnings.append(IdentifierWarning.SEX_DISAGREES)
    return tuple(warnings)


def parse_unit_code(text: str) -> UnitCode:
    """Read a unit code in the form of 2025-08-01 or in the older one. Raises IdentifierError."""
    code = normalise(text)
    if match := _COLLECTOR.fullmatch(code):
        return UnitCode(
            code, UnitKind.COLLECTOR, match["organisation"], area=match["area"], point=match["point"]
        )
    for kind, form in ((UnitKind.ENTERPRISE, _ENTERPRISE), (UnitKind.BUDGET, _BUDGET)):
        if match := form.fullmatch(code):
            return UnitCode(code, kind, match["organisation"], match["code"], match["industry"] or "")
    return UnitCode(_match(_LEGACY_UNIT, "unit_code", text).group(), UnitKind.LEGACY)


def unit_code_warnings(unit: UnitCode, day: date) -> tuple[IdentifierWarning, ...]:
    """`day` is the day on which the code is used."""
    if unit.kind is UnitKind.LEGACY:
        return (IdentifierWarning.LEGACY_FORM,)
    if unit.member_code and find(MemberCodeRow, day, unit.member_code) is None:
        return (IdentifierWarning.MEMBER_CODE_UNKNOWN,)
    return ()


def parse_hi_card_number(text: str) -> HiCardNumber:
    """Read a card number in its full form (15 characters) or short form (10). Raises IdentifierError."""
    if _BHXH_NUMBER.fullmatch(normalise(text)):
        number = parse_bhxh_number(text)
        return HiCardNumber(number=number, bhxh_number=number)
    match = _match(_HI_CARD, "hi_card_number", text)
    return HiCardNumber(
        number=match.group(),
        bhxh_number=match["number"],
        member_code=match["code"],
        benefit_level=int(match["level"]),
        province=match["province"],
    )


def hi_card_warnings(card: HiCardNumber, day: date) -> tuple[IdentifierWarning, ...]:
    """`day` is the day of use. A level that was right when it was printed is no warning."""
    if not card.is_full:
        return ()
    levels = {row.level for row in history(MemberCodeRow, card.member_code) if row.valid_from <= day}
    if not levels:
        return (IdentifierWarning.MEMBER_CODE_UNKNOWN,)
    if None not in levels and card.benefit_level not in levels:
        return (IdentifierWarning.LEVEL_NOT_OF_CODE,)
    return ()


def printed_hi_card_number(card: HiCardNumber, issued_on: date) -> str:
    """The number as a card issued on that day prints it: in full before 2021-04-01, 10 digits since."""
    template = find(CardTemplate, issued_on)
    return card.number[-template.printed_digits :] if template else card.number


def format_personal_id(personal_id: PersonalId) -> str:
    """In groups that can be read aloud: `079 085 001234`."""
    return re.sub(r"([0-9]{3})([0-9]{3})([0-9]{6})", r"\1 \2 \3", personal_id.number)


def format_bhxh_number(number: str) -> str:
    """In groups that can be read aloud: `7912 345 678`."""
    return re.sub(r"([0-9]{4})([0-9]{3})([0-9]{3})", r"\1 \2 \3", number)


def format_hi_card_number(card: HiCardNumber) -> str:
    """In the groups of the printed card: `DN 4 79 7912345678`."""
    if not card.is_full:
        return card.number
    return f"{card.member_code} {card.benefit_level} {card.province} {card.bhxh_number}"


def mask(number: str) -> str:
    """Three characters at each end, stars between: `079******234`. Shorter than seven: all stars."""
    match = _ENDS.fullmatch(number)
    if match is None:
        return "*" * len(number)
    return match["head"] + "*" * len(match["hidden"]) + match["tail"]


def _match(form: re.Pattern[str], kind: str, text: str) -> re.Match[str]:
    number = normalise(text)
    if not number:
        raise IdentifierError(kind, IdentifierProblem.EMPTY)
    match = form.fullmatch(number)
    if match is None:
        raise IdentifierError(kind, IdentifierProblem.WRONG_FORM)
    return match
