"""A production server for the length of a measurement, and people who are signed in to it."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.test import Client


def prepare(citizens: int) -> None:
    """Migrate and fill the database of the measurements once; further runs use what is there."""
    from insurance.demo import national
    from portal.management.start import connect

    connect()
    call_command("migrate", verbosity=0)
    there = national.people_on_record()
    if there < citizens:
        print(f"Filling the database: {citizens - there:,} people (once) …", flush=True)
        call_command("seed_national", citizens=citizens - there, append=True)
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        call_command("collectstatic", interactive=False, verbosity=0)


def sessions(count: int) -> list[str]:
    """Session cookies of people of the sample."""
    from citizens.models import User
    from insurance.demo.national import ACCOUNT_PREFIX

    cookies = []
    for user in User.objects.filter(username__startswith=ACCOUNT_PREFIX).order_by("pk")[:count]:
        client = Client()
        client.force_login(user)
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}")
    return cookies


@contextmanager
def running(**environment: str) -> Iterator[tuple[str, int]]:
    """Serve with gunicorn, one worker, and give its host and port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "gunicorn", "portal.wsgi:application", "--bind", f"127.0.0.1:{port}",
        "--workers", "1", "--worker-class", "gthread", "--threads", "4",
        "--log-level", "warning", "--no-control-socket",
    ]  # fmt: skip
    server = subprocess.Popen(
        command,
        env={**os.environ, **environment, "DJANGO_SETTINGS_MODULE": "bench.settings"},
        stderr=subprocess.DEVNULL,
    )
    try:
        for _attempt in range(200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).close()
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise RuntimeError("the server did not start")
        yield "127.0.0.1", port
    finally:
        server.terminate()
        server.wait()
