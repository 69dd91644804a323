"""Processes that live beside the site: started with it, ended with it."""

import atexit
import subprocess
import sys

from django.conf import settings

_running: list[subprocess.Popen[bytes]] = []


def start(command: str) -> None:
    """Start a management command of ours in the background. It ends by itself when this process is gone."""
    if not _running:
        atexit.register(stop)
    _running.append(subprocess.Popen([sys.executable, str(settings.BASE_DIR / "manage.py"), command]))


def stop() -> None:
    for process in _running:
        process.terminate()
    for process in _running:
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
    _running.clear()
