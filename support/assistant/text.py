"""Words made comparable: diacritics, abbreviations, input-method slips and many names of one thing.

"Em mất thẻ BHYT", "em mat the bao hiem y te" and "em maats ther bhyt" give the same tokens.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from territory.text import fold

MAX_LENGTH = 1_000  # characters of a question that are looked at
WORD = re.compile(r"[^\W_]+")

ONSET = "b|ch|c|d|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|r|s|th|tr|t|v|x|"
RIME = (
    "a|ac|ach|ai|am|an|ang|anh|ao|ap|at|au|ay|e|ec|ech|em|en|eng|enh|eo|ep|et|eu|i|ia|ich|iec|iem|ien|ieng|iep|iet|"
    "ieu|im|in|inh|ip|it|iu|o|oa|oac|oach|oai|oam|oan|oang|oanh|oao|oap|oat|oay|oc|oe|oem|oen|oeo|oet|oi|om|on|ong|"
    "ooc|oong|op|ot|u|ua|uan|uang|uat|uay|uc|ue|uech|uenh|ueu|ui|um|un|ung|uo|uoc|uoi|uom|uon|uong|uop|uot|uou|up|"
    "ut|uu|uy|uya|uych|uyen|uyet|uynh|uyt|uyu|y|yem|yen|yet|yeu|ynh|ych"
)
SYLLABLE = re.compile(f"(?:{ONSET})(?:{RIME})")
# Letters doubled, and w, by which the Telex method writes marks on vowels and on đ.
TELEX_MARKS = re.compile(r"aa|ee|oo|dd|aw|ow|uw|w")
TELEX_MARK_OF = {"aa": "a", "ee": "e", "oo": "o", "dd": "d", "aw": "a", "ow": "o", "uw": "u", "w": "u"}
TELEX_TONES = "sfrxj"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SHORTEST_REPAIRED = 3
SHORTEST_ABBREVIATION = 4
COMMON = 3  # times a word was seen before others are taken for it
# Common English words that are no Vietnamese syllable without its marks ("the", "can", "to" are thẻ, cần, tờ) and that
# Vietnamese do not say themselves ("online", "account").
ENGLISH = frozenset(
    word
    for word in re.findall(
        "[a-z]+",
        "are my how what when where does of for and if lost have much long who which after with not was were has had "
        "been there their they this that would could should will many any paid pay pays money leave get from into year "
        "years month months day days work working worker job employer company hospital doctor insurance health card "
        "social pension retire retirement unemployment maternity benefit benefits sick accident wife husband father "
        "mother child children baby birth born wrong change need apply register receive claim please help office "
        "nearest amount must changed mind filed never sends least moved contribution "
        "contributions withdraw expired renew forgot cannot is it without",
    )
    if not SYLLABLE.fullmatch(word)
)
VIETNAMESE_LETTERS = re.compile("[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]")


@dataclass(frozen=True)
class Vocabulary:
    """words.toml, ready to use."""

    short: dict[str, list[str]]
    same: dict[str, dict[tuple[str, ...], list[str]]]  # by the first word of the phrase
    longest: int
    stop: frozenset[str]
    field: frozenset[str]
    core: frozenset[str]  # words of the field that stand in no other


@cache
def vocabulary() -> Vocabulary:
    with (Path(__file__).parent / "words.toml").open("rb") as stream:
        raw: dict[str, Any] = tomllib.load(stream)
    same: dict[str, dict[tuple[str, ...], list[str]]] = {}
    for phrase, one in raw["same"].items():
        parts = tuple(phrase.split())
        same.setdefault(parts[0], {})[parts] = one.split()
    return Vocabulary(
        short={short: full.split() for short, full in raw["short"].items()},
        same=same,
        longest=max(len(phrase.split()) for phrase in raw["same"]),
        stop=frozenset(raw["stop"]["words"]),
        field=frozenset(raw["field"]["words"]),
        core=frozenset(raw["core"]["words"]),
    )


@lru_cache(maxsize=20_000)
def plain_syllable(word: str) -> str:
    """A folded word as it was meant: "hieemr" -> "hiem", "hie6m" -> "hiem". A word that reads well is left alone."""
    if len(word) < 2 or SYLLABLE.fullmatch(word) or word.isdigit() or word in vocabulary().short:
        return word
    bare = TELEX_MARKS.sub(lambda match: TELEX_MARK_OF[match[0]], word)
    candidates = [bare]
    # The tone letter is typed last or right after the vowel; the last one that gives a syllable is it.
    candidates += [
        bare[:position] + bare[position + 1 :]
        for position in range(len(bare) - 1, 0, -1)
        if bare[position] in TELEX_TONES
    ]
    if any(char.isdigit() for char in word) and not word[-1].isdigit():
        candidates.append("".join(char for char in word if not char.isdigit()))  # VNI: digits for marks
    candidates.append(word[:-1] if len(word) > 3 and word[-1] == word[-2] else word)  # "roiiii"
    return next((candidate for candidate in candidates if SYLLABLE.fullmatch(candidate)), word)


def is_english(text: str) -> bool:
    """Whether somebody writes English: words of it, few that read as Vietnamese, and no Vietnamese letter."""
    lowered = text.lower()
    words = re.findall(r"[a-z']+", lowered)
    if not words or VIETNAMESE_LETTERS.search(lowered):
        return False
    english = sum(word in ENGLISH for word in words)
    strange = sum(not SYLLABLE.fullmatch(word) and word not in vocabulary().short for word in words)
    share = strange / len(words)
    return (english >= 1 and share >= 0.5) or (english >= 2 and share >= 0.3)


def raw_words(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, folded) of each word of a text."""
    for match in WORD.finditer(text):
        yield match.start(), match.end(), fold(match[0])


def _split_digits(word: str) -> list[str]:
    """ "5nam" -> "5", "nam"; "thang5" -> "thang", "5". Codes such as c65 stay whole."""
    match = re.fullmatch(r"(\d+)([a-z]{2,})|([a-z]{3,})(\d+)", word)
    return [part for part in match.groups() if part] if match else [word]


@lru_cache(maxsize=50_000)
def _one_slip_away(word: str) -> frozenset[str]:
    """What was meant if one letter is missing, too many, wrong, or two changed places."""
    found: set[str] = set()
    for cut in range(len(word) + 1):
        left, right = word[:cut], word[cut:]
        found.update(left + letter + right for letter in LETTERS)
        if right:
            found.add(left + right[1:])
            found.update(left + letter + right[1:] for letter in LETTERS)
        if len(right) > 1:
            found.add(left + right[1] + right[0] + right[2:])
    return frozenset(found)


def repaired(word: str, known: Mapping[str, int]) -> str:
    """The commonest known word one slip away from a word never seen; else the word itself."""
    if word in known or len(word) < SHORTEST_REPAIRED or word.isdigit():
        return word
    meant = [other for other in _one_slip_away(word) if known.get(other, 0) >= COMMON]
    return max(meant, key=lambda other: (known[other], other)) if meant else word


@lru_cache(maxsize=20_000)
def _abbreviation_meant(word: str) -> str:
    """The abbreviation a mistyped one stands for: "bhty" is bhyt. Short ones are too like one another to guess."""
    if len(word) < SHORTEST_ABBREVIATION or SYLLABLE.fullmatch(word):
        return ""
    meant = (each for each in vocabulary().short if len(each) >= SHORTEST_ABBREVIATION)
    return next((each for each in meant if each in _one_slip_away(word)), "")


def syllables(text: str, *, english: bool = False, known: Mapping[str, int] | None = None) -> list[str]:
    """Folded syllables with abbreviations written out; with `known` words, mistyped ones as they were meant."""
    short = vocabulary().short
    found: list[str] = []
    for _start, _end, word in raw_words(text[:MAX_LENGTH]):
        for part in _split_digits(word):
            if english:
                found.append(part if known is None else repaired(part, known))
                continue
            plain = plain_syllable(part)
            if known is not None and plain not in short and plain not in known:
                plain = _abbreviation_meant(plain) or repaired(plain, known)
            found += short.get(plain, [plain])
    return found


def tokens(text: str, known: Mapping[str, int] | None = None) -> list[str]:
    """Syllables, with the many names of one thing made one."""
    english = is_english(text)
    words = syllables(text, english=english, known=known)
    if english:
        return words
    same, longest = vocabulary().same, vocabulary().longest
    found: list[str] = []
    position = 0
    while position < len(words):
        phrases = same.get(words[position])
        one: list[str] | None = None
        if phrases:
            for length in range(min(longest, len(words) - position), 0, -1):
                one = phrases.get(tuple(words[position : position + length]))
                if one is not None:
                    found += one
                    position += length
                    break
        if one is None:
            found.append(words[position])
            position += 1
    return found


def meaningful(words: list[str]) -> list[str]:
    """Without the words that stand in every question; all of them when nothing else is left."""
    stop = vocabulary().stop
    return [word for word in words if word not in stop] or words
