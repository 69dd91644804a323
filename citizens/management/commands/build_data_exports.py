"""`manage.py build_data_exports [--loop]`: build the files people asked for."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from citizens.exports import build_waiting

PAUSE_SECONDS = 2


class Command(BaseCommand):
    help = "Build the personal data files that wait. Safe to run in several processes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", action="store_true", help=f"go on, every {PAUSE_SECONDS} seconds")

    def handle(self, *args: Any, **options: Any) -> None:
        while True:
            built = build_waiting()
            if not options["loop"]:
                self.stdout.write(f"{built} files built.")
                return
            time.sleep(PAUSE_SECONDS)
