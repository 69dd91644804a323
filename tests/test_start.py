"""Starting up: what goes wrong is one clear line with something to do, and no traceback."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("PORTAL_", "DJANGO_", "DATABASE_"))}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT, env={**inherited, "DEBUG": "0", **environment},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def assert_one_clear_line(result: subprocess.CompletedProcess[str], *words: str) -> None:
    assert result.returncode != 0
    assert "Traceback" not in result.stderr + result.stdout
    lines = [line for line in result.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, result.stderr
    for word in words:
        assert word in lines[0]


@pytest.fixture
def data_dir() -> Iterator[Path]:
    folder = ROOT / ".data" / f"start-{os.getpid()}"
    yield folder
    manage("stop", PORTAL_DATA_DIR=str(folder))
    shutil.rmtree(folder, ignore_errors=True)


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def test_a_taken_port(data_dir: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = manage("run", PORT=port, PORTAL_DATA_DIR=str(data_dir))
        assert_one_clear_line(result, f"Port {port}", "PORT=", "make run")
        # Unseen, people would be sent to a stranger's server to sign in.
        result = manage("run", PORT=free_port(), VNEID_STANDIN_PORT=port, PORTAL_DATA_DIR=str(data_dir))
        assert_one_clear_line(result, f"Port {port}", "VNeID", "VNEID_STANDIN_PORT=", "make run")
        result = manage(
            "serve", PORT=port, PORTAL_MODE="production", SECRET_KEY="x", PORTAL_DATA_DIR=str(data_dir)
        )
        assert_one_clear_line(result, f"Port {port}", "make serve")


def test_a_port_that_is_no_number(data_dir: Path) -> None:
    assert_one_clear_line(manage("run", PORT="http", PORTAL_DATA_DIR=str(data_dir)), "PORT", "8000")


def test_a_data_folder_that_cannot_be_written() -> None:
    # A folder below a file can be made by nobody, not even by root.
    result = manage("run", PORT=free_port(), PORTAL_DATA_DIR="/etc/hostname/data", SECRET_KEY="x")
    assert_one_clear_line(result, "/etc/hostname/data", "PORTAL_DATA_DIR")
    result = manage("run", PORT=free_port(), PORTAL_DATA_DIR="/etc/hostname/data")
    assert_one_clear_line(result, "/etc/hostname/data", "PORTAL_DATA_DIR")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://nobody:x@127.0.0.1:1/none", ("127.0.0.1:1", "DATABASE_URL", "refused")),
        ("mysql://a:b@localhost/c", ("PostgreSQL", "DATABASE_URL")),
        ("nonsense", ("DATABASE_URL",)),
    ],
)
def test_a_database_that_cannot_be_reached(data_dir: Path, url: str, words: tuple[str, ...]) -> None:
    result = manage("run", PORT=free_port(), PORTAL_DATA_DIR=str(data_dir), DATABASE_URL=url)
    assert_one_clear_line(result, *words)
    assert ":x@" not in result.stderr  # passwords stay out of messages
    other = manage("showmigrations", PORTAL_DATA_DIR=str(data_dir), DATABASE_URL=url)
    assert other.stderr.removeprefix("CommandError: ") == result.stderr.removeprefix("CommandError: ")


def test_production_refuses_to_start_without_a_secret_key(data_dir: Path) -> None:
    result = manage("serve", PORT=free_port(), PORTAL_DATA_DIR=str(data_dir), PORTAL_MODE="production")
    assert_one_clear_line(result, "SECRET_KEY", "secrets.token_urlsafe")


def test_a_python_that_is_too_old(tmp_path: Path) -> None:
    for name in ("python3", "python"):
        fake = tmp_path / name
        fake.write_text('#!/bin/sh\n[ "$1" = -V ] && echo "Python 3.8.1" && exit 0\nexit 1\n')
        fake.chmod(0o755)
    (tmp_path / "dirname").symlink_to(shutil.which("dirname"))
    result = subprocess.run(
        ["/bin/sh", str(ROOT / "tools/bootstrap.sh"), "run"],
        env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert_one_clear_line(result, "Python 3.11", "Python 3.8.1")


def test_run_serves_and_leaves_nothing_behind(data_dir: Path) -> None:
    port = free_port()
    environment = {
        k: v for k, v in os.environ.items() if not k.startswith(("PORTAL_", "DJANGO_", "DATABASE_"))
    }
    site = subprocess.Popen(
        [sys.executable, "manage.py", "run"],
        cwd=ROOT,
        env={
            **environment,
            "PORT": port,
            "VNEID_STANDIN_PORT": free_port(),
            "PORTAL_DATA_DIR": str(data_dir),
            "DEMO": "0",
        },
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        deadline = (
            time.monotonic() + 150
        )  # a first start migrates and loads; beside other tests it takes its time
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                    assert answer.status == 200
                break
            except OSError:
                assert site.poll() is None, site.stdout.read()
                assert time.monotonic() < deadline, "the site did not open"
                time.sleep(0.2)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
            assert "An Sinh" in answer.read().decode()
    finally:
        site.terminate()
        site.wait(timeout=30)
    assert site.returncode == 0
    assert "No database server was running" in manage("stop", PORTAL_DATA_DIR=str(data_dir)).stdout
