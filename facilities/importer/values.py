"""One cell of a file as a value of ours. What cannot be understood raises ValueError with a sentence for the list."""

import re
from datetime import date, datetime, time

from facilities.vocabulary import CareLevel, FacilityType, FormerTier, Kind, ScoreBand, Service
from territory.text import fold

_KINDS: dict[str, tuple[Kind, str]] = {
    "office": (Kind.OFFICE, ""),
    "bhxh office": (Kind.OFFICE, ""),
    "co quan bhxh": (Kind.OFFICE, ""),
    "agent": (Kind.AGENT, ""),
    "collection agent": (Kind.AGENT, ""),
    "dai ly thu": (Kind.AGENT, ""),
    "diem thu": (Kind.AGENT, ""),
    "payment": (Kind.PAYMENT, ""),
    "payment point": (Kind.PAYMENT, ""),
    "diem chi tra": (Kind.PAYMENT, ""),
    "facility": (Kind.FACILITY, ""),
    "co so kham chua benh": (Kind.FACILITY, ""),
    "hospital": (Kind.FACILITY, FacilityType.HOSPITAL),
    "benh vien": (Kind.FACILITY, FacilityType.HOSPITAL),
    "medical center": (Kind.FACILITY, FacilityType.MEDICAL_CENTER),
    "center": (Kind.FACILITY, FacilityType.MEDICAL_CENTER),
    "trung tam y te": (Kind.FACILITY, FacilityType.MEDICAL_CENTER),
    "health station": (Kind.FACILITY, FacilityType.STATION),
    "station": (Kind.FACILITY, FacilityType.STATION),
    "tram y te": (Kind.FACILITY, FacilityType.STATION),
    "clinic": (Kind.FACILITY, FacilityType.CLINIC),
    "phong kham": (Kind.FACILITY, FacilityType.CLINIC),
}
_LEVELS: dict[str, tuple[str, str]] = {  # (care level, former tier)
    **{level.value: (level.value, "") for level in CareLevel},
    "ban dau": (CareLevel.INITIAL, ""),
    "co ban": (CareLevel.BASIC, ""),
    "chuyen sau": (CareLevel.SPECIALISED, ""),
    "specialized": (CareLevel.SPECIALISED, ""),
    **{tier.value: ("", tier.value) for tier in FormerTier},
    "provincial": ("", FormerTier.PROVINCE),
    "base": ("", ""),
    "unknown": ("", ""),
    "private or clinic": ("", ""),
    "": ("", ""),
}
_YES = {"yes", "co", "true", "1", "x", "designated"}
_NO = {"no", "khong", "false", "0"}
_DAYS = {"t2": 0, "t3": 1, "t4": 2, "t5": 3, "t6": 4, "t7": 5, "cn": 6}
_DAY_SPAN = re.compile(r"^(t[2-7]|cn)(?:\s*-\s*(t[2-7]|cn))?\s+(.+)$")
_TIME_SPAN = re.compile(r"^(\d{1,2})[:h](\d{2})?\s*-\s*(\d{1,2})[:h](\d{2})?$")

Hours = list[tuple[int, time, time]]


def _words(text: str) -> str:
    return " ".join("".join(char if char.isalnum() else " " for char in fold(text)).split())


def kind(text: str) -> tuple[Kind, str]:
    """(kind, type of health facility)."""
    try:
        return _KINDS[_words(text)]
    except KeyError:
        raise ValueError(f"loại “{text}” không có trong danh sách" if text else "thiếu loại") from None


def level(text: str) -> tuple[str, str]:
    """(care level, former tier): either may be unknown. A former tier is not turned into a level of care."""
    try:
        return _LEVELS[_words(text)]
    except KeyError:
        raise ValueError(f"cấp “{text}” không có trong danh sách") from None


def one_of(choices: type[FormerTier | ScoreBand], text: str) -> str:
    if text and text not in choices.values:
        raise ValueError(f"“{text}” không có trong danh sách: {', '.join(choices.values)}")
    return text


def degrees(text: str) -> float:
    """A latitude or longitude. A comma stands for the point."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise ValueError(f"“{text}” không phải là tọa độ độ thập phân") from None


def yes_no(text: str) -> bool | None:
    """True, False, or None where nobody says; "limited" is no promise."""
    word = _words(text)
    return True if word in _YES else False if word in _NO else None


def services(text: str) -> list[str]:
    found = text.replace(",", " ").replace(";", " ").split()
    if strange := [word for word in found if word not in Service.values]:
        raise ValueError(f"dịch vụ lạ: {', '.join(strange)}")
    return list(dict.fromkeys(found))


def day(text: str) -> date | None:
    """A day as 2026-11-23 or 23/11/2026."""
    if not text:
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%Y-%m-%d %H:%M:%S"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ValueError(f"ngày “{text}” phải có dạng 2026-11-23 hoặc 23/11/2026")


def hours(text: str) -> Hours:
    """ "T2-T6 7:30-11:30, 13:00-17:00; T7 7:30-11:30" as (weekday, opens, closes)."""
    found: Hours = []
    for part in filter(None, (piece.strip() for piece in fold(text).split(";"))):
        match = _DAY_SPAN.match(part)
        if match is None:
            raise ValueError(f"giờ “{part}” phải có dạng T2-T6 7:30-11:30, 13:00-17:00")
        first, last = _DAYS[match[1]], _DAYS[match[2] or match[1]]
        for span in match[3].split(","):
            times = _TIME_SPAN.match(span.strip())
            if times is None:
                raise ValueError(f"giờ “{span.strip()}” phải có dạng 7:30-11:30")
            opens, closes = time(int(times[1]), int(times[2] or 0)), time(int(times[3]), int(times[4] or 0))
            if opens >= closes:
                raise ValueError(f"giờ mở cửa phải trước giờ đóng cửa: {span.strip()}")
            found += [(weekday, opens, closes) for weekday in range(first, last + 1)]
    return found
