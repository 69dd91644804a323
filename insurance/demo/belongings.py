"""Cards, benefits, visits and papers for everybody in the demo's country, beside their periods."""

from collections.abc import Sequence
from random import Random

from django.db.models import Model

from citizens.demo.bulk import create
from citizens.demo.country import Country
from citizens.demo.homes import SEED
from citizens.models import Citizen
from insurance.demo.benefits import Benefits
from insurance.demo.cards import cards
from insurance.demo.persona_records import RECORDS, Record
from insurance.demo.visits import visits
from insurance.models import (
    BenefitAdjustment,
    BenefitDecision,
    BenefitPayment,
    HiCard,
    LeaveCertificate,
    MedicalVisit,
    ParticipationPeriod,
    Scheme,
    VisitLine,
)

# The order of writing: the whole before its parts.
MODELS: tuple[type[Model], ...] = (
    HiCard,
    BenefitDecision,
    BenefitPayment,
    BenefitAdjustment,
    MedicalVisit,
    VisitLine,
    LeaveCertificate,
)


class Belongings:
    """Collects the rows of one person after the other, to be written at the end. The caller holds a transaction."""

    def __init__(self, country: Country) -> None:
        self.country = country
        self.written = {country.persona(key).bhxh_number: write for key, write in RECORDS.items()}
        self.waiting: list[Model] = []

    def add(self, citizen: Citizen, periods: Sequence[ParticipationPeriod]) -> None:
        """Make up the person's rows beside their periods."""
        self.waiting += self.rows_of(citizen, periods)

    def rows_of(self, citizen: Citizen, periods: Sequence[ParticipationPeriod]) -> list[Model]:
        rng = Random(f"{SEED} belongings {citizen.bhxh_number}")  # noqa: S311 - fiction, not secrets
        today = self.country.today
        health = [period for period in periods if period.scheme == Scheme.BHYT]
        own_cards = cards(citizen, health, today, rng)
        benefits = Benefits(citizen, periods, today, rng)
        write = self.written.get(citizen.bhxh_number)
        benefits.make(is_persona=write is not None)
        if write:
            write(Record(citizen, own_cards, benefits, today, rng))
        else:
            benefits.rows += visits(citizen, own_cards, today, rng)
        return [*own_cards, *benefits.rows]

    def save(self) -> None:
        """Write them, the whole before its parts."""
        for model in MODELS:
            create(model, [row for row in self.waiting if type(row) is model], lambda count: None)
        self.waiting = []
