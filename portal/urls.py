"""Every address of the site. Vietnamese slugs, English names; the English pages lie under /en/."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from citizens.accounts import recovery
from insurance.pages.check import service_worker
from portal import views

portal_patterns = [
    path("", views.home, name="home"),
    path("gioi-thieu/", views.about, name="about"),
    path("quyen-rieng-tu/", views.privacy, name="privacy"),
    path("tai-khoan/khong-vao-duoc/", recovery.ladder, name="sign-in-help"),
    path("cach-hien-thi/", views.display, name="display"),
    path("he-thong-thiet-ke/", views.design_system, name="design-system"),
]

urlpatterns = [
    path(settings.CSP_REPORT_PATH.lstrip("/"), views.csp_report, name="csp-report"),
    path("sw.js", service_worker, name="service-worker"),
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
