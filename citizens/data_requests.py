"""Questions about who looked, requests about one's data, and the ledger of consents."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy

from citizens.models import AccessEntry, AccessQuestion, Citizen, Consent, DataRequest
from citizens.rules.parameters import in_force
from territory.workdays import add_working_days

TERMS = {
    DataRequest.Kind.CORRECT: "correct_working_days",
    DataRequest.Kind.DELETE: "delete_working_days",
    DataRequest.Kind.RESTRICT: "acknowledge_working_days",
}


def term_ends(key: str, day: date) -> date:
    """The last day of the dated term `key` for something received on `day`."""
    return add_working_days(day, in_force(key, day).value)


def is_uncertain(key: str, day: date) -> bool:
    """Whether the term still waits to be compared with the text of the law."""
    return in_force(key, day).certainty == "U"


def ask_about(entry: AccessEntry, citizen: Citizen, text: str, day: date) -> AccessQuestion:
    """Question one entry; asked twice it stays one question."""
    question, _created = AccessQuestion.objects.get_or_create(
        entry=entry,
        defaults={"citizen": citizen, "text": text, "due_on": term_ends("access_question_working_days", day)},
    )
    return question


def file_request(citizen: Citizen, kind: str, text: str, day: date) -> DataRequest:
    return DataRequest.objects.create(
        citizen=citizen,
        kind=kind,
        text=text,
        received_on=day,
        acknowledge_by=term_ends("acknowledge_working_days", day),
        due_on=term_ends(TERMS[DataRequest.Kind(kind)], day),
    )


# -- Consents


@dataclass(frozen=True, slots=True)
class ConsentText:
    """What a person agrees to, word for word. A changed word is a new version: the old ones stay provable."""

    topic: str
    version: str
    title: str | Promise
    text: str | Promise

    @property
    def text_hash(self) -> str:
        """Of the words in the language of the moment, as they stand on the page."""
        return hashlib.sha256(f"{self.version}\n{self.title}\n{self.text}".encode()).hexdigest()


CONSENT_TEXTS: Mapping[str, ConsentText] = {
    text.topic: text
    for text in (
        ConsentText(
            "messages",
            "2026-11",
            gettext_lazy("Nhận thông báo qua e-mail và tin nhắn"),
            gettext_lazy(
                "Tôi đồng ý để An Sinh dùng số điện thoại và e-mail của tôi để báo khi hồ sơ có thay đổi. "
                "Tin gửi đi không nêu nội dung hồ sơ."
            ),
        ),
        ConsentText(
            "surveys",
            "2026-11",
            gettext_lazy("Được hỏi ý kiến để làm trang này tốt hơn"),
            gettext_lazy(
                "Tôi đồng ý để An Sinh thỉnh thoảng hỏi ý kiến của tôi về trang này. "
                "Trả lời hay không là tùy tôi, và không ảnh hưởng đến quyền lợi."
            ),
        ),
    )
}


@transaction.atomic
def give_consent(citizen: Citizen, topic: str) -> Consent | None:
    """Write the consent with the very text that was shown. None for a topic nobody asks about."""
    text = CONSENT_TEXTS.get(topic)
    if text is None:
        return None
    consent, _created = Consent.objects.get_or_create(
        citizen=citizen,
        topic=topic,
        withdrawn_at=None,
        defaults={
            "version": text.version,
            "language": get_language() or "vi",
            "text_hash": text.text_hash,
        },
    )
    return consent


def withdraw_consent(citizen: Citizen, topic: str) -> bool:
    """Take it back; the row stays, with the moment it ended."""
    return bool(
        Consent.objects.standing().filter(citizen=citizen, topic=topic).update(withdrawn_at=timezone.now())
    )
