"""Every change of a record is kept by database triggers: `territory.history` says how."""

from territory.history import keeps_history

__all__ = ["keeps_history"]
