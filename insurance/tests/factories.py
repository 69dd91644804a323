"""Small records for tests."""

from datetime import UTC, date, datetime
from itertools import count as counting
from typing import Any

from django.utils import timezone

from citizens.actors import Actor
from citizens.models import Citizen
from citizens.uploads.content import SafeFile
from insurance.corrections import services
from insurance.corrections.kinds import BY_CODE
from insurance.corrections.subjects import OWN_FACTS, Subject
from insurance.models import (
    BenefitAdjustment,
    BenefitDecision,
    BenefitKind,
    BenefitPayment,
    BenefitState,
    CardState,
    CheckCode,
    Correction,
    CorrectionKind,
    HiCard,
    LeaveCertificate,
    LineKind,
    MedicalVisit,
    PaperKind,
    PaperState,
    ParticipationPeriod,
    PaymentState,
    PayoutChannel,
    PayoutState,
    ProofDocument,
    Scheme,
    SigningKey,
    Source,
    VisitLine,
    VisitState,
)
from insurance.rules.months import add_months


def make_period(citizen: Citizen, start: date, count: int = 1, **fields: Any) -> ParticipationPeriod:
    """`count` months from `start` (a first of month), compulsory BHXH and paid unless told otherwise."""
    return ParticipationPeriod.objects.create(
        **{
            "citizen": citizen,
            "scheme": Scheme.BHXH,
            "months": (start, add_months(start, count)),
            "insured_wage": 8_000_000,
            "payment_state": PaymentState.PAID,
            "source": Source.EMPLOYER_REPORT,
            "imported_at": datetime(2026, 11, 2, 3, 0, tzinfo=UTC),
            **fields,
        }
    )


IMPORTED = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
_numbers = counting(1)


def make_decision(
    citizen: Citizen, kind: BenefitKind = BenefitKind.SICKNESS, **fields: Any
) -> BenefitDecision:
    """Five days of sickness in October 2026, computed right unless told otherwise."""
    defaults = {
        "kind": kind,
        "state": BenefitState.ENDED,
        "decision_number": f"{next(_numbers)}/QĐ-BHXH",
        "decided_on": date(2026, 10, 20),
        "event_on": date(2026, 10, 5),
        "period": (date(2026, 10, 5), date(2026, 10, 10)),
        "days": 5,
        "base_amount": 8_450_000,
        "rate_percent": 75,
        "amount": 1_320_313,
        "imported_at": IMPORTED,
    }
    return BenefitDecision.objects.create(citizen=citizen, **{**defaults, **fields})


def make_payment(
    decision: BenefitDecision, paid_on: date | None = date(2026, 10, 25), **fields: Any
) -> BenefitPayment:
    month = (paid_on or date(2026, 10, 1)).replace(day=1)
    defaults = {
        "period": (month, add_months(month, 1)),
        "amount": decision.amount,
        "state": PayoutState.PAID,
        "paid_on": paid_on,
        "channel": PayoutChannel.BANK,
        "place": "Ngân hàng Thử",
        "account_masked": "******1234",
        "imported_at": IMPORTED,
    }
    return BenefitPayment.objects.create(
        citizen=fields.pop("citizen", decision.citizen), decision=decision, **{**defaults, **fields}
    )


def make_adjustment(
    decision: BenefitDecision, effective_on: date, before: int, after: int, **fields: Any
) -> BenefitAdjustment:
    defaults = {"reason": "Nghị định thử", "imported_at": IMPORTED}
    return BenefitAdjustment.objects.create(
        citizen=decision.citizen,
        decision=decision,
        effective_on=effective_on,
        amount_before=before,
        amount_after=after,
        **{**defaults, **fields},
    )


def make_card(
    citizen: Citizen, start: date = date(2026, 1, 1), end: date = date(2027, 1, 1), **fields: Any
) -> HiCard:
    """A card of an enterprise's worker, good from `start` until before `end`."""
    defaults = {
        "number": f"DN475{citizen.bhxh_number}",
        "member_code": "DN",
        "benefit_level": 4,
        "valid": (start, end),
        "issued_on": start,
        "state": CardState.ACTIVE,
        "facility_code": "75011",
        "facility_name": "Bệnh viện Thử",
        "five_years_on": date(2021, 4, 1),
        "imported_at": IMPORTED,
    }
    card = HiCard.objects.create(citizen=citizen, **{**defaults, **fields})
    card.refresh_from_db(fields=["valid"])  # as a range, not the pair it was made from
    return card


def make_visit(citizen: Citizen, arrived: datetime | None = None, **fields: Any) -> MedicalVisit:
    """A visit of 500.000 đồng in scope at level 4, 50.000 đồng beside it."""
    arrived = arrived or datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
    defaults = {
        "claim_number": f"LK{next(_numbers):08d}",
        "facility_code": "75011",
        "facility_name": "Bệnh viện Thử",
        "card_number": f"DN475{citizen.bhxh_number}",
        "visit_type": "01",
        "arrived_at": arrived,
        "left_at": arrived,
        "diagnosis_out": "Viêm phế quản cấp",
        "main_icd": "J20.9",
        "state": VisitState.SETTLED,
        "total": 550_000,
        "in_scope": 500_000,
        "fund_paid": 400_000,
        "copaid": 100_000,
        "self_paid": 50_000,
        "other_paid": 0,
        "imported_at": IMPORTED,
    }
    return MedicalVisit.objects.create(citizen=citizen, **{**defaults, **fields})


def make_line(visit: MedicalVisit, position: int = 1, **fields: Any) -> VisitLine:
    """A line as large as `make_visit`'s whole visit."""
    defaults = {
        "position": position,
        "kind": LineKind.SERVICE,
        "code": "02.1897",
        "name": "Khám nội",
        "unit": "Lần",
        "quantity": 1,
        "unit_price": 550_000,
        "total": 550_000,
        "fund_paid": 400_000,
        "copaid": 100_000,
        "self_paid": 50_000,
        "other_paid": 0,
        "imported_at": IMPORTED,
    }
    return VisitLine.objects.create(
        citizen=fields.pop("citizen", visit.citizen), visit=visit, **{**defaults, **fields}
    )


def make_paper(citizen: Citizen, **fields: Any) -> LeaveCertificate:
    defaults = {
        "kind": PaperKind.LEAVE,
        "serial": f"C65-{next(_numbers):06d}",
        "facility_code": "75011",
        "facility_name": "Bệnh viện Thử",
        "diagnosis": "Viêm phế quản cấp",
        "icd": "J20",
        "period": (date(2026, 10, 5), date(2026, 10, 10)),
        "days": 5,
        "doctor_name": "Bác sĩ Thử",
        "issued_on": date(2026, 10, 5),
        "state": PaperState.RECEIVED,
        "imported_at": IMPORTED,
    }
    return LeaveCertificate.objects.create(citizen=citizen, **{**defaults, **fields})


def make_proof(citizen: Citizen, **fields: Any) -> ProofDocument:
    """A paper without a PDF behind it: the row alone, as the list shows it."""
    number = next(_numbers)
    key, _made = SigningKey.objects.get_or_create(
        key_id="0a0b0c0d", defaults={"public_key": "0" * 64, "retired_at": IMPORTED}
    )
    code = CheckCode.objects.create(
        serial=f"{number:016d}",
        citizen=citizen,
        kind="participation",
        initials="N.T.",
        valid_from=date(2026, 11, 1),
        valid_until=date(2027, 1, 29),
        figures=[1, 0],
        key=key,
        issued_at=IMPORTED,
        expires_at=datetime(2027, 1, 29, 17, tzinfo=UTC),
    )
    defaults = {
        "kind": "participation",
        "language": "vi",
        "asked_by": citizen,
        "issued_at": code.issued_at,
        "sha256": f"{number:064x}",
        "content": b"%PDF-",
    }
    return ProofDocument.objects.create(citizen=citizen, code=code, **{**defaults, **fields})


def make_correction(
    citizen: Citizen,
    kind: str = "person",
    row: Any = None,
    field: str = "",
    asked: str = "",
    *,
    files: int = 0,
    now: datetime | None = None,
    **fields: Any,
) -> Correction:
    """Filed by the person themselves, about their own facts or a row of theirs; then `fields` are set."""
    of = BY_CODE[CorrectionKind(kind)]
    chosen = of.field(field) if field else of.fields[0]
    assert chosen is not None
    key = str(row.public_id) if row is not None else OWN_FACTS
    asked_value = chosen.read(asked) if asked else None
    if row is not None:
        row.refresh_from_db()  # ranges as the database gives them
    correction, _is_new = services.file(
        actor=Actor.oneself(citizen),
        subject=Subject(of, key, row if row is not None else citizen),
        field=chosen,
        asked=chosen.written(asked_value),
        asked_value=asked_value,
        why="Vì giấy tờ ghi khác.",
        evidence=[SafeFile("image/jpeg", 1, b"\xff\xd8\xff%d" % number) for number in range(files)],
        now=now or timezone.now(),
    )
    if fields:
        Correction.objects.filter(pk=correction.pk).update(**fields)
        correction.refresh_from_db()
    return correction
