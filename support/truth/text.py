"""Reading what was pasted: its links, telephone numbers and words, however they are dressed up."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from citizens.querysets import phone_number
from territory.text import fold

LINK = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?:/[^\s]*)?", re.IGNORECASE)
PHONE = re.compile(r"(?:\+?84|0)(?:[ .-]?\d){8,10}|1[89]00(?:[ .-]?\d){4,6}")
DOCUMENT = re.compile(r"\b\d{1,5} ?/ ?(?:\d{4} ?/ ?)?[A-ZĐ][\w-]*(?:-[\w]+)*", re.IGNORECASE)
OUR_NUMBER = re.compile(r"\b(?:YC|GL)-\d{2}-[A-Z0-9]{8}\b", re.IGNORECASE)


@dataclass(frozen=True)
class Pasted:
    """What was found in the text. `words` is folded and single-spaced."""

    text: str
    words: str
    hosts: list[str]
    phones: list[str]
    documents: list[str]
    our_numbers: list[str]

    @property
    def is_only_a_link(self) -> bool:
        return bool(self.hosts) and " " not in self.text.strip()

    @property
    def is_only_a_phone(self) -> bool:
        return bool(self.phones) and not re.sub(r"[\d\s.+()-]", "", self.text)


def one_spaced(text: str) -> str:
    """The exact words, whatever a copy did to the spaces between them."""
    return " ".join(text.split())


def plain_words(text: str) -> str:
    return " ".join(re.sub(r"[^\w ]", " ", fold(text)).split())


def host_of(link: str) -> str:
    return (urlsplit(link if "://" in link else f"//{link}").hostname or "").lower().rstrip(".")


def plain_document(text: str) -> str:
    """`2133/BHXH-CSYT` and `2133 / bhxh-csyt` are one."""
    return re.sub(r"\s", "", fold(text))


def digits_of(text: str) -> str:
    return phone_number(text) or re.sub(r"\D", "", text)


def read(text: str) -> Pasted:
    hosts = [host for match in LINK.findall(text) if (host := host_of(match))]
    return Pasted(
        text=text,
        words=f" {plain_words(text)} ",
        hosts=hosts,
        phones=[digits_of(match) for match in PHONE.findall(text)],
        documents=[plain_document(match) for match in DOCUMENT.findall(text)],
        our_numbers=[match.upper() for match in OUR_NUMBER.findall(text)],
    )
