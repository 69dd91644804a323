"""Serve the stand-in for VNeID on loopback. Development only."""

import os
import signal
import time
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from citizens.demo import PERSONAS
from citizens.models import Citizen
from citizens.vneid import standin


class Command(BaseCommand):
    help = "Serve a stand-in for VNeID with the demo's fictional people."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.VNEID_STANDIN:
            raise CommandError("The stand-in is for development without VNEID_ISSUER only.")
        self.running = True
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        numbers = [persona.sign_in for persona in PERSONAS]
        people = [
            standin.Person(citizen.personal_id or "", citizen.full_name)
            for citizen in Citizen.objects.filter(
                bhxh_number__in=numbers, personal_id__isnull=False
            ).order_by("pk")
        ]
        hosts = {f"http://{host}:{settings.PORT}" for host in ("localhost", "127.0.0.1", settings.HOST)}
        client = standin.Client(
            client_id=settings.VNEID["CLIENT_ID"],
            client_secret=settings.VNEID["CLIENT_SECRET"],
            redirect_uris=tuple(f"{host}/tai-khoan/vneid/ve/" for host in sorted(hosts)),
        )
        provider = standin.StandIn(issuer=settings.VNEID["ISSUER"], client=client, people=people)
        server = standin.start(provider, settings.VNEID_STANDIN_PORT)
        parent = os.getppid()
        while self.running and os.getppid() == parent:
            time.sleep(0.3)
        server.shutdown()

    def _stop(self, signum: int, frame: FrameType | None) -> None:
        self.running = False
