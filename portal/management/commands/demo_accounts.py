"""Who can sign in to the demo."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from citizens.demo import DEMO_PASSWORD, DEMO_TOTP_SECRET, PERSONAS, second_factor


class Command(BaseCommand):
    help = "List the demo's sign-ins: fictional people, and staff of each role."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs: a list of objects")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["json"]:
            accounts = [
                {
                    "persona": persona.key,
                    "role": persona.role,
                    "sign_in": persona.sign_in,
                    "password": DEMO_PASSWORD,
                    "look_at": list(persona.look_at),
                    # For an app of codes, and what it would show at this moment.
                    "totp_secret": DEMO_TOTP_SECRET if persona.is_staff else None,
                    "totp_code": second_factor.code() if persona.is_staff else None,
                }
                for persona in PERSONAS
            ]
            self.stdout.write(json.dumps(accounts, ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"Fictional people. Password for all of them: {DEMO_PASSWORD}\n")
        self.stdout.write(
            f"Officers' second step: {second_factor.code()} now; secret for an app of codes: {DEMO_TOTP_SECRET}\n\n"
        )
        for persona in PERSONAS:
            self.stdout.write(f"{persona.sign_in:<14} {persona.title} ({persona.title_en})")
            self.stdout.write(f"{'':<14} {'  '.join(persona.look_at)}")
