"""Every change of a person's rows: when, by whom, what became what. From the history triggers, newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model, OuterRef, Q, QuerySet, Subquery, prefetch_related_objects
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from citizens.actors import Actor
from citizens.models import Approval, Citizen, HouseholdMember, Merge, User
from insurance import words
from insurance.models import BenefitDecision, BenefitPayment, HiCard, ParticipationPeriod, PayoutAccount
from portal.staff.record import subject_of

MOST_SHOWN = 60
TRACKED: list[Any] = [
    Citizen,
    HouseholdMember,
    ParticipationPeriod,
    HiCard,
    BenefitDecision,
    BenefitPayment,
    PayoutAccount,
]
# Numbers of rows and bookkeeping: nothing people read.
UNSAID = frozenset({"id", "public_id", "user", "imported_at", "import_batch", "citizen"})


@dataclass(frozen=True)
class Difference:
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    at: datetime
    who: str
    what: str  # the table, in words
    which: str  # which row of it: a person has many of some
    label: str
    differences: list[Difference]
    is_new: bool = False


def label_of(event: Any) -> str:
    return {"insert": _("thêm"), "update": label_of_update(), "delete": _("xóa")}.get(event.pgh_label, "")


def changes_of(actor: Actor) -> list[Change]:
    """The newest changes of this actor's one subject, in the parts the actor may read."""
    person = subject_of(actor)
    events: list[tuple[Any, Any]] = []
    for model in TRACKED:
        rows = model.objects.all()
        part = getattr(rows, "data_class", Citizen.objects.all().data_class)
        if part not in actor.scope:
            continue
        actor.work.note(part, (person,))
        path = getattr(rows, "person_path", "citizen")
        own = {f"{path}_id" if path else "pgh_obj_id": person}
        found = model._meta.get_field("events").related_model.objects.filter(**own)
        events += [(model, event) for event in with_earlier(found)[:MOST_SHOWN]]
    events.sort(key=lambda pair: pair[1].pgh_created_at, reverse=True)
    events = events[:MOST_SHOWN]
    names, older = account_names(events), earlier(events)
    changes = [
        Change(
            event.pgh_created_at,
            who(event, names),
            str(model._meta.verbose_name),
            which(model, event),
            label_of(event),
            list(differences(model, older.get((model, event.earlier)), event)),
            is_new=event.pgh_label == "insert",
        )
        for model, event in events
    ]
    # Rows that only changed hands in a merge are told once, by the merge.
    told = [change for change in changes if change.differences or change.label != label_of_update()]
    return sorted([*merges_of(person), *told], key=lambda change: change.at, reverse=True)


def merges_of(person: int) -> Iterator[Change]:
    """Two records that became one, and their taking apart: both before, and what stood after."""
    part = Q(kept=person) | Q(retired=person)
    merges = list(Merge.objects.filter(part, done_at__isnull=False).select_related("kept", "retired"))
    steps = Approval.objects.filter(
        kind__in=("merge", "split"), state="approved", target__in=[merge.pk for merge in merges]
    ).select_related("proposed_by", "decided_by")
    by_merge = {(step.target, step.kind): step for step in steps}
    for merge in merges:
        after = {line["what"]: line["kept"] for line in merge.moved.get("after", ())}
        lines = [
            Difference(line["what"], f"{line['kept']} | {line['retired']}", after.get(line["what"], "–"))
            for line in merge.before
        ]
        for kind, at, label in (
            ("merge", merge.done_at, _("gộp %(retired)s vào %(kept)s")),
            ("split", merge.undone_at, _("tách lại %(retired)s khỏi %(kept)s")),
        ):
            step = by_merge.get((merge.pk, kind))
            if at is None or step is None or step.decided_by is None:
                continue
            yield Change(
                at,
                _("%(first)s đề nghị, %(second)s xác nhận")
                % {"first": step.proposed_by.username, "second": step.decided_by.username},
                _("hai hồ sơ của một người"),
                "",
                label % {"retired": merge.retired.bhxh_number, "kept": merge.kept.bhxh_number},
                lines if kind == "merge" else [],
            )


def label_of_update() -> str:
    return _("sửa")


def with_earlier(found: QuerySet[Any]) -> QuerySet[Any]:
    """Newest first; each names the version of its row that stood until then, as `earlier`."""
    versions = found.model._default_manager.filter(
        pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id")
    )
    last = versions.order_by("-pgh_id").values("pgh_id")[:1]
    shown: QuerySet[Any] = found.select_related("pgh_context").annotate(earlier=Subquery(last))
    return shown.order_by("-pgh_id")


def earlier(events: list[tuple[Any, Any]]) -> dict[tuple[Any, int], Any]:
    """The versions that were changed, and what all of them name: a few questions a table, however many changes."""
    older: dict[tuple[Any, int], Any] = {}
    for model in {model for model, _event in events}:
        shown = [event for each, event in events if each is model]
        numbers = [event.earlier for event in shown if event.pgh_label == "update" and event.earlier]
        kept = type(shown[0]).objects.in_bulk(numbers)
        older |= {(model, number): event for number, event in kept.items()}
        names = [
            field.name
            for field in model._meta.concrete_fields
            if field.is_relation and field.name not in UNSAID and hasattr(shown[0], field.attname)
        ]
        prefetch_related_objects([*shown, *kept.values()], *names)
    return older


# What tells one row of a table from the person's others.
NAMED_BY: dict[Any, tuple[str, ...]] = {
    ParticipationPeriod: ("scheme", "months"),
    HiCard: ("number",),
    BenefitDecision: ("decision_number",),
    BenefitPayment: ("period",),
}


def which(model: Any, event: Any) -> str:
    return ", ".join(said(model._meta.get_field(name), event) for name in NAMED_BY.get(model, ()))


def differences(model: type[Model], older: Any, newer: Any) -> Iterator[Difference]:
    for field in model._meta.concrete_fields:
        if field.name in UNSAID or not hasattr(newer, field.attname):
            continue
        now, then = getattr(newer, field.attname), getattr(older, field.attname, None)
        if now != then:
            shown = ("", said(field, newer)) if older is None else (said(field, older), said(field, newer))
            yield Difference(str(field.verbose_name), *shown)


def said(field: Any, row: Any) -> str:
    value = getattr(row, field.attname)
    if value in (None, ""):
        return "–"
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if field.is_relation:
        return str(getattr(row, field.name, None) or value)
    if isinstance(value, date):
        return date_format(value)
    lower, upper = getattr(value, "lower", None), getattr(value, "upper", None)
    if isinstance(lower, date):
        return months_or_days(field, lower, upper)
    is_amount = isinstance(value, int) and not isinstance(value, bool)
    return number_format(value, force_grouping=True) if is_amount else str(value)


def months_or_days(field: Any, lower: date, upper: date | None) -> str:
    """Both ends as people say them: ranges are kept with the day after their last."""
    if upper is None:
        return f"{date_format(lower)} –"
    return words.months_between(lower, upper) if field.name == "months" else words.days(lower, upper)


def account_names(events: list[tuple[Any, Any]]) -> dict[int, str]:
    numbers = {number for _model, event in events if (number := account_of(event))}
    staff = User.objects.filter(pk__in=numbers, is_staff=True).values_list("pk", "username")
    return dict(staff) if numbers else {}


def account_of(event: Any) -> int | None:
    context = event.pgh_context
    return context.metadata.get("user") if context is not None else None


def who(event: Any, names: dict[int, str]) -> str:
    """A member of staff by name; anybody else as what they are."""
    context = event.pgh_context
    if context is None:
        return "–"
    number = account_of(event)
    if number in names:
        return names[number]
    if number:
        return _("chính người dân hoặc người thay mặt")
    command = context.metadata.get("command")
    return _("tệp nhập hoặc việc tự động (%(command)s)") % {"command": command} if command else _("hệ thống")
