"""The production settings on a data folder of their own, with two measured views beside the site's."""

import os
from pathlib import Path

os.environ.setdefault("PORTAL_MODE", "production")
os.environ.setdefault("SECRET_KEY", "measurements-only-" + "x7" * 30)
os.environ.setdefault("PORTAL_DATA_DIR", str(Path(__file__).resolve().parent.parent / ".data" / "bench"))
os.environ.setdefault("HTTPS", "0")
os.environ.setdefault("WEB_WORKERS", "1")

from portal.settings import *  # noqa: F403
from portal.settings import MIDDLEWARE

ROOT_URLCONF = "bench.urls"
MIDDLEWARE = ["bench.timing.ServerTimeMiddleware", *MIDDLEWARE]
if os.environ.get("BENCH_LIMITS") == "count":  # bench/answers.py asks more than they allow
    MIDDLEWARE = ["bench.timing.NoLimitsMiddleware", *MIDDLEWARE]
    PROOF_OF_WORK_BITS = 1
