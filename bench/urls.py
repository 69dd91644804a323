"""The site's addresses and the baseline."""

from django.urls import path

from bench import timing
from portal.urls import handler400, handler403, handler404, handler500, urlpatterns

urlpatterns = [path("bench/minimal/", timing.minimal, name="bench-minimal"), *urlpatterns]

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
