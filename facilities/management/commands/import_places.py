"""Bring in places from a file. All or nothing; safe to repeat."""

from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from facilities.importer.plan import Change, Defaults, Plan, Planner
from facilities.importer.readers import UnreadableFile, read
from facilities.importer.save import save_plan

SHOWN = 20  # lines of each kind; --all shows every one


class Command(BaseCommand):
    help = (
        "Import places from CSV, XLSX, GeoJSON or Overpass JSON (docs/places_import.md lists the columns). "
        "A file with a bad row is not imported at all; every bad row is listed. Run it again as often as you like."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="show what would change, write nothing")
        parser.add_argument(
            "--kind", default="", help="kind of rows that do not say: office, agent, payment, hospital, …"
        )
        parser.add_argument("--source", default="", help="source of rows that do not say")
        parser.add_argument("--licence", default="", help="licence of rows that do not say")
        parser.add_argument(
            "--create-duplicates", action="store_true", help="create places that look like one on record"
        )
        parser.add_argument(
            "--not-duplicate",
            action="append",
            default=[],
            metavar="CODE",
            help="create this row all the same",
        )
        parser.add_argument(
            "--skip-bad-rows", action="store_true", help="list bad rows and import the others"
        )
        parser.add_argument("--all", action="store_true", help="show every change, not only the first few")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows, unknown = read(options["file"])
        except UnreadableFile as error:
            raise CommandError(str(error)) from error
        defaults = Defaults(kind=options["kind"], source=options["source"], licence=options["licence"])
        plan = Planner(defaults).build(
            rows, create_duplicates=options["create_duplicates"], not_duplicates=options["not_duplicate"]
        )
        self._report(plan, len(rows), unknown, None if options["all"] else SHOWN)
        if plan.errors and not options["skip_bad_rows"]:
            raise CommandError(
                f"Nothing was imported: {len(plan.errors)} bad rows. Correct them, or use --skip-bad-rows."
            )
        plan.errors.clear()
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was written.")
            return
        save_plan(plan, file=options["file"].name)
        self.stdout.write(f"Imported: {len(plan.new)} new, {len(plan.changed)} changed.")

    def _report(self, plan: Plan, number: int, unknown: list[str], shown: int | None) -> None:
        kept = sum(len(change.kept) for change in plan.existing)
        self.stdout.write(
            f"{number} rows: {len(plan.new)} new, {len(plan.changed)} changed, {len(plan.unchanged)} unchanged, "
            f"{len(plan.duplicates)} possible duplicates (not created), {len(plan.errors)} bad.\n"
            f"Wards: {plan.former_names} by a former name, {plan.guessed_wards} guessed from the coordinates. "
            f"Fields kept as staff corrected them: {kept}."
        )
        if unknown:
            self.stdout.write(f"Columns not used: {', '.join(unknown)}.")
        self._lines("Bad rows", (f"line {line}: {text}" for line, text in plan.errors), None)
        self._lines("Warnings", (f"line {line}: {text}" for line, text in plan.warnings), shown)
        self._lines(
            "Possible duplicates",
            (
                f"line {twin.draft.line}: {twin.draft.code} {twin.draft.fields['name']} = "
                f"{twin.code} {twin.name}, {twin.metres:.0f} m apart"
                for twin in plan.duplicates
            ),
            shown,
        )
        self._lines("Changes", (text for change in plan.changed for text in _change_lines(change)), shown)
        self._lines(
            "New", (f"{draft.code} {draft.fields['name']} ({draft.ward.name})" for draft in plan.new), shown
        )

    def _lines(self, title: str, lines: Iterable[str], shown: int | None) -> None:
        every = list(lines)
        if every:
            self.stdout.write(f"{title}:")
            for line in every[:shown]:
                self.stdout.write(f"  {line}")
            if shown is not None and len(every) > shown:
                self.stdout.write(f"  … and {len(every) - shown} more")


def _change_lines(change: Change) -> Iterable[str]:
    for name, (old, new) in change.differences.items():
        yield f"{change.place.code} {name}: {old!r} -> {new!r}"
    for name in change.kept:
        yield f"{change.place.code} {name}: kept as corrected by staff"
