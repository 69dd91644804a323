"""The admin of this room."""

from insurance import admin_imports, admin_keys  # noqa: F401 - register their pages
from insurance.corrections import admin_queue  # noqa: F401 - registers its pages
from insurance.lookups import admin_alarms  # noqa: F401 - registers its pages
from insurance.proofs import admin_papers  # noqa: F401 - registers its pages
