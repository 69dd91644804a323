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
STANDIN_HOST = "127.0.0.1"  # citizens/vneid/standin.py


def check_port() -> None:
    """Refuse early when the address is taken or may not be used: the site's, and that of the stand-in beside it."""
    if not settings.PORT.isdigit():
        raise CommandError(f"PORT is {settings.PORT!r}; it must be a number such as 8000.")
    _bind("Port {port} on {host}", settings.HOST, int(settings.PORT), "PORT")
    if settings.VNEID_STANDIN:
        name = "VNEID_STANDIN_PORT"
        _bind(
            "Port {port} on {host}, for the stand-in of VNeID,",
            STANDIN_HOST,
            settings.VNEID_STANDIN_PORT,
            name,
        )


def _bind(what: str, host: str, port: int, variable: str) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or "not a valid port"
            command = "serve" if settings.PRODUCTION else "run"
            raise CommandError(
                f"{what.format(port=port, host=host)} cannot be used ({reason}). "
                f"Stop what uses it, or choose another: {variable}={_another(port)} make {command}"
            ) from error


def _another(port: int) -> int:
    """Two on: the next is the stand-in's."""
    return port + 2 if port + 3 <= 65_535 else 8002


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
        raise CommandError(unreachable(error) or str(error)) from error


def unreachable(error: OperationalError) -> str:
    """One line about the server DATABASE_URL names; nothing when this is no matter of reaching it.

    libpq's words go over several lines, the first says what happened. They hold no password.
    """
    answered = getattr(error.__cause__, "sqlstate", None)
    if not settings.DATABASE_URL or (answered and connection.connection is not None):
        return ""
    reason = str(error).strip().splitlines()[0].rstrip(". ")
    host, port = connection.settings_dict["HOST"], connection.settings_dict["PORT"] or 5432
    return (
        f"The database at {host}:{port} (DATABASE_URL) cannot be reached: {reason}. "
        "Start it or correct DATABASE_URL; without DATABASE_URL An Sinh uses its own."
    )


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
