"""The shell's own tables: news and videos."""

from portal.news.models import NewsArticle, Video

__all__ = ["NewsArticle", "Video"]
