"""The answer: ours, a known trick, or that it cannot be confirmed. There is no fourth answer, and none says "safe".

Nothing pasted is kept. What we sent is known by a digest of its words, which leads to no address; the answer is the
same whoever it was sent to.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from fnmatch import fnmatchcase

from django.conf import settings

from citizens.messaging.outbox import was_sent
from facilities.models import Place
from facilities.vocabulary import Kind
from support.knowledge.catalogue import in_language
from support.models import CallbackBooking, Scam, SupportRequest
from support.parameters import hotline
from support.truth.text import Pasted, digits_of, one_spaced, plain_document, plain_words, read


class Verdict(StrEnum):
    OURS = "ours"
    SCAM = "scam"
    UNKNOWN = "unknown"


class Proof(StrEnum):
    """By what it was recognised as ours."""

    TEXT = "text"
    NUMBER = "number"
    HOTLINE = "hotline"
    OFFICE = "office"
    SITE = "site"


@dataclass(frozen=True)
class KnownScam:
    title: str
    explanation: str


@dataclass(frozen=True)
class Answer:
    verdict: Verdict
    proof: Proof | None = None
    place: str = ""
    scams: list[KnownScam] = field(default_factory=list)
    has_link: bool = False
    has_phone: bool = False


UNKNOWN = Answer(Verdict.UNKNOWN)


def judge(text: str, own_host: str) -> Answer:
    """A known trick comes first: who copies our words and adds a link of their own is caught by the link."""
    pasted = read(text)
    found = replace(UNKNOWN, has_link=bool(pasted.hosts), has_phone=bool(pasted.phones))
    if scams := _tricks(pasted):
        return replace(found, verdict=Verdict.SCAM, scams=scams)
    if was_sent(one_spaced(text)):
        return replace(found, verdict=Verdict.OURS, proof=Proof.TEXT)
    if pasted.our_numbers and one_spaced(text).upper() == pasted.our_numbers[0]:
        return _of_number(pasted.our_numbers[0], found)
    if pasted.is_only_a_phone:
        return _of_phone(pasted.phones[0], found)
    if pasted.is_only_a_link and pasted.hosts[0] in {own_host, *_own_hosts()}:
        return replace(found, verdict=Verdict.OURS, proof=Proof.SITE)
    return found


def _own_hosts() -> set[str]:
    return {host for host in settings.ALLOWED_HOSTS if host.strip("*.")}


def _of_number(number: str, found: Answer) -> Answer:
    """A number of a request or a call: that we gave it, and nothing about it."""
    model = CallbackBooking if number.startswith("GL") else SupportRequest
    known = model.objects.filter(number=number).exists()
    return replace(found, verdict=Verdict.OURS, proof=Proof.NUMBER) if known else found


def _of_phone(phone: str, found: Answer) -> Answer:
    if phone == digits_of(hotline().tel):
        return replace(found, verdict=Verdict.OURS, proof=Proof.HOTLINE)
    offices = Place.objects.filter(kind=Kind.OFFICE, closed_on=None).exclude(phone="")
    for name, listed in offices.values_list("name", "phone"):
        if phone in {digits_of(part) for part in listed.replace(";", ",").replace("/", ",").split(",")}:
            return replace(found, verdict=Verdict.OURS, proof=Proof.OFFICE, place=name)
    return found


def _tricks(pasted: Pasted) -> list[KnownScam]:
    return [
        KnownScam(in_language(scam.title, scam.title_en), in_language(scam.explanation, scam.explanation_en))
        for scam in Scam.objects.shown().newest_first()
        if _matches(scam, pasted)
    ]


def _matches(scam: Scam, pasted: Pasted) -> bool:
    return (
        any(_is_host(host, known) for host in pasted.hosts for known in scam.links)
        or any(digits_of(known) in pasted.phones for known in scam.phones)
        or any(plain_document(known) in pasted.documents for known in scam.documents)
        or any(_holds(pasted.words, line) for line in scam.phrases)
    )


def _is_host(host: str, known: str) -> bool:
    known = known.lower().strip(". ")
    if "*" in known:
        return fnmatchcase(host, known)
    return host == known or host.endswith(f".{known}")


def _holds(words: str, line: str) -> bool:
    """Every group of the line stands in the text, whole words; "a|b" means either."""
    return all(
        any(f" {plain_words(choice)} " in words for choice in group.split("|")) for group in line.split("+")
    )
