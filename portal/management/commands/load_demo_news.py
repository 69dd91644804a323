"""The demo's articles and films alone, for a demo that was built before it had them."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.news.demo.loading import load


class Command(BaseCommand):
    help = "Load the demo's news and films. What is there already is left alone."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load()
        self.stdout.write(f"{loaded.articles} articles and {loaded.videos} films were added.")
