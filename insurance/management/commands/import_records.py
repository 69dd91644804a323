"""Bring in records from a file. All or nothing; safe to run again."""

import csv
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from citizens.actors import Reach
from insurance.imports import kinds
from insurance.imports.engine import Busy, Importer, Outcome, digest_of
from insurance.imports.files import UnreadableFile
from insurance.imports.kind import Kind
from insurance.imports.runs import begin
from insurance.models import ImportBatch, ImportState, Source
from territory.spreadsheets import inert

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Import records from CSV, XLSX or claims as XML (docs/data_formats.md lists the columns). Every bad row is "
        "listed in a file beside the input; nothing is written while there is one. Interrupted? Run it again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=sorted(kinds()))
        parser.add_argument("file", type=Path, nargs="?")
        parser.add_argument("--template", action="store_true", help="print an example file and stop")
        parser.add_argument("--dry-run", action="store_true", help="show what would change, write nothing")
        parser.add_argument(
            "--diff", type=Path, help="with --dry-run: write every row's difference to this file"
        )
        parser.add_argument("--errors", type=Path, help="where bad rows are listed (default: FILE.loi.csv)")
        parser.add_argument(
            "--fixes", type=Path, help="a corrected error file of the same FILE, refused before"
        )
        parser.add_argument(
            "--source", default=Source.AGENCY, choices=Source.values, help="source of rows that do not say"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        kind = kinds()[options["kind"]]
        if options["template"]:
            self._template(kind)
            return
        path: Path | None = options["file"]
        if path is None:
            raise CommandError("Which file? Or --template for an example.")
        errors_to = options["errors"] or path.with_name(f"{path.stem}.loi.csv")
        diff_to = options["diff"] or (path.with_name(f"{path.stem}.khac.csv") if options["dry_run"] else None)
        try:
            batch = self._batch(kind, path, options["source"], options["fixes"])
            outcome = self._run(kind, batch, path, errors_to, diff_to, options)
        except UnreadableFile as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{path.name}: {error.strerror}.") from error
        except Busy as error:
            raise CommandError(
                "Another import of this kind is running. Try again when it is done."
            ) from error
        self._report(outcome, batch, errors_to, diff_to, dry=options["dry_run"])

    def _batch(self, kind: Kind, path: Path, source: str, fixes: Path | None) -> ImportBatch:
        if fixes is None:
            return begin(kind, path, source=source)
        # The very file: lines of a list of errors mean nothing in another one.
        of_file = ImportBatch.objects.filter(kind=kind.name, digest=digest_of(path), created_by=None)
        found = of_file.filter(state__in=[ImportState.REFUSED, ImportState.RUNNING]).order_by("-pk").first()
        done = of_file.filter(state=ImportState.DONE).order_by("-pk").first()
        if done is not None and (found is None or done.pk > found.pk):
            raise CommandError(f"{path.name} is on record already, corrections included. Nothing to do.")
        if found is None:
            raise CommandError(f"{path.name}, as it is now, was not refused: import it without --fixes.")
        return found

    def _run(
        self, kind: Kind, batch: ImportBatch, path: Path, errors_to: Path, diff_to: Path | None, options: Any
    ) -> Outcome:
        bar_format = "{desc:24}{percentage:3.0f}%|{bar}| {elapsed}"
        with tqdm(total=1.0, bar_format=bar_format, disable=None, file=sys.stderr) as bar:

            def tell(what: str, share: float) -> None:
                bar.set_description_str(what, refresh=False)
                bar.update(max(0.0, share - bar.n))

            importer = Importer(batch, kind, path, reach=Reach(nationwide=True), tell=tell)
            return importer.run(
                apply=not options["dry_run"], errors_to=errors_to, diff_to=diff_to, fixes=options["fixes"]
            )

    def _report(
        self, found: Outcome, batch: ImportBatch, errors_to: Path, diff_to: Path | None, *, dry: bool
    ) -> None:
        for heading in found.unknown_headings:
            self.stdout.write(f"Column not used: {heading}.")
        if found.resumed_from:
            self.stdout.write(f"Continued after row {found.resumed_from:,} of an interrupted run.")
        self.stdout.write(
            f"{found.rows:,} rows: {found.new:,} new, {found.changed:,} changed, {found.same:,} on record already, "
            + (f"{found.removed:,} removed, " if found.removed else "")
            + f"{found.bad_rows:,} bad. "
            + ", ".join(f"{name} {took:.1f} s" for name, took in found.seconds.items())
        )
        if found.bad_rows:
            self._show(errors_to)
            raise CommandError(
                f"Nothing was imported: {found.bad_rows:,} bad rows are listed in {errors_to}. Correct them there and "
                f"run again with --fixes {errors_to.name}, or correct the file itself."
            )
        if dry:
            if diff_to:
                self._show(diff_to)
                self.stdout.write(f"Every row's difference: {diff_to}")
            self.stdout.write("Dry run: nothing was written.")
        else:
            self.stdout.write(f"Imported. Batch {batch.public_id}.")

    def _show(self, path: Path) -> None:
        """The first lines of a list, without what would name a person: line, column, what, why."""
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, row in enumerate(csv.reader(file)):
                if number > SHOWN:
                    self.stdout.write("  …")
                    break
                self.stdout.write("  " + "; ".join(filter(None, (row[0], row[1], *row[3:5][:1]))))

    def _template(self, kind: Kind) -> None:
        writer = csv.writer(self.stdout)
        for row in kind.template():
            writer.writerow([inert(cell) for cell in row])
