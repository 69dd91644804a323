"""The first page after sign-in."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from citizens.access import CitizenHttpRequest, citizen_required
from citizens.actors import DataClass
from citizens.models import Notification
from citizens.notifications import KINDS, text_of, title_of
from insurance import words
from insurance.cards import CardFacts, current, facts
from insurance.history import ParticipationRecord
from insurance.models import HiCard, ParticipationPeriod
from insurance.overview import overview

MOST_NOTICES = 3


def _card(request: CitizenHttpRequest, today: date) -> CardFacts | None:
    """The card good today or the next to begin, else the latest; nothing for who may not see cards."""
    if DataClass.CARD not in request.actor.scope:
        return None
    cards = list(HiCard.objects.for_actor(request.actor).newest_first())
    card = current(cards, today) or (cards[0] if cards else None)
    return facts(card, request.citizen.birth_date, today) if card else None


@citizen_required
@require_safe
def home(request: CitizenHttpRequest) -> HttpResponse:
    """Am I insured today, until when, how long have I paid, what needs me?"""
    periods = ParticipationPeriod.objects.for_actor(request.actor).with_employer().oldest_first()
    record = ParticipationRecord(list(periods))
    today = localdate()
    found = overview(record, today)
    notices = []
    if not request.actor.acts_for_another:
        unread = Notification.objects.of(request.citizen).unread().newest_first()[:MOST_NOTICES]
        notices = [
            {"title": title_of(n), "text": text_of(n), "url_name": KINDS[n.kind].url_name} for n in unread
        ]
    context = {
        "card": _card(request, today),
        "record": record,
        "overview": found,
        "social_month": words.month(found.social.last_month) if found.social.last_month else "",
        "health_month": words.month(found.health.last_month) if found.health.last_month else "",
        "notices": notices,
        "today": today,
    }
    return render(request, "insurance/overview.html", context)
