"""Questions about records, by subject. Personal data: every chain starts with `for_citizen()`."""

from insurance.querysets.participation import ParticipationPeriodQuerySet

__all__ = ["ParticipationPeriodQuerySet"]
