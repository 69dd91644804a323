"""Build the demo's fictional country."""

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from typing import Any

import pghistory
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.timezone import localdate
from tqdm import tqdm

from citizens.demo import country
from enterprises import demo as units
from facilities import demo as places
from insurance.demo import corrections, records
from insurance.models import HiCard
from portal.news.demo import loading as news
from support import demo as support
from territory.models import Ward

EARLIEST = date(2026, 2, 1)  # the personas' written lives need this much past


class Command(BaseCommand):
    help = (
        "Build a fictional country: people in households, employers, offices and working lives up to last month. "
        "The same people every time; all or nothing; does nothing where the demo is already there."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--today", type=date.fromisoformat, metavar="YYYY-MM-DD", help="the day it is (default: today)"
        )
        parser.add_argument("--citizens", type=int, default=country.CITIZENS, help="default: %(default)s")
        parser.add_argument("--dry-run", action="store_true", help="make everything up, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        today = options["today"] or localdate()
        if today < EARLIEST:
            raise CommandError(f"--today must not be before {EARLIEST}.")
        if country.is_there():
            country.save_staff()
            self.stdout.write("The demo is already there; nothing was changed.")
            return
        with transaction.atomic(), pghistory.context(command="seed_demo"):
            if not Ward.objects.exists():
                call_command("load_territory", verbosity=0, stdout=self.stdout)
            call_command("load_knowledge", verbosity=0, stdout=self.stdout)
            if not options["dry_run"]:
                news.load()
            self._build(today, options["citizens"], dry_run=options["dry_run"])

    def _build(self, today: date, citizens: int, *, dry_run: bool) -> None:
        # Each person counts three times: made up, saved, and given a record.
        with tqdm(total=3 * citizens, unit=" steps", disable=None, desc="Demo") as bar:
            made_up = country.plan_country(today, citizens, bar.update)
            people = sum(1 for _citizen in made_up.citizens)
            bar.total = 2 * people + made_up.size
            if dry_run:
                periods = sum(len(rows) for rows in records.plan_periods(made_up, bar.update))
            else:
                country.save_country(made_up, bar.update)
                periods = records.save_periods(made_up, bar.update)
                places.load(today, _named_in_records(made_up, today))
                support.load()
                units.save(made_up)
                corrections.load(made_up, "canbo.dongnai", "quantri")
        self.stdout.write(
            f"{'Would write' if dry_run else 'Wrote'} {people} people in {len(made_up.homes)} households, "
            f"{len(made_up.workplaces)} employers, {len(made_up.offices)} offices and {periods} periods."
        )


def _named_in_records(made_up: country.Country, today: date) -> Iterator[dict[str, str]]:
    """Rows of places for the base offices employers report to, and for where the personas' cards are registered."""
    for office in made_up.offices:
        if not office.code.endswith("000"):
            yield places.office_row(office.code, office.name, office.code[2:])
    people = [member.bhxh_number for home in made_up.by_persona.values() for member in home.members]
    cards = HiCard.objects.filter(citizen__bhxh_number__in=people).order_by("-valid")
    seen: set[str] = set()
    for code, name, ward in cards.values_list("facility_code", "facility_name", "citizen__ward"):
        if code not in seen:
            seen.add(code)
            yield places.facility_row(code, name, ward, today)
