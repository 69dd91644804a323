"""The first page after sign-in."""

from collections import Counter
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from citizens.access import CitizenHttpRequest, citizen_required
from citizens.actors import DataClass
from citizens.models import Citizen, EmployerMember, Notification
from citizens.notifications import KINDS, text_of, title_of
from insurance import words
from insurance.benefits import running_monthly
from insurance.cards import CardFacts, current, facts
from insurance.history import ParticipationRecord
from insurance.models import BenefitKind, HiCard, ParticipationPeriod
from insurance.overview import overview

MOST_NOTICES = 3
NOTICES_READ = 30


def _card(request: CitizenHttpRequest, today: date) -> CardFacts | None:
    """The card good today or the next to begin, else the latest; nothing for who may not see cards."""
    if DataClass.CARD not in request.actor.scope:
        return None
    cards = list(HiCard.objects.for_actor(request.actor).newest_first())
    card = current(cards, today) or (cards[0] if cards else None)
    return facts(card, request.citizen.birth_date, today) if card else None


def _notices(citizen: Citizen) -> list[dict[str, Any]]:
    """The newest unread ones; what says the same is said once, with how often."""
    unread = Notification.objects.of(citizen).unread().newest_first()[:NOTICES_READ]
    times = Counter((title_of(n), text_of(n), KINDS[n.kind].url_name) for n in unread)
    return [
        {"title": title, "text": text, "url_name": url_name, "times": count}
        for (title, text, url_name), count in list(times.items())[:MOST_NOTICES]
    ]


@citizen_required
@require_safe
def home(request: CitizenHttpRequest) -> HttpResponse:
    """Am I insured today, until when, how long have I paid, what needs me?"""
    periods = ParticipationPeriod.objects.for_actor(request.actor).with_employer().oldest_first()
    record = ParticipationRecord(list(periods))
    today = localdate()
    found = overview(record, today)
    monthly = running_monthly(request.actor, today)
    context = {
        "card": _card(request, today),
        "record": record,
        "overview": found,
        "monthly": monthly,
        "is_retired": any(entry.decision.kind == BenefitKind.PENSION for entry in monthly),
        "social_month": words.month(found.social.last_month) if found.social.last_month else "",
        "health_month": words.month(found.health.last_month) if found.health.last_month else "",
        "notices": [] if request.actor.acts_for_another else _notices(request.citizen),
        "today": today,
        "works_for_a_unit": not request.actor.acts_for_another
        and EmployerMember.objects.standing().filter(citizen=request.citizen).exists(),
    }
    return render(request, "insurance/overview.html", context)
