"""Remove conversations with the assistant that are older than we keep them."""

from typing import Any

from django.core.management.base import BaseCommand

from support.services import purge


class Command(BaseCommand):
    help = "Remove conversations with the assistant after 90 days. Run it daily; safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        removed = purge()
        if options["verbosity"]:
            self.stdout.write(f"Removed {removed} rows.")
