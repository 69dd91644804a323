"""The production entry: gunicorn portal.wsgi"""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ.setdefault("PORTAL_MODE", "production")

application = get_wsgi_application()

# What is loaded by now stays for good: the collector need not walk it again, and a page's many small short-lived
# objects need not start it every few hundred.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
