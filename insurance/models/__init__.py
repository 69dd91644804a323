"""What is on record, by subject. Months are half-open date ranges; money is whole VND; history by triggers."""

from insurance.models.benefits import (
    BenefitAdjustment,
    BenefitDecision,
    BenefitKind,
    BenefitPayment,
    BenefitState,
    PayoutAccount,
    PayoutChannel,
    PayoutState,
)
from insurance.models.cards import AreaCode, CardState, CheckCode, CheckKind, HiCard, SigningKey
from insurance.models.corrections import (
    Correction,
    CorrectionEffect,
    CorrectionFile,
    CorrectionKind,
    CorrectionNote,
    CorrectionState,
    NoteAuthor,
)
from insurance.models.imports import AMOUNTS, ImportBatch, ImportKind, ImportState, ImportTask
from insurance.models.leave import LeaveCertificate, PaperKind, PaperState
from insurance.models.lookups import LookupAlarm, LookupCanary
from insurance.models.participation import ParticipationPeriod, PaymentState, Scheme, Source
from insurance.models.proofs import ProofDocument, ProofKind, RevokedBy
from insurance.models.visits import (
    LineKind,
    MedicalVisit,
    VisitLine,
    VisitState,
    VisitType,
)

__all__ = [
    "AMOUNTS",
    "AreaCode",
    "BenefitAdjustment",
    "BenefitDecision",
    "BenefitKind",
    "BenefitPayment",
    "BenefitState",
    "CardState",
    "CheckCode",
    "CheckKind",
    "Correction",
    "CorrectionEffect",
    "CorrectionFile",
    "CorrectionKind",
    "CorrectionNote",
    "CorrectionState",
    "HiCard",
    "ImportBatch",
    "ImportKind",
    "ImportState",
    "ImportTask",
    "LeaveCertificate",
    "LineKind",
    "LookupAlarm",
    "LookupCanary",
    "MedicalVisit",
    "NoteAuthor",
    "PaperKind",
    "PaperState",
    "ParticipationPeriod",
    "PaymentState",
    "PayoutAccount",
    "PayoutChannel",
    "PayoutState",
    "ProofDocument",
    "ProofKind",
    "RevokedBy",
    "Scheme",
    "SigningKey",
    "Source",
    "VisitLine",
    "VisitState",
    "VisitType",
]
