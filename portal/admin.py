"""The shell's pages of the admin."""

from portal.news.admin import NewsArticleAdmin, VideoAdmin
from portal.staff import employers, second, watch  # noqa: F401 - they register themselves
from portal.staff.people import CitizenAdmin

__all__ = ["CitizenAdmin", "NewsArticleAdmin", "VideoAdmin"]
