"""The nearest places, on the command line: the same answer as the page."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from facilities.geo import Point
from facilities.models import Place
from facilities.nearest import nearest
from facilities.vocabulary import Kind


class Command(BaseCommand):
    help = "List the places nearest to a latitude and longitude (WGS84 degrees)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("latitude", type=float)
        parser.add_argument("longitude", type=float)
        parser.add_argument("--kind", choices=Kind.values, help="only places of this kind")
        parser.add_argument("--limit", type=int, default=20, help="how many, at most 1000 (default 20)")
        parser.add_argument("--json", action="store_true", help="a JSON list of code, name and metres")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (-90 <= options["latitude"] <= 90 and -180 <= options["longitude"] <= 180):
            raise CommandError("Give the latitude (-90 to 90) first, then the longitude (-180 to 180).")
        if not 1 <= options["limit"] <= 1_000:
            raise CommandError("--limit goes from 1 to 1000.")
        places = Place.objects.working(timezone.localdate()).of_kinds(
            [options["kind"]] if options["kind"] else []
        )
        found = nearest(places, Point(options["latitude"], options["longitude"]), 0, options["limit"])
        rows = [
            {"code": each.place.code, "name": each.place.name, "metres": round(each.way.metres, 1)}
            for each in found
            if each.way
        ]
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
            return
        for row in rows:
            self.stdout.write(f"{row['metres']:>12,.0f} m  {row['code']:<12} {row['name']}")
