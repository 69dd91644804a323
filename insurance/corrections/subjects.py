"""The row that a request is about: found by its address for whoever asks, or by the request for an officer."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_date

from citizens.actors import Actor
from citizens.models import Citizen
from insurance.corrections.fields import MOST_TEXT, Field
from insurance.corrections.kinds import BY_CODE, KINDS, OWN_ACCOUNT, PAYOUT, Kind
from insurance.models import Correction, CorrectionKind, ParticipationPeriod, PayoutAccount

OWN_FACTS = "ho-so"  # the key of one's own facts in addresses


@dataclass(frozen=True)
class Gap:
    """Months that are not on record: a row that is not there."""

    start: date
    end: date  # half open

    @property
    def key(self) -> str:
        return f"{self.start:%Y-%m}--{self.end:%Y-%m}"

    @classmethod
    def of(cls, key: str) -> "Gap | None":
        found = re.fullmatch(r"(\d{4}-\d\d)--(\d{4}-\d\d)", key, re.ASCII)
        start, end = (_month(found[1]), _month(found[2])) if found else (None, None)
        return cls(start, end) if start and end and start < end else None


def _month(text: str) -> date | None:
    try:
        return parse_date(f"{text}-01")
    except ValueError:
        return None


@dataclass(frozen=True)
class Subject:
    """A row found for an actor, ready to be reported."""

    kind: Kind
    key: str
    row: Any

    @property
    def token(self) -> str:
        """For the address of the form."""
        return f"{self.kind.slug}-{self.key}"

    @property
    def line(self) -> str:
        return self.kind.line(self.row)[:MOST_TEXT]

    def values(self) -> list[tuple[Field, str]]:
        """Each field with its value on record."""
        return [(field, field.recorded(self.row)) for field in self.kind.fields]


def find(actor: Actor, token: str) -> Subject | None:
    """The row an address names, among those this actor may see; None for anything else."""
    kind = next((kind for kind in KINDS if token.startswith(f"{kind.slug}-")), None)
    return of_key(actor, kind, token.removeprefix(f"{kind.slug}-")) if kind else None


def of_key(actor: Actor, kind: Kind, key: str) -> Subject | None:
    if kind.kind is CorrectionKind.GAP:
        gap = Gap.of(key)
        # SECURITY: a gap is nobody's row; whose record it is missing from is asked all the same.
        own = ParticipationPeriod.objects.for_actor(actor)
        return Subject(kind, key, gap) if gap and own.exists() else None
    if kind.kind is CorrectionKind.PERSON:
        person = Citizen.objects.for_actor(actor).select_related("ward").first() if key == OWN_FACTS else None
        return Subject(kind, OWN_FACTS, person) if person else None
    try:
        public_id = UUID(key)
    except ValueError:
        return None
    row = rows_of(actor, kind).filter(public_id=public_id).first()
    return Subject(kind, str(public_id), row) if row else None


def rows_of(actor: Actor, kind: Kind) -> Any:
    """The rows of a kind this actor may see, with what their line needs."""
    if kind.model is None:
        raise ValueError(kind.kind)
    rows = kind.model._default_manager.for_actor(actor)  # type: ignore[attr-defined]
    related = {CorrectionKind.PERIOD: ("employer",), CorrectionKind.PAYMENT: ("decision",)}
    return rows.select_related(*related.get(kind.kind, ()))


def payout_of(actor: Actor, citizen_id: int) -> Subject:
    """Where the person's benefits go now; a subject without a row when nothing is on record."""
    current = PayoutAccount.objects.for_actor(actor).current().filter(citizen=citizen_id).first()
    return Subject(PAYOUT, OWN_ACCOUNT, current)


def of_correction(actor: Actor, correction: Correction) -> Subject | None:
    """The row of a correction as it stands now, for an officer; None when it is gone."""
    kind = BY_CODE[CorrectionKind(correction.kind)]
    row: Any
    if kind.kind is CorrectionKind.PAYOUT:  # there may be none yet
        return payout_of(actor, correction.citizen_id)
    if kind.kind is CorrectionKind.GAP:
        row = Gap.of(correction.key)
    elif kind.kind is CorrectionKind.PERSON:
        row = Citizen.objects.for_actor(actor).filter(pk=correction.citizen_id).select_related("ward").first()
    else:
        own = rows_of(actor, kind).filter(citizen=correction.citizen_id)
        row = own.filter(public_id=correction.key).first()
    return Subject(kind, correction.key, row) if row else None
