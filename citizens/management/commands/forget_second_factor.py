"""For an officer who has lost every second factor and the sheet of codes: the operator, at the machine."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from citizens.models import User
from citizens.staff import posts


class Command(BaseCommand):
    help = "Remove the second factors of a staff account and sign it out; the next sign-in sets one up anew."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"], is_staff=True).first()
        if user is None:
            raise CommandError("No staff account has this name.")
        posts.forget_factors(user)
        self.stdout.write("Removed. The officer sets a new one up at the next sign-in.")
