"""The shell's pages of the admin."""

from portal.staff.people import CitizenAdmin

__all__ = ["CitizenAdmin"]
