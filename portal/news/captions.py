"""Captions of videos: WebVTT, read strictly enough to refuse what a player would drop."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_TIME = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_CUE = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t].*)?")
MAX_LENGTH = 100_000


@dataclass(frozen=True)
class Cue:
    """Seconds from the start, and the words shown between them."""

    start: float
    end: float
    text: str


def read(text: str) -> list[Cue]:
    """The cues in their order. ValidationError names the line that is wrong."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff").split("\n")
    if not re.fullmatch(r"WEBVTT([ \t].*)?", lines[0]):
        raise ValidationError(_("Dòng đầu của phụ đề phải là WEBVTT."))
    cues: list[Cue] = []
    for number, line in enumerate(lines, 1):
        if "-->" not in line:
            continue
        match = _CUE.fullmatch(line.strip())
        if match is None:
            raise ValidationError(
                _("Dòng %(number)s của phụ đề: thời gian phải viết như 00:01.000 --> 00:04.000.")
                % {"number": number}
            )
        start, end = _seconds(match.groups()[:4]), _seconds(match.groups()[4:])
        words = _words_after(lines, number)
        if end <= start or (cues and start < cues[-1].start) or not words:
            raise ValidationError(
                _("Dòng %(number)s của phụ đề: thời gian phải tăng dần và phải có lời.") % {"number": number}
            )
        cues.append(Cue(start, end, words))
    if not cues:
        raise ValidationError(_("Phụ đề chưa có câu nào."))
    return cues


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000


def _words_after(lines: list[str], number: int) -> str:
    words = []
    for line in lines[number:]:
        if not line.strip():
            break
        words.append(line.strip())
    return " ".join(words)
