"""Questions about records, by subject. Personal data: every chain starts with `for_actor()`."""

from insurance.querysets.participation import ParticipationPeriodQuerySet

__all__ = ["ParticipationPeriodQuerySet"]
