"""A killed site or a killed database server loses no row whose writer was told that it is there."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

import psycopg
import pytest

from portal.embedded_db import EmbeddedServer

ROOT = Path(__file__).resolve().parent.parent
KILLS = 10
ROWS_BETWEEN_KILLS = 25

# Stands for the site: writes, waits for the commit, says so, and revives the server when it is gone.
WRITER = """
import sys
from pathlib import Path
import psycopg
from portal.embedded_db import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]))
while True:
    try:
        server.ensure()
        with psycopg.connect(host=str(server.socket_dir), user="portal", dbname="postgres", autocommit=True) as db:
            while True:
                number = db.execute("INSERT INTO kept DEFAULT VALUES RETURNING number").fetchone()[0]
                print(number, flush=True)
    except psycopg.OperationalError:
        continue
"""


@pytest.fixture
def server() -> Iterator[EmbeddedServer]:
    root = ROOT / ".data" / f"durability-{os.getpid()}"
    server = EmbeddedServer(root)
    yield server
    server.stop("immediate")
    shutil.rmtree(root, ignore_errors=True)
    shutil.rmtree(server._home(), ignore_errors=True)
    shutil.rmtree(server.socket_dir, ignore_errors=True)


def connect(server: EmbeddedServer) -> psycopg.Connection:
    server.ensure()
    return psycopg.connect(host=str(server.socket_dir), user="portal", dbname="postgres", autocommit=True)


def start_writer(server: EmbeddedServer, acknowledged: Queue[int]) -> subprocess.Popen[str]:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(server.root)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    Thread(target=lambda: [acknowledged.put(int(line)) for line in writer.stdout], daemon=True).start()
    return writer


def server_processes(server: EmbeddedServer) -> list[int]:
    """The postmaster and its children."""
    postmaster = int((server._data() / "postmaster.pid").read_text().split("\n")[0])
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    return [postmaster, *map(int, children)]


def take(acknowledged: Queue[int], seen: set[int], count: int) -> None:
    deadline = time.monotonic() + 60
    while count:
        try:
            seen.add(acknowledged.get(timeout=1))
            count -= 1
        except Empty:
            assert time.monotonic() < deadline, "the writer came to a standstill"


def drain(acknowledged: Queue[int], seen: set[int]) -> None:
    time.sleep(0.1)
    while not acknowledged.empty():
        seen.add(acknowledged.get())


def test_ten_kills_lose_no_acknowledged_row(server: EmbeddedServer) -> None:
    with connect(server) as db:
        db.execute("CREATE TABLE kept (number bigserial PRIMARY KEY)")
    acknowledged: Queue[int] = Queue()
    seen: set[int] = set()
    writer = start_writer(server, acknowledged)
    for kill in range(KILLS):
        take(acknowledged, seen, ROWS_BETWEEN_KILLS)
        if kill % 2:  # the site
            writer.kill()
            writer.wait()
            drain(acknowledged, seen)
            writer = start_writer(server, acknowledged)
        else:  # the database server, whole
            for pid in server_processes(server):
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
    take(acknowledged, seen, ROWS_BETWEEN_KILLS)
    writer.kill()
    writer.wait()
    drain(acknowledged, seen)
    with connect(server) as db:
        kept = {number for (number,) in db.execute("SELECT number FROM kept")}
    assert len(seen) >= ROWS_BETWEEN_KILLS * KILLS
    assert seen - kept == set()


def test_a_stale_lock_file_that_names_a_living_stranger_does_not_stop_the_start(
    server: EmbeddedServer,
) -> None:
    connect(server).close()
    pids = server_processes(server)
    lock = server._data() / "postmaster.pid"
    text = lock.read_text()
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    lock.write_text(text.replace(str(pids[0]), str(os.getpid()), 1))  # alive, and no PostgreSQL
    with connect(server) as db:
        assert db.execute("SELECT 1").fetchone() == (1,)


def test_stop_ends_the_server_and_says_whether_there_was_one(server: EmbeddedServer) -> None:
    connect(server).close()
    assert server.stop() is True
    assert server.stop() is False


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another account")
def test_as_root_a_checkout_below_a_private_home_works(tmp_path: Path) -> None:
    private = tmp_path / "home"
    private.mkdir(mode=0o700)
    server = EmbeddedServer(private / "project/.data/postgres", fast=True)
    try:
        with connect(server) as db:
            assert db.execute("SELECT current_user").fetchone() == ("portal",)
        assert not server._data().is_relative_to(private)
    finally:
        server.stop("immediate")
        shutil.rmtree(server._home(), ignore_errors=True)
        shutil.rmtree(server.socket_dir, ignore_errors=True)
