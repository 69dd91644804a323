"""Every check that is not a test, one after the other; says which failed and leaves with 1 if any did."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
# `check --deploy` looks at the production set-up; these are no secrets of anybody.
PRODUCTION = {
    "PORTAL_MODE": "production",
    "SECRET_KEY": "only-for-checks-" + "x1" * 30,
    "ALLOWED_HOSTS": "ansinh.example",
}

CHECKS: dict[str, tuple[list[str], dict[str, str]]] = {
    "ruff check": ([PYTHON, "-m", "ruff", "check", "."], {}),
    "ruff format": ([PYTHON, "-m", "ruff", "format", "--check", "."], {}),
    "mypy": (
        [
            PYTHON,
            "-m",
            "mypy",
            "portal",
            "territory",
            "citizens",
            "insurance",
            "facilities",
            "enterprises",
            "support",
            "bench",
        ],
        {},
    ),
    "djlint": ([PYTHON, "-m", "djlint", "templates", "--lint", "--quiet"], {}),
    "import-linter": ([str(Path(PYTHON).with_name("lint-imports"))], {}),
    "migrations": ([PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"], {}),
    "check --deploy": ([PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
}


def main() -> int:
    chosen = sys.argv[1:] or list(CHECKS)
    failed = []
    for name in chosen:
        command, environment = CHECKS[name]
        started = time.monotonic()
        result = subprocess.run(
            command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
        )
        print(
            f"{'ok  ' if result.returncode == 0 else 'FAIL'} {name} ({time.monotonic() - started:.1f} s)",
            flush=True,
        )
        if result.returncode:
            failed.append(name)
            print(result.stdout + result.stderr, flush=True)
    print(f"{len(chosen) - len(failed)} passed, {len(failed)} failed")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
