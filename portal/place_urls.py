"""Addresses of places. `facilities` knows nothing of people, so who may open its pages is said here."""

from django.urls import path

from citizens.access import public
from facilities import views

app_name = "facilities"
urlpatterns = [
    path("dia-diem/", public(views.place_list), name="place-list"),
    path("dia-diem.geojson", public(views.place_geojson), name="place-geojson"),
    path("dia-diem.csv", public(views.place_csv), name="place-csv"),
    path("dia-diem/ban-do.json", public(views.place_clusters), name="place-clusters"),
    path("dia-diem/co-quan-phu-trach/", public(views.office_in_charge), name="office-in-charge"),
    path("dia-diem/<place_code:code>/", public(views.place_detail), name="place-detail"),
    path("dia-diem/<place_code:code>/ban-in/", public(views.place_card), name="place-card"),
    path("dia-diem/<place_code:code>/bao-sai/", public(views.place_report), name="place-report"),
]
