"""`manage.py rotate_signing_key`: a new key signs codes from now on."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from insurance.check_codes import keys


class Command(BaseCommand):
    help = (
        "Make a new key for checkable codes and retire the old one, whose codes stay valid until they expire."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--revoke",
            metavar="KEY_ID",
            help="stop believing in this key at once: all its codes become invalid",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            row = keys.rotate(revoke=options["revoke"])
        except LookupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"key {row.key_id} signs from now on")
