"""What is on record, by subject. Months are half-open date ranges; money is whole VND; history by triggers."""

from insurance.models.imports import ImportBatch, ImportKind, ImportState
from insurance.models.participation import ParticipationPeriod, PaymentState, Scheme, Source

__all__ = [
    "ImportBatch",
    "ImportKind",
    "ImportState",
    "ParticipationPeriod",
    "PaymentState",
    "Scheme",
    "Source",
]
