"""What becomes of every row that names a person when their two records become one.

`RELATIONS` names every column of the site that points at a person; a test fails when a new one is not in it. What is
changed is remembered, so that it can be taken back: {"rows": {relation: keys}, "was": [[model, key, {field: value}]],
"made": [[model, key]]}.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from citizens.accounts import sessions
from citizens.masks import mask_number
from citizens.models import (
    Citizen,
    Consent,
    EmployerMember,
    HouseholdMember,
    Mandate,
    Merge,
    Notification,
    WatchedPerson,
)
from insurance.models import CardState, HiCard, ParticipationPeriod, PayoutAccount

MOVES, STAYS, OWN_WAY = "moves", "stays", "own way"
RELATIONS: dict[str, str] = {
    # The log is written once and stays; the person reads both (AccessEntryQuerySet).
    "citizens.AccessEntry.subject": STAYS,
    "citizens.RecordOpening.citizen": STAYS,
    "citizens.CounterVisit.citizen": STAYS,
    "citizens.Merge.kept": STAYS,
    "citizens.Merge.retired": STAYS,
    # Ends by itself soon, or is how one record's owner liked it.
    "citizens.CounterCode.citizen": STAYS,
    "citizens.DataExport.citizen": STAYS,
    "citizens.NoticeChoice.citizen": STAYS,
    "citizens.QuietHours.citizen": STAYS,
    "citizens.WatchedPerson.citizen": OWN_WAY,
    "citizens.Citizen.merged_into": MOVES,
    "citizens.HouseholdMember.citizen": OWN_WAY,
    "citizens.Consent.citizen": OWN_WAY,
    "citizens.EmployerMember.citizen": OWN_WAY,
    "citizens.EmployerMember.invited_by": MOVES,
    "citizens.Mandate.subject": OWN_WAY,
    "citizens.Mandate.holder": OWN_WAY,
    "citizens.Mandate.revoked_by": MOVES,
    "citizens.AccessQuestion.citizen": MOVES,
    "citizens.DataRequest.citizen": MOVES,
    "citizens.IdentityClaim.citizen": MOVES,
    "citizens.IdentityEvidence.citizen": MOVES,
    "citizens.Notification.citizen": OWN_WAY,
    "insurance.ParticipationPeriod.citizen": OWN_WAY,
    "insurance.HiCard.citizen": OWN_WAY,
    "insurance.CheckCode.citizen": MOVES,
    "insurance.ProofDocument.citizen": MOVES,
    "insurance.ProofDocument.asked_by": MOVES,
    "insurance.BenefitDecision.citizen": MOVES,
    "insurance.BenefitPayment.citizen": MOVES,
    "insurance.BenefitAdjustment.citizen": MOVES,
    "insurance.PayoutAccount.citizen": OWN_WAY,
    "insurance.MedicalVisit.citizen": MOVES,
    "insurance.VisitLine.citizen": MOVES,
    "insurance.LeaveCertificate.citizen": MOVES,
    "insurance.Correction.citizen": MOVES,
    "enterprises.RowDispute.citizen": MOVES,
    "enterprises.ChangeRow.citizen": MOVES,
    "support.SupportRequest.citizen": MOVES,
    "support.CallbackBooking.citizen": MOVES,
}
Span = tuple[date, date]  # months, half open


class CannotUndoError(Exception):
    """What was moved has changed since."""


class Mover:
    """Moves what `retired` holds to `kept`, in the caller's transaction, and remembers."""

    def __init__(self, kept: Citizen, retired: Citizen, now: datetime) -> None:
        self.kept, self.retired, self.now, self.day = kept, retired, now, localdate(now)
        self.rows: dict[str, list[Any]] = {}
        self.was: list[list[Any]] = []
        self.made: list[list[Any]] = []

    def run(self) -> dict[str, Any]:
        self._periods()
        self._cards()
        self._payouts()
        self._household()
        self._mandates()
        self._memberships()
        self._consents()
        # What was said of the merge was said to both.
        said = Notification.objects.filter(citizen=self.retired).exclude(kind__startswith="merge_")
        self._move("citizens.Notification.citizen", said.values_list("pk", flat=True))
        for relation, rule in RELATIONS.items():
            if rule == MOVES:
                self._move(relation)
        self._identity()
        if WatchedPerson.objects.filter(citizen=self.retired).exists():
            watch, is_new = WatchedPerson.objects.get_or_create(
                citizen=self.kept, defaults={"set_by_id": self.retired.watch.set_by_id}
            )
            self.made += [[label(watch), watch.pk]] if is_new else []
        return {"rows": self.rows, "was": self.was, "made": self.made}

    # -- Pieces

    def _move(self, relation: str, keys: Iterable[Any] | None = None) -> None:
        model, field = model_of(relation)
        if keys is None:
            keys = everything(model).filter(**{field: self.retired.pk}).values_list("pk", flat=True)
        found = list(keys)
        if found:
            everything(model).filter(pk__in=found).update(**{f"{field}_id": self.kept.pk})
            self.rows.setdefault(relation, []).extend(found)

    def _change(self, row: Any, **values: Any) -> None:
        """Change a row and remember what stood there."""
        self.was.append([label(row), row.pk, {name: plain(getattr(row, name)) for name in values}])
        for name, value in values.items():
            setattr(row, name, value)
        type(row)._base_manager.filter(pk=row.pk).update(**values)

    def _periods(self) -> None:
        """Months both records hold count once, as the kept record says; the others stay behind on the retired one."""
        taken = spans_of(self.kept)
        for row in ParticipationPeriod.objects.filter(citizen=self.retired).order_by("pk"):
            span = (row.months.lower, row.months.upper)
            free = without(span, taken.get(row.scheme, []))
            if free == [span]:
                self._move("insurance.ParticipationPeriod.citizen", [row.pk])
            elif free:
                behind = without(span, free)
                self._change(row, months=DateRange(*free[0]), citizen_id=self.kept.pk)
                for owner, pieces in ((self.kept, free[1:]), (self.retired, behind)):
                    for piece in pieces:
                        self._copy(row, owner, piece)

    def _copy(self, row: ParticipationPeriod, owner: Citizen, span: Span) -> None:
        values = {
            field.attname: getattr(row, field.attname)
            for field in row._meta.concrete_fields
            if field.name not in {"id", "public_id"}
        }
        new = ParticipationPeriod.objects.create(
            **{**values, "citizen_id": owner.pk, "months": DateRange(*span)}
        )
        self.made.append([label(new), new.pk])

    def _cards(self) -> None:
        """Of two valid cards the kept record's stands."""
        standing = HiCard.objects.filter(citizen=self.kept, state=CardState.ACTIVE)
        for card in HiCard.objects.filter(citizen=self.retired, state=CardState.ACTIVE):
            if standing.filter(valid__overlap=card.valid).exists():
                number = mask_number(self.kept.bhxh_number)
                self._change(
                    card,
                    state=CardState.REPLACED,
                    state_reason=_("Gộp hồ sơ: dùng thẻ của mã số %(number)s") % {"number": number},
                )
        self._move("insurance.HiCard.citizen")

    def _payouts(self) -> None:
        if PayoutAccount.objects.filter(citizen=self.kept).current().exists():
            for row in PayoutAccount.objects.filter(citizen=self.retired).current():
                self._change(row, until=self.now)
        self._move("insurance.PayoutAccount.citizen")

    def _household(self) -> None:
        """One household at a time: the kept record's, where it has one."""
        stands = HouseholdMember.objects.filter(left_on=None)
        if stands.filter(citizen=self.kept).exists():
            for row in stands.filter(citizen=self.retired):
                self._change(row, left_on=max(self.day, row.joined_on + timedelta(days=1)))
        self._move("citizens.HouseholdMember.citizen")

    def _mandates(self) -> None:
        """Nobody acts for themselves, and nobody twice for one child."""
        both = (self.kept.pk, self.retired.pk)
        standing = Mandate.objects.filter(revoked_at=None)
        for row in standing.filter(subject__in=both, holder__in=both):
            self._change(row, revoked_at=self.now)
        between = Mandate.objects.filter(subject__in=both, holder__in=both).values("pk")
        for mine, other in (("subject", "holder"), ("holder", "subject")):
            children = standing.filter(kind=Mandate.Kind.CHILD).exclude(pk__in=between)
            doubled = children.filter(**{mine: self.kept.pk}).exclude(**{other: None}).values(other)
            for row in children.filter(**{mine: self.retired.pk, f"{other}__in": doubled}):
                self._change(row, revoked_at=self.now)
            own = Mandate.objects.filter(**{mine: self.retired.pk}).exclude(pk__in=between)
            self._move(f"citizens.Mandate.{mine}", own.values_list("pk", flat=True))

    def _memberships(self) -> None:
        standing = EmployerMember.objects.filter(ended_at=None)
        doubled = standing.filter(citizen=self.kept).values("employer")
        for row in standing.filter(citizen=self.retired, employer__in=doubled):
            self._change(row, ended_at=self.now)
        self._move("citizens.EmployerMember.citizen")

    def _consents(self) -> None:
        standing = Consent.objects.filter(withdrawn_at=None)
        doubled = standing.filter(citizen=self.kept).values("topic")
        stay = standing.filter(citizen=self.retired, topic__in=doubled).values("pk")
        own = Consent.objects.filter(citizen=self.retired).exclude(pk__in=stay)
        self._move("citizens.Consent.citizen", own.values_list("pk", flat=True))

    def _identity(self) -> None:
        """One personal ID number, one account. A second account is closed: nobody is asked which they meant."""
        kept, retired = self.kept, self.retired
        account, number = retired.user, retired.personal_id
        takes_number = number if number and not kept.personal_id else None
        takes_account = account if account and not kept.user_id else None
        self._change(
            retired,
            user_id=None,
            personal_id=None if takes_number else number,
            merged_into_id=kept.pk,
        )
        if takes_number or takes_account:
            self._change(
                kept,
                personal_id=takes_number or kept.personal_id,
                user_id=takes_account.pk if takes_account else kept.user_id,
            )
        if account and not takes_account:
            known = SocialAccount.objects.filter(user=kept.user_id).values("provider")
            for link in SocialAccount.objects.filter(user=account).exclude(provider__in=known):
                self._change(link, user_id=kept.user_id)
            if not account.is_staff:
                self._change(account, is_active=False)
        if account:
            sessions.end_all(UserSession.objects.filter(user=account))


def take_back(merge: Merge) -> None:
    """Everything as it was, in the caller's transaction. Raises CannotUndoError when rows are no longer there."""
    kept, retired, moved = merge.kept_id, merge.retired_id, merge.moved
    for name, key in moved["made"]:
        gone, _each = apps.get_model(name)._base_manager.filter(pk=key).delete()
        if not gone:
            raise CannotUndoError(name)
    people = {
        key: values
        for name, key, values in moved["was"]
        if name == "citizens.Citizen" and key in (kept, retired)
    }
    for key in (kept, retired):  # in this order: number and account are free again before they go back
        if key in people:
            _put_back("citizens.Citizen", key, people[key])
    for relation, keys in moved["rows"].items():
        model, field = model_of(relation)
        there = everything(model).filter(pk__in=keys)  # what its term ended meanwhile is gone from both
        if there.exclude(**{field: kept}).exists():
            raise CannotUndoError(relation)
        there.update(**{f"{field}_id": retired})
    for name, key, values in reversed(moved["was"]):
        if not (name == "citizens.Citizen" and key in people):
            _put_back(name, key, values)


def _put_back(name: str, key: Any, values: dict[str, Any]) -> None:
    model: Any = apps.get_model(name)
    read = {
        field: DateRange(date.fromisoformat(value[0]), date.fromisoformat(value[1]))
        if isinstance(value, list)
        else value
        for field, value in values.items()
    }
    if not model._base_manager.filter(pk=key).update(**read):
        raise CannotUndoError(name)


# -- Spans of months


def spans_of(person: Citizen) -> dict[str, list[Span]]:
    spans: dict[str, list[Span]] = {}
    for scheme, months in ParticipationPeriod.objects.filter(citizen=person).values_list("scheme", "months"):
        spans.setdefault(scheme, []).append((months.lower, months.upper))
    return spans


def without(span: Span, taken: Sequence[Span]) -> list[Span]:
    """What is left of a span when others are cut out of it, in order."""
    left, (start, end) = [], span
    for first, last in sorted(taken):
        if last <= start or first >= end:
            continue
        if first > start:
            left.append((start, first))
        start = max(start, last)
    return [*left, (start, end)] if start < end else left


# -- Small things


def everything(model: Any) -> Any:
    return model._base_manager.all()


def model_of(relation: str) -> tuple[Any, str]:
    name, _dot, field = relation.rpartition(".")
    return apps.get_model(name), field


def label(row: Any) -> str:
    found: str = row._meta.label
    return found


def plain(value: Any) -> Any:
    """As JSON keeps it; a range as its two ends."""
    if hasattr(value, "lower") and not isinstance(value, str):
        return [value.lower.isoformat(), value.upper.isoformat()]
    if value is None or isinstance(value, str | int | bool):
        return value
    return DjangoJSONEncoder().default(value)
