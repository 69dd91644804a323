"""What `run` and `serve` share: check the ground, bring the database up to date, load what a new house needs.

Each step that cannot be done ends with one line that says what to do (CommandError, exit code 1).
"""

import socket
import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from portal.catalogue import compile_catalogues
from portal.embedded_db import EmbeddedServerError

CONNECT_SECONDS = 5


def check_port() -> None:
    """Refuse early when the address is taken or may not be used."""
    if not settings.PORT.isdigit():
        raise CommandError(f"PORT is {settings.PORT!r}; it must be a number such as 8000.")
    with socket.socket(socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.HOST, int(settings.PORT)))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or "not a valid port"
            raise CommandError(
                f"Port {settings.PORT} on {settings.HOST} cannot be used ({reason}). "
                f"Stop what uses it, or choose another: PORT={_next_port()} make run"
            ) from error


def _next_port() -> int:
    port = int(settings.PORT) + 1
    return port if port <= 65_535 else 8001


def connect() -> None:
    """Start the embedded server, or reach the one that DATABASE_URL names."""
    if not settings.DATABASE_URL:
        try:
            settings.EMBEDDED_DB.ensure()
        except EmbeddedServerError as error:
            raise CommandError(str(error)) from error
        return
    try:
        connection.settings_dict.setdefault("OPTIONS", {}).setdefault("connect_timeout", CONNECT_SECONDS)
        connection.ensure_connection()
    except OperationalError as error:
        reason = str(error).strip().splitlines()[-1]
        host, port = connection.settings_dict["HOST"], connection.settings_dict["PORT"] or 5432
        raise CommandError(
            f"The database at {host}:{port} (DATABASE_URL) cannot be reached: {reason} "
            "Start it or correct DATABASE_URL; without DATABASE_URL An Sinh uses its own."
        ) from error


def prepare(say: "Say", *, demo: bool) -> None:
    """Migrate, compile the translations, load territory, knowledge and, for a demo, its people. Safe to run again."""
    connect()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Updating the database …")
        call_command("migrate", verbosity=0, interactive=False)
    compile_catalogues()
    from citizens.models import Citizen
    from support.assistant import index
    from territory.models import Ward

    if not Ward.objects.exists():
        say("Loading provinces and wards …")
        call_command("load_territory", verbosity=0)
    call_command("load_knowledge", verbosity=0)
    if demo and not Citizen.objects.exists():
        say("Loading the demo: a fictional country (once, under a minute) …")
        call_command("seed_demo")
    # What the assistant learns takes some seconds, once for each state of the articles. On a laptop the site opens
    # meanwhile; in production it is done before the workers are made, so that each of them only reads it.
    if settings.PRODUCTION:
        say("Teaching the assistant …")
        index.prepare()
    else:
        index.prepare_behind()


class Say:
    """Prints a step with the seconds since the start."""

    def __init__(self) -> None:
        self.started = time.monotonic()

    def __call__(self, text: str) -> None:
        print(f"[{time.monotonic() - self.started:5.1f} s] {text}", flush=True)
