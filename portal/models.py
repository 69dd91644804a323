"""The shell's own tables: news and videos, and what officers may take back."""

from portal.news.models import NewsArticle, Video
from portal.staff.models import BulkStep

__all__ = ["BulkStep", "NewsArticle", "Video"]
