"""`manage.py verify_access_log`: is the record of who looked at whom still what was written?"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from citizens.access_log import verify


class Command(BaseCommand):
    help = "Check every seal of the access log and name the first broken row."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--heads", type=Path, default=settings.ACCESS_LOG_HEADS, help="exported heads to compare with"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        heads: Path = options["heads"]
        verdict = verify(heads)
        if verdict.broken:
            raise CommandError(
                f"The access log is broken after {verdict.checked} good seals: {verdict.broken}"
            )
        if not heads.is_file():
            self.stdout.write(
                f"No exported heads at {heads}: run seal_access_log to have a cut tail noticed for sure."
            )
        self.stdout.write(f"The access log is whole: {verdict.checked} seals checked.")
