"""The shell's pages of the admin."""

from portal.news.admin import NewsArticleAdmin, VideoAdmin
from portal.staff.people import CitizenAdmin

__all__ = ["CitizenAdmin", "NewsArticleAdmin", "VideoAdmin"]
