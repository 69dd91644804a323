"""Every address of the site. Vietnamese slugs, English names; the English pages lie under /en/."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from citizens.accounts import recovery
from insurance.pages.check import service_worker
from portal import views
from portal.news import feeds, media
from portal.news import views as news
from portal.search import views as search

portal_patterns = [
    path("", views.home, name="home"),
    path("gioi-thieu/", views.about, name="about"),
    path("quyen-rieng-tu/", views.privacy, name="privacy"),
    path("tai-khoan/khong-vao-duoc/", recovery.ladder, name="sign-in-help"),
    path("cach-hien-thi/", views.display, name="display"),
    path("he-thong-thiet-ke/", views.design_system, name="design-system"),
    path("tim-kiem/", search.search, name="search"),
    path("tin-tuc/", news.news_list, name="news"),
    path("tin-tuc/theo-thang/", news.news_archive, name="news-archive"),
    path("tin-tuc/rss.xml", feeds.news_feed, name="news-feed"),
    path("tin-tuc/<int:year>/<int:month>/", news.news_list, name="news-month"),
    path("tin-tuc/<slug:slug>/", news.news_article, name="news-article"),
    path("video/", news.video_list, name="video-list"),
    path("video/<slug:slug>/", news.video, name="video"),
]

urlpatterns = [
    path(settings.CSP_REPORT_PATH.lstrip("/"), views.csp_report, name="csp-report"),
    path("sw.js", service_worker, name="service-worker"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("robots.txt", feeds.robots, name="robots"),
    path("tin-tuc/anh/<slug:digest>-<int:width>.webp", media.picture, name="news-picture"),
    path("video/<slug:slug>/phim", media.film, name="video-film"),
    path("video/<slug:slug>/phu-de.<slug:language>.vtt", media.captions, name="video-captions"),
    *i18n_patterns(
        path("", include((portal_patterns, "portal"))),
        path("tai-khoan/", include("citizens.urls")),
        path("", include("portal.place_urls")),
        path("dung-the-bhyt/", include("insurance.care_urls")),
        path("tra-cuu/", include("insurance.lookups.urls")),
        path("ca-nhan/", include("insurance.urls")),
        path("ca-nhan/", include("citizens.personal_urls")),
        path("doanh-nghiep/", include("enterprises.urls")),
        path("ho-tro/", include("support.urls")),
        path("kiem-tra/", include("insurance.urls_check")),
        path("quan-tri/", admin.site.urls),
        prefix_default_language=False,
    ),
]

handler400 = "portal.views.bad_request"
handler403 = "portal.views.permission_denied"
handler404 = "portal.views.page_not_found"
handler500 = "portal.views.server_error"
