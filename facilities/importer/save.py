"""A plan into the database: all of it, or nothing."""

import pghistory
from django.db import transaction
from django.utils import timezone

from facilities.importer.plan import Change, Draft, Plan
from facilities.models import ContractPeriod, Jurisdiction, OpeningHours, Place

BATCH = 1_000


class BadRows(Exception):  # noqa: N818 - said of the file
    """A plan with bad rows is not carried out."""


def save_plan(plan: Plan, *, file: str) -> None:
    """Create and change what the plan says. `file` is noted in the history."""
    if plan.errors:
        raise BadRows(f"{len(plan.errors)} bad rows")
    with transaction.atomic(), pghistory.context(places_file=file):
        created = Place.objects.bulk_create(
            (Place(code=draft.code, ward=draft.ward, **draft.fields) for draft in plan.new), batch_size=BATCH
        )
        _change(plan.changed)
        places = {place.code: place for place in [*created, *(change.place for change in plan.existing)]}
        drafts = [*plan.new, *(change.draft for change in plan.existing)]
        _set_hours(plan, places)
        _add_contracts(plan, places)
        _set_jurisdictions(drafts, places)


def _change(changes: list[Change]) -> None:
    now = timezone.now()
    names = {"updated_at"}
    for change in changes:
        change.place.updated_at = now
        for name, (_old, new) in change.differences.items():
            if name not in {"hours", "contract"}:
                setattr(change.place, name, new)
                names.add(name.removesuffix("_id"))
    Place.objects.bulk_update([change.place for change in changes], sorted(names), batch_size=BATCH)


def _set_hours(plan: Plan, places: dict[str, Place]) -> None:
    wanted = [draft for draft in plan.new if draft.hours]
    replaced = [change.draft for change in plan.changed if "hours" in change.differences]
    OpeningHours.objects.filter(place__in=[places[draft.code] for draft in replaced]).delete()
    OpeningHours.objects.bulk_create(
        (
            OpeningHours(place=places[draft.code], weekday=weekday, opens=opens, closes=closes)
            for draft in [*wanted, *replaced]
            for weekday, opens, closes in draft.hours or ()
        ),
        batch_size=BATCH,
    )


def _add_contracts(plan: Plan, places: dict[str, Place]) -> None:
    drafts = [*plan.new, *(change.draft for change in plan.changed if "contract" in change.differences)]
    ContractPeriod.objects.bulk_create(
        (
            ContractPeriod(place=places[draft.code], period=draft.contract)
            for draft in drafts
            if draft.contract
        ),
        batch_size=BATCH,
    )


def _set_jurisdictions(drafts: list[Draft], places: dict[str, Place]) -> None:
    rows = [Jurisdiction(ward=ward, office=places[draft.code]) for draft in drafts for ward in draft.wards]
    Jurisdiction.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
