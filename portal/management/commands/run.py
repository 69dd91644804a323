"""`make run`: everything a newcomer needs to see the site on this machine."""

import signal
import sys
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from citizens.demo import DEMO_PASSWORD, PERSONAS
from portal.management import companions
from portal.management.start import Say, check_port, prepare


class Command(BaseCommand):
    help = "Start the database, bring it up to date, load the demo once, and serve the site."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reload", action="store_true", help="restart when a Python file changes")

    def handle(self, *args: Any, **options: Any) -> None:
        say = Say()
        # A polite kill ends like Ctrl-C, so that the database server is stopped too.
        signal.signal(signal.SIGTERM, _leave)
        check_port()
        prepare(say, demo=settings.DEMO)
        if settings.DEMO:
            self._list_sign_ins()
        companions.start("work")
        if settings.VNEID_STANDIN:
            companions.start("vneid_standin")
            say(f"VNeID stand-in (fictional people): {settings.VNEID['ISSUER']}/")
        say(f"An Sinh: http://{settings.HOST}:{settings.PORT}/   (Ctrl-C stops everything)")
        sys.stdout.flush()
        call_command(
            "runserver",
            f"[{settings.HOST}]:{settings.PORT}"
            if ":" in settings.HOST
            else f"{settings.HOST}:{settings.PORT}",
            use_reloader=options["reload"],
            skip_checks=True,
            verbosity=0,
        )

    def _list_sign_ins(self) -> None:
        print(f"\nDemo sign-ins (fictional people; password for all: {DEMO_PASSWORD})")
        for persona in PERSONAS:
            print(f"  {persona.sign_in:<14} {persona.title}")
        print(flush=True)


def _leave(signum: int, frame: FrameType | None) -> None:
    sys.exit(0)
