"""The worker: sends messages and does what waits for its time. `make run` and `make serve` start one."""

import logging
import os
import signal
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections, connection

from citizens import access_log, chores, exports, limits
from citizens.accounts import codes, contacts, identity
from citizens.messaging import outbox
from citizens.uploads import store as uploads

logger = logging.getLogger("portal.worker")

IDLE_SECONDS = 0.5
# What is done beside sending, and how often in seconds.
CHORES: tuple[tuple[Callable[[], int], float], ...] = (
    (identity.compare_claims, 5),
    (exports.build_waiting, 2),
    (access_log.seal_pending, 5),
    (access_log.export_known_heads, 3600),
    (contacts.apply_due, 10),
    (codes.purge, 3600),
    (outbox.purge, 600),
    (uploads.rescan_held, 30),
    (limits.purge, 3600),
)


def all_chores() -> tuple[tuple[Callable[[], int], float], ...]:
    return CHORES + chores.registered()


class Command(BaseCommand):
    help = "Send queued messages and carry out what is due. Any number may run at once."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, and end")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            done = outbox.deliver_due() + sum(chore() for chore, _every in all_chores())
            self.stdout.write(f"{done}")
            return
        self.running, self.apart = True, dict[int, threading.Thread]()
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        parent = os.getppid()
        due = dict.fromkeys(range(len(all_chores())), 0.0)
        while self.running and os.getppid() == parent:
            if not self._round(due):
                time.sleep(IDLE_SECONDS)

    def _stop(self, signum: int, frame: FrameType | None) -> None:
        self.running = False

    def _round(self, due: dict[int, float]) -> int:
        try:
            close_old_connections()
            count = outbox.deliver_due()
            for number, (chore, every) in enumerate(all_chores()):
                if time.monotonic() >= due[number]:
                    due[number] = time.monotonic() + every
                    if chores.is_apart(chore):
                        self._beside(number, chore)
                    else:
                        chore()
        except OperationalError:
            # The database restarts: wait for it.
            logger.warning("the worker lost the database")
            connection.close()
            return 0
        return count

    def _beside(self, number: int, chore: chores.Chore) -> None:
        """In a thread of its own, one of a chore at a time. It ends with the worker."""
        before = self.apart.get(number)
        if before is None or not before.is_alive():
            self.apart[number] = threading.Thread(target=_work_apart, args=(chore,), daemon=True)
            self.apart[number].start()


def _work_apart(chore: chores.Chore) -> None:
    try:
        chore()
    except OperationalError:
        logger.warning("a chore lost the database")
    finally:
        connection.close()
