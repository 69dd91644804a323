"""`make stop`: end a database server that a killed process left behind."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Stop the embedded database server, whoever started it."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DATABASE_URL:
            self.stdout.write("DATABASE_URL is set: An Sinh started no database server.")
        elif settings.EMBEDDED_DB.stop():
            self.stdout.write("The database server is stopped.")
        else:
            self.stdout.write("No database server was running.")
