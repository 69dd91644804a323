"""Examining a file in a process of its own: what a hostile file breaks there harms nobody."""

import json
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore

from citizens.uploads.content import RefusedError, SafeFile

PATIENCE = 20  # seconds for one file
AT_ONCE = 2  # files a web process examines at the same time
TURN = 10  # seconds somebody waits for a turn
ROOT = Path(__file__).resolve().parent.parent.parent

_turns = BoundedSemaphore(AT_ONCE)


def examine_apart(data: bytes) -> SafeFile:
    """A harmless copy of `data`. Raises RefusedError; a process that dies or hangs refuses the file."""
    if not _turns.acquire(timeout=TURN):
        raise RefusedError("busy")
    try:
        run = subprocess.run(
            [sys.executable, "-m", "citizens.uploads.content"],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            # SECURITY: no secret of the site is in what the process can see.
            env={"PATH": "", "LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"},
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise RefusedError("broken") from None
    finally:
        _turns.release()
    head, _newline, copy = run.stdout.partition(b"\n")
    try:
        answer = json.loads(head)
        if run.returncode != 0:
            raise RefusedError("broken")
        if "refused" in answer:
            raise RefusedError(answer["refused"])
        return SafeFile(answer["kind"], answer["pages"], copy)
    except (ValueError, KeyError, TypeError) as error:
        if isinstance(error, RefusedError):
            raise
        raise RefusedError("broken") from None
