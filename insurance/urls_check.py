"""Addresses of the public checker, outside /ca-nhan/."""

from django.urls import path, re_path

from insurance.pages import check

app_name = "check"

urlpatterns = [
    path("", check.check, name="check"),
    path("da-biet.json", check.known, name="known"),
    re_path(r"^da-biet/(?P<beginning>[0-9A-Z]{2})\.json$", check.known_piece, name="known-piece"),
]
