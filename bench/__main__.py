"""`make bench`: every measurement, or the ones named. Each prints a table and, where it compares, the ratio."""

import argparse
import importlib
import os
import sys

MEASUREMENTS = {
    "pages": "bench.pages",  # the participation history beside a minimal view, with a nation loaded
    "places": "bench.places",  # the nearest places beside a query by primary key, at 15,000 and 200,000 places
    "enterprise": "bench.enterprise",  # a unit of 20,000 people: the list's pages and the export
    "admin": "bench.admin",  # every list of the admin, the search for people, a whole record
    "answers": "bench.answers",  # whether the time of an answer tells who is on record: sign-in, codes, look-ups
    "imports": "bench.imports",  # a million rows from a file beside a plain COPY of them
    "proofs": "bench.proofs",  # papers of a 30-year career beside one of a single card
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench ARGS=…", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of {', '.join(MEASUREMENTS)}; default all")
    parser.add_argument(
        "--citizens", type=int, default=1_000_000, help="people in the database (default 1,000,000)"
    )
    parser.add_argument("--seconds", type=float, default=8.0, help="length of each run (default 8)")
    arguments = parser.parse_args()
    unknown = set(arguments.names) - set(MEASUREMENTS)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(MEASUREMENTS)}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    import django

    django.setup()
    for name in arguments.names or MEASUREMENTS:
        importlib.import_module(MEASUREMENTS[name]).measure(
            citizens=arguments.citizens, seconds=arguments.seconds
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
