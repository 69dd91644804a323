"""`manage.py seal_access_log [--loop]`: put new access-log entries into their month's chain."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from citizens.access_log import export_heads, seal_pending

PAUSE_SECONDS = 5
EXPORT_SECONDS = 3_600


class Command(BaseCommand):
    help = "Seal new access-log entries and export the signed ends of the chains. Safe to run twice at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", action="store_true", help=f"go on, every {PAUSE_SECONDS} seconds")
        parser.add_argument("--heads", type=Path, default=settings.ACCESS_LOG_HEADS)

    def handle(self, *args: Any, **options: Any) -> None:
        exported_at: float | None = None
        while True:
            sealed = seal_pending()
            if exported_at is None or time.monotonic() - exported_at >= EXPORT_SECONDS:
                export_heads(options["heads"])
                exported_at = time.monotonic()
            if not options["loop"]:
                self.stdout.write(f"{sealed} entries sealed.")
                return
            time.sleep(PAUSE_SECONDS)
