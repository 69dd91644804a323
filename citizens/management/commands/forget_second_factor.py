"""For an officer who has lost every second factor and the sheet of codes: the operator, at the machine."""

from argparse import ArgumentParser
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from citizens.accounts import notices, sessions
from citizens.models import User


class Command(BaseCommand):
    help = "Remove the second factors of a staff account and sign it out; the next sign-in sets one up anew."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"], is_staff=True).first()
        if user is None:
            raise CommandError("No staff account has this name.")
        Authenticator.objects.filter(user=user).delete()
        sessions.end_all(UserSession.objects.filter(user=user))
        notices.tell(user, _("Bước thứ hai đã được gỡ để bạn đặt lại"), topic="factor_removed")
        self.stdout.write("Removed. The officer sets a new one up at the next sign-in.")
