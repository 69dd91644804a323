"""Tables of a record as files. The same rows, columns and words as on the pages (`insurance.tables`)."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from citizens.access import CitizenHttpRequest, citizen_required
from citizens.actors import Actor
from citizens.uploads.store import as_attachment
from insurance.benefits import amounts_now
from insurance.corrections.marks import Marks
from insurance.models import (
    BenefitAdjustment,
    BenefitDecision,
    BenefitPayment,
    CorrectionKind,
    HiCard,
    LeaveCertificate,
    MedicalVisit,
    ParticipationPeriod,
    VisitLine,
)
from insurance.tables import Table, benefits, cards, leave, participation, visits
from insurance.tables.files import csv_of, json_of
from insurance.tables.yearly import yearly

TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@dataclass(frozen=True)
class Sheet:
    """What a file is made of. `of` is the visit or decision it is about, None for the whole record.

    `veiled_by` names the page whose privacy tap comes first.
    """

    build: Callable[[Actor, UUID | None], Table]
    veiled_by: str = ""
    has_owner: bool = False


def _periods(actor: Actor, of: UUID | None) -> Table:
    periods = ParticipationPeriod.objects.for_actor(actor).with_employer().oldest_first()
    return participation.periods(reversed(periods))


def _years(actor: Actor, of: UUID | None) -> Table:
    return yearly(list(ParticipationPeriod.objects.for_actor(actor).with_employer().oldest_first()))


def _cards(actor: Actor, of: UUID | None) -> Table:
    return cards.cards(HiCard.objects.for_actor(actor).newest_first())


def _decisions(actor: Actor, of: UUID | None) -> Table:
    changes = BenefitAdjustment.objects.for_actor(actor).newest_first()
    return benefits.decisions(
        BenefitDecision.objects.for_actor(actor).newest_first(), amounts_now(changes, localdate())
    )


def _payments(actor: Actor, of: UUID | None) -> Table:
    found = BenefitPayment.objects.for_actor(actor).with_decision().newest_first()
    return benefits.payments(found.filter(decision__public_id=of) if of else found)


def _adjustments(actor: Actor, of: UUID | None) -> Table:
    found = BenefitAdjustment.objects.for_actor(actor).with_decision().newest_first()
    return benefits.adjustments(found.filter(decision__public_id=of) if of else found)


def _visits(actor: Actor, of: UUID | None) -> Table:
    notes = Marks(actor, CorrectionKind.VISIT).texts(CorrectionKind.VISIT)
    return visits.visits(MedicalVisit.objects.for_actor(actor).newest_first(), notes)


def _lines(actor: Actor, of: UUID | None) -> Table:
    found = VisitLine.objects.for_actor(actor).with_visit().in_order()
    return visits.lines(found.filter(visit__public_id=of) if of else found)


def _papers(actor: Actor, of: UUID | None) -> Table:
    return leave.papers(LeaveCertificate.objects.for_actor(actor).newest_first())


SHEETS = {
    "qua-trinh-tham-gia": Sheet(_periods),
    "c14-ts": Sheet(_years),
    "the-bhyt": Sheet(_cards),
    "quyen-loi": Sheet(_decisions),
    "chi-tra": Sheet(_payments, has_owner=True),
    "dieu-chinh": Sheet(_adjustments, has_owner=True),
    "kham-chua-benh": Sheet(_visits, "insurance:visit-list"),
    "chi-phi": Sheet(_lines, "insurance:visit-list", has_owner=True),
    "giay-nghi-viec": Sheet(_papers, "insurance:leave-list"),
}


@citizen_required
@require_safe
def table_download(request: CitizenHttpRequest, table: str, form: str) -> HttpResponse:
    """A table as a file. `?cua=` limits it to one visit or decision; health data stays behind its tap (`?xem=1`)."""
    sheet = SHEETS.get(table)
    if sheet is None or form not in TYPES:
        raise Http404
    if sheet.veiled_by and request.GET.get("xem") != "1":
        return redirect(sheet.veiled_by)
    made = sheet.build(request.actor, _owner(request, sheet))
    content = csv_of(made) if form == "csv" else json_of(made, timezone.now())
    return as_attachment(content, TYPES[form], f"{table}.{form}")


def _owner(request: CitizenHttpRequest, sheet: Sheet) -> UUID | None:
    """A stranger's visit or decision gives the same empty file as a made-up one."""
    text = request.GET.get("cua", "")
    if not text or not sheet.has_owner:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
