"""Addresses of the public checker, outside /ca-nhan/."""

from django.urls import path

from insurance.pages import check

app_name = "check"

urlpatterns = [
    path("", check.check, name="check"),
    path("da-biet.json", check.known, name="known"),
]
