#!/usr/bin/env python
"""Django's command line for An Sinh."""

import os
import sys
from pathlib import Path


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    from portal.embedded_db import EmbeddedServerError

    try:
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, EmbeddedServerError) as error:
        sys.exit(str(error))
    except OperationalError as error:
        from portal.management.start import unreachable

        if "--traceback" in sys.argv or not (line := unreachable(error)):
            raise
        sys.exit(line)


if __name__ == "__main__":
    main()
