"""Can my card be used at this place? Asked on a place's page, answered by `rules.care`."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from citizens.access import CitizenHttpRequest, citizen_required, public
from facilities.display import contract_today
from facilities.models import Place
from facilities.vocabulary import Kind
from insurance import words
from insurance.cards import CardFacts, current, facts
from insurance.care_forms import CareForm
from insurance.models import AreaCode, HiCard
from insurance.rules.care import Answer, Facility, Level, Reason, Score, Tier, Visit, care
from insurance.rules.parameters import Certainty
from portal.http import HtmxHttpRequest, render_page

EXAMPLE_COST = 2_000_000  # đồng: a round sum to show what a rate means

REASONS = {
    Reason.EMERGENCY: gettext_lazy("Cấp cứu: bạn được vào bất cứ cơ sở nào và hưởng đủ mức trên thẻ."),
    Reason.REGISTERED: gettext_lazy("Đúng nơi: bạn đăng ký khám ban đầu ở đây."),
    Reason.REFERRED: gettext_lazy("Đúng nơi: bạn có phiếu chuyển hoặc giấy hẹn khám lại."),
    Reason.SELF_REFERRED: gettext_lazy("Bạn tự đến, không đăng ký ban đầu ở đây và không có phiếu chuyển."),
    Reason.NO_CONTRACT: gettext_lazy(
        "Nơi này không có hợp đồng BHYT hôm nay: bạn trả tiền, trừ cấp cứu. Hãy hỏi cơ quan BHXH về hoàn tiền."
    ),
    Reason.LEVEL_UNKNOWN: gettext_lazy(
        "Cần mức hưởng trên thẻ để tính. Hãy chọn mức hưởng hoặc mã đối tượng."
    ),
    Reason.FACILITY_UNKNOWN: gettext_lazy(
        "Chưa rõ cấp chuyên môn hoặc tuyến cũ của nơi này, nên chưa tính được khi bạn tự đến. Hãy hỏi nơi khám trước."
    ),
    Reason.NOT_IN_LAW: gettext_lazy(
        "Trường hợp này không có trong bảng của luật. Hãy hỏi nơi khám hoặc gọi 1900 9068."
    ),
}


@public
@never_cache
@require_http_methods(["GET", "POST"])
def care_here(request: HtmxHttpRequest, code: str) -> HttpResponse:
    """A small form and its answer. Anybody may ask; what they say is not kept."""
    return _care_page(request, code)


@citizen_required
@never_cache
@require_http_methods(["GET", "POST"])
def own_care_here(request: CitizenHttpRequest, code: str) -> HttpResponse:
    """The same from one's own card: where it is registered, its printed level, and whether it is good today."""
    today = timezone.localdate()
    cards = list(HiCard.objects.for_actor(request.actor).newest_first())
    card = current(cards, today) or (cards[0] if cards else None)
    return _care_page(request, code, facts(card, request.citizen.birth_date, today) if card else None)


def _care_page(request: HtmxHttpRequest, code: str, own: CardFacts | None = None) -> HttpResponse:
    place = get_object_or_404(Place.objects.prefetch_related("contracts"), code=code, kind=Kind.FACILITY)
    known = _said_by(own.card, place) if own else {}
    initial = {"chi_phi": EXAMPLE_COST}
    form = CareForm(request.POST if request.method == "POST" else initial, known=known)
    # A card that is not good today pays nothing here or anywhere: no rate is shown.
    usable = own is None or own.is_good
    answer = care(_visit(place, form)) if form.is_valid() and usable else None
    context = {
        "place": place,
        "form": form,
        "own": own,
        "registered_here": known.get("dang_ky_o_day"),
        "answer": answer,
        "lines": _lines(answer, form) if answer else {},
        "contract_unknown": not place.contracts.all(),
    }
    return render_page(request, "insurance/care_here.html", context, partial="panel")


def _said_by(card: HiCard, place: Place) -> dict[str, Any]:
    """What the form need not ask of somebody whose card is on record."""
    return {
        "muc": card.benefit_level,
        "doi_tuong": card.member_code,
        "dang_ky_o_day": bool(place.facility_code) and card.facility_code == place.facility_code,
        "kho_khan": card.area_code != AreaCode.NONE,
    }


def facility_of(place: Place, day: date) -> Facility:
    """A place as the rule sees it."""
    contract = bool(contract_today(place, timezone.localtime())) if place.contracts.all() else None
    return Facility(
        level=Level(place.care_level) if place.care_level else None,
        tier=Tier(place.former_tier) if place.former_tier else None,
        score=Score(place.score_band) if place.score_band else None,
        has_contract=contract,
    )


def _visit(place: Place, form: CareForm) -> Visit:
    today = timezone.localdate()
    return Visit(
        day=today,
        facility=facility_of(place, today),
        member_code=form.value("doi_tuong") or "",
        printed_level=form.value("muc"),
        inpatient=bool(form.value("noi_tru")),
        registered_here=bool(form.value("dang_ky_o_day")),
        referred=bool(form.value("chuyen")),
        emergency=bool(form.value("cap_cuu")),
        listed_disease=bool(form.value("benh_nang")),
        hard_area=bool(form.value("kho_khan")),
    )


def _lines(answer: Answer, form: CareForm) -> dict[str, Any]:
    """The answer in words."""
    cost = form.value("chi_phi")
    cost = EXAMPLE_COST if cost is None else cost
    fund = answer.fund_pays(cost)
    lines: dict[str, Any] = {
        "reason": REASONS[answer.reason],
        "rate": None
        if answer.rate is None
        else _("%(percent)s %% chi phí trong phạm vi") % {"percent": _plain(answer.rate)},
        "uncertain": answer.rate is not None and answer.certainty is not Certainty.VERIFIED,
        "sources": list(dict.fromkeys(row.source for row in answer.parameters)),
        "is_nothing": answer.rate == 0,
    }
    if fund is not None:
        lines["example"] = _("Chi phí %(cost)s: quỹ trả %(fund)s, bạn trả %(own)s.") % {
            "cost": words.dong(cost),
            "fund": words.dong(fund),
            "own": words.dong(cost - fund),
        }
    if answer.small_cost is not None:
        lines["small"] = _("Lần khám dưới %(amount)s được trả toàn bộ.") % {
            "amount": words.dong(answer.small_cost)
        }
    return lines


def _plain(percent: Any) -> str:
    """80, not 80.00 and not 8E+1."""
    return f"{percent.normalize():f}".replace(".", ",")
