"""Numbers that belong to nobody: whoever looks one up is trying numbers out, and the alarm sounds."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from citizens.models import Citizen
from citizens.querysets import only_digits
from citizens.rules.numbers import names_a_person
from insurance.lookups.gate import canary_key
from insurance.models import LookupCanary


class Command(BaseCommand):
    help = "Plant numbers (10 or 12 digits) that belong to nobody. The database keeps a keyed digest, not the number."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("numbers", nargs="+")
        parser.add_argument(
            "--note", default="", help="where this number was left, for whoever reads the alarm"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        numbers = [only_digits(number) for number in options["numbers"]]
        for number in numbers:
            if not names_a_person(number):
                raise CommandError("A canary has 10 digits (BHXH number) or 12 (personal ID).")
            if Citizen.objects.numbered(number).exists():
                raise CommandError("One of these numbers belongs to a person: a canary must be nobody's.")
        planted = LookupCanary.objects.bulk_create(
            [LookupCanary(number_key=canary_key(number), note=options["note"][:100]) for number in numbers],
            ignore_conflicts=True,
        )
        self.stdout.write(f"Planted: {len(planted)}.")
