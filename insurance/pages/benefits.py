"""Benefits received."""

from dataclasses import replace
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from citizens.access import CitizenHttpRequest, citizen_required
from insurance import benefits, words
from insurance.corrections.kinds import OWN_ACCOUNT
from insurance.corrections.marks import Marks
from insurance.explain import explain
from insurance.models import (
    BenefitAdjustment,
    BenefitDecision,
    BenefitPayment,
    BenefitState,
    CorrectionKind,
    PayoutAccount,
)
from insurance.tables import benefits as benefit_tables
from portal.http import render_page


@citizen_required
@require_safe
def benefit_list(request: CitizenHttpRequest) -> HttpResponse:
    """What have I received, what do I receive now, and how much was it each year?"""
    decisions = BenefitDecision.objects.for_actor(request.actor).newest_first()
    adjustments = list(BenefitAdjustment.objects.for_actor(request.actor).newest_first())
    running, others = benefits.entries(decisions, adjustments, localdate())
    marks = Marks(request.actor, CorrectionKind.DECISION, CorrectionKind.PAYOUT)
    context = {
        "marks": marks,
        "running": running,
        "others": others,
        "account": PayoutAccount.objects.for_actor(request.actor).current().first(),
        "account_marks": marks.open(CorrectionKind.PAYOUT, OWN_ACCOUNT),
        "years": benefits.year_totals(BenefitPayment.objects.for_actor(request.actor).by_year()),
        "fresh_as_of": max(
            (row.imported_at for row in (*(e.decision for e in (*running, *others)), *adjustments)),
            default=None,
        ),
    }
    return render_page(request, "insurance/benefit_list.html", context, partial="benefits")


@citizen_required
@require_safe
def benefit_detail(request: CitizenHttpRequest, public_id: UUID) -> HttpResponse:
    """One decision, opened: its facts, how it was computed, each payment, each change."""
    own = BenefitDecision.objects.for_actor(request.actor).with_employer()
    decision = own.filter(public_id=public_id).first()
    if decision is None:
        raise Http404
    marks = Marks(request.actor, CorrectionKind.DECISION, CorrectionKind.PAYMENT)
    payments = BenefitPayment.objects.for_actor(request.actor).of(decision).with_decision().newest_first()
    adjustments = list(
        BenefitAdjustment.objects.for_actor(request.actor)
        .filter(decision=decision)
        .with_decision()
        .newest_first()
    )
    current = benefits.current_amount(decision, adjustments, localdate())
    context: dict[str, object] = {
        "decision": decision,
        "marks": marks,
        "is_monthly": decision.kind in benefits.MONTHLY,
        "tone": benefits.TONES[BenefitState(decision.state)],
        "period": words.days(decision.period.lower, decision.period.upper) if decision.period else "",
        "amount": "" if decision.amount is None else words.dong(decision.amount),
        "current": "" if current is None else words.dong(current),
        "base": "" if decision.base_amount is None else words.dong(decision.base_amount),
        "rate": "" if decision.rate_percent is None else words.percent(decision.rate_percent),
        "days": "" if decision.days is None else words.number(decision.days),
        "days_in_year": "" if decision.days_in_year is None else words.number(decision.days_in_year),
        "contributed": ""
        if decision.months_contributed is None
        else words.duration(decision.months_contributed),
        "granted": "" if decision.months_granted is None else words.duration(decision.months_granted),
        "explanation": explain(decision, request.citizen.sex),
        "of": f"?cua={decision.public_id}",
        "payments": replace(
            benefit_tables.payments(payments),
            actions=[marks.cell(CorrectionKind.PAYMENT, payment.public_id) for payment in payments],
        ),
        "adjustments": benefit_tables.adjustments(adjustments),
    }
    return render_page(request, "insurance/benefit_detail.html", context, partial="benefit")
