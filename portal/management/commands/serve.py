"""`make serve`: the production set-up on this machine: gunicorn, DEBUG off, hashed static files."""

import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from gunicorn.app.base import BaseApplication

from portal.management import companions
from portal.management.start import Say, check_port, prepare


class Command(BaseCommand):
    help = "Bring the database up to date, collect static files and serve with gunicorn."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.PRODUCTION:
            raise CommandError(
                "serve is the production set-up: run `make serve`, or set PORTAL_MODE=production."
            )
        say = Say()
        check_port()
        prepare(say, demo=settings.DEMO)
        say("Collecting static files …")
        call_command("collectstatic", interactive=False, verbosity=0)
        companions.start("work")
        say(f"An Sinh: http://{settings.HOST}:{settings.PORT}/   (Ctrl-C stops everything)")
        sys.stdout.flush()
        Gunicorn().run()


class Gunicorn(BaseApplication):
    """gunicorn in this process, which stays a user of the embedded server while workers come and go."""

    def load_config(self) -> None:
        for name, value in {
            "bind": f"{settings.HOST}:{settings.PORT}",
            "workers": settings.WEB_WORKERS,
            "worker_class": "gthread",
            "threads": 2,
            "proc_name": "an-sinh",
            "accesslog": None,  # it would write paths and query strings; our own request line does not
            "loglevel": "warning",
            "control_socket_disable": True,
            "max_requests": 10_000,
            "max_requests_jitter": 1_000,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from portal.wsgi import application

        return application
