"""Answers about the person themselves, read anew from their record, each with the page that shows it whole.

Nothing here is stored: the conversation keeps only which kind of question it was.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from citizens.actors import Actor
from facilities.in_charge import offices_of
from insurance import words
from insurance.history import TAB_BY_SLUG, ParticipationRecord
from insurance.models import HiCard, ParticipationPeriod
from support.actions import HOTLINE, NextStep
from support.assistant.intents import Personal
from support.models import RequestState, SupportRequest


@dataclass(frozen=True)
class PersonalAnswer:
    question: str
    sentences: list[str]
    steps: list[NextStep]


def answer(personal: Personal, actor: Actor) -> PersonalAnswer:
    return ANSWERS[personal](actor)


def _history(tab: str) -> NextStep:
    url = reverse("insurance:participation-history") + f"?che_do={tab}"
    return NextStep(_("Xem quá trình tham gia của tôi"), url, "book")


def _record(actor: Actor) -> ParticipationRecord:
    return ParticipationRecord(
        list(ParticipationPeriod.objects.for_actor(actor).with_employer().oldest_first())
    )


def _contributed(actor: Actor) -> PersonalAnswer:
    record = _record(actor)
    sentences = [
        _("%(scheme)s: đã được tính %(length)s.")
        % {"scheme": tab.name, "length": words.duration(tab.totals(record.totals).counted)}
        for tab in TAB_BY_SLUG.values()
        if tab.totals(record.totals).counted
    ] or [_("Chưa có tháng nào được ghi nhận cho bạn.")]
    if record.has_unsure:
        sentences.append(_("Còn tháng chậm đóng hoặc đang điều chỉnh, chưa được tính."))
    return PersonalAnswer(_("Bạn đã đóng bao lâu?"), sentences, [_history("bhxh")])


def _card(actor: Actor) -> PersonalAnswer:
    today = localdate()
    cards = HiCard.objects.for_actor(actor)
    valid = cards.valid_on(today).first()
    latest = valid or cards.newest_first().first()
    if latest is None:
        sentences = [_("Chưa có thẻ BHYT nào được ghi nhận cho bạn.")]
    else:
        last_day = date_format(latest.valid.upper - timedelta(days=1), "DATE_FORMAT")
        words_of = (
            _("Thẻ BHYT của bạn có giá trị đến hết ngày %(day)s.")
            if valid
            else _("Hôm nay bạn không có thẻ BHYT còn giá trị. Thẻ gần nhất ghi đến hết ngày %(day)s.")
        )
        sentences = [words_of % {"day": last_day}]
    steps = [NextStep(_("Xem thẻ BHYT của tôi"), reverse("insurance:card"), "eye")]
    return PersonalAnswer(_("Thẻ BHYT của bạn có giá trị đến khi nào?"), sentences, steps)


def _office(actor: Actor) -> PersonalAnswer:
    person = actor.subject
    office = offices_of([person.ward]).get(person.ward_id) if person else None
    question = _("Cơ quan BHXH nào phụ trách nơi bạn ở?")
    if office is None:
        sentences = [_("Chưa có cơ quan BHXH nào được ghi cho xã, phường của bạn.")]
        steps = [
            NextStep(_("Tìm cơ quan BHXH gần bạn"), reverse("facilities:office-in-charge"), "home"),
            HOTLINE,
        ]
    else:
        sentences = [
            _("%(office)s phụ trách %(ward)s.")
            % {"office": office.name, "ward": person.ward.name if person else ""},
            _("Địa chỉ: %(address)s.") % {"address": office.full_address},
        ]
        steps = [NextStep(_("Xem bản đồ, giờ làm việc"), office.get_absolute_url(), "home")]
    return PersonalAnswer(question, sentences, steps)


MOST_REQUESTS = 3


def _file(actor: Actor) -> PersonalAnswer:
    """What was asked of us here; of files handed in elsewhere we know nothing, and say so."""
    rows = list(SupportRequest.objects.for_actor(actor).newest_first()[:MOST_REQUESTS])
    sentences = [_about(row) for row in rows] or [_("Bạn chưa gửi yêu cầu nào trên trang này.")]
    sentences += [
        _("Trang này chưa nhận được tin về hồ sơ bạn nộp ở nơi khác."),
        _("Bạn gọi 1900 9068 và đọc mã trên giấy hẹn để hỏi hồ sơ đang ở bước nào."),
    ]
    mine = NextStep(_("Xem yêu cầu của tôi"), reverse("support:request-mine"), "mail")
    benefits = NextStep(_("Xem quyền lợi đã được giải quyết"), reverse("insurance:benefit-list"), "book")
    return PersonalAnswer(
        _("Hồ sơ của bạn đến đâu rồi?"), sentences, [*([mine] if rows else []), benefits, HOTLINE]
    )


def _about(row: SupportRequest) -> str:
    words = (
        _("Yêu cầu %(number)s (%(category)s): %(state)s, hạn trả lời %(day)s.")
        if row.state == RequestState.OPEN
        else _("Yêu cầu %(number)s (%(category)s): %(state)s.")
    )
    return words % {
        "number": row.number,
        "category": row.get_category_display().lower(),
        "state": row.get_state_display(),
        "day": date_format(row.due_on, "d/m/Y"),
    }


ANSWERS: dict[Personal, Callable[[Actor], PersonalAnswer]] = {
    Personal.CONTRIBUTED: _contributed,
    Personal.CARD: _card,
    Personal.OFFICE: _office,
    Personal.FILE: _file,
}
