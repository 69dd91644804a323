"""Settings of the tests: the same as the site's, on a server of their own that need not survive a crash."""

import os
from pathlib import Path

os.environ.setdefault("PORTAL_MODE", "development")
os.environ["DEBUG"] = "0"
# Playwright runs an event loop in the thread that also asks the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
os.environ.setdefault("PORTAL_DATA_DIR", str(Path(__file__).resolve().parent.parent / ".data" / "test"))

from portal.embedded_db import EmbeddedServer
from portal.settings import *  # noqa: F403
from portal.settings import EMBEDDED_DB

EMBEDDED_DB = EmbeddedServer(root=EMBEDDED_DB.root, fast=True, binaries=EMBEDDED_DB.binaries)
# One round of a plain digest: hundreds of tests sign in.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STEADY_OF_THE_SITE, STEADY_SECONDS = STEADY_SECONDS, 0  # noqa: F405 - the tests of time set their own
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "template_fragments": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}
WHITENOISE_AUTOREFRESH = True  # look files up when they are asked for; there is no collected folder
STATIC_ROOT = None
KEYS_DIR = EMBEDDED_DB.root.parent / "keys" / str(os.getpid())  # tests forget the rows of their keys
