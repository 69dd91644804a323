"""`make messages`: collect the Vietnamese source strings into the English catalogue."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.catalogue import compile_catalogues, update_catalogue


class Command(BaseCommand):
    help = "Collect the source strings into locale/en and say how many have no English yet."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        strings, missing = update_catalogue()
        compile_catalogues()
        self.stdout.write(f"{strings} strings, {missing} without English.")
