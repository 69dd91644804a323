"""For readers that are programs: RSS of the news, and the map of the site."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemap_views
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from citizens.access import public
from portal.news import rich_text
from portal.news.models import Category, NewsArticle, Video
from support.models import Article

if TYPE_CHECKING:
    FeedBase = Feed[NewsArticle, None]
    SitemapBase = Sitemap[Any]
else:
    FeedBase, SitemapBase = Feed, Sitemap

MOST_ITEMS = 30
PUBLIC_PAGES = (
    "portal:home",
    "portal:about",
    "portal:privacy",
    "portal:news",
    "portal:news-archive",
    "portal:video-list",
    "facilities:place-list",
    "lookups:overview",
    "support:help-home",
    "support:article-list",
)


class NewsFeed(FeedBase):
    """The newest articles with their whole text."""

    def title(self) -> str:
        return _("An Sinh: tin tức")

    def description(self) -> str:
        return _("Chính sách mới, hướng dẫn, hoạt động và cảnh báo về bảo hiểm xã hội.")

    def link(self) -> str:
        return reverse("portal:news")

    def feed_url(self) -> str:
        return reverse("portal:news-feed")

    def items(self) -> Any:
        return NewsArticle.objects.shown_at(timezone.now()).newest_first()[:MOST_ITEMS]

    def item_title(self, item: Any) -> str:
        return str(item.shown_title)

    def item_description(self, item: Any) -> str:
        return f"<p>{rich_text.clean(item.shown_summary)}</p>{item.shown_body}"

    def item_pubdate(self, item: NewsArticle) -> datetime:
        return item.published_at

    def item_updateddate(self, item: NewsArticle) -> datetime:
        return item.changed_at

    def item_categories(self, item: NewsArticle) -> list[str]:
        return [str(Category(item.category).label)]


@public
@require_safe
def news_feed(request: HttpRequest) -> HttpResponseBase:
    feed = NewsFeed()
    feed.language = get_language()
    return feed(request)


class Everywhere(SitemapBase):
    """Each page in both languages, and each knows the other."""

    i18n = True
    alternates = True
    x_default = True


class PageMap(Everywhere):
    def items(self) -> list[str]:
        return list(PUBLIC_PAGES)

    def location(self, item: Any) -> str:
        return reverse(item[0] if isinstance(item, tuple) else item)


class RowMap(Everywhere):
    """Rows with an address and a time of change."""

    def lastmod(self, item: Any) -> datetime:
        return item.changed_at  # type: ignore[no-any-return]


class NewsMap(RowMap):
    def items(self) -> Any:
        return NewsArticle.objects.shown_at(timezone.now()).newest_first().only("slug", "changed_at")


class VideoMap(RowMap):
    def items(self) -> Any:
        return Video.objects.shown_at(timezone.now()).newest_first().only("slug", "changed_at")


class QuestionMap(RowMap):
    def items(self) -> Any:
        return Article.objects.shown_on(timezone.localdate()).in_order().only("slug", "changed_at")


MAPS: "dict[str, type[Sitemap[Any]] | Sitemap[Any]]" = {
    "pages": PageMap,
    "news": NewsMap,
    "videos": VideoMap,
    "questions": QuestionMap,
}


@public
@require_safe
def sitemap(request: HttpRequest) -> HttpResponseBase:
    """Made of nothing but what everybody may read."""
    return sitemap_views.sitemap(request, MAPS)


PRIVATE = ("/ca-nhan/", "/doanh-nghiep/", "/quan-tri/", "/tim-kiem/")


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Programs may read what is public; a person's pages are behind the sign-in anyway."""
    address = request.build_absolute_uri(reverse("sitemap"))
    lines = (
        "User-agent: *",
        *(f"Disallow: {language}{path}" for language in ("", "/en") for path in PRIVATE),
        f"Sitemap: {address}",
        "",
    )
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
