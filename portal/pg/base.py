"""Django's PostgreSQL backend, which first makes sure that the embedded server runs."""

from typing import Any

import psycopg
from django.conf import settings
from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """ENGINE "portal.pg": starts or revives `settings.EMBEDDED_DB` when a connection needs it."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        server = settings.EMBEDDED_DB
        if not server.joined():
            server.ensure()
        try:
            return super().get_new_connection(conn_params)
        except psycopg.OperationalError:  # killed under us: revive it once
            server.ensure()
            return super().get_new_connection(conn_params)
