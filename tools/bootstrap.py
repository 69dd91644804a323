"""From a bare Python to a running command: make the virtual environment, install, hand over.

Standard library only. Installs again only when a requirements file changed.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def fail(line: str) -> NoReturn:
    """Say in one line what is wrong and what to do, and leave."""
    sys.exit(line)


def run_quietly(*command: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)


def make_venv() -> None:
    try:
        if PYTHON.exists() and run_quietly(PYTHON, "-c", "import pip").returncode == 0:
            return
        result = run_quietly(sys.executable, "-m", "venv", "--clear", VENV)
    except OSError as error:
        fail(f"Cannot create {VENV}: {error.strerror}. Make the folder writable, or move the project.")
    if result.returncode:
        if not os.access(ROOT, os.W_OK):
            fail(f"Cannot write to {ROOT}. Make the folder writable, or move the project to one that is.")
        detail = (result.stderr or result.stdout).strip().splitlines()[-1:]
        fail(
            "Python's venv module does not work here (on Debian and Ubuntu: install python3-venv). "
            + " ".join(detail)
        )


def install(name: str) -> None:
    """Install a requirements file, once for each content of it."""
    wanted = [ROOT / "requirements.txt", ROOT / name]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in wanted)).hexdigest()[:16]
    stamp = VENV / f".installed-{name}-{digest}"
    if stamp.exists():
        return
    print(f"Installing {name} into .venv (once) …", flush=True)
    command = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--quiet", "-r", ROOT / name]
    if subprocess.run([str(part) for part in command], check=False).returncode:
        fail(f"Installing {name} failed: see pip's words above. Check the network and run the command again.")
    stamp.touch()


def hand_over(*arguments: object, **environment: str) -> NoReturn:
    """Become the real command: it gets our process, so Ctrl-C reaches it and its exit code is ours."""
    os.environ.update(environment)
    command = [str(PYTHON), *map(str, arguments)]
    os.chdir(ROOT)
    os.execv(command[0], command)


def main() -> NoReturn:
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is where an old Python is told so
        fail(f"An Sinh needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    command, *rest = sys.argv[1:] or ["run"]
    make_venv()
    install("requirements.txt")
    manage = ROOT / "manage.py"
    if command in {"run", "stop"}:
        hand_over(manage, command, *rest, DJANGO_RUNSERVER_HIDE_WARNING="true")
    if command == "serve":
        hand_over(manage, "serve", *rest, PORTAL_MODE="production")
    if command == "manage":
        hand_over(manage, *rest)
    install("requirements-dev.txt")
    if command == "test":
        hand_over("-m", "pytest", *rest)
    if command == "lint":
        hand_over(ROOT / "tools/lint.py", *rest)
    if command == "bench":
        hand_over("-m", "bench", *rest)
    fail(f"Unknown command {command!r}. There are: run, test, serve, stop, lint, bench, manage.")


if __name__ == "__main__":
    main()
