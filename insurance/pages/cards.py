"""The BHYT card, and the code by which somebody else can check it."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from citizens.access import CitizenHttpRequest, citizen_required
from insurance import card_qr, cards
from insurance.check_codes import keys, services
from insurance.check_codes.codec import grouped
from insurance.corrections.marks import Marks
from insurance.models import CheckCode, CorrectionKind, HiCard
from insurance.tables import cards as card_tables
from portal.http import render_page


@citizen_required
@require_safe
def card(request: CitizenHttpRequest) -> HttpResponse:
    """My card today: shown large, its meaning in words, and the cards before it."""
    citizen, today = request.citizen, localdate()
    found = list(HiCard.objects.for_actor(request.actor).newest_first())
    now = cards.current(found, today)
    others = [other for other in found if other != now]
    marks = Marks(request.actor, CorrectionKind.CARD)
    codes = CheckCode.objects.for_actor(request.actor).usable(timezone.now()).of_cards().newest_first()
    code = codes.filter(card=now).first() if now else None
    text = services.text_of(code) if code else None
    context: dict[str, object] = {
        "facts": cards.facts(now, citizen.birth_date, today) if now else None,
        "qr": card_qr.picture(card_qr.payload(now, citizen, _address(request))) if now else "",
        "code": code,
        "code_short": grouped(code.serial) if code else "",
        "marks": marks,
        "others": replace(
            card_tables.cards(others),
            actions=[marks.cell(CorrectionKind.CARD, other.public_id) for other in others],
        ),
        "last": cards.facts(found[0], citizen.birth_date, today) if found and not now else None,
    }
    if code and text:
        address = request.build_absolute_uri(reverse("check:check"))
        context |= {
            "code_qr": card_qr.picture(f"{address}#{text}", error="l"),
            "code_text": text,
        }
    return render_page(request, "insurance/card.html", context, partial="code")


@citizen_required
@require_POST
def code_issue(request: CitizenHttpRequest) -> HttpResponse:
    """Give out a new code for the card of today; the one before stops being valid."""
    now = cards.current(list(HiCard.objects.for_actor(request.actor).newest_first()), localdate())
    if now is None:
        raise Http404
    try:
        services.issue_for_card(now)
    except keys.NoSigningKeyError:
        messages.error(
            request,
            _(
                "Lúc này chưa tạo được mã kiểm tra. Thẻ của bạn vẫn dùng được như thường. Hãy thử lại sau ít phút."
            ),
        )
        return redirect("insurance:card")  # at the top, where it is said
    return redirect(reverse("insurance:card") + "#code")


@citizen_required
@require_POST
def code_revoke(request: CitizenHttpRequest) -> HttpResponse:
    """Take back every code of the card that is out there. Papers are taken back one by one."""
    for code in CheckCode.objects.for_actor(request.actor).usable(timezone.now()).of_cards():
        services.revoke(code)
    messages.success(request, _("Đã hủy mã. Ai còn giữ mã sẽ thấy mã không còn giá trị."))
    return redirect(reverse("insurance:card") + "#code")


def _address(request: CitizenHttpRequest) -> str:
    """The address printed on a card: house and street, ward, province."""
    citizen = request.citizen
    return ", ".join(filter(None, [citizen.address, citizen.ward.name, citizen.province.name]))
