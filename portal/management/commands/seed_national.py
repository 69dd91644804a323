"""Fill the database with people by the million, for benchmarks."""

import json
import time
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.timezone import localdate
from tqdm import tqdm

from insurance.demo import national
from territory.models import Ward


class Command(BaseCommand):
    help = """Fill the database with fictional people, for benchmarks: a dozen periods each on average.

Works with or without the demo in the same database; its people are left alone. People of an earlier run are
not touched either: with --append more are added, without it the command refuses.

All or nothing, and all constraints are checked. While it runs nobody else can use the tables: not for a site
that people visit. The new rows have no entries in the history of records; later changes have."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(
            prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--citizens", type=int, default=100_000, metavar="N", help="default: 100000")
        parser.add_argument("--append", action="store_true", help="add to the people of an earlier run")
        parser.add_argument(
            "--today", type=date.fromisoformat, metavar="YYYY-MM-DD", help="the day it is (default: today)"
        )
        parser.add_argument(
            "--accounts", type=Path, metavar="FILE", help="write the sign-ins of a sample of people as JSON"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        citizens = options["citizens"]
        if citizens < 1:
            raise CommandError("--citizens must be at least 1.")
        there = national.people_on_record()
        if there and not options["append"]:
            raise CommandError(f"There are {there} people of an earlier run. Add more with --append.")
        if not Ward.objects.exists():
            call_command("load_territory", verbosity=0, stdout=self.stdout)
        periods = self._seed(citizens, options["today"] or localdate())
        if options["accounts"]:
            options["accounts"].write_text(json.dumps(national.accounts(), indent=2) + "\n", encoding="utf-8")
        self.stdout.write(
            f"Wrote {citizens} people with {periods} periods in {time.monotonic() - started:.0f} s; "
            f"{len(national.accounts())} of them can sign in (password {national.PASSWORD})."
        )

    def _seed(self, citizens: int, today: date) -> int:
        with tqdm(total=100, unit="%", disable=None, bar_format="{l_bar}{bar}| {elapsed} {postfix}") as bar:

            def tell(what: str, share: float) -> None:
                bar.set_postfix_str(what, refresh=False)
                bar.update(share * 100 - bar.n)

            try:
                with transaction.atomic():
                    return national.seed(citizens, today, tell)
            except ValueError as error:
                raise CommandError(str(error)) from error
