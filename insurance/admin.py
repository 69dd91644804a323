"""The admin of this room."""

from insurance.corrections import admin_queue  # noqa: F401 - registers its pages
